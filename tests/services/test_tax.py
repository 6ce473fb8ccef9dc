"""What is special about the tax register: codes of both times, dependants, payers, and who waits for his number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_national_db.service.faults import CallFault
from mock_sectoral_dbs.tax import code_of, index_of
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@pytest.fixture
def taxpayer(office: Office) -> str:
    """Somebody who had a tax code before July 2025 and lives."""
    for number in office.numbers(300):
        records = office.lookup("tax", number)
        if records and records[0]["ngayCap"] < "2025" and records[0]["trangThai"] == "00":
            return number
    raise AssertionError("no taxpayer")


@pytest.fixture
def child(office: Office) -> str:
    return next(n for n in office.numbers(300) if office.lookup("population", n)[0]["ngaySinh"] > "2015")


@given(st.integers(0, 59_999_999))
def test_a_ten_digit_code_is_nobodys_and_leads_back(index: int) -> None:
    code = code_of(index)
    assert index_of(code) == index
    assert len(code) == 10
    assert code[0] == "8"
    assert sum(weight * int(digit) for weight, digit in zip(WEIGHTS, code[:9], strict=True)) % 11 == 0


@given(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_any_ten_digits_lead_to_one_index_or_none(code: str) -> None:
    index = index_of(code)
    assert index is None or code in {code_of(index), code_of(index + 60_000_000)}


def test_since_july_2025_the_personal_number_is_the_code(office: Office, taxpayer: str) -> None:
    (before,) = office.lookup("tax", taxpayer, on="2025-06-30")
    (after,) = office.lookup("tax", taxpayer, on="2025-07-01")
    assert index_of(before["maSoThue"]) is not None
    assert "maSoThueCu" not in before
    assert after["maSoThue"] == taxpayer
    assert before["maSoThue"] in after["maSoThueCu"]


def test_the_old_code_leads_to_the_taxpayer_while_it_was_in_use(office: Office, taxpayer: str) -> None:
    (before,) = office.lookup("tax", taxpayer, on="2025-06-30")
    subject = {"maSoThue": before["maSoThue"]}
    assert office.lookup("tax", subject, on="2025-06-30") == [before]
    assert office.outcome("tax", subject) == "not_found"
    assert office.verify("tax", taxpayer, claims=subject)["matches"] == {"maSoThue": "former"}


def test_four_of_five_of_working_age_have_a_code(office: Office) -> None:
    born = {n: office.lookup("population", n, "ngaySinh")[0]["ngaySinh"] for n in office.numbers(1500)}
    adults = [n for n, birth in born.items() if "1972" < birth < "1998"]
    share = sum(office.outcome("tax", n) in {"found", "deceased"} for n in adults) / len(adults)
    assert 0.75 < share < 0.85


def test_nobody_has_a_code_before_he_is_grown(office: Office) -> None:
    for number in office.numbers(500):
        for record in office.lookup("tax", number, "ngayCap", "ngaySinh"):
            assert int(record["ngayCap"][:4]) >= int(record["ngaySinh"][:4]) + 18


def test_dependants_are_the_taxpayers_children_and_each_is_claimed_once(office: Office) -> None:
    claimed = []
    for index in range(SIZE):
        number = office.number(index)
        for record in office.lookup("tax", number, "nguoiPhuThuoc"):
            children = {c.get("soDinhDanh") for c in office.lookup("population", number, "con")[0].get("con", ())}
            mine = [dependant["soDinhDanh"] for dependant in record.get("nguoiPhuThuoc", ())]
            assert {*mine} <= children
            claimed += mine
    assert claimed
    assert len(claimed) == len({*claimed})


def test_who_pays_is_the_employer_the_insurer_knows(office: Office) -> None:
    paid = 0
    for number in office.numbers(300):
        (payer,) = [r.get("coQuanChiTra") for r in office.lookup("tax", number, "coQuanChiTra")] or [None]
        if payer:
            (insured,) = office.lookup("insurance", number, "quaTrinhDong")
            unit = insured["quaTrinhDong"][-1]["donVi"]
            code = {"maSoThue": unit["ma"]} if len(unit["ma"]) == 10 else {}  # a unit of the State has another
            assert payer == {**code, "ten": unit["ten"]}
            paid += 1
    assert paid > 20


def test_the_tax_office_bears_the_name_of_its_time(office: Office, taxpayer: str) -> None:
    before, after = (office.lookup("tax", taxpayer, "coQuanThue.ten", on=on)[0] for on in ("2025-06-30", "2025-07-01"))
    assert before["coQuanThue"]["ten"].startswith("Cục Thuế tỉnh")
    assert after["coQuanThue"]["ten"].startswith("Thuế ")


def test_registration_gives_a_code_and_only_once(office: Office, child: str) -> None:
    assert office.outcome("tax", child) == "no_record"
    office.record("tax", child, "registered", TODAY)
    (record,) = office.lookup("tax", child)
    assert (record["maSoThue"], record["trangThai"], record["ngayCap"]) == (child, "00", TODAY)
    assert record["hoVaTen"] == office.lookup("population", child, "hoVaTen")[0]["hoVaTen"]
    with pytest.raises(CallFault, match="nothing_to_change"):
        office.record("tax", child, "registered", TODAY)


def test_an_added_dependant_shows_by_name(office: Office, taxpayer: str, child: str) -> None:
    office.record("tax", taxpayer, "dependant_added", TODAY, data={"soDinhDanh": child})
    (record,) = office.lookup("tax", taxpayer, "nguoiPhuThuoc")
    name = office.lookup("population", child, "hoVaTen")[0]["hoVaTen"]
    assert (record["nguoiPhuThuoc"][-1]["hoVaTen"], record["nguoiPhuThuoc"][-1]["tuThang"]) == (name, "2026-11")
    with pytest.raises(CallFault, match="unknown_relative"):
        office.record("tax", taxpayer, "dependant_added", TODAY, data={"soDinhDanh": "099099999999"})


def test_who_waits_for_his_number_is_neither_found_nor_missing(office: Office, taxpayer: str) -> None:
    office.record("tax", taxpayer, "status_changed", TODAY, data={"trangThai": "10"})
    answer = office.verify("tax", taxpayer, claims={"maSoThue": taxpayer})
    assert answer == {"outcome": "pending_identity", "verified": False, "matches": {}}
    office.record("tax", taxpayer, "status_changed", TODAY, data={"trangThai": "00"})
    assert office.verify("tax", taxpayer, claims={"maSoThue": taxpayer})["verified"]


def test_death_closes_the_code_once_it_is_known(office: Office, taxpayer: str) -> None:
    office.record("population", taxpayer, "death", "2026-11-20")
    state = {on: office.lookup("tax", taxpayer, "trangThai", on=on)[0]["trangThai"] for on in ("2026-11-19", TODAY)}
    assert state == {"2026-11-19": "00", TODAY: "01"}
    (unknowing,) = office.lookup("tax", taxpayer, "trangThai", knownAt="2026-11-22T00:00:00+07:00")
    assert unknowing["trangThai"] == "00"
    office.record("population", taxpayer, "death_cancelled", TODAY)
    assert office.lookup("tax", taxpayer, "trangThai")[0]["trangThai"] == "00"


def test_household_businesses_begin_after_registration(office: Office) -> None:
    records = [r for n in office.numbers(1000) for r in office.lookup("tax", n, "hoKinhDoanh", "ngayCap")]
    running = [r for r in records if "hoKinhDoanh" in r]
    assert running
    assert all(r["ngayCap"] <= r["hoKinhDoanh"]["ngayBatDau"] <= TODAY for r in running)


def test_a_registration_fee_is_declared_and_paid_under_one_number(office: Office) -> None:
    number = next(n for n in office.numbers(300) if office.outcome("tax", n) == "no_record")
    frame = {"soKhung": "000DANCU900000001", "soTien": 600_000}
    office.record("tax", number, "registration_fee_recorded", "2026-11-19", data={**frame, "tinhTrang": "chuaNop"})
    (declared,) = office.lookup("tax", number, "lePhiTruocBa")
    told = office.record("tax", number, "registration_fee_recorded", "2026-11-20", data={**frame, "tinhTrang": "daNop"})
    (paid,) = office.lookup("tax", number, "lePhiTruocBa")
    fee = {**frame, "maHoSo": told["maHoSo"]}
    assert declared["lePhiTruocBa"] == [{**fee, "tinhTrang": "chuaNop"}]
    assert paid["lePhiTruocBa"] == [{**fee, "tinhTrang": "daNop", "ngayNop": "2026-11-20"}]
