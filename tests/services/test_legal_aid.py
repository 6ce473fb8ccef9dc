"""What is special about legal aid: every case has a right behind it, by age, birth or allowance; who collaborates."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
DATA = {"dien": "danTocThieuSo", "linhVuc": "datDai", "hinhThuc": "thamGiaToTung"}


@pytest.fixture
def records(office: Office) -> list[dict[str, Any]]:
    """All that the register holds."""
    return [record for index in range(SIZE) for record in office.whole("legal_aid", index)]


@pytest.fixture
def cases(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cases of everybody aided."""
    return [record for record in records if record["loai"] == "vuViec"]


@pytest.fixture
def grown(office: Office) -> str:
    """Somebody grown and alive without a case."""
    for number in office.numbers(100):
        (known,) = office.lookup("population", number, "ngaySinh")
        if "1960" < known["ngaySinh"] < "2000" and office.outcome("legal_aid", number) == "no_record":
            return number
    raise AssertionError("everybody is aided")


def _age(record: dict[str, Any]) -> int:
    born, day = str(record["ngaySinh"]), str(record["ngayThuLy"])
    return int(day[:4]) - int(born[:4]) - (day[5:] < born[5:])


def test_whoever_is_aided_as_a_child_or_accused_is_of_that_age(cases: list[dict[str, Any]]) -> None:
    assert {_age(r) for r in cases if r["dien"] == "treEm"} <= set(range(16))
    accused = [r for r in cases if r["dien"] == "buocToiDuoi18"]
    assert {_age(r) for r in accused} == {16, 17}
    assert {(r["linhVuc"], r["hinhThuc"]) for r in accused} == {("hinhSu", "thamGiaToTung")}


def test_an_allowance_behind_a_case_is_the_same_persons_and_began_before(
    office: Office, cases: list[dict[str, Any]]
) -> None:
    proven = [r for r in cases if "maDoiTuong" in r]
    assert {"khuyetTat", "nguoiCaoTuoi"} <= {r["dien"] for r in proven}
    for record in proven:
        (allowance,) = office.lookup("social_protection", {"maDoiTuong": record["maDoiTuong"]})
        assert allowance["soDinhDanh"] == record["soDinhDanh"]
        assert allowance["tuNgay"] <= record["ngayThuLy"]


def test_the_poor_are_poor_and_minorities_are_no_kinh(office: Office, cases: list[dict[str, Any]]) -> None:
    poor = [r for r in cases if r["dien"] == "hoNgheo"]
    assert poor
    for record in poor:
        assert "hoNgheo" in {r["nhom"] for r in office.lookup("social_protection", record["soDinhDanh"], "nhom")}
    for record in (r for r in cases if r["dien"] == "danTocThieuSo"):
        assert office.lookup("population", record["soDinhDanh"], "danToc")[0]["danToc"] != "01"


def test_whoever_handles_a_case_is_a_grown_citizen_and_another(office: Office, cases: list[dict[str, Any]]) -> None:
    handled = [r for r in cases if "nguoiThucHien" in r]
    assert len(handled) > 0.8 * len(cases)
    for record in handled:
        officer = record["nguoiThucHien"]["soDinhDanh"]
        (known,) = office.lookup("population", officer, "hoVaTen", "ngaySinh")
        assert (known["hoVaTen"], officer != record["soDinhDanh"]) == (record["nguoiThucHien"]["hoVaTen"], True)
        assert int(record["ngayThuLy"][:4]) - int(known["ngaySinh"][:4]) >= 24


def test_collaborators_are_retired_officials(office: Office, records: list[dict[str, Any]]) -> None:
    collaborators = [r for r in records if r["loai"] == "congTacVien"]
    assert collaborators
    for record in collaborators:
        (file,) = office.lookup("civil_servants", record["soDinhDanh"], "tinhTrang", "ngayThoi")
        assert (file["tinhTrang"], file["ngayThoi"] < record["ngayCapThe"]) == ("nghiHuu", True)
        assert office.lookup("legal_aid", {"soTheCTV": record["soTheCTV"]}) == [record]


def test_by_what_right_somebody_is_aided_is_told_to_nobody(office: Office, cases: list[dict[str, Any]]) -> None:
    accused = next(r for r in cases if r["dien"] == "buocToiDuoi18")
    for field in ("dien", "linhVuc"):
        assert office.lookup("legal_aid", {"maVuViec": accused["maVuViec"]}, field) == []
    numbers = [record["maVuViec"].partition("-")[2].partition("/")[0] for record in cases]
    assert {len(turn) for turn in numbers} == {5}
    assert len({*numbers}) > 0.9 * len(numbers)


def test_a_case_is_accepted_and_completed(office: Office, grown: str) -> None:
    told = office.record("legal_aid", grown, "case_accepted", "2026-11-02", data=DATA)
    subject = {"maVuViec": told["maVuViec"]}
    office.record("legal_aid", subject, "case_completed", TODAY, data={"chatLuong": "tot"})
    (record,) = office.lookup("legal_aid", subject)
    over = {"tinhTrang": "hoanThanh", "ngayKetThuc": TODAY, "chatLuong": "tot"}
    assert {"hinhThuc": DATA["hinhThuc"], **over, "ngayThuLy": "2026-11-02"}.items() <= record.items()
    (before,) = office.lookup("legal_aid", subject, on="2026-11-22")
    assert before == {name: value for name, value in record.items() if name not in over} | {"tinhTrang": "dangThucHien"}


def test_what_is_over_is_not_ended_again(office: Office, cases: list[dict[str, Any]]) -> None:
    done = next(r for r in cases if r["tinhTrang"] == "hoanThanh")
    office.record("legal_aid", {"maVuViec": done["maVuViec"]}, "case_discontinued", TODAY)
    shown = {name: value for name, value in done.items() if name not in {"dien", "linhVuc"}}
    assert office.lookup("legal_aid", {"maVuViec": done["maVuViec"]}) == [shown]


def test_a_death_ends_an_open_case(office: Office, grown: str) -> None:
    told = office.record("legal_aid", grown, "case_accepted", "2026-11-02", data=DATA)
    office.record("population", grown, "death", "2026-11-20")
    (record,) = office.lookup("legal_aid", {"maVuViec": told["maVuViec"]}, "tinhTrang", "ngayKetThuc")
    assert (record["tinhTrang"], record["ngayKetThuc"]) == ("khongTiepTuc", "2026-11-20")


@pytest.mark.parametrize("group", ["treEm", "buocToiDuoi18"])
def test_the_grown_are_not_aided_as_children(office: Office, grown: str, group: str) -> None:
    with pytest.raises(CallFault) as refused:
        office.record("legal_aid", grown, "case_accepted", TODAY, data={**DATA, "dien": group})
    assert (refused.value.code, refused.value.pointer) == ("invalid", "/data/dien")


def test_the_dead_are_not_aided(office: Office, grown: str) -> None:
    office.record("population", grown, "death", "2026-11-20")
    with pytest.raises(CallFault) as refused:
        office.record("legal_aid", grown, "case_accepted", TODAY, data=DATA)
    assert (refused.value.code, refused.value.pointer) == ("subject_deceased", "/subject")
