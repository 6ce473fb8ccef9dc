"""The two rules of comparing names, as the contracts' vectors have them."""

from dancu_connectors.names import exact, folded
from hypothesis import given
from hypothesis import strategies as st


@given(st.text())
def test_both_rules_are_settled_after_one_pass(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert exact(exact(name)) == exact(name)
