"""What is special about court cases: divorces, steps, what is heard in private, crimes that one purpose alone sees."""

import re
from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
CERTIFICATE = {"procedure": "cap-phieu-ly-lich-tu-phap"}
CONTENT = {"loaiVuAn", "quanHePhapLuat", "tuCach", "duongSuKhac"}
CRIME = {"tuCach": "biCao", "toiDanh": "Đánh bạc", "dieuLuat": "Điều 321 Bộ luật Hình sự"}


@pytest.fixture
def cases(office: Office) -> list[dict[str, Any]]:
    """The cases of a thousand people."""
    return [case for number in office.numbers(1000) for case in office.lookup("court_cases", number)]


@pytest.fixture
def litigant(office: Office) -> str:
    """Somebody alive and grown without a case."""
    seen = office.store.workspace(office.workspace)
    people = (seen.person(index) for index in range(SIZE))
    grown = (office.number(p.index) for p in people if p.death is None and p.birthday(20) < seen.as_of.on)
    return next(n for n in grown if office.outcome("court_cases", n) == "no_record")


def test_a_crime_is_told_to_those_who_certify_the_record_alone(office: Office, litigant: str) -> None:
    office.record("court_cases", litigant, "case_accepted", TODAY, data={"hinhSu": CRIME})
    assert CONTENT.isdisjoint(office.lookup("court_cases", litigant)[0])
    assert office.lookup("court_cases", litigant, "hinhSu") == []
    office.purpose = CERTIFICATE
    assert [case["hinhSu"] for case in office.lookup("court_cases", litigant, "hinhSu")] == [CRIME]


def test_a_case_without_content_is_more_often_private_than_criminal(
    office: Office, cases: list[dict[str, Any]]
) -> None:
    office.purpose = CERTIFICATE
    silent = [case for case in cases if "loaiVuAn" not in case]
    criminal = [c for c in silent if "hinhSu" in office.lookup("court_cases", {"soThuLy": c["soThuLy"]}, "hinhSu")[0]]
    assert 0 < 2 * len(criminal) < len(silent) < len(cases) / 2
    assert all(CONTENT.isdisjoint(case) for case in silent)


def test_a_number_does_not_tell_the_kind_of_case(office: Office, cases: list[dict[str, Any]]) -> None:
    office.purpose = CERTIFICATE
    shapes: dict[bool, set[str]] = {True: set(), False: set()}
    for case in (c for c in cases if "loaiVuAn" not in c):
        (told,) = office.lookup("court_cases", {"soThuLy": case["soThuLy"]}, "hinhSu")
        shapes["hinhSu" in told].add(re.sub(r"\d", "0", case["soThuLy"]))
    assert shapes[True] == shapes[False] == {"00000000-00000/0000/TLST"}


def test_the_steps_end_in_the_state_and_close_on_the_day(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        steps: list[dict[str, str]] = case["quaTrinh"]
        first, last = steps[0], steps[-1]
        assert first == {"ngay": case["ngayThuLy"], "trangThai": "thuLy"}
        assert last["trangThai"] == case["trangThai"]
        is_closed = case["trangThai"] in {"daXetXu", "congNhanThoaThuan", "dinhChi"}
        assert case.get("ngayKetThuc") == (last["ngay"] if is_closed else None)


def test_both_of_a_divorced_couple_are_parties_to_one_case(office: Office, cases: list[dict[str, Any]]) -> None:
    divorces = [c for c in cases if c.get("loaiVuAn") == "honNhanGiaDinh" and "soDinhDanh" in c["duongSuKhac"]]
    assert divorces
    same = ("soThuLy", "toaAn", "ngayThuLy", "ngayKetThuc", "quaTrinh", "quanHePhapLuat")
    for case in divorces:
        theirs = office.lookup("court_cases", case["duongSuKhac"]["soDinhDanh"])
        (other,) = [one for one in theirs if one["soThuLy"] == case["soThuLy"]]
        assert other["duongSuKhac"]["soDinhDanh"] == case["soDinhDanh"]
        assert [other[name] for name in same] == [case[name] for name in same]


def test_every_divorce_of_civil_status_was_before_a_court(office: Office) -> None:
    ended = 0
    for number in office.numbers(1000):
        acts = office.lookup("civil_status", number, "lyDoChamDut", "ngayChamDut")
        days = [act["ngayChamDut"] for act in acts if act.get("lyDoChamDut") == "lyHon"]
        judgments = office.lookup("judgments", number, "loaiVuAn", "ngayHieuLuc")
        force = [one.get("ngayHieuLuc") for one in judgments if one.get("loaiVuAn") == "honNhanGiaDinh"]
        assert force == [day for day in days if day >= "2005"]
        ended += len(force)
    assert ended > 10


def test_a_divorce_of_today_has_a_case(office: Office) -> None:
    seen = office.store.workspace(office.workspace)
    people = ((p, p.kin("voChong", seen.as_of.on)) for p in map(seen.person, range(SIZE)) if p.death is None)
    couple = next((p, s) for p, s in people if s is not None and s.death is None)
    number, spouse = (office.number(one.index) for one in couple)
    before = len(office.lookup("court_cases", number))
    office.record("population", number, "divorce", TODAY)
    for one in (number, spouse):
        (case,) = [c for c in office.lookup("court_cases", one) if c.get("loaiVuAn") == "honNhanGiaDinh"]
        assert case["trangThai"] in {"congNhanThoaThuan", "daXetXu"}
    assert len(office.lookup("court_cases", number)) == before + 1


def test_an_employer_sued_is_the_one_insured_by(office: Office, cases: list[dict[str, Any]]) -> None:
    sued = [case for case in cases if case.get("loaiVuAn") == "laoDong"]
    assert sued
    for case in sued:
        (record,) = office.lookup("insurance", case["soDinhDanh"], "quaTrinhDong.donVi.ma")
        assert case["duongSuKhac"]["ma"] in {p["donVi"]["ma"] for p in record["quaTrinhDong"] if "donVi" in p}


def test_a_case_is_accepted_put_off_and_tried(office: Office, litigant: str) -> None:
    data = {"loaiVuAn": "danSu", "quanHePhapLuat": "Tranh chấp ranh giới đất", "tuCach": "nguyenDon"}
    office.record("court_cases", litigant, "case_accepted", "2026-09-01", data=data)
    (case,) = office.lookup("court_cases", litigant)
    subject = {"soThuLy": case["soThuLy"]}
    steps = [("2026-09-01", "thuLy"), ("2026-10-01", "hoanPhienToa"), ("2026-10-20", "daXetXu")]
    for day, state in steps[1:]:
        office.record("court_cases", subject, "case_advanced", day, data={"trangThai": state})
    course = [{"ngay": day, "trangThai": state} for day, state in steps]
    told = {"trangThai": "daXetXu", "ngayKetThuc": "2026-10-20", "quaTrinh": course}
    assert office.lookup("court_cases", subject) == [{**case, **data, **told}]
    (judged,) = office.lookup("judgments", litigant)
    assert (judged["soThuLy"], judged["ngayTuyen"]) == (case["soThuLy"], "2026-10-20")


def test_a_death_suspends_a_dispute_and_ends_a_prosecution(office: Office, litigant: str) -> None:
    dispute = {"loaiVuAn": "danSu", "quanHePhapLuat": "Tranh chấp hợp đồng vay tài sản", "tuCach": "biDon"}
    for data in (dispute, {"hinhSu": CRIME}):
        office.record("court_cases", litigant, "case_accepted", "2026-10-01", data=data)
    office.record("population", litigant, "death", "2026-11-05")
    states = [case["trangThai"] for case in office.lookup("court_cases", litigant)]
    assert states == ["tamDinhChi", "dinhChi"]


def test_no_child_is_accused(office: Office) -> None:
    seen = office.store.workspace(office.workspace)
    child = next(p.index for p in map(seen.person, range(SIZE)) if p.birthday(10) > seen.as_of.on)
    with pytest.raises(CallFault) as refused:
        office.record("court_cases", office.number(child), "case_accepted", TODAY, data={"hinhSu": CRIME})
    assert (refused.value.code, refused.value.pointer) == ("under_age", "/data/hinhSu")
