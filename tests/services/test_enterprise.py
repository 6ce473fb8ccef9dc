"""What is special about the register of enterprises: citizens head them, and they change hands."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"


@pytest.fixture
def firms(office: Office) -> list[dict[str, Any]]:
    """What a thousand people head."""
    return [record for number in office.numbers(1000) for record in office.lookup("enterprise", number)]


@pytest.fixture
def firm(firms: list[dict[str, Any]]) -> dict[str, Any]:
    """An active company of the nation."""
    return next(r for r in firms if r["loaiHinh"] == "coPhan")


def adult(office: Office, other_than: str) -> str:
    """Somebody of forty who lives."""
    for number in office.numbers(300):
        (person,) = office.lookup("population", number, "ngaySinh", "trangThai")
        if person["ngaySinh"] < "1987" and person["trangThai"] == "conSong" and number != other_than:
            return number
    raise AssertionError("nobody")


def test_a_company_leads_to_the_citizen_who_heads_it(office: Office) -> None:
    organisations = office.store.nation.organisations
    for company in organisations.of_kind("company", next(iter(organisations.provinces)))[:8]:
        assert company.head is not None
        (record,) = office.lookup("enterprise", {"maSoDoanhNghiep": company.ma})
        assert (record["soDinhDanh"], record["ten"]) == (office.number(company.head), company.ten)
        assert record["daiDienPhapLuat"][0]["nguoi"]["soDinhDanh"] == record["soDinhDanh"]
        assert record["diaChiTruSo"]["maTinhThanh"] == "92"


def test_what_members_put_in_is_the_capital(firms: list[dict[str, Any]]) -> None:
    held = [r for r in firms if "thanhVien" in r]
    assert {len(r["thanhVien"]) for r in held} >= {1, 2}
    assert [r for r in held if sum(m["tyLe"] for m in r["thanhVien"]) != 100] == []
    assert [r for r in held if sum(m["vonGop"] for m in r["thanhVien"]) != r["von"]] == []
    assert [r for r in held if r["thanhVien"][0]["nguoi"]["soDinhDanh"] != r["soDinhDanh"]] == []


def test_a_household_business_is_the_one_the_tax_office_knows(office: Office, firms: list[dict[str, Any]]) -> None:
    shops = [r for r in firms if r["loaiHinh"] == "hoKinhDoanh"]
    assert len(shops) > 20
    for shop in shops:
        (taxed,) = office.lookup("tax", shop["soDinhDanh"], "hoKinhDoanh", "maSoThue")
        told = taxed["hoKinhDoanh"]
        assert (shop["ten"], shop["ngayDangKyLanDau"], shop["maSoDoanhNghiep"]) == (
            told["ten"],
            told["ngayBatDau"],
            taxed["maSoThue"],
        )
        assert shop in office.lookup("enterprise", {"maSoDoanhNghiep": shop["maSoDoanhNghiep"]})


def test_a_suspension_names_its_days_while_it_lasts(office: Office, firms: list[dict[str, Any]]) -> None:
    held = [r for r in firms if r["tinhTrangPhapLy"] == "tamNgung"]
    assert held
    for record in held:
        code = {"maSoDoanhNghiep": record["maSoDoanhNghiep"]}
        assert record["tamNgungTu"] <= TODAY <= record["tamNgungDen"]
        assert office.lookup("enterprise", code, "tinhTrangPhapLy", on=record["ngayDangKyLanDau"]) == [
            {"soDinhDanh": record["soDinhDanh"], "tinhTrangPhapLy": "dangHoatDong"}
        ]


def test_nobody_founds_a_firm_before_he_is_of_age(firms: list[dict[str, Any]]) -> None:
    own = [r for r in firms if r["maSoDoanhNghiep"].startswith("00") and r["loaiHinh"] != "hoKinhDoanh"]
    assert own
    assert [r for r in own if int(r["ngayDangKyLanDau"][:4]) - int(r["ngaySinh"][:4]) < 18] == []


def test_a_firm_handed_over_is_the_receivers_from_that_day(office: Office, firm: dict[str, Any]) -> None:
    giver, code = firm["soDinhDanh"], {"maSoDoanhNghiep": firm["maSoDoanhNghiep"]}
    receiver = adult(office, giver)
    before = office.lookup("enterprise", receiver)
    office.record("enterprise", code, "representative_changed", "2026-11-20", data={"nguoiNhan": receiver})
    (now,) = office.lookup("enterprise", code)
    same = ("ten", "von", "diaChiTruSo", "nganhNghe", "ngayDangKyLanDau", "maSoDoanhNghiep")
    assert {name: now[name] for name in same} == {name: firm[name] for name in same}
    assert (now["soDinhDanh"], now["ngayDangKyThayDoi"]) == (receiver, "2026-11-20")
    assert [m["nguoi"]["soDinhDanh"] for m in now["daiDienPhapLuat"]] == [receiver]
    assert [r for r in office.lookup("enterprise", receiver) if r not in before] == [now]
    assert firm not in office.lookup("enterprise", giver)
    assert office.lookup("enterprise", code, on="2026-11-19") == [firm]


def test_a_firm_handed_back_is_its_first_owners_again(office: Office, firm: dict[str, Any]) -> None:
    giver, code = firm["soDinhDanh"], {"maSoDoanhNghiep": firm["maSoDoanhNghiep"]}
    receiver = adult(office, giver)
    office.record("enterprise", code, "representative_changed", "2026-11-18", data={"nguoiNhan": receiver})
    office.record("enterprise", code, "representative_changed", "2026-11-20", data={"nguoiNhan": giver})
    assert [r["soDinhDanh"] for r in office.lookup("enterprise", code)] == [giver]
    assert [r["soDinhDanh"] for r in office.lookup("enterprise", code, on="2026-11-19")] == [receiver]


@pytest.mark.parametrize(
    ("receiver", "fault"),
    [("099099999999", "unknown_relative"), ("own", "nothing_to_change"), ("099314012003", "invalid")],
    ids=["nobody", "himself", "a child"],
)
def test_a_firm_is_handed_to_another_citizen_alone(
    office: Office, firm: dict[str, Any], receiver: str, fault: str
) -> None:
    code = {"maSoDoanhNghiep": firm["maSoDoanhNghiep"]}
    data = {"nguoiNhan": firm["soDinhDanh"] if receiver == "own" else receiver}
    with pytest.raises(CallFault) as refused:
        office.record("enterprise", code, "representative_changed", TODAY, data=data)
    assert (refused.value.code, refused.value.pointer) == (fault, "/data/nguoiNhan")


def test_a_new_firm_is_given_a_code_that_leads_to_it(office: Office) -> None:
    owner = adult(office, "")
    data = {"loaiHinh": "tnhhMotThanhVien", "ten": "Cơ khí Thử Mẫu", "von": 500_000_000}
    told = office.record("enterprise", owner, "registered", "2026-11-20", data=data)
    (record,) = office.lookup("enterprise", {"maSoDoanhNghiep": told["maSoDoanhNghiep"]})
    assert (record["soDinhDanh"], record["ten"]) == (owner, "Công ty TNHH MTV Cơ khí Thử Mẫu")
    assert record["nganhNghe"][0]["ma"] == "2592"
    office.record("enterprise", {"maSoDoanhNghiep": told["maSoDoanhNghiep"]}, "dissolved", TODAY)
    (after,) = office.lookup("enterprise", {"maSoDoanhNghiep": told["maSoDoanhNghiep"]})
    assert after == {**record, "tinhTrangPhapLy": "daGiaiThe"}


def test_an_amendment_is_counted(office: Office, firm: dict[str, Any]) -> None:
    code = {"maSoDoanhNghiep": firm["maSoDoanhNghiep"]}
    place = {"maPhuongXa": "31333", "hieuLucTu": "2025-07-01", "chiTiet": "Số 9", "quocGia": "VN"}
    office.record("enterprise", code, "amended", TODAY, data={"von": 9_000_000_000, "diaChiTruSo": place})
    asked = ("von", "soLanThayDoi", "ngayDangKyThayDoi", "diaChiTruSo.phuongXa")
    (after,) = office.lookup("enterprise", code, *asked)
    assert after == {
        "soDinhDanh": firm["soDinhDanh"],
        "von": 9_000_000_000,
        "soLanThayDoi": firm["soLanThayDoi"] + 1,
        "ngayDangKyThayDoi": TODAY,
        "diaChiTruSo": {"phuongXa": "Phường Vị Tân"},
    }


def test_a_dead_founders_firm_stays_in_his_name(office: Office) -> None:
    numbers = [office.number(index) for index in range(SIZE)]
    dead = [n for n in numbers if office.outcome("enterprise", n) == "deceased"]
    (first, *_) = [r for n in dead for r in office.lookup("enterprise", n)]
    died = office.lookup("population", first["soDinhDanh"], "ngayChet")[0]["ngayChet"]
    assert first["ngayDangKyLanDau"] < died
    heir = adult(office, "")
    code = {"maSoDoanhNghiep": first["maSoDoanhNghiep"]}
    office.record("enterprise", code, "representative_changed", TODAY, data={"nguoiNhan": heir})
    assert [r["soDinhDanh"] for r in office.lookup("enterprise", code)] == [heir]


def test_what_befalls_one_firm_befalls_no_other_of_its_owner(office: Office, firms: list[dict[str, Any]]) -> None:
    owners = [r["soDinhDanh"] for r in firms]
    owner = next(n for n in owners if owners.count(n) > 1)
    with pytest.raises(CallFault) as refused:
        office.record("enterprise", owner, "amended", TODAY, data={"ten": "Công ty TNHH Mẫu"})
    assert (refused.value.code, refused.value.pointer) == ("invalid", "/subject")
    first, *others = office.lookup("enterprise", owner)
    key = {"maSoDoanhNghiep": first["maSoDoanhNghiep"]}
    office.record("enterprise", key, "amended", TODAY, data={"ten": "Công ty TNHH Mẫu"})
    (changed, *same) = office.lookup("enterprise", owner)
    assert (changed["ten"], same) == ("Công ty TNHH Mẫu", others)


def test_a_household_business_is_handed_to_nobody(office: Office, firms: list[dict[str, Any]]) -> None:
    shop = next(r for r in firms if r["loaiHinh"] == "hoKinhDoanh")
    key, data = {"maSoDoanhNghiep": shop["maSoDoanhNghiep"]}, {"nguoiNhan": adult(office, shop["soDinhDanh"])}
    with pytest.raises(CallFault) as refused:
        office.record("enterprise", key, "representative_changed", TODAY, data=data)
    assert (refused.value.code, refused.value.pointer) == ("invalid", "/subject")


def test_a_suspended_firm_resumes_and_an_active_one_does_not(office: Office, firm: dict[str, Any]) -> None:
    key, term = {"maSoDoanhNghiep": firm["maSoDoanhNghiep"]}, {"tamNgungTu": "2026-11-20", "tamNgungDen": "2027-11-19"}
    with pytest.raises(CallFault) as refused:
        office.record("enterprise", key, "resumed", "2026-11-19")
    assert (refused.value.code, refused.value.pointer) == ("nothing_to_change", "/subject")
    office.record("enterprise", key, "suspended", "2026-11-20", data=term)
    assert office.lookup("enterprise", key) == [{**firm, **term, "tinhTrangPhapLy": "tamNgung"}]
    office.record("enterprise", key, "resumed", TODAY)
    assert office.lookup("enterprise", key) == [firm]
