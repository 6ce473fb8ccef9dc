"""What is listed once for everybody: procedures, codes, faults, numbers, each by a schema of its own."""

import re
from typing import Any

import dancu_contracts
import pytest
from dancu_contracts import (
    amount,
    amount_table,
    amounts,
    code_table,
    code_tables,
    faults,
    kinds_of_number,
    number,
    numbers,
    procedure,
    procedures,
)

from tests.contracts.documents import ROOT, read, rows

KINDS = kinds_of_number()
HA_TAY = "028"  # had it until 2008


def _meta(name: str) -> dancu_contracts.Validator:
    return dancu_contracts.validator(read(ROOT / f"meta/{name}.schema.json"))


@pytest.mark.parametrize("slug", procedures())
def test_a_procedure_keeps_the_schema_of_procedures(slug: str) -> None:
    assert _meta("procedure").problems(read(ROOT / f"procedures/{slug}/procedure.json")) == []
    assert procedures()[slug].slug == slug


def test_the_plan_has_its_25_procedures() -> None:
    assert [found.number for found in procedures().values()] == list(range(1, 26))


def test_a_code_names_one_procedure() -> None:
    codes = [code for found in procedures().values() for code in found.codes]
    assert len(codes) == len({*codes})


def test_a_procedure_is_found_by_slug_and_by_code() -> None:
    by_slug = procedure("dang-ky-thuong-tru")
    assert by_slug is not None
    assert (by_slug.number, by_slug.level, by_slug.forms[0]) == (3, 4, "CT01")
    assert procedure("1.004222") is by_slug
    assert procedure("9.999999") is None


def test_few_procedures_may_see_something_sensitive() -> None:
    seeing = {slug: found.sensitive for slug, found in procedures().items() if found.sensitive}
    assert seeing == {
        "cap-ho-chieu-pho-thong": ("immigration.tamHoanXuatCanh",),
        "cap-phieu-ly-lich-tu-phap": (
            "criminal_record.anTich",
            "court_cases.hinhSu",
            "judgments.hinhPhat",
            "sentence_enforcement.chapHanh",
            "sentence_enforcement.trangThai",
        ),
        "khai-bao-tam-vang": (
            "sentence_enforcement.trangThai",
            "sentence_enforcement.dongYVangMat",
            "preventive_measures.bienPhap",
            "court_cases.hinhSu",
        ),
    }


@pytest.mark.parametrize("name", code_tables())
def test_a_code_table_keeps_the_schema_of_code_tables(name: str) -> None:
    assert _meta("codes").problems(code_table(name)) == []


def test_the_ethnic_groups_are_54_with_foreigners_and_unknown() -> None:
    assert [*code_table("danToc")["values"]] == [*(f"{code:02}" for code in range(1, 56)), "99"]


def test_vietnam_is_the_first_of_the_countries() -> None:
    countries = [*code_table("quocGia")["values"]]
    assert (countries[0], len(countries)) == ("VN", 249)


@pytest.mark.parametrize("name", amounts())
def test_an_amount_keeps_the_schema_of_amounts_and_rises_in_order(name: str) -> None:
    assert _meta("amount").problems(amount_table(name)) == []
    days = [each["validFrom"] for each in amount_table(name)["values"]]
    assert days == sorted({*days})


def test_an_amount_is_that_of_the_day() -> None:
    days = ("2023-06-30", "2023-07-01", "2024-06-30", "2026-06-30", "2026-07-01")
    assert [amount("luongCoSo", day) for day in days] == [1_490_000, 1_800_000, 1_800_000, 2_340_000, 2_530_000]


@pytest.mark.parametrize(
    ("name", "day"), [("luongCoSo", "2013-06-30"), ("khongCo", "2026-11-23"), ("../faults", "2026-11-23")]
)
def test_no_amount_is_made_up(name: str, day: str) -> None:
    with pytest.raises(KeyError):
        amount(name, day)


def test_the_faults_keep_the_schema_of_faults() -> None:
    assert _meta("faults").problems(read(ROOT / "faults.json")) == []


def test_every_fault_of_the_design_has_a_code() -> None:
    statuses = {fault.status for fault in faults().values()}
    assert statuses >= {400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 503}


@pytest.mark.parametrize("code", faults())
def test_a_fault_can_be_said_as_a_problem(code: str) -> None:
    fault = faults()[code]
    texts = {language: {"title": fault.title[language], "remedy": fault.remedy[language]} for language in ("vi", "en")}
    problem = {"type": f"urn:dancu:fault:{code}", "status": fault.status, "code": code, "title": fault.title["vi"]}
    assert dancu_contracts.validator(dancu_contracts.service_schema("problem")).problems({**problem, **texts}) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_number_keeps_its_schema(kind: str) -> None:
    assert _meta("number").problems(read(ROOT / f"numbers/{kind}.json")) == []


@pytest.mark.parametrize("kind", numbers())
def test_a_number_that_can_be_drawn_lies_in_its_safe_block(kind: str) -> None:
    drawn = [number(kind).prefix + digit * number(kind).digits for digit in "0123456789"]
    assert [one for one in drawn if not re.fullmatch(number(kind).document["pattern"], one)] == []


@pytest.mark.parametrize("kind", numbers())
def test_a_safe_number_has_the_shape_of_a_real_one(kind: str) -> None:
    """An agency's form must take it."""
    assert re.fullmatch(KINDS[kind]["real"], number(kind).prefix + "1" * number(kind).digits)


def test_a_kind_that_is_no_prefix_and_digits_cannot_be_drawn() -> None:
    with pytest.raises(KeyError):
        number("tax")


def test_no_province_has_a_safe_prefix_of_personal_numbers() -> None:
    real = {row["id_prefix3"] for row in rows("provinces_63.csv")} | {HA_TAY}
    safe = {*KINDS["personal"]["prefixes"]}
    assert len(safe) == 35
    assert safe.isdisjoint(real)
    assert all(re.fullmatch(KINDS["personal"]["pattern"], prefix + "0" * 9) for prefix in safe)
    assert not any(re.fullmatch(KINDS["personal"]["pattern"], prefix + "0" * 9) for prefix in real)


def test_no_province_issued_a_safe_cmnd() -> None:
    issued = {prefix for row in rows("provinces_63.csv") for prefix in re.findall(r"\d+", row["cmnd_prefix2"])}
    assert {prefix for prefix in issued if prefix.startswith(number("cmnd").prefix)} == set()


def test_no_province_gives_a_safe_plate() -> None:
    given = {
        p for name in ("provinces_63.csv", "provinces_34.csv") for row in rows(name) for p in row["plates"].split()
    }
    assert len(given) > 60
    assert {plate for plate in given if re.match(KINDS["plate"]["pattern"], f"{plate}A-123.45")} == set()


def test_no_province_is_numbered_00() -> None:
    """Insurance and licence numbers begin with the province."""
    assert "00" not in {row["code"] for row in rows("provinces_63.csv")}
    assert {number("insurance").prefix, number("driver_licence").prefix} == {"00"}


def _is_never_issued(code: str) -> bool:
    weights, modulus = KINDS["tax"]["weights"], KINDS["tax"]["modulus"]
    remainder = sum(weight * int(digit) for weight, digit in zip(weights, code[:9], strict=True)) % modulus
    return bool(remainder == 0)


def test_a_tax_code_of_the_examples_is_never_issued() -> None:
    examples = [e for name in dancu_contracts.registries() for e in dancu_contracts.registry(name).examples.values()]
    codes = [code for example in examples for code in _tax_codes(example)]
    assert codes
    assert [code for code in codes if not _is_never_issued(code)] == []


def _tax_codes(value: Any) -> list[str]:
    """Texts of ten digits that are no insurance number and no telephone."""
    if isinstance(value, dict):
        return [code for part in value.values() for code in _tax_codes(part)]
    if isinstance(value, list):
        return [code for part in value for code in _tax_codes(part)]
    return [value] if isinstance(value, str) and re.fullmatch(r"(?!0)\d{10}", value) else []
