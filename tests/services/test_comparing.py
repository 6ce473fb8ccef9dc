"""Comparing claims: the contracts' vectors, and what must hold for any text."""

from datetime import date
from typing import Any

import pytest
from dancu_contracts import vectors
from hypothesis import given
from hypothesis import strategies as st

from mock_national_db.compare import Setting, by_address, by_date, by_name
from mock_national_db.dates import ImpossibleDate, PartialDate, is_possible
from mock_national_db.names import exact, folded
from mock_national_db.units import Address

TODAY = date(2026, 11, 23)
EXACT, FOLDED = Setting(TODAY, "exact"), Setting(TODAY, "folded")


@pytest.mark.parametrize("vector", vectors("names")["exact"], ids=lambda v: v["why"])
def test_the_exact_rule_of_names(vector: dict[str, str]) -> None:
    assert by_name(vector["claimed"], vector["held"], EXACT).match == vector["result"]


@pytest.mark.parametrize("vector", vectors("names")["folded"], ids=lambda v: v["why"])
def test_the_folded_rule_of_names(vector: dict[str, str]) -> None:
    assert by_name(vector["claimed"], vector["held"], FOLDED).match == vector["result"]


@pytest.mark.parametrize("vector", vectors("names")["form"], ids=lambda v: v["name"])
def test_the_folded_form_of_a_name(vector: dict[str, str]) -> None:
    assert folded(vector["name"]) == vector["folded"]


def test_the_capitals_of_a_letter_fold_as_the_letter_does() -> None:
    letters = [chr(code) for code in range(0x3000)]
    assert [folded(letter.upper()) for letter in letters] == [folded(letter) for letter in letters]


def test_a_name_in_capitals_is_the_same_name_by_the_folded_rule_alone() -> None:
    assert by_name("ĐẶNG THỊ I", "Đặng Thị ı", FOLDED).match == "match"
    assert by_name("ĐẶNG THỊ I", "Đặng Thị ı", EXACT).match == "near"


@pytest.mark.parametrize("vector", vectors("dates")["read"], ids=lambda v: v["sent"])
def test_every_form_of_a_date_is_read_or_refused(vector: dict[str, str | None]) -> None:
    assert vector["sent"] is not None
    assert is_possible(vector["sent"]) == (vector["read"] is not None)
    if vector["read"] is not None:
        assert str(PartialDate.parse(vector["sent"])) == vector["read"]


@pytest.mark.parametrize("vector", vectors("dates")["compare"], ids=lambda v: v["why"])
def test_dates_are_compared_at_the_precision_that_both_have(vector: dict[str, Any]) -> None:
    found = by_date(vector["claimed"], vector["held"], EXACT)
    assert (found.match, found.agrees) == (vector["result"], vector["agrees"])


@given(st.text(max_size=60), st.text(max_size=60))
def test_only_equal_forms_match(one: str, other: str) -> None:
    assert (by_name(one, other, EXACT).match == "match") == (exact(one) == exact(other))


@given(st.text())
def test_a_form_is_settled_after_one_pass(name: str) -> None:
    assert exact(exact(name)) == exact(name)
    assert folded(folded(name)) == folded(name)


@given(st.text(max_size=40))
def test_no_text_but_a_date_is_read_as_one(text: str) -> None:
    if is_possible(text):
        assert PartialDate.parse(text).year >= 1
        return
    with pytest.raises(ImpossibleDate, match=r"\A(not a date|no such day|a day without a month)\Z"):
        PartialDate.parse(text)


PHU_TAN = Address("31379", "legacy", "Ấp Phú Xuân")
DAI_MO = Address("00634", "legacy")


@pytest.mark.parametrize(
    ("claimed", "held", "found"),
    [
        ({"maPhuongXa": "31379", "maQuanHuyen": "933", "maTinhThanh": "93"}, PHU_TAN, "match"),
        ({"maPhuongXa": "31378", "maTinhThanh": "92"}, PHU_TAN, "match"),
        ({"maPhuongXa": "31378"}, PHU_TAN, "match"),
        ({"maPhuongXa": "31378", "chiTiet": "ẤP PHÚ XUÂN"}, PHU_TAN, "match"),
        ({"maPhuongXa": "31378", "chiTiet": "Ấp 9"}, PHU_TAN, "mismatch"),
        ({"maPhuongXa": "31321"}, PHU_TAN, "mismatch"),
        ({"maTinhThanh": "92"}, PHU_TAN, "match"),
        ({"maTinhThanh": "93"}, PHU_TAN, "match"),
        ({"maTinhThanh": "01"}, PHU_TAN, "mismatch"),
        ({"quocGia": "US"}, PHU_TAN, "mismatch"),
        ({"maPhuongXa": "00637", "maTinhThanh": "01", "hieuLucTu": "2025-07-01"}, DAI_MO, "ambiguous"),
        ({"maPhuongXa": "00634", "hieuLucTu": "2004-07-08"}, DAI_MO, "match"),
        ({"maPhuongXa": "00634", "hieuLucTu": "2004-07-08"}, Address("00634", "legacy", target="00637"), "match"),
        ({"maPhuongXa": "00634", "hieuLucTu": "2025-07-01"}, Address("00634", "legacy", target="00637"), "mismatch"),
        ({"maPhuongXa": "00634", "hieuLucTu": "2004-07-08"}, Address("00637", "2025"), "ambiguous"),
        ({"maPhuongXa": "31379", "maQuanHuyen": "933"}, Address("31378", "2025"), "match"),
        ({"maPhuongXa": "99999"}, PHU_TAN, "mismatch"),
    ],
)
def test_an_address_is_compared_across_the_reform_of_2025(claimed: dict[str, str], held: Address, found: str) -> None:
    assert by_address(claimed, held, EXACT).match == found
