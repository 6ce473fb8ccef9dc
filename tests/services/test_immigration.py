"""What is special about the immigration register: passports and their terms, crossings, and leaving that is put off."""

from datetime import date
from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"
PASSPORT_OFFICE = {"procedure": "cap-ho-chieu-pho-thong"}


@pytest.fixture
def passports(office: Office) -> list[dict[str, Any]]:
    """The passports of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("immigration", number)]


@pytest.fixture
def holder(office: Office) -> str:
    """Somebody alive whose one passport is in force."""
    for number in office.numbers(600):
        records = office.lookup("immigration", number, "tinhTrang")
        if office.outcome("immigration", number) == "found" and [r["tinhTrang"] for r in records] == ["conGiaTri"]:
            return number
    raise AssertionError("nobody travels")


def test_a_passport_lasts_ten_years_and_a_childs_five(passports: list[dict[str, Any]]) -> None:
    terms = set()
    for one in passports:
        issued, ends, born = (date.fromisoformat(f"{one[f]}-01-01"[:10]) for f in ("ngayCap", "ngayHetHan", "ngaySinh"))
        grown = (issued.year - born.year, issued.month, issued.day) >= (14, born.month, born.day)
        assert ends.year - issued.year == (10 if grown else 5)
        terms.add(grown)
    assert terms == {True, False}


def test_chips_came_in_march_2023(passports: list[dict[str, Any]]) -> None:
    assert {(p["ngayCap"] >= "2023-03-01", p["loaiHoChieu"]) for p in passports} == {
        (True, "phoThongGanChip"),
        (False, "phoThong"),
    }


def test_both_passports_of_a_person_are_found_by_their_numbers(office: Office) -> None:
    older, newer = next(r for n in office.numbers(1000) if len(r := office.lookup("immigration", n)) == 2)
    assert older["tinhTrang"] == "daThay"
    for one in (older, newer):
        assert office.lookup("immigration", {"soHoChieu": one["soHoChieu"]}) == [one]


def test_who_leaves_comes_back_while_the_passport_lasts(passports: list[dict[str, Any]]) -> None:
    travelled = [p for p in passports if "quaTrinhXNC" in p]
    assert travelled
    for one in travelled:
        days = [crossing["ngay"] for crossing in one["quaTrinhXNC"]]
        assert days == sorted(days)
        assert one["ngayCap"] < days[0] <= days[-1] < min(one["ngayHetHan"], "2026-11-24")
        kinds = [crossing["loai"] for crossing in one["quaTrinhXNC"]]
        assert kinds == [("xuatCanh", "nhapCanh")[place % 2] for place in range(len(kinds))]


def test_nobody_travelled_while_the_borders_were_closed(passports: list[dict[str, Any]]) -> None:
    days = [crossing["ngay"] for p in passports for crossing in p.get("quaTrinhXNC", ())]
    assert [day for day in days if "2020-03-22" < day < "2022-03-15"] == []


def test_a_name_is_printed_in_capitals_without_marks(passports: list[dict[str, Any]]) -> None:
    assert all(p["hoTenKhongDau"].replace(" ", "").isascii() for p in passports)
    assert all(len(p["hoTenKhongDau"].split()) == len(p["hoVaTen"].split()) for p in passports)


def test_a_lost_passport_stays_lost(office: Office, holder: str) -> None:
    office.record("immigration", holder, "passport_lost", "2026-11-20")
    states = [
        office.lookup("immigration", holder, "tinhTrang", on=day)[0]["tinhTrang"] for day in (TODAY, "2040-01-01")
    ]
    assert states == ["biMat", "biMat"]
    assert office.lookup("immigration", holder, "tinhTrang", on="2026-11-19")[0]["tinhTrang"] == "conGiaTri"


def test_a_new_passport_replaces_the_one_in_force(office: Office, holder: str) -> None:
    told = office.record("immigration", holder, "passport_issued", TODAY)
    older, newer = office.lookup("immigration", holder)
    assert (older["tinhTrang"], newer["tinhTrang"]) == ("daThay", "conGiaTri")
    assert (newer["soHoChieu"], newer["ngayCap"], newer["ngayHetHan"]) == (told["soHoChieu"], TODAY, "2036-11-23")
    assert office.lookup("immigration", {"soHoChieu": told["soHoChieu"]}) == [newer]


def test_a_number_is_issued_once(office: Office, holder: str) -> None:
    office.record("immigration", holder, "passport_issued", TODAY, data={"soHoChieu": "X91000001"})
    with pytest.raises(CallFault) as refused:
        office.record("immigration", holder, "passport_issued", TODAY, data={"soHoChieu": "X91000001"})
    assert (refused.value.code, refused.value.pointer) == ("number_taken", "/data/soHoChieu")


def test_a_first_passport_is_a_record_like_any_other(office: Office) -> None:
    number = next(n for n in office.numbers(300) if office.outcome("immigration", n) == "no_record")
    told = office.record("immigration", number, "passport_issued", TODAY)
    (record,) = office.lookup("immigration", number)
    assert record["soHoChieu"] == told["soHoChieu"]
    assert record["hoVaTen"] == office.lookup("population", number, "hoVaTen")[0]["hoVaTen"]


def test_a_crossing_is_on_the_passport_in_force(office: Office, holder: str) -> None:
    data = {"loai": "xuatCanh", "cuaKhau": "Cửa khẩu quốc tế Hà Tiên", "quocGia": "KH"}
    office.record("immigration", holder, "border_crossed", TODAY, data=data)
    assert office.lookup("immigration", holder)[0]["quaTrinhXNC"][-1] == {**data, "ngay": TODAY}


def test_only_the_passport_office_learns_that_leaving_is_put_off(office: Office, holder: str) -> None:
    office.record("immigration", holder, "exit_postponed", "2026-11-20")
    unseen = office.lookup("immigration", holder, "hoVaTen", "tamHoanXuatCanh")
    office.purpose = PASSPORT_OFFICE
    seen = office.lookup("immigration", holder, "tamHoanXuatCanh")
    assert (unseen, seen) == ([], [{"soDinhDanh": holder, "tamHoanXuatCanh": "co"}])
    office.record("immigration", holder, "exit_allowed", TODAY)
    assert office.lookup("immigration", holder, "tamHoanXuatCanh")[0]["tamHoanXuatCanh"] == "khong"


def test_a_passport_issued_later_says_that_leaving_is_put_off_too(office: Office) -> None:
    number = next(n for n in office.numbers(300) if office.outcome("immigration", n) == "no_record")
    office.record("immigration", number, "exit_postponed", "2026-11-19")
    office.record("immigration", number, "passport_issued", "2026-11-20")
    office.purpose = PASSPORT_OFFICE
    assert office.lookup("immigration", number, "tamHoanXuatCanh")[0]["tamHoanXuatCanh"] == "co"


def test_who_has_no_passport_is_barred_before_the_passport_office_alone(office: Office) -> None:
    number = next(n for n in office.numbers(300) if office.outcome("immigration", n) == "no_record")
    fields = ["hoVaTen", "soHoChieu"]
    before = office.call("lookup", "immigration", subject={"soDinhDanh": number}, fields=fields)
    past = office.history("immigration", number)
    office.record("immigration", number, "exit_postponed", "2026-11-19")
    assert office.call("lookup", "immigration", subject={"soDinhDanh": number}, fields=fields) == before
    assert office.history("immigration", number) == past
    office.purpose = PASSPORT_OFFICE
    seen = {"soDinhDanh": number, "tamHoanXuatCanh": "co"}
    assert office.lookup("immigration", number, "tamHoanXuatCanh", "soHoChieu") == [seen]
    office.record("immigration", number, "exit_allowed", TODAY)
    assert office.lookup("immigration", number, "tamHoanXuatCanh") == [{**seen, "tamHoanXuatCanh": "khong"}]


def test_death_takes_a_passport_out_of_force(office: Office, holder: str) -> None:
    office.record("population", holder, "death", "2026-11-20")
    assert office.lookup("immigration", holder, "tinhTrang")[0]["tinhTrang"] == "thuHoi"


def test_a_passport_lost_and_replaced_on_one_day_stays_lost(office: Office, holder: str) -> None:
    (lost,) = office.lookup("immigration", holder)
    office.record("immigration", {"soHoChieu": lost["soHoChieu"]}, "passport_lost", TODAY)
    office.record("immigration", holder, "passport_issued", TODAY)
    assert [r["tinhTrang"] for r in office.lookup("immigration", holder, "tinhTrang")] == ["biMat", "conGiaTri"]
