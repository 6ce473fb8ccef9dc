"""What is special about officials and public employees: where they serve, what the insurer knows, how service ends."""

from datetime import date
from typing import Any

import dancu_contracts
import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
SERVING = "dangCongTac"


@pytest.fixture
def files(office: Office) -> list[dict[str, Any]]:
    """The files of everybody who serves or served."""
    return [record for number in office.numbers(SIZE) for record in office.lookup("civil_servants", number)]


@pytest.fixture
def serving(files: list[dict[str, Any]]) -> dict[str, Any]:
    """Somebody in service."""
    return next(record for record in files if record["tinhTrang"] == SERVING)


@pytest.fixture
def outsider(office: Office) -> str:
    """Somebody grown and alive who never served."""
    people = ((n, office.lookup("population", n, "ngaySinh", "trangThai")[0]) for n in office.numbers(100))
    grown = (n for n, known in people if "1970" < known["ngaySinh"] < "2000")
    return next(n for n in grown if office.outcome("civil_servants", n) == "no_record")


def test_few_serve_and_all_of_them_grown(files: list[dict[str, Any]]) -> None:
    assert 0.03 * SIZE < len(files) < 0.07 * SIZE
    assert all(int(r["ngayTuyenDung"][:4]) - int(r["ngaySinh"][:4]) >= 22 for r in files)
    assert {r["doiTuong"] for r in files} == {"canBo", "congChuc", "vienChuc"}


def test_the_insurer_and_the_employment_register_name_the_same_employer(
    office: Office, files: list[dict[str, Any]]
) -> None:
    serving = [r for r in files if r["tinhTrang"] == SERVING]
    assert len(serving) > 0.5 * len(files)
    for record in serving:
        number, post = record["soDinhDanh"], (record["donVi"], record["chucDanh"])
        (insured,) = office.lookup("insurance", number, "quaTrinhDong")
        latest = insured["quaTrinhDong"][-1]
        assert ((latest["donVi"], latest["chucDanh"]), "denThang" in latest) == (post, False)
        working = office.lookup("employment", number, "tinhTrang", "noiLamViec", "chucDanh")[0]
        assert ((working["noiLamViec"], working["chucDanh"]), working["tinhTrang"]) == (post, "coViecLam")


def test_whom_the_insurer_knows_at_a_unit_of_the_state_has_a_file(office: Office, files: list[dict[str, Any]]) -> None:
    known, careers = {record["soDinhDanh"] for record in files}, 0
    for number in office.numbers(SIZE):
        for insured in office.lookup("insurance", number, "quaTrinhDong"):
            at = {p["donVi"]["ma"] for p in insured.get("quaTrinhDong", ()) if "donVi" in p}
            assert any(len(code) < 10 for code in at) == (number in known), number
            careers += "quaTrinhDong" in insured
    assert 0.07 < len(files) / careers < 0.12


def test_a_teacher_has_the_grade_of_the_school(files: list[dict[str, Any]]) -> None:
    levels = {
        (r["ngach"], r["donVi"]["ten"].split(" Xã")[0].split(" Thị")[0].split(" Phường")[0])
        for r in files
        if r["chucDanh"] == "Giáo viên"
    }
    assert levels <= {
        ("V.07.02.26", "Trường Mẫu giáo"),
        ("V.07.03.29", "Trường Tiểu học"),
        ("V.07.04.32", "Trường Trung học cơ sở"),
        ("V.07.05.15", "Trường Trung học phổ thông"),
    }
    assert len(levels) > 1


def test_whoever_heads_a_school_is_its_headmaster(office: Office) -> None:
    seen = office.store.workspace(office.workspace)
    heads = [(i, school) for i in range(SIZE) if (school := seen.organisations.headed_by("school", i))]
    found = [(school, record) for i, school in heads for record in office.lookup("civil_servants", office.number(i))]
    leading = [(school, r) for school, r in found if r["tinhTrang"] == SERVING]
    assert leading
    assert all((r["donVi"], r["chucDanh"]) == (school.shown(), "Hiệu trưởng") for school, r in leading)


def test_an_authority_bears_the_name_of_its_day(office: Office, files: list[dict[str, Any]]) -> None:
    communal = [r for r in files if r["donVi"]["ma"].startswith("UB") and r["tinhTrang"] == SERVING]
    early = [r for r in communal if r["ngayTuyenDung"] < "2025-06"]
    assert early
    assert {r["donVi"]["ten"].count(",") for r in communal} == {1}
    before = [office.lookup("civil_servants", r["soDinhDanh"], "donVi", on="2025-06-30")[0]["donVi"] for r in early]
    assert {unit["ten"].count(",") for unit in before} == {2}
    assert {r["quaTrinhCongTac"][0]["donVi"]["ten"].count(",") for r in early} == {2}


def test_the_step_rises_with_the_years(office: Office, files: list[dict[str, Any]]) -> None:
    serving = (r for r in files if r["tinhTrang"] == SERVING)
    graduate = next(r for r in serving if r.get("ngach") == "01.003" and r["ngayTuyenDung"] < "2016")
    begun = date.fromisoformat(graduate["ngayTuyenDung"])
    steps = [
        office.lookup("civil_servants", graduate["soDinhDanh"], "bac", "heSoLuong", on=f"{begun.year + years}-12-31")[0]
        for years in (1, 4)
    ]
    assert [(r["bac"], r["heSoLuong"]) for r in steps] == [(1, "2.34"), (2, "2.67")]


def test_service_ends_at_the_age_of_retirement(files: list[dict[str, Any]]) -> None:
    retired = [r for r in files if r["tinhTrang"] == "nghiHuu"]
    assert retired
    assert {int(r["ngayThoi"][:4]) - int(r["ngaySinh"][:4]) for r in retired} <= set(range(55, 63))
    assert all("denNgay" in r["quaTrinhCongTac"][-1] for r in retired)


def test_a_death_ends_service_when_it_is_known(office: Office, serving: dict[str, Any]) -> None:
    office.record("population", serving["soDinhDanh"], "death", "2026-11-20")
    (after,) = office.lookup("civil_servants", serving["soDinhDanh"], "tinhTrang", "ngayThoi")
    assert (after["tinhTrang"], after["ngayThoi"]) == ("tuTran", "2026-11-20")
    (then,) = office.lookup("civil_servants", serving["soDinhDanh"], "tinhTrang", knownAt="2026-11-22T08:00:00+07:00")
    assert then["tinhTrang"] == SERVING


def test_an_appointment_opens_a_file(office: Office, outsider: str) -> None:
    school = {"ten": "Trường Tiểu học Mẫu"}
    data = {"doiTuong": "vienChuc", "donVi": school, "chucDanh": "Giáo viên", "bac": 1, "heSoLuong": "2.34"}
    told = office.record("civil_servants", outsider, "appointed", TODAY, data=data)
    (record,) = office.lookup("civil_servants", {"soHieu": told["soHieu"]})
    stages = [{"tuNgay": TODAY, "donVi": school, "chucDanh": "Giáo viên"}]
    opened = {**data, "tinhTrang": SERVING, "ngayTuyenDung": TODAY, "quaTrinhCongTac": stages}
    assert (record["soDinhDanh"], opened.items() <= record.items()) == (outsider, True)
    assert office.outcome("civil_servants", outsider, on="2026-11-22") == "no_record"


def test_whoever_serves_is_not_appointed_again_until_he_left(office: Office, serving: dict[str, Any]) -> None:
    number = serving["soDinhDanh"]
    data = {"doiTuong": "congChuc", "donVi": {"ten": "UBND xã Mẫu"}, "chucDanh": "Chuyên viên"}
    with pytest.raises(CallFault) as refused:
        office.record("civil_servants", number, "appointed", TODAY, data=data)
    assert (refused.value.code, refused.value.pointer) == ("nothing_to_change", "/subject")
    office.record("civil_servants", number, "left", "2026-11-20", data={"tinhTrang": "thoiViec"})
    (left,) = office.lookup("civil_servants", number, "tinhTrang", "ngayThoi")
    assert left == {"soDinhDanh": number, "tinhTrang": "thoiViec", "ngayThoi": "2026-11-20"}
    office.record("civil_servants", number, "appointed", TODAY, data=data)
    (again,) = office.lookup("civil_servants", number, "tinhTrang", "ngayThoi", "chucDanh")
    assert again == {"soDinhDanh": number, "tinhTrang": SERVING, "chucDanh": "Chuyên viên"}


def test_a_transfer_and_a_commendation_are_added_to_what_was(office: Office, serving: dict[str, Any]) -> None:
    number, unit = serving["soDinhDanh"], {"ten": "Sở Nội vụ Mẫu"}
    office.record("civil_servants", number, "transferred", TODAY, data={"donVi": unit})
    office.record("civil_servants", number, "commended", TODAY, data={"hinhThuc": "bangKhen"})
    (after,) = office.lookup("civil_servants", number)
    assert after["donVi"] == unit
    assert after["quaTrinhCongTac"] == [*serving["quaTrinhCongTac"], {"tuNgay": TODAY, "donVi": unit}]
    assert after["khenThuong"] == [*serving.get("khenThuong", ()), {"nam": "2026", "hinhThuc": "bangKhen"}]


def test_no_procedure_reads_of_discipline(office: Office, serving: dict[str, Any]) -> None:
    for slug in dancu_contracts.procedures():
        office.purpose = {"procedure": slug}
        asked = office.call(
            "lookup", "civil_servants", subject={"soDinhDanh": serving["soDinhDanh"]}, fields=["kyLuat"]
        )
        assert (asked["outcome"], asked["records"]) == ("no_record", [])
