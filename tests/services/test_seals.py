"""What is special about the database on seals: who has one, and which kind may be had beside which."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"


@pytest.fixture
def seals(office: Office) -> list[dict[str, Any]]:
    """The seals of what a thousand people head."""
    return [record for number in office.numbers(1000) for record in office.lookup("seals", number)]


@pytest.fixture
def clinic(office: Office, seals: list[dict[str, Any]]) -> dict[str, Any]:
    """The inked seal of a clinic that is the only thing its head heads."""
    for record in seals:
        own = office.lookup("seals", record["soDinhDanh"])
        if own == [record] and record["toChuc"]["ma"].endswith("M") and record["chucVu"] == "Trạm trưởng":
            return record
    raise AssertionError("no clinic")


def test_a_certificate_leads_to_the_head_of_its_body(office: Office, seals: list[dict[str, Any]]) -> None:
    assert {r["loaiToChuc"] for r in seals} == {"coQuanNhaNuoc", "donViSuNghiep", "congChung", "doanhNghiep"}
    for record in seals:
        assert office.lookup("seals", {"soGCNMauDau": record["soGCNMauDau"]}) == [record]


def test_no_two_seals_have_one_certificate(seals: list[dict[str, Any]]) -> None:
    numbers = [r["soGCNMauDau"] for r in seals]
    assert len(numbers) == len({*numbers})


def test_a_commune_merged_away_gave_its_seal_back(office: Office, seals: list[dict[str, Any]]) -> None:
    old = [r for r in seals if r["loaiToChuc"] == "coQuanNhaNuoc" and r["ngayCap"] < "2025-07-01"]
    assert len(old) > 10
    assert {(r["tinhTrang"], r["lyDoThuHoi"], r["ngayThuHoi"]) for r in old} == {("thuHoi", "sapNhap", "2025-07-01")}
    before = office.lookup("seals", {"soGCNMauDau": old[0]["soGCNMauDau"]}, "tinhTrang", on="2025-06-30")
    assert before == [{"soDinhDanh": old[0]["soDinhDanh"], "tinhTrang": "conHieuLuc"}]
    new = [r for r in seals if r["loaiToChuc"] == "coQuanNhaNuoc" and r["ngayCap"] >= "2025-07-01"]
    assert {r["tinhTrang"] for r in new} == {"conHieuLuc"}


def test_the_police_register_no_seal_of_a_firm_founded_since_july_2015(
    office: Office, seals: list[dict[str, Any]]
) -> None:
    firms = [r for r in seals if r["loaiToChuc"] == "doanhNghiep"]
    assert firms
    for record in firms:
        code = {"maSoDoanhNghiep": record["toChuc"]["ma"]}
        (firm,) = office.lookup("enterprise", code, "ngayDangKyLanDau", "ten", "tinhTrangPhapLy")
        assert firm["ngayDangKyLanDau"] < "2015-07-01"
        assert firm["ten"] == record["toChuc"]["ten"]
        assert (record["tinhTrang"] == "thuHoi") == (firm["tinhTrangPhapLy"] == "daGiaiThe")
        (seat,) = office.lookup("enterprise", code, "diaChiTruSo.tinhThanh", on=record["ngayCap"]) or [{}]
        if seat:
            province = seat["diaChiTruSo"]["tinhThanh"]
            assert record["coQuanCap"]["ten"] == f"Công an {province[0].lower()}{province[1:]}"


def test_the_national_emblem_is_on_seals_of_the_state_alone(seals: list[dict[str, Any]]) -> None:
    assert {r["loaiToChuc"] for r in seals if r["coQuocHuy"]} == {"coQuanNhaNuoc"}


def test_another_kind_is_registered_beside_a_valid_one(office: Office, clinic: dict[str, Any]) -> None:
    head, data = clinic["soDinhDanh"], {"toChuc": clinic["toChuc"], "loaiDau": "dauNoi"}
    told = office.record("seals", head, "registered", TODAY, data=data)
    (new,) = office.lookup("seals", {"soGCNMauDau": told["soGCNMauDau"]})
    assert new == {**clinic, "soGCNMauDau": told["soGCNMauDau"], "loaiDau": "dauNoi", "ngayCap": TODAY}
    assert office.lookup("seals", head) == [clinic, new]


def test_a_seal_withdrawn_makes_room_for_a_new_one(office: Office, clinic: dict[str, Any]) -> None:
    key, again = {"soGCNMauDau": clinic["soGCNMauDau"]}, {"toChuc": clinic["toChuc"], "loaiDau": "dauUot"}
    office.record("seals", key, "withdrawn", "2026-11-20", data={"lyDoThuHoi": "hong"})
    (old,) = office.lookup("seals", key)
    number = clinic["soGCNMauDau"].replace("ĐKMD", "THCD")
    ended = {"tinhTrang": "thuHoi", "lyDoThuHoi": "hong", "ngayThuHoi": "2026-11-20", "soGCNThuHoi": number}
    assert old == {**clinic, **ended}
    assert refusal(office, clinic, {**again, "loaiDau": "dauThuNho"}) == ("invalid", "/data/loaiDau")
    told = office.record("seals", clinic["soDinhDanh"], "registered", TODAY, data=again)
    (new,) = office.lookup("seals", {"soGCNMauDau": told["soGCNMauDau"]}, "tinhTrang")
    assert new["tinhTrang"] == "conHieuLuc"


def test_the_same_kind_twice_or_anothers_body_is_refused(office: Office, clinic: dict[str, Any]) -> None:
    twice = {"toChuc": clinic["toChuc"], "loaiDau": "dauUot"}
    assert refusal(office, clinic, twice) == ("nothing_to_change", "/data/loaiDau")
    elsewhere = {"toChuc": {"ma": "UB00000", "ten": "UBND xã Ví Dụ"}, "loaiDau": "dauUot"}
    assert refusal(office, clinic, elsewhere) == ("invalid", "/data/toChuc/ma")


def refusal(office: Office, seal: dict[str, Any], data: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(CallFault) as refused:
        office.record("seals", seal["soDinhDanh"], "registered", TODAY, data=data)
    return refused.value.code, refused.value.pointer


def test_a_unit_has_a_seal_of_its_own_beside_that_of_its_body(office: Office, clinic: dict[str, Any]) -> None:
    head, unit = clinic["soDinhDanh"], {"donVi": "Khoa Dược", "soLuong": 2}
    data = {"toChuc": clinic["toChuc"], "loaiDau": "dauUot", **unit}
    told = office.record("seals", head, "registered", TODAY, data=data)
    new = {**clinic, **unit, "soGCNMauDau": told["soGCNMauDau"], "ngayCap": TODAY}
    assert office.lookup("seals", head) == [clinic, new]
    with pytest.raises(CallFault) as again:
        office.record("seals", head, "registered", TODAY, data=data)
    assert (again.value.code, again.value.pointer) == ("nothing_to_change", "/data/loaiDau")


def test_a_unit_has_no_seal_where_its_body_has_none(office: Office, clinic: dict[str, Any]) -> None:
    office.record("seals", {"soGCNMauDau": clinic["soGCNMauDau"]}, "lost", TODAY)
    data = {"toChuc": clinic["toChuc"], "loaiDau": "dauUot", "donVi": "Khoa Dược"}
    with pytest.raises(CallFault) as refused:
        office.record("seals", clinic["soDinhDanh"], "registered", TODAY, data=data)
    assert (refused.value.code, refused.value.pointer) == ("invalid", "/data/loaiDau")
