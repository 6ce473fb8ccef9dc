"""What is special about the education register: school years by age, schools of the commune, exams and diplomas."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from mock_national_db.units import legacy
from tests.services.conftest import Office

TODAY = "2026-11-23"
GRADES = {"tieuHoc": range(1, 6), "trungHocCoSo": range(6, 10), "trungHocPhoThong": range(10, 13)}
NAMES = {
    "mauGiao": "Trường Mẫu giáo",
    "tieuHoc": "Trường Tiểu học",
    "trungHocCoSo": "Trường Trung học cơ sở",
    "trungHocPhoThong": "Trường Trung học phổ thông",
}


@pytest.fixture
def records(office: Office) -> list[dict[str, Any]]:
    """What is known of the schooling of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("education", number)]


@pytest.fixture
def pupil(office: Office) -> str:
    """Somebody alive in a primary school."""
    for number in office.numbers(1000):
        if [r.get("capHoc") for r in office.lookup("education", number)] == ["tieuHoc"]:
            return number
    raise AssertionError("nobody learns")


def grade(year: dict[str, Any]) -> int:
    return int("".join(c for c in year["lop"] if c.isdigit()))


def test_a_pupil_is_in_the_class_of_the_age(records: list[dict[str, Any]]) -> None:
    pupils = [r for r in records if r.get("capHoc") in GRADES]
    assert {r["capHoc"] for r in pupils} == {*GRADES}
    for one in pupils:
        assert grade(one) in GRADES[one["capHoc"]]
        assert int(one["namHoc"][:4]) - int(one["ngaySinh"][:4]) == grade(one) + 5


def test_a_school_is_of_the_level(records: list[dict[str, Any]]) -> None:
    pupils = [r for r in records if "truong" in r]
    assert pupils
    assert all(r["truong"]["ten"].startswith(NAMES[r["capHoc"]]) for r in pupils)


def test_a_commune_with_a_school_sends_its_children_there(office: Office) -> None:
    schools = office.store.nation.organisations.of_kind("school", "93")
    with_one = {s.address.unit for s in schools if "Tiểu học" in s.ten}
    seen = office.store.workspace(office.workspace)
    for index in range(0, 3000, 3):
        person = seen.person(index)
        home = person.residence(max(person.birth.replace(month=9, day=5, year=person.birth.year + 6), person.birth))
        for record in office.lookup("education", office.number(index)):
            if record.get("capHoc") == "tieuHoc" and home and home.era == "legacy" and home.unit in with_one:
                assert legacy()[home.unit].name in record["truong"]["ten"]


def test_school_years_follow_one_another(records: list[dict[str, Any]]) -> None:
    for one in records:
        years = [int(year["namHoc"][:4]) for year in one.get("quaTrinhHoc", ())]
        assert years == list(range(years[0], years[0] + len(years))) if years else True


def test_who_graduated_passed_and_has_the_diploma(records: list[dict[str, Any]]) -> None:
    graduates = [r for r in records if r.get("tinhTrang") == "totNghiep"]
    assert graduates
    for one in graduates:
        assert one["vanBang"][-1]["loai"] == "totNghiepTHPT"
        assert {e["ketQua"] for e in one.get("kyThi", ())} <= {"do"}


def test_there_is_no_lower_diploma_since_2026(records: list[dict[str, Any]]) -> None:
    days = [d["ngayCap"] for r in records for d in r.get("vanBang", ()) if d["loai"] == "totNghiepTHCS"]
    assert "2025" < max(days) < "2026"


def test_a_key_leads_to_the_pupil(office: Office, pupil: str) -> None:
    (record,) = office.lookup("education", pupil)
    assert office.lookup("education", {"maHocSinh": record["maHocSinh"]}) == [record]


def test_a_transfer_shows_from_its_day(office: Office, pupil: str) -> None:
    (before,) = office.lookup("education", pupil)
    there = {"ma": "TH92M0001", "ten": "Trường Tiểu học Mẫu 2"}
    data = {"namHoc": before["namHoc"], "capHoc": "tieuHoc", "lop": "3B", "truong": there}
    office.record("education", pupil, "enrolled", "2026-11-20", data=data)
    assert data.items() <= office.lookup("education", pupil)[0].items()
    assert office.lookup("education", pupil, "lop", on="2026-11-19")[0]["lop"] == before["lop"]


def test_who_leaves_is_in_no_class(office: Office, pupil: str) -> None:
    office.record("education", pupil, "left_school", TODAY)
    shown = office.lookup("education", pupil, "tinhTrang", "lop", "truong", "capHoc")
    assert shown == [{"soDinhDanh": pupil, "tinhTrang": "thoiHoc"}]


def test_exams_diplomas_and_years_are_added(office: Office, pupil: str) -> None:
    exam = {"kyThi": "tuyenSinh10", "nam": "2026", "ketQua": "do", "diem": [{"mon": "Toán", "diem": 8.25}]}
    year = {"namHoc": "2025-2026", "ketQuaHocTap": "hoanThanh"}
    for kind, data in (("exam_taken", exam), ("diploma_issued", {"loai": "totNghiepTHPT"}), ("year_completed", year)):
        office.record("education", pupil, kind, TODAY, data=data)
    (record,) = office.lookup("education", pupil)
    assert record["kyThi"][-1] == exam
    assert record["vanBang"][-1] == {"loai": "totNghiepTHPT", "ngayCap": TODAY}
    assert record["quaTrinhHoc"][-1] == year


def test_a_first_enrolment_makes_a_record(office: Office) -> None:
    number = next(n for n in office.numbers(1000) if office.outcome("education", n) == "no_record")
    data = {"namHoc": "2026-2027", "capHoc": "mauGiao", "lop": "Mầm", "truong": {"ten": "Trường Mẫu giáo Mẫu"}}
    office.record("education", number, "enrolled", TODAY, data=data)
    (record,) = office.lookup("education", number)
    assert {**data, "tinhTrang": "dangHoc"}.items() <= record.items()
    assert office.lookup("education", {"maHocSinh": record["maHocSinh"]}) == [record]


def test_nobody_learns_after_death(office: Office, pupil: str) -> None:
    office.record("population", pupil, "death", "2026-11-20")
    assert office.lookup("education", pupil, "lop", "truong") == [{"soDinhDanh": pupil}]


def test_who_registers_for_an_exam_has_a_seat_and_later_a_result(office: Office, pupil: str) -> None:
    exam = {"kyThi": "totNghiepTHPT", "nam": "2027", "monThi": ["Toán", "Ngữ văn", "Vật lí", "Tin học"]}
    seat = office.record("education", pupil, "exam_registered", TODAY, data=exam)["soBaoDanh"]
    assert seat.startswith("00")
    assert office.lookup("education", pupil, "kyThi")[0]["kyThi"][-1] == {**exam, "soBaoDanh": seat}
    with pytest.raises(CallFault) as fault:
        office.record("education", pupil, "exam_registered", TODAY, data=exam)
    assert (fault.value.code, fault.value.pointer) == ("nothing_to_change", "/data/kyThi")
    result = {"kyThi": "totNghiepTHPT", "nam": "2027", "ketQua": "do"}
    office.record("education", pupil, "exam_taken", TODAY, data=result)
    assert office.lookup("education", pupil, "kyThi")[0]["kyThi"][-1] == {**exam, **result, "soBaoDanh": seat}
