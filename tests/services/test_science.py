"""What is special about science: work belongs to where a person was employed on its day; results are registered."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
DATA = {"ten": "Nghiên cứu giống lúa chịu mặn", "linhVuc": "nongNghiep", "cap": "tinh"}


@pytest.fixture
def works(office: Office) -> list[dict[str, Any]]:
    """All tasks and initiatives."""
    return [record for number in office.numbers(SIZE) for record in office.lookup("science", number)]


@pytest.fixture
def layman(office: Office) -> str:
    """Somebody grown and alive without a work."""
    for number in office.numbers(100):
        (known,) = office.lookup("population", number, "ngaySinh")
        if "1960" < known["ngaySinh"] < "2000" and office.outcome("science", number) == "no_record":
            return number
    raise AssertionError("everybody is a scientist")


def _places(office: Office, number: str, day: str) -> list[str]:
    """Where the insurer and the State's own register say that the person worked on that day."""
    insured = [p for r in office.lookup("insurance", number, "quaTrinhDong") for p in r.get("quaTrinhDong", ())]
    served = [
        s for r in office.lookup("civil_servants", number, "quaTrinhCongTac") for s in r.get("quaTrinhCongTac", ())
    ]
    at_work = [p for p in insured if "donVi" in p and p["tuThang"] <= day[:7] <= p.get("denThang", "9999")]
    in_service = [s for s in served if s["tuNgay"] <= day <= s.get("denNgay", "9999")]
    return [part["donVi"]["ten"] for part in (*at_work, *in_service)]


def test_the_organisation_is_where_the_person_worked_on_that_day(office: Office, works: list[dict[str, Any]]) -> None:
    assert len(works) > 50
    for record in works:
        places = _places(office, record["soDinhDanh"], record["ngayBatDau"])
        assert record["toChucChuTri"]["ten"] in places


def test_training_is_what_the_file_of_the_public_employee_says(office: Office, works: list[dict[str, Any]]) -> None:
    trained = [r for r in works if "trinhDo" in r]
    assert trained
    for record in trained:
        (file,) = office.lookup("civil_servants", record["soDinhDanh"], "trinhDo")
        assert file["trinhDo"] == record["trinhDo"]


def test_what_is_accepted_has_its_results_registered(works: list[dict[str, Any]]) -> None:
    tasks = [r for r in works if r["loai"] == "nhiemVu"]
    for record in tasks:
        accepted = record["tinhTrang"] == "daNghiemThu"
        assert accepted == ("soDangKyKetQua" in record) == ("xepLoai" in record)
        assert not accepted or record["ngayBatDau"] < record["ngayKetThuc"] <= TODAY
    assert {r["tinhTrang"] for r in tasks} == {"dangThucHien", "daNghiemThu"}


def test_a_work_is_found_by_each_of_its_numbers(office: Office, works: list[dict[str, Any]]) -> None:
    for key in ("maNhiemVu", "soCongNhanSangKien", "soDangKyKetQua"):
        record = next(r for r in works if key in r)
        assert office.lookup("science", {key: record[key]}) == [record]


def test_a_task_is_given_and_accepted(office: Office, layman: str) -> None:
    told = office.record("science", layman, "task_opened", "2026-11-02", data=DATA)
    subject = {"maNhiemVu": told["maNhiemVu"]}
    registered = office.record("science", subject, "task_accepted", TODAY, data={"xepLoai": "xuatSac"})
    (record,) = office.lookup("science", {"soDangKyKetQua": registered["soDangKyKetQua"]})
    over = {"tinhTrang": "daNghiemThu", "ngayKetThuc": TODAY, "xepLoai": "xuatSac"}
    assert {**DATA, **over, "vaiTro": "chuNhiem", "ngayBatDau": "2026-11-02"}.items() <= record.items()
    assert office.lookup("science", subject, "tinhTrang", on="2026-11-22")[0]["tinhTrang"] == "dangThucHien"


def test_an_initiative_is_recognised_and_neither_accepted_nor_stopped(office: Office, layman: str) -> None:
    told = office.record("science", layman, "initiative_recognised", "2026-11-02", data=DATA)
    subject = {"soCongNhanSangKien": told["soCongNhanSangKien"]}
    (record,) = office.lookup("science", subject, "tinhTrang", "vaiTro", "loai")
    assert (record["tinhTrang"], record["vaiTro"], record["loai"]) == ("daCongNhan", "tacGia", "sangKien")
    for kind, data in {"task_stopped": {}, "task_accepted": {"xepLoai": "dat"}}.items():
        with pytest.raises(CallFault) as refused:
            office.record("science", subject, kind, TODAY, data=data)
        assert (refused.value.code, refused.value.pointer) == ("nothing_to_change", "/subject")


def test_a_death_stops_an_open_task_when_it_is_known(office: Office, layman: str) -> None:
    told = office.record("science", layman, "task_opened", "2026-11-02", data=DATA)
    office.record("population", layman, "death", "2026-11-20")
    (record,) = office.lookup("science", {"maNhiemVu": told["maNhiemVu"]}, "tinhTrang", "ngayKetThuc")
    assert (record["tinhTrang"], record["ngayKetThuc"]) == ("dungThucHien", "2026-11-20")


@pytest.mark.parametrize("kind", ["task_opened", "initiative_recognised"])
def test_children_and_the_dead_begin_nothing(office: Office, layman: str, kind: str) -> None:
    child = next(n for n in office.numbers(300) if office.lookup("population", n, "ngaySinh")[0]["ngaySinh"] > "2015")
    office.record("population", layman, "death", "2026-11-20")
    codes = []
    for number in (child, layman):
        with pytest.raises(CallFault) as refused:
            office.record("science", number, kind, TODAY, data=DATA)
        codes.append((refused.value.code, refused.value.pointer))
    assert codes == [("under_age", "/on"), ("subject_deceased", "/subject")]
