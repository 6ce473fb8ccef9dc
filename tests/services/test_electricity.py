"""What is special about electricity customers: heads of households buy, bills follow the tariff."""

from datetime import date
from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from mock_sectoral_dbs._power_bills import cost
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
PLACE = {"maPhuongXa": "31333", "hieuLucTu": "2025-07-01", "chiTiet": "Số 9, khu vực 3", "quocGia": "VN"}


@pytest.fixture
def supplies(office: Office) -> list[dict[str, Any]]:
    """What a thousand people buy."""
    return [record for number in office.numbers(1000) for record in office.lookup("electricity", number)]


def of_state(supplies: list[dict[str, Any]], *, owing: bool) -> dict[str, Any]:
    return next(r for r in supplies if (r["noTienDien"] > 0) == owing and len(r.get("hoaDon", ())) == 6)


def another(office: Office, number: str) -> str:
    """A grown citizen who buys no power."""
    for other in office.numbers(300):
        (person,) = office.lookup("population", other, "ngaySinh", "trangThai")
        buys = office.lookup("electricity", other)
        if other != number and not buys and person["trangThai"] == "conSong" and person["ngaySinh"] < "2005":
            return other
    raise AssertionError("nobody")


def test_every_living_head_of_a_household_with_a_home_is_a_customer(office: Office) -> None:
    wrong = []
    for number in office.numbers(500):
        (person,) = office.lookup("population", number, "chuHo.soDinhDanh", "ngaySinh", "thuongTru", "trangThai")
        is_head = person["chuHo"]["soDinhDanh"] == number
        buys = office.lookup("electricity", number, "mucDich")
        if bool(buys) != is_head and person["trangThai"] == "conSong" and "thuongTru" in person:
            wrong.append((person, buys))
    assert wrong == []


@pytest.mark.parametrize(
    ("used", "allowances", "dong"),
    [
        (50, 1, round(50 * 1984 * 1.08)),
        (150, 1, round((50 * 1984 + 50 * 2050 + 50 * 2380) * 1.08)),
        (150, 2, round((100 * 1984 + 50 * 2050) * 1.08)),
        (10, None, round(10 * 3152 * 1.08)),
    ],
)
def test_a_bill_follows_the_steps_of_the_tariff(used: int, allowances: int | None, dong: int) -> None:
    assert cost(used, allowances, date(2026, 10, 31)) == dong


def test_what_is_owed_is_what_the_bills_leave_unpaid(supplies: list[dict[str, Any]]) -> None:
    assert {r["noTienDien"] > 0 for r in supplies} == {False, True}
    for record in supplies:
        unpaid = [b["soTien"] for b in record.get("hoaDon", ()) if b["tinhTrang"] == "chuaThanhToan"]
        assert record["noTienDien"] == sum(unpaid)
        assert [b["ky"] for b in record.get("hoaDon", ())][-1:] in ([], ["2026-10"])


def test_paying_settles_all_bills_and_later_ones_are_new(office: Office, supplies: list[dict[str, Any]]) -> None:
    owing = of_state(supplies, owing=True)
    key = {"maKhachHang": owing["maKhachHang"]}
    office.record("electricity", key, "bill_paid", TODAY)
    (after,) = office.lookup("electricity", key)
    assert after["noTienDien"] == 0
    assert after["hoaDon"][-1] == {**owing["hoaDon"][-1], "tinhTrang": "daThanhToan", "ngayThanhToan": TODAY}
    (later,) = office.lookup("electricity", key, "hoaDon", on="2026-12-02")
    assert [b["tinhTrang"] for b in later["hoaDon"]][-2:] == ["daThanhToan", "chuaThanhToan"]


def test_a_contract_on_which_is_owed_does_not_change_hands(office: Office, supplies: list[dict[str, Any]]) -> None:
    owing = of_state(supplies, owing=True)
    data = {"nguoiNhan": another(office, owing["soDinhDanh"])}
    with pytest.raises(CallFault) as refused:
        office.record("electricity", {"maKhachHang": owing["maKhachHang"]}, "party_changed", TODAY, data=data)
    assert (refused.value.code, refused.value.pointer) == ("invalid", "/subject")


def test_a_contract_changes_hands_and_keeps_its_place(office: Office, supplies: list[dict[str, Any]]) -> None:
    held = of_state(supplies, owing=False)
    giver, key = held["soDinhDanh"], {"maKhachHang": held["maKhachHang"]}
    receiver = another(office, giver)
    office.record("electricity", key, "party_changed", "2026-11-20", data={"nguoiNhan": receiver})
    (now,) = office.lookup("electricity", key)
    same = ("maKhachHang", "diaChi", "soCongTo", "ngayTreoCongTo", "mucDich", "tinhTrang")
    assert {name: now[name] for name in same} == {name: held[name] for name in same}
    assert (now["soDinhDanh"], now["ngayKyHopDong"]) == (receiver, "2026-11-20")
    assert now["soHopDong"] == f"{held['maKhachHang']}-20261120"
    assert [r for r in office.lookup("electricity", giver) if r["maKhachHang"] == held["maKhachHang"]] == []
    assert office.lookup("electricity", key, on="2026-11-19") == [held]
    office.record("electricity", key, "supply_cut", TODAY)
    assert office.lookup("electricity", key) == [{**now, "tinhTrang": "ngungCap"}]


def test_the_contract_of_the_dead_is_taken_over_by_the_living(office: Office) -> None:
    numbers = [office.number(index) for index in range(SIZE)]
    dead = [n for n in numbers if office.outcome("electricity", n) == "deceased"]
    held = [r for n in dead for r in office.lookup("electricity", n) if r["noTienDien"] == 0]
    key, heir = {"maKhachHang": held[0]["maKhachHang"]}, another(office, "")
    office.record("electricity", key, "party_changed", TODAY, data={"nguoiNhan": heir})
    assert [r["soDinhDanh"] for r in office.lookup("electricity", key)] == [heir]


def test_a_new_supply_is_given_a_code_and_a_meter(office: Office) -> None:
    buyer = another(office, "")
    data = {"diaChi": PLACE, "mucDich": "sinhHoat", "congSuat": 3}
    told = office.record("electricity", buyer, "contract_signed", TODAY, data=data)
    (record,) = office.lookup("electricity", {"maKhachHang": told["maKhachHang"]})
    assert (record["soDinhDanh"], record["soHoDungChung"], record["loaiCongTo"]) == (buyer, 1, "motPha")
    assert record["diaChi"]["phuongXa"] == "Phường Vị Tân"
    assert "hoaDon" not in record


def test_a_supply_in_no_unit_of_its_day_is_refused(office: Office) -> None:
    data = {"diaChi": {**PLACE, "maPhuongXa": "00000"}, "mucDich": "sinhHoat"}
    with pytest.raises(CallFault) as refused:
        office.record("electricity", another(office, ""), "contract_signed", TODAY, data=data)
    assert (refused.value.code, refused.value.pointer) == ("unknown_unit", "/data/diaChi/maPhuongXa")


def test_a_meter_put_up_later_is_the_one_shown(office: Office, supplies: list[dict[str, Any]]) -> None:
    held = of_state(supplies, owing=False)
    key, meter = {"maKhachHang": held["maKhachHang"]}, {"soCongTo": "00912345678"}
    office.record("electricity", key, "meter_replaced", TODAY, data=meter)
    assert office.lookup("electricity", key) == [{**held, **meter, "ngayTreoCongTo": TODAY}]
