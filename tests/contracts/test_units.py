"""The administrative units of both eras: counted, coded, and mapped one onto the other."""

import re
from collections import Counter

import pytest

from tests.contracts.documents import ROOT, rows

NEW, OLD, MAP = "communes_2025.csv", "communes_legacy.csv", "commune_map_legacy_to_2025.csv"
ISLANDS_WITHOUT_COMMUNES = {"318", "471", "498", "536", "755"}


def test_there_are_34_provinces_of_3321_communes_since_2025() -> None:
    assert (len(rows(NEW)), len({row["province_code"] for row in rows(NEW)})) == (3321, 34)
    counted = Counter(row["province_code"] for row in rows(NEW))
    assert {row["code"]: int(row["communes"]) for row in rows("provinces_34.csv")} == counted


def test_there_were_63_provinces_of_10035_communes_before() -> None:
    communes = [row for row in rows(OLD) if row["commune_code"]]
    assert (len(communes), len({row["province_code"] for row in communes})) == (10_035, 63)
    assert {row["province_code"] for row in communes} == {row["code"] for row in rows("provinces_63.csv")}
    assert {row["district_code"] for row in rows(OLD) if not row["commune_code"]} == ISLANDS_WITHOUT_COMMUNES


@pytest.mark.parametrize("name", [NEW, OLD])
def test_a_code_is_used_once_in_an_era(name: str) -> None:
    codes = [row["commune_code"] for row in rows(name) if row["commune_code"]]
    assert len(codes) == len({*codes})
    assert [code for code in codes if not re.fullmatch(r"\d{5}", code)] == []


def test_a_code_alone_is_ambiguous() -> None:
    """Most codes of 2025 were used before, many under another name: the key is the code and its date."""
    before = {row["commune_code"]: _bare(row) for row in rows(OLD)}
    again = [row for row in rows(NEW) if row["commune_code"] in before]
    assert len(again) == 3316
    assert sum(_bare(row) != before[row["commune_code"]] for row in again) > 1800


def _bare(row: dict[str, str]) -> str:
    """The name without Phường, Xã, Thị trấn or Đặc khu."""
    return row["commune"].removeprefix(row["type"]).strip()


def test_every_old_commune_leads_to_new_ones_of_the_same_province() -> None:
    old, new = (
        {row["commune_code"] for row in rows(OLD)},
        {row["commune_code"]: row["province_code"] for row in rows(NEW)},
    )
    assert {row["old_code"] for row in rows(MAP)} >= old - {""}
    assert [row for row in rows(MAP) if new.get(row["new_code"]) != row["new_province_code"]] == []
    successor = {row["code"]: row["code_2025"] for row in rows("provinces_63.csv")}
    assert [row for row in rows(MAP) if successor[row["old_province_code"]] != row["new_province_code"]] == []


def test_a_split_commune_has_as_many_targets_as_the_map_says() -> None:
    targets = Counter(row["old_code"] or row["old_district_code"] for row in rows(MAP))
    assert [
        row for row in rows(MAP) if targets[row["old_code"] or row["old_district_code"]] != int(row["n_targets"])
    ] == []


def test_the_75_communes_of_hau_giang_became_28_and_none_was_split() -> None:
    mapped = [row for row in rows(MAP) if row["old_province_code"] == "93"]
    assert (len(mapped), len({row["new_code"] for row in mapped})) == (75, 28)
    assert {row["n_targets"] for row in mapped} == {"1"}


def test_the_licence_of_the_communes_is_kept_with_them() -> None:
    assert "MIT" in (ROOT / "units/LICENSE-vietnamadminunits.txt").read_text(encoding="utf-8")
