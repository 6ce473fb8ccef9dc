"""The two rules of comparing names, as the contracts' vectors have them."""

from typing import Any

import pytest
from dancu_connectors.names import exact, folded
from dancu_contracts import vectors
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("rule", [exact, folded], ids=["exact", "folded"])
def test_two_spellings_are_one_name_where_the_contract_says_so(rule: Any) -> None:
    told = vectors("names")[rule.__name__]
    assert [vector for vector in told if (rule(vector["claimed"]) == rule(vector["held"])) != _is_match(vector)] == []


def _is_match(vector: dict[str, str]) -> bool:
    return vector["result"] == "match"


def test_names_are_folded_as_c06_clients_send_them() -> None:
    assert [vector for vector in vectors("names")["form"] if folded(vector["name"]) != vector["folded"]] == []


@given(st.text())
def test_both_rules_are_settled_after_one_pass(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert exact(exact(name)) == exact(name)


@given(st.text())
def test_names_that_are_exactly_one_are_one_when_folded(name: str) -> None:
    assert folded(exact(name)) == folded(name)
