"""What is special about the residence database: households, dated residences, terms, absences and stays."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"
SAIGON = {"maTinhThanh": "79", "maPhuongXa": "26876", "hieuLucTu": "2025-07-01", "chiTiet": "Phòng 5"}


@pytest.fixture
def residents(office: Office) -> list[dict[str, Any]]:
    """What is held of six hundred people."""
    return [record for number in office.numbers(600) for record in office.lookup("residence", number)]


@pytest.fixture
def resident(office: Office, residents: list[dict[str, Any]]) -> str:
    """Somebody alive who lives where he is registered."""
    for record in residents:
        number: str = record["soDinhDanh"]
        at_home = record["tinhTrangCuTru"] == "thuongTru" and not {"tamTru", "tamVang"} & {*record}
        if at_home and record["noiOHienTai"] == record["thuongTru"] and _lives(office, number):
            return number
    raise AssertionError("nobody is at home")


def _lives(office: Office, number: str) -> bool:
    return office.outcome("population", number) == "found"


def test_the_copied_is_what_the_nation_says(office: Office, residents: list[dict[str, Any]]) -> None:
    names = ("thuongTru", "tamTru", "tamVang", "chuHo", "thanhVienHo", "soHoSoCuTru", "noiOHienTai")
    for record in residents[:150]:
        (told,) = office.lookup("population", record["soDinhDanh"], *names)
        assert {name: told[name] for name in names if name in told} == {n: record[n] for n in names if n in record}


def test_members_of_a_household_live_in_one_dwelling(office: Office, residents: list[dict[str, Any]]) -> None:
    shared = 0
    for record in residents[:100]:
        members = [kin["soDinhDanh"] for kin in record.get("thanhVienHo", [])]
        dwellings = {office.lookup("residence", number, "choOHopPhap")[0]["choOHopPhap"] for number in members}
        assert dwellings <= {record["choOHopPhap"]}
        shared += len(members) > 1
    assert shared > 50


def test_the_file_of_a_household_and_a_birth_lead_to_the_member(
    office: Office, residents: list[dict[str, Any]]
) -> None:
    head = next(r for r in residents if r["quanHe"] == "00" and len(r.get("thanhVienHo", ())) > 2)
    for kin in head["thanhVienHo"]:
        (member,) = office.lookup("residence", kin["soDinhDanh"])
        found = office.lookup("residence", {"soHoSoCuTru": head["soHoSoCuTru"], "ngaySinh": member["ngaySinh"]})
        assert found in ([member], [])  # no record is shown of twins: they are ambiguous


def test_permanent_residences_follow_one_another(residents: list[dict[str, Any]]) -> None:
    moved = 0
    for record in residents:
        periods = [p for p in record.get("quaTrinhCuTru", []) if p["loai"] == "thuongTru"]
        assert [p["tuNgay"] for p in periods] == sorted(p["tuNgay"] for p in periods)
        assert all(earlier["denNgay"] == later["tuNgay"] for earlier, later in pairwise(periods))
        if record["tinhTrangCuTru"] == "thuongTru":
            assert periods[-1] == {"loai": "thuongTru", "diaChi": record["thuongTru"], "tuNgay": periods[-1]["tuNgay"]}
            assert record["ngayDangKyThuongTru"] == periods[-1]["tuNgay"]
        moved += len(periods) > 1
    assert moved > 20


def test_the_past_of_the_dead_ends_with_them(office: Office, residents: list[dict[str, Any]]) -> None:
    dead = [record for record in residents if record["tinhTrangCuTru"] == "daXoa"]
    assert dead
    for record in dead:
        died = office.lookup("population", record["soDinhDanh"], "ngayChet")[0]["ngayChet"]
        assert all(period["denNgay"] <= died for period in record.get("quaTrinhCuTru", []))
        assert all(stay["denNgay"] <= died for stay in record.get("luuTru", []))


def test_a_move_is_registered_with_the_police_of_the_new_commune(office: Office, resident: str) -> None:
    home = {"maPhuongXa": "31366", "hieuLucTu": "2025-07-01", "chiTiet": "Ấp Tân An"}
    office.record("population", resident, "move", "2026-11-20", data={"thuongTru": home})
    (record,) = office.lookup("residence", resident)
    assert record["thuongTru"]["maPhuongXa"] == "31366"
    assert record["ngayDangKyThuongTru"] == "2026-11-20"
    assert record["coQuanDangKy"]["ma"] == "CA31366M"
    assert [p.get("denNgay") for p in record["quaTrinhCuTru"]][-2:] == ["2026-11-20", None]
    (then,) = office.lookup("residence", resident, "coQuanDangKy", on="2026-11-20")
    assert then["coQuanDangKy"] == record["coQuanDangKy"]


def test_a_temporary_residence_shows_in_the_nation_and_ends_by_itself(office: Office, resident: str) -> None:
    (before,) = office.lookup("population", resident)
    _register(office, resident, "2026-11-20", "2027-11-19")
    (told,) = office.lookup("population", resident, "tamTru", "noiOHienTai")
    assert told["tamTru"]["diaChi"]["maPhuongXa"] == told["noiOHienTai"]["maPhuongXa"] == "26876"
    (record,) = office.lookup("residence", resident, on="2027-11-20")
    assert "tamTru" not in record
    assert record["noiOHienTai"] == before["noiOHienTai"]
    assert record["quaTrinhCuTru"][-1].items() >= {"loai": "tamTru", "denNgay": "2027-11-20"}.items()


def _register(office: Office, number: str, on: str, until: str, place: Mapping[str, str] = SAIGON) -> None:
    office.record("residence", number, "temporary_registered", on, data={"diaChi": place, "denNgay": until})


def test_those_registered_along_reside_there_too(office: Office, resident: str) -> None:
    others = [number for number in office.numbers(40) if _lives(office, number) and number != resident]
    data = {"diaChi": SAIGON, "denNgay": "2027-11-19", "thanhVien": others[:2]}
    office.record("residence", resident, "temporary_registered", "2026-11-20", data=data)
    (told,) = office.lookup("residence", resident, "tamTru", "noiOHienTai")
    for number in others[:2]:
        (along,) = office.lookup("residence", number, "tamTru", "noiOHienTai")
        assert along == {**told, "soDinhDanh": number}
    assert office.lookup("residence", others[2], "tamTru")[0].get("tamTru") != told["tamTru"]


def test_an_extension_goes_on_where_the_term_would_have_ended(office: Office, resident: str) -> None:
    _register(office, resident, "2026-11-01", "2026-11-30")
    _register(office, resident, "2026-11-20", "2027-05-20")
    (record,) = office.lookup("residence", resident, on="2026-12-15")
    assert record["tamTru"]["denNgay"] == "2027-05-20"
    assert record["noiOHienTai"]["maPhuongXa"] == "26876"


def test_a_deleted_temporary_residence_is_over(office: Office, resident: str) -> None:
    (before,) = office.lookup("residence", resident)
    _register(office, resident, "2026-11-01", "2027-10-31")
    office.record("residence", resident, "temporary_deleted", "2026-11-20")
    (after,) = office.lookup("residence", resident)
    assert {**after, "quaTrinhCuTru": before["quaTrinhCuTru"]} == before
    assert office.lookup("residence", resident, on="2027-11-01")[0]["noiOHienTai"] == before["noiOHienTai"]


def test_nobody_unknown_or_dead_is_registered_along(office: Office, resident: str) -> None:
    dead = next(number for number in office.numbers(40) if _lives(office, number) and number != resident)
    office.record("population", dead, "death", "2026-11-20")
    for number, code in (("099090999999", "unknown_relative"), (dead, "subject_deceased")):
        data = {"diaChi": SAIGON, "denNgay": "2027-11-19", "thanhVien": [number]}
        with pytest.raises(CallFault) as refused:
            office.record("residence", resident, "temporary_registered", TODAY, data=data)
        assert (refused.value.code, refused.value.pointer) == (code, "/data/thanhVien/0")


@pytest.mark.parametrize(
    ("place", "until", "pointer"),
    [
        (SAIGON, "2028-11-24", "/data/denNgay"),
        (SAIGON, "2026-11-22", "/data/denNgay"),
        ({**SAIGON, "maPhuongXa": "99999"}, "2027-01-01", "/data/diaChi/maPhuongXa"),
    ],
    ids=["longer than two years", "ended before it began", "in no commune"],
)
def test_what_the_law_does_not_allow_is_refused(
    office: Office, resident: str, place: Mapping[str, str], until: str, pointer: str
) -> None:
    with pytest.raises(CallFault) as refused:
        _register(office, resident, TODAY, until, place)
    assert (refused.value.status, refused.value.pointer) == (422, pointer)


def test_an_absence_shows_in_the_nation_until_its_day(office: Office, resident: str) -> None:
    data = {"denNgay": "2026-12-31", "noiDen": "Thành phố Hồ Chí Minh", "lyDo": "Đi làm"}
    office.record("residence", resident, "absence_declared", TODAY, data=data)
    for registry in ("population", "residence"):
        assert office.lookup(registry, resident, "tamVang")[0]["tamVang"] == {"tuNgay": TODAY, **data}
        assert "tamVang" not in office.lookup(registry, resident, "tamVang", on="2027-01-01")[0]


def test_an_absence_may_be_declared_before_it_begins(office: Office, resident: str) -> None:
    data = {"tuNgay": "2026-12-01", "denNgay": "2026-12-31"}
    office.record("residence", resident, "absence_declared", TODAY, data=data)
    assert "tamVang" not in office.lookup("residence", resident, "tamVang", on="2026-11-30")[0]
    assert office.lookup("residence", resident, "tamVang", on="2026-12-01")[0]["tamVang"] == data


@pytest.mark.parametrize("since", ["2026-11-22", "2027-01-01"], ids=["before today", "after it ended"])
def test_an_absence_that_began_before_or_ended_first_is_refused(office: Office, resident: str, since: str) -> None:
    data = {"tuNgay": since, "denNgay": "2026-12-31"}
    with pytest.raises(CallFault) as refused:
        office.record("residence", resident, "absence_declared", TODAY, data=data)
    assert (refused.value.status, refused.value.pointer) == (422, "/data/denNgay")


def test_a_stay_is_added_to_those_before(office: Office, resident: str) -> None:
    before = office.lookup("residence", resident, "luuTru")[0].get("luuTru", [])
    data = {"noiLuuTru": SAIGON, "coSo": "Cơ sở lưu trú mẫu số 7", "lyDo": "Công tác", "denNgay": "2026-11-25"}
    office.record("residence", resident, "stay_notified", TODAY, data=data)
    *earlier, last = office.lookup("residence", resident, "luuTru")[0]["luuTru"]
    assert earlier == before
    assert (last["tuNgay"], last["coSo"], last["noiLuuTru"]["maPhuongXa"]) == (TODAY, data["coSo"], "26876")


def test_the_dead_cannot_be_registered(office: Office, resident: str) -> None:
    office.record("population", resident, "death", "2026-11-20")
    with pytest.raises(CallFault) as refused:
        _register(office, resident, TODAY, "2027-01-01")
    assert refused.value.code == "subject_deceased"
    assert office.lookup("residence", resident, "tinhTrangCuTru")[0]["tinhTrangCuTru"] == "daXoa"


def test_a_permanent_residence_that_is_deleted_stays_in_the_past(office: Office, resident: str) -> None:
    (before,) = office.lookup("residence", resident, "thuongTru", "quaTrinhCuTru")
    office.record("residence", resident, "permanent_deleted", TODAY, data={"lyDo": "dinhCuNuocNgoai"})
    (after,) = office.lookup("residence", resident, "thuongTru", "tinhTrangCuTru", "quaTrinhCuTru")
    past = before["quaTrinhCuTru"]
    assert after == {"soDinhDanh": resident, "tinhTrangCuTru": "daXoa", "quaTrinhCuTru": past}
    assert office.lookup("residence", resident, "thuongTru", on="2026-11-22")[0]["thuongTru"] == before["thuongTru"]
