"""Dates as registers know them."""

from datetime import date
from typing import Any

import pytest
from dancu_connectors import PartialDate
from dancu_connectors.dates import compare
from dancu_contracts import vectors
from hypothesis import given
from hypothesis import strategies as st

PARTIAL = st.one_of(
    st.dates().map(PartialDate.of),
    st.dates().map(lambda day: PartialDate(day.year, day.month)),
    st.dates().map(lambda day: PartialDate(day.year)),
)


@given(PARTIAL)
def test_what_is_printed_is_read_back(day: PartialDate) -> None:
    assert PartialDate.parse(str(day)) == day


@given(PARTIAL, PARTIAL)
def test_order_is_that_of_the_text(one: PartialDate, other: PartialDate) -> None:
    assert (one < other) == (str(one) < str(other))


@pytest.mark.parametrize("text", ["", "90", "1990-13", "1990-02-30", "1990-00", "1990-01-00", "1990-1-1", "١٩٩٠"])
def test_what_is_no_date_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as raised:
        PartialDate.parse(text)
    assert not text or text not in str(raised.value)


@pytest.mark.parametrize("vector", vectors("dates")["read"], ids=lambda vector: vector["sent"] or "nothing")
def test_every_form_a_wire_sends_is_read(vector: dict[str, Any]) -> None:
    if vector["read"] is None:
        with pytest.raises(ValueError, match=r"\w"):
            PartialDate.parse_wire(vector["sent"])
    else:
        assert str(PartialDate.parse_wire(vector["sent"])) == vector["read"]


@pytest.mark.parametrize("vector", vectors("dates")["compare"], ids=lambda vector: vector["why"])
def test_a_claimed_date_compares_as_the_contract_says(vector: dict[str, Any]) -> None:
    compared = compare(PartialDate.parse(vector["claimed"]), PartialDate.parse(vector["held"]))
    assert compared == (vector["result"], vector["agrees"])


def test_a_day_without_its_month_is_no_date() -> None:
    with pytest.raises(ValueError, match="needs its month"):
        PartialDate(1990, None, 2)


def test_only_a_whole_day_is_a_date() -> None:
    assert PartialDate(1990, 3, 2).whole() == date(1990, 3, 2)
    assert PartialDate(1990, 3).whole() is None


def test_a_year_agrees_with_every_day_in_it() -> None:
    assert PartialDate(1990).agrees(PartialDate(1990, 3, 2))
    assert not PartialDate(1991).agrees(PartialDate(1990, 3, 2))
