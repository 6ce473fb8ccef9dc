"""What is special about subscribers: the number the nation knows is theirs, and it changes owners at the counter."""

from typing import Any

import pytest

from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"


@pytest.fixture
def lines(office: Office) -> list[dict[str, Any]]:
    """What a thousand people subscribed to."""
    return [record for number in office.numbers(1000) for record in office.lookup("telecom", number)]


@pytest.fixture
def mobile(office: Office, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """An active mobile number of somebody living."""
    return next(
        r
        for r in lines
        if (r["loai"], r["tinhTrang"]) == ("diDong", "hoatDong")
        and office.outcome("telecom", r["soDinhDanh"]) == "found"
    )


def grown(office: Office, other_than: str) -> str:
    for number in office.numbers(300):
        (person,) = office.lookup("population", number, "ngaySinh", "trangThai")
        if person["ngaySinh"] < "2005" and person["trangThai"] == "conSong" and number != other_than:
            return number
    raise AssertionError("nobody")


def test_the_number_that_the_national_database_knows_is_the_persons_own(office: Office) -> None:
    known = 0
    for number in office.numbers(500):
        (person,) = office.lookup("population", number, "soDienThoai")
        if "soDienThoai" in person:
            (line,) = office.lookup("telecom", {"soThueBao": person["soDienThoai"]}, "loai")
            assert line == {"soDinhDanh": number, "loai": "diDong"}
            known += 1
    assert known > 200


def test_a_persona_is_found_by_his_number(office: Office) -> None:
    assert office.lookup("telecom", {"soThueBao": "0309480011"}, "loai") == [
        {"soDinhDanh": "099084048001", "loai": "diDong"}
    ]


def test_every_number_is_one_subscribers(lines: list[dict[str, Any]]) -> None:
    numbers = [r["soThueBao"] for r in lines]
    assert len(numbers) == len({*numbers})
    assert {r["loai"] for r in lines} == {"diDong", "internet"}


def test_whose_data_differ_is_locked_since_april_2023(office: Office, lines: list[dict[str, Any]]) -> None:
    differ = [r for r in lines if r["xacThuc"] == "saiLech"]
    assert differ
    assert {r["tinhTrang"] for r in differ} <= {"khoaMotChieu", "thuHoi"}
    old = next(r for r in differ if r["ngayDangKy"] < "2023")
    before = office.lookup("telecom", {"soThueBao": old["soThueBao"]}, "tinhTrang", on="2023-03-31")
    assert before == [{"soDinhDanh": old["soDinhDanh"], "tinhTrang": "hoatDong"}]


def test_nobody_is_compared_after_his_death(office: Office) -> None:
    checked = []
    for number in office.numbers(SIZE):
        if office.outcome("telecom", number) == "deceased":
            (person,) = office.lookup("population", number, "ngayChet")
            found = office.lookup("telecom", number, "xacThuc", "ngayXacThuc")
            checked += [(r["xacThuc"], r.get("ngayXacThuc", "") < person["ngayChet"]) for r in found]
            assert all(("ngayXacThuc" in r) == (r["xacThuc"] != "chuaXacThuc") for r in found)
    assert {*checked} >= {("chuaXacThuc", True), ("daXacThuc", True)}
    assert all(is_before for _, is_before in checked)


def test_what_the_dead_had_is_withdrawn_once_the_death_is_known(office: Office, mobile: dict[str, Any]) -> None:
    number = mobile["soDinhDanh"]
    office.record("population", number, "death", "2026-11-20")
    lines = office.lookup("telecom", number, "loai", "tinhTrang")
    assert {r["tinhTrang"] for r in lines} == {"thuHoi"}
    numbers = [office.number(index) for index in range(SIZE)]
    gone = [n for n in numbers if office.outcome("telecom", n) == "deceased"]
    assert {r["tinhTrang"] for n in gone for r in office.lookup("telecom", n)} == {"thuHoi"}


def test_a_number_changes_owners(office: Office, mobile: dict[str, Any]) -> None:
    giver, key = mobile["soDinhDanh"], {"soThueBao": mobile["soThueBao"]}
    receiver = grown(office, giver)
    office.record("telecom", key, "owner_changed", "2026-11-20", data={"nguoiNhan": receiver})
    (now,) = office.lookup("telecom", key)
    same = ("soThueBao", "nhaCungCap", "loaiThueBao", "tinhTrang")
    assert {name: now[name] for name in same} == {name: mobile[name] for name in same}
    assert (now["soDinhDanh"], now["ngayDangKy"], now["xacThuc"]) == (receiver, "2026-11-20", "daXacThuc")
    assert mobile["soThueBao"] not in {r["soThueBao"] for r in office.lookup("telecom", giver)}
    assert office.lookup("telecom", key, on="2026-11-19") == [mobile]


def test_a_new_number_is_given_and_can_be_locked(office: Office) -> None:
    owner = grown(office, "")
    told = office.record("telecom", owner, "subscribed", "2026-11-20", data={})
    key = {"soThueBao": told["soThueBao"]}
    office.record("telecom", key, "state_changed", TODAY, data={"tinhTrang": "khoaHaiChieu"})
    (line,) = office.lookup("telecom", key, "loaiThueBao", "tinhTrang")
    assert line == {"soDinhDanh": owner, "loaiThueBao": "traTruoc", "tinhTrang": "khoaHaiChieu"}
