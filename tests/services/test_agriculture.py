"""What is special about agriculture: what grows follows the land, and a holding or boat can pass to another owner."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"
KINDS = {"LUC": "trongTrot", "BHK": "trongTrot", "CLN": "vungTrong", "NTS": "nuoiTrongThuySan", "RSX": "chuRung"}


@pytest.fixture
def holdings(office: Office) -> list[dict[str, Any]]:
    """The holdings of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("agriculture", number)]


@pytest.fixture
def landless(office: Office) -> str:
    """Somebody grown and alive with neither land nor holding."""
    for number in office.numbers(1000):
        born = office.lookup("population", number, "ngaySinh")[0]["ngaySinh"]
        has_nothing = {office.outcome(r, number) for r in ("land", "agriculture")} == {"no_record"}
        if born < "2000" and has_nothing and office.outcome("population", number) == "found":
            return number
    raise AssertionError("everybody has land")


def refusal(office: Office, subject: Any, kind: str, **more: Any) -> tuple[str, str]:
    with pytest.raises(CallFault) as refused:
        office.record("agriculture", subject, kind, TODAY, **more)
    return refused.value.code, refused.value.pointer


def test_every_kind_of_holding_is_there(holdings: list[dict[str, Any]]) -> None:
    assert {r["loaiCoSo"] for r in holdings} >= {"trongTrot", "vungTrong", "nuoiTrongThuySan", "chanNuoi", "tauCa"}


def test_what_grows_fits_the_land_and_is_no_larger(office: Office, holdings: list[dict[str, Any]]) -> None:
    grown = [record for record in holdings if "maThua" in record]
    assert len(grown) > 40
    for record in grown:
        (land,) = office.lookup("land", {"maThua": record["maThua"]})
        holders = {land["soDinhDanh"], land.get("nguoiCungSoHuu", {}).get("soDinhDanh")}
        assert (record["soDinhDanh"] in holders, record["loaiDat"]) == (True, land["loaiDat"])
        assert record["loaiCoSo"] == KINDS[land["loaiDat"]]
        assert record["dienTichSanXuat"] <= land["dienTich"]
        assert record["diaChiCoSo"] == land["diaChiThua"]
        assert record["ngayDangKy"] > land["ngayCap"]


def test_a_couples_field_is_declared_once(office: Office, holdings: list[dict[str, Any]]) -> None:
    for record in holdings[:60]:
        if "maThua" in record:
            (land,) = office.lookup("land", {"maThua": record["maThua"]})
            both = {land["soDinhDanh"], land.get("nguoiCungSoHuu", {}).get("soDinhDanh", land["soDinhDanh"])}
            declared = [r["maThua"] for n in both for r in office.lookup("agriculture", n) if "maThua" in r]
            assert declared.count(record["maThua"]) == 1


def test_animals_are_counted_and_boats_are_licensed(holdings: list[dict[str, Any]]) -> None:
    for record in holdings:
        assert ("soLuong" in record) == (record["loaiCoSo"] == "chanNuoi")
        assert ("soDangKyTau" in record) == ("hanGiayPhep" in record) == (record["loaiCoSo"] == "tauCa")
        assert ("maVungTrong" in record) == (record["loaiCoSo"] == "vungTrong")


def test_a_holding_is_registered_under_a_code_and_changes(office: Office, landless: str) -> None:
    data = {"loaiCoSo": "chanNuoi", "doiTuongSanXuat": "Vịt", "soLuong": 300}
    given = office.record("agriculture", landless, "facility_registered", "2026-11-20", data=data)
    (record,) = office.lookup("agriculture", landless)
    assert {**data, "maCoSo": given["maCoSo"]}.items() <= record.items()
    assert office.lookup("agriculture", {"maCoSo": given["maCoSo"]}) == [record]
    office.record("agriculture", {"maCoSo": given["maCoSo"]}, "scale_changed", TODAY, data={"soLuong": 120})
    assert office.lookup("agriculture", landless) == [{**record, "soLuong": 120}]
    assert office.outcome("agriculture", landless, on="2026-11-19") == "no_record"


def test_nobody_farms_a_parcel_that_is_not_his(office: Office, landless: str) -> None:
    data = {"loaiCoSo": "trongTrot", "doiTuongSanXuat": "Lúa", "maThua": "31321.1.1"}
    assert refusal(office, landless, "facility_registered", data=data) == ("invalid", "/data/maThua")


def test_a_boat_passes_to_its_buyer_with_all_that_is_known_of_it(
    office: Office, holdings: list[dict[str, Any]], landless: str
) -> None:
    boat = next(r for r in holdings if r["loaiCoSo"] == "tauCa")
    data = {"nguoiNhan": landless}
    office.record("agriculture", {"maCoSo": boat["maCoSo"]}, "facility_transferred", TODAY, data=data)
    (bought,) = office.lookup("agriculture", landless)
    for field in ("soDangKyTau", "chieuDaiTau", "congSuatMay", "hanGiayPhep", "doiTuongSanXuat"):
        assert bought[field] == boat[field]
    assert boat["maCoSo"] not in [r["maCoSo"] for r in office.lookup("agriculture", boat["soDinhDanh"])]
    assert office.outcome("agriculture", {"maCoSo": boat["maCoSo"]}) == "not_found"


def test_death_ends_what_was_active(office: Office, holdings: list[dict[str, Any]]) -> None:
    alive = next(r for r in holdings if r["tinhTrang"] == "hoatDong")
    office.record("population", alive["soDinhDanh"], "death", "2026-11-20")
    assert office.lookup("agriculture", {"maCoSo": alive["maCoSo"]}, "tinhTrang")[0]["tinhTrang"] == "ngungHoatDong"


def test_a_code_stays_the_same_whatever_day_is_asked_about(office: Office) -> None:
    for number in office.numbers(300):
        now = {r["maCoSo"]: r.get("maThua") for r in office.lookup("agriculture", number)}
        before = {r["maCoSo"]: r.get("maThua") for r in office.lookup("agriculture", number, on="2022-06-30")}
        assert before.items() <= now.items()
