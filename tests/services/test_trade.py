"""What is special about the trade database: sellers trade in the name of what they head."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"


@pytest.fixture
def shops(office: Office) -> list[dict[str, Any]]:
    """The shops of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("trade", number)]


@pytest.fixture
def open_shop(office: Office, shops: list[dict[str, Any]]) -> dict[str, Any]:
    """One that sells, of somebody living."""
    found = (r for r in shops if r["tinhTrang"] == "dangBan" and "doanhThu" in r)
    return next(r for r in found if office.outcome("trade", r["soDinhDanh"]) == "found")


def test_a_seller_trades_in_the_name_of_the_active_firm_or_household_business_he_heads(
    office: Office, shops: list[dict[str, Any]]
) -> None:
    assert {r["loaiNguoiBan"] for r in shops} >= {"caNhan", "hoKinhDoanh"}
    for shop in shops:
        headed = office.lookup("enterprise", shop["soDinhDanh"], "maSoDoanhNghiep", "loaiHinh", "tinhTrangPhapLy")
        active = {r["maSoDoanhNghiep"]: r["loaiHinh"] for r in headed if r["tinhTrangPhapLy"] == "dangHoatDong"}
        if shop["loaiNguoiBan"] == "caNhan":
            assert active == {}
        else:
            form = active[shop["maSoDoanhNghiep"]]
            assert (form == "hoKinhDoanh") == (shop["loaiNguoiBan"] == "hoKinhDoanh")


def test_tax_is_withheld_since_july_2025(office: Office, open_shop: dict[str, Any]) -> None:
    assert [q["ky"] for q in open_shop["doanhThu"]][-1] == "2026-Q3"
    assert [q["thueKhauTru"] for q in open_shop["doanhThu"]] == [
        q["doanhThu"] * 15 // 1000 for q in open_shop["doanhThu"]
    ]
    if open_shop["ngayDangKy"] < "2025-01-01":
        (then,) = office.lookup("trade", open_shop["soDinhDanh"], "doanhThu", on="2025-07-01")
        assert [q for q in then["doanhThu"] if "thueKhauTru" in q] == []


def test_the_latest_orders_are_on_their_way_or_delivered(open_shop: dict[str, Any]) -> None:
    assert [o["ngay"] for o in open_shop["donHang"]] == ["2026-11-09", "2026-11-16", "2026-11-23"]
    assert open_shop["donHang"][-1]["tinhTrang"] == "dangGiao"
    assert {o["tinhTrang"] for o in open_shop["donHang"][:-1]} <= {"daGiao", "traLai"}
    assert {o["maDon"].split("-")[0] for o in open_shop["donHang"]} == {open_shop["maNguoiBan"]}


def test_who_could_not_be_verified_is_locked(shops: list[dict[str, Any]]) -> None:
    locked = [r for r in shops if r["tinhTrang"] == "tamKhoa"]
    assert locked
    assert {r["xacThuc"] for r in locked} == {"chuaXacThuc"}


def test_the_shop_of_the_dead_closes_and_sells_no_more(office: Office, open_shop: dict[str, Any]) -> None:
    number = open_shop["soDinhDanh"]
    office.record("population", number, "death", "2026-11-12")
    (after,) = office.lookup("trade", number, "tinhTrang", "donHang")
    assert after["tinhTrang"] == "daDong"
    assert max(o["ngay"] for o in after["donHang"]) <= "2026-11-12"


def test_a_shop_opened_is_given_a_code_and_may_be_locked(office: Office, open_shop: dict[str, Any]) -> None:
    seller, data = open_shop["soDinhDanh"], {"tenGianHang": "Trái cây Thử Mẫu", "nganhHang": "nongSan"}
    told = office.record("trade", seller, "opened", "2026-11-20", data=data)
    key = {"maNguoiBan": told["maNguoiBan"]}
    office.record("trade", key, "verified", "2026-11-21", data={"xacThuc": "daXacThuc"})
    office.record("trade", key, "locked", TODAY)
    (shop,) = office.lookup("trade", key, "tenGianHang", "xacThuc", "ngayXacThuc", "tinhTrang")
    assert shop == {
        "soDinhDanh": seller,
        "tenGianHang": "Trái cây Thử Mẫu",
        "xacThuc": "daXacThuc",
        "ngayXacThuc": "2026-11-21",
        "tinhTrang": "tamKhoa",
    }
    assert open_shop in office.lookup("trade", seller)


def test_a_child_opens_no_shop(office: Office) -> None:
    child = next(n for n in office.numbers(1000) if office.lookup("population", n, "ngaySinh")[0]["ngaySinh"] > "2012")
    with pytest.raises(CallFault) as refused:
        office.record("trade", child, "opened", TODAY, data={"tenGianHang": "Mẫu", "nganhHang": "nongSan"})
    assert (refused.value.code, refused.value.pointer) == ("invalid", "/subject")
