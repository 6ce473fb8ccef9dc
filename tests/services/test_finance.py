"""What is special about the database on finance: units lead to their heads, and citizens are paid while they live."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"


@pytest.fixture
def held(office: Office) -> list[dict[str, Any]]:
    """The units and payments of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("finance", number)]


@pytest.fixture
def units(held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [r for r in held if r["loai"] == "donViSuDungNganSach"]


@pytest.fixture
def payee(office: Office, held: list[dict[str, Any]]) -> dict[str, Any]:
    """A payment to somebody living who has no other record."""
    for record in held:
        own = office.lookup("finance", record["soDinhDanh"])
        if (
            own == [record]
            and record["tinhTrang"] == "daChi"
            and "soTaiKhoan" in record
            and office.outcome("finance", own[0]["soDinhDanh"]) == "found"
        ):
            return record
    raise AssertionError("nobody was paid")


def test_a_code_leads_to_the_head_of_its_unit(office: Office, units: list[dict[str, Any]]) -> None:
    assert {r["chucVu"] for r in units} >= {"Chủ tịch", "Hiệu trưởng"}
    for record in units:
        assert office.lookup("finance", {"maQHNS": record["maQHNS"]}) == [record]
    assert len({r["maQHNS"] for r in units}) == len(units)


def test_the_seals_of_a_unit_are_its_heads_too(office: Office, units: list[dict[str, Any]]) -> None:
    for record in units:
        sealed = office.lookup("seals", record["soDinhDanh"], "toChuc", "chucVu")
        assert (record["donVi"], record["chucVu"]) in [(s["toChuc"], s["chucVu"]) for s in sealed]


def test_the_code_of_a_commune_merged_away_is_closed_and_its_budget_ends(units: list[dict[str, Any]]) -> None:
    old = [r for r in units if r["loaiDonVi"] == "quanLyNhaNuoc" and r["ngayCapMa"] < "2025-07-01"]
    new = [r for r in units if r["loaiDonVi"] == "quanLyNhaNuoc" and r["ngayCapMa"] >= "2025-07-01"]
    assert {(r["tinhTrang"], r["duToan"][-1]["nam"]) for r in old} == {("dongMa", 2025)}
    assert {(r["tinhTrang"], r["duToan"][-1]["nam"]) for r in new} == {("dangSuDung", 2026)}


def test_no_unit_spends_more_than_it_was_given(office: Office, units: list[dict[str, Any]]) -> None:
    assert [r for r in units for y in r["duToan"] if y["daSuDung"] > y["duToanGiao"]] == []
    school = next(r for r in units if r["chucVu"] == "Hiệu trưởng")
    (spring,) = office.lookup("finance", {"maQHNS": school["maQHNS"]}, "duToan", on="2026-03-31")
    assert spring["duToan"][-1]["daSuDung"] < school["duToan"][-1]["daSuDung"]


def test_nobody_is_paid_after_his_death(office: Office, held: list[dict[str, Any]]) -> None:
    dead = [r for r in held if office.outcome("finance", r["soDinhDanh"]) == "deceased"]
    assert dead
    for record in dead:
        (person,) = office.lookup("population", record["soDinhDanh"], "ngayChet")
        assert record["ngayLenhChi"] < person["ngayChet"]


def test_the_commune_that_pays_is_the_one_of_that_day(held: list[dict[str, Any]]) -> None:
    paid = [r for r in held if r["loai"] == "nguoiThuHuong" and "donViChi" in r]
    assert {r["donViChi"]["ma"].endswith("M") == (r["ngayLenhChi"] >= "2025-07-01") for r in paid} == {True}
    epidemic = {r["ngayLenhChi"][:4] for r in paid if r["noiDungChi"] == "hoTroCovid"}
    assert epidemic == {"2021", "2022"}


def test_a_citizen_is_paid_into_an_account_that_his_bank_knows(office: Office, held: list[dict[str, Any]]) -> None:
    paid = [r for r in held if r["loai"] == "nguoiThuHuong"]
    into = [r for r in paid if "soTaiKhoan" in r]
    assert 0.4 * len(paid) < len(into) < len(paid)
    for record in into:
        fields = ("soTaiKhoan", "nganHang", "ngayMo", "ngayDong")
        (account,) = office.lookup("banking", {"soTaiKhoan": record["soTaiKhoan"]}, *fields)
        assert account.pop("ngayMo") <= record["ngayLenhChi"] < account.pop("ngayDong", "9999")
        assert account.items() <= record.items()


def test_an_order_is_given_a_number_and_then_paid(office: Office, payee: dict[str, Any]) -> None:
    number, data = payee["soDinhDanh"], {"noiDungChi": "thuongThiDua", "soTien": 1_500_000}
    told = office.record("finance", number, "payment_ordered", "2026-11-20", data=data)
    key = {"soLenhChi": told["soLenhChi"]}
    (ordered,) = office.lookup("finance", key)
    assert data.items() <= ordered.items()
    assert (ordered["tinhTrang"], ordered["soTaiKhoan"]) == ("choChi", payee["soTaiKhoan"])
    office.record("finance", key, "paid", TODAY)
    assert office.lookup("finance", key) == [{**ordered, "tinhTrang": "daChi", "ngayChi": TODAY}]
    assert payee in office.lookup("finance", number)


def test_the_dead_are_paid_nothing(office: Office, payee: dict[str, Any]) -> None:
    office.record("population", payee["soDinhDanh"], "death", "2026-11-20")
    data = {"noiDungChi": "thuongThiDua", "soTien": 1_500_000}
    with pytest.raises(CallFault) as refused:
        office.record("finance", payee["soDinhDanh"], "payment_ordered", TODAY, data=data)
    assert (refused.value.code, refused.value.pointer) == ("subject_deceased", "/subject")


def test_the_name_at_the_bank_is_verified_before_paying(office: Office, payee: dict[str, Any]) -> None:
    claims = {"hoVaTen": payee["hoVaTen"], "soTaiKhoan": payee["soTaiKhoan"]}
    answer = office.verify("finance", payee["soDinhDanh"], claims=claims)
    assert answer == {"outcome": "found", "verified": True, "matches": dict.fromkeys(claims, "match")}
