"""What is special about land: couples on one certificate, what it says of its day, mortgages, and how it passes on."""

from typing import Any

import pytest

from mock_national_db import personas
from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"
BANK = {"ma": "NH93M", "ten": "Ngân hàng mẫu, chi nhánh thành phố Cần Thơ"}


@pytest.fixture
def certificates(office: Office) -> list[dict[str, Any]]:
    """The certificates of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("land", number)]


def _certificate(office: Office, how: str, *, dead: bool = False) -> dict[str, Any]:
    """A certificate without a mortgage, of somebody alive or dead."""
    for number in office.numbers(1000):
        if office.outcome("land", number) == ("deceased" if dead else "found"):
            for record in office.lookup("land", number):
                if record["hinhThucSoHuu"] == how and "theChap" not in record and _is_first(office, record):
                    return record
    raise AssertionError(f"nobody holds land as {how}")


def _is_first(office: Office, record: dict[str, Any]) -> bool:
    return office.lookup("land", {"soGCN": record["soGCN"]}) == [record]


@pytest.fixture
def couples(office: Office) -> dict[str, Any]:
    return _certificate(office, "voChong")


@pytest.fixture
def own(office: Office) -> dict[str, Any]:
    return _certificate(office, "caNhan")


@pytest.fixture
def single(office: Office) -> str:
    """Somebody grown, alive and unmarried, without land."""
    for number in office.numbers(1000):
        (person,) = office.lookup("population", number, "ngaySinh", "tinhTrangHonNhan", "ngayChet")
        is_free = person["ngaySinh"] < "2004" and person.get("tinhTrangHonNhan") == "1" and "ngayChet" not in person
        if is_free and office.outcome("land", number) == "no_record":
            return number
    raise AssertionError("everybody is married")


def refusal(office: Office, subject: Any, kind: str, **more: Any) -> tuple[str, str]:
    with pytest.raises(CallFault) as refused:
        office.record("land", subject, kind, TODAY, **more)
    return refused.value.code, refused.value.pointer


def test_a_parcel_is_named_by_commune_sheet_and_number(certificates: list[dict[str, Any]]) -> None:
    assert len(certificates) > 150
    for record in certificates:
        commune, sheet, place = record["maThua"].split(".")
        assert (int(sheet), int(place)) == (record["soTo"], record["soThua"])
        assert record["maGCN"].startswith(commune)


def test_each_leads_to_its_parcel_and_back(office: Office, certificates: list[dict[str, Any]]) -> None:
    for record in certificates:
        (by_number,) = office.lookup("land", {"soGCN": record["soGCN"]})
        assert office.lookup("land", {"maThua": record["maThua"]}) == [by_number]
        assert (by_number["maThua"], by_number["dienTich"]) == (record["maThua"], record["dienTich"])


def test_husband_and_wife_hold_one_certificate(office: Office, couples: dict[str, Any]) -> None:
    number, spouse = couples["soGCN"], couples["nguoiCungSoHuu"]["soDinhDanh"]
    (other,) = (record for record in office.lookup("land", spouse) if record["soGCN"] == number)
    assert other["nguoiCungSoHuu"]["soDinhDanh"] == couples["soDinhDanh"]
    personal = {"soDinhDanh", "hoVaTen", "ngaySinh", "noiCuTru", "loaiGiayTo", "soGiayTo", "nguoiCungSoHuu"}
    assert {k: v for k, v in other.items() if k not in personal} == {
        k: v for k, v in couples.items() if k not in personal
    }


def test_what_is_given_or_inherited_is_ones_own(certificates: list[dict[str, Any]]) -> None:
    for record in certificates:
        assert (record["hinhThucSoHuu"] == "caNhan") == ("nguoiCungSoHuu" not in record)
        if record["nguonGocSuDung"] in {"tangCho", "thuaKe"}:
            assert record["hinhThucSoHuu"] == "caNhan"


def test_a_home_has_no_term_and_a_field_has_one(certificates: list[dict[str, Any]]) -> None:
    assert {r["loaiDat"] for r in certificates} > {"ONT", "LUC", "CLN"}
    assert all(("thoiHanSuDung" in r) == (r["loaiDat"] not in {"ONT", "ODT"}) for r in certificates)


def test_an_early_certificate_names_the_old_paper(certificates: list[dict[str, Any]]) -> None:
    papers = {(r["ngayCap"] < "2021", r["loaiGiayTo"]) for r in certificates}
    assert papers >= {(True, "CMND"), (False, "CCCD"), (False, "CC")}
    assert all(r["loaiGiayTo"] != "CMND" for r in certificates if r["ngayCap"] >= "2021")
    assert all(r["soGiayTo"] == r["soDinhDanh"] for r in certificates if r["loaiGiayTo"] != "CMND")


def test_a_new_name_is_not_on_the_certificate_until_it_is_registered(office: Office, own: dict[str, Any]) -> None:
    holder, certificate = own["soDinhDanh"], {"soGCN": own["soGCN"]}
    office.record("population", holder, "rename", "2026-11-20", data={"hoVaTen": "Nguyễn Đổi Tên"})
    assert office.lookup("land", certificate) == [own]
    data = {"hoVaTen": "Nguyễn Đổi Tên", "loaiGiayTo": "CC", "soGiayTo": holder}
    office.record("land", certificate, "owner_information_changed", TODAY, data=data)
    (now,) = office.lookup("land", certificate)
    note = {"ngay": TODAY, "noiDung": "doiThongTin"}
    assert now == {**own, **data, "bienDong": [*own.get("bienDong", []), note]}


def test_ones_details_are_not_the_spouses(office: Office, couples: dict[str, Any]) -> None:
    number, spouse = couples["soGCN"], couples["nguoiCungSoHuu"]
    data = {"hoVaTen": "Nguyễn Đổi Tên"}
    office.record("land", {"soGCN": number}, "owner_information_changed", TODAY, data=data)
    (other,) = (r for r in office.lookup("land", spouse["soDinhDanh"]) if r["soGCN"] == number)
    assert (other["hoVaTen"], other["bienDong"][-1]["noiDung"]) == (spouse["hoVaTen"], "doiThongTin")


def test_details_of_the_spouse_are_changed_by_naming_him(office: Office, couples: dict[str, Any]) -> None:
    number, spouse = couples["soGCN"], couples["nguoiCungSoHuu"]["soDinhDanh"]
    data = {"soDinhDanh": spouse, "hoVaTen": "Nguyễn Đổi Tên"}
    office.record("land", {"soGCN": number}, "owner_information_changed", TODAY, data=data)
    (other,) = (r for r in office.lookup("land", spouse) if r["soGCN"] == number)
    (own,) = (r for r in office.lookup("land", couples["soDinhDanh"]) if r["soGCN"] == number)
    assert (other["hoVaTen"], own["hoVaTen"]) == ("Nguyễn Đổi Tên", couples["hoVaTen"])


def test_details_of_a_stranger_are_not_on_the_certificate(office: Office, couples: dict[str, Any], single: str) -> None:
    told = {"soGCN": couples["soGCN"]}, "owner_information_changed"
    assert refusal(office, *told, data={"soDinhDanh": single}) == ("invalid", "/data/soDinhDanh")


def test_a_mortgage_shows_with_both_and_bars_a_sale_until_released(
    office: Office, couples: dict[str, Any], single: str
) -> None:
    certificate, spouse = {"soGCN": couples["soGCN"]}, couples["nguoiCungSoHuu"]["soDinhDanh"]
    office.record("land", certificate, "mortgage_registered", TODAY, data={"benNhan": BANK})
    mortgage = {"benNhan": BANK, "ngayDangKy": TODAY}
    for number in (couples["soDinhDanh"], spouse):
        assert mortgage in [record.get("theChap") for record in office.lookup("land", number)]
    sale = {"nguoiNhan": single, "hinhThuc": "chuyenNhuong"}
    assert refusal(office, certificate, "land_transferred", data=sale) == ("invalid", "/subject")
    office.record("land", certificate, "mortgage_released", TODAY)
    (now,) = office.lookup("land", certificate)
    assert "theChap" not in now
    assert [note["noiDung"] for note in now["bienDong"]][-2:] == ["theChap", "xoaTheChap"]
    assert refusal(office, certificate, "mortgage_released") == ("nothing_to_change", "/subject")


def test_a_sale_takes_it_from_both_and_gives_the_buyer_a_new_certificate(
    office: Office, couples: dict[str, Any], single: str
) -> None:
    data = {"nguoiNhan": single, "hinhThuc": "chuyenNhuong"}
    given = office.record("land", {"soGCN": couples["soGCN"]}, "land_transferred", TODAY, data=data)
    (bought,) = office.lookup("land", single)
    assert (bought["soGCN"], bought["ngayCap"]) == (given["soGCN"], TODAY)
    assert (bought["hinhThucSoHuu"], bought["nguonGocSuDung"]) == ("caNhan", "chuyenNhuong")
    for field in ("maThua", "dienTich", "loaiDat", "diaChiThua"):
        assert bought[field] == couples[field]
    for number in (couples["soDinhDanh"], couples["nguoiCungSoHuu"]["soDinhDanh"]):
        assert couples["maThua"] not in [record["maThua"] for record in office.lookup("land", number)]
    assert office.lookup("land", {"maThua": couples["maThua"]}) == [bought]
    assert office.lookup("land", {"maThua": couples["maThua"]}, on="2026-11-22") == [couples]
    assert office.outcome("land", {"soGCN": couples["soGCN"]}) == "not_found"


def test_what_happens_to_a_parcel_that_was_sold_happens_to_its_holder_now(office: Office, single: str) -> None:
    seller = personas.persona("P18").people[0]["soDinhDanh"]
    parcel = {"maThua": office.lookup("land", seller)[0]["maThua"]}
    data = {"nguoiNhan": single, "hinhThuc": "chuyenNhuong"}
    office.record("land", parcel, "land_transferred", TODAY, data=data)
    office.record("land", parcel, "status_changed", TODAY, data={"tinhTrang": "tranhChap"})
    told = {"soDinhDanh": single, "tinhTrang": "tranhChap"}
    assert office.lookup("land", parcel, "tinhTrang") == [told]
    assert office.history("land", parcel)["entries"][-1]["type"] == "status_changed"


def test_what_a_married_buyer_buys_is_the_couples(office: Office, own: dict[str, Any], couples: dict[str, Any]) -> None:
    buyer, spouse = couples["soDinhDanh"], couples["nguoiCungSoHuu"]["soDinhDanh"]
    data = {"nguoiNhan": buyer, "hinhThuc": "chuyenNhuong"}
    given = office.record("land", {"soGCN": own["soGCN"]}, "land_transferred", TODAY, data=data)
    (theirs,) = (r for r in office.lookup("land", spouse) if r["soGCN"] == given["soGCN"])
    assert (theirs["hinhThucSoHuu"], theirs["nguoiCungSoHuu"]["soDinhDanh"]) == ("voChong", buyer)


def test_only_the_dead_leave_and_only_the_living_sell(office: Office, own: dict[str, Any], single: str) -> None:
    dead = _certificate(office, "caNhan", dead=True)
    left, sold = ({"nguoiNhan": single, "hinhThuc": how} for how in ("thuaKe", "chuyenNhuong"))
    assert refusal(office, {"soGCN": own["soGCN"]}, "land_transferred", data=left) == ("subject_alive", "/subject")
    certificate = {"soGCN": dead["soGCN"]}
    assert refusal(office, certificate, "land_transferred", data=sold) == ("subject_deceased", "/subject")
    office.record("land", certificate, "land_transferred", TODAY, data=left)
    assert office.lookup("land", single, "maThua", "nguonGocSuDung") == [
        {"soDinhDanh": single, "maThua": dead["maThua"], "nguonGocSuDung": "thuaKe"}
    ]
    assert office.outcome("land", {"soGCN": dead["soGCN"]}) == "not_found"


def test_a_survivor_keeps_a_part(office: Office, couples: dict[str, Any], single: str) -> None:
    holder, spouse = couples["soDinhDanh"], couples["nguoiCungSoHuu"]["soDinhDanh"]
    office.record("population", holder, "death", "2026-11-20")
    data = {"nguoiNhan": single, "hinhThuc": "thuaKe"}
    given = office.record("land", {"soGCN": couples["soGCN"]}, "land_transferred", TODAY, data=data)
    for number, other in ((single, spouse), (spouse, single)):
        (record,) = (r for r in office.lookup("land", number) if r["soGCN"] == given["soGCN"])
        assert (record["hinhThucSoHuu"], record["nguoiCungSoHuu"]["soDinhDanh"]) == ("chung", other)
    assert couples["soGCN"] not in [record["soGCN"] for record in office.lookup("land", spouse)]
