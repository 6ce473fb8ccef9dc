"""The two rules of comparing names, as the contracts' vectors have them."""

from hypothesis import given
from hypothesis import strategies as st

from dancu_connectors.names import exact, folded


@given(st.text())
def test_both_rules_are_settled_after_one_pass(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert exact(exact(name)) == exact(name)


@given(st.text())
def test_names_that_are_exactly_one_are_one_when_folded(name: str) -> None:
    assert folded(exact(name)) == folded(name)
