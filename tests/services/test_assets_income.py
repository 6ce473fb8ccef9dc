"""What is special about declared assets: who must declare when, what it says, and that no procedure may read it."""

from datetime import date
from typing import Any

import dancu_contracts
import pytest

from mock_national_db.service.faults import CallFault
from mock_national_db.showing import shown
from tests.services.conftest import REGISTRIES, Office

TODAY = "2026-11-23"
SENSITIVE = sorted(dancu_contracts.registry("assets_income").sensitive)


@pytest.fixture
def declared(office: Office) -> list[dict[str, Any]]:
    """The declarations of a thousand people, as anybody may see them."""
    return [record for number in office.numbers(1000) for record in office.lookup("assets_income", number)]


def refusal(office: Office, subject: Any, **more: Any) -> tuple[str, str]:
    with pytest.raises(CallFault) as refused:
        office.record("assets_income", subject, "declaration_made", TODAY, **more)
    return refused.value.code, refused.value.pointer


def test_officials_declare_in_service_and_candidates_before_an_election(
    office: Office, declared: list[dict[str, Any]]
) -> None:
    assert {r["loaiKeKhai"] for r in declared} == {"lanDau", "boSung", "ungCu"}
    elections = [date(2011, 5, 22), date(2016, 5, 22), date(2021, 5, 23), date(2026, 3, 15)]
    for record in declared:
        day = date.fromisoformat(record["ngayKeKhai"])
        if record["loaiKeKhai"] == "ungCu":
            assert any(40 <= (election - day).days <= 80 for election in elections)
            continue
        (servant,) = office.lookup("civil_servants", record["soDinhDanh"], "ngayTuyenDung", "ngayThoi")
        assert servant["ngayTuyenDung"] < record["ngayKeKhai"] < servant.get("ngayThoi", "9999")
        assert record["ngayKeKhai"] >= "2021-03-31"
        assert {"coQuanCongTac", "chucVu"} <= {*record}


def test_a_declarant_has_one_code_and_a_number_for_each_declaration(office: Office) -> None:
    several = [r for n in office.numbers(1000) if len(r := office.lookup("assets_income", n)) > 1]
    assert several
    for records in several:
        assert len({r["maNguoiKeKhai"] for r in records}) == 1
        assert len({r["soBanKeKhai"] for r in records}) == len(records)
        assert office.lookup("assets_income", {"maNguoiKeKhai": records[0]["maNguoiKeKhai"]}) == records
        assert office.lookup("assets_income", {"soBanKeKhai": records[0]["soBanKeKhai"]}) == [records[0]]


def _held(office: Office, number: str) -> list[dict[str, Any]]:
    """A person's declarations as the register itself holds them."""
    seen = office.store.workspace(office.workspace)
    person = seen.person(seen.by_number(number)[0])
    records = seen.visible(REGISTRIES["assets_income"], person)
    return [{name: shown(value, seen, person) for name, value in record.fields.items()} for record in records]


def test_the_land_is_that_of_the_register_on_the_day(office: Office, declared: list[dict[str, Any]]) -> None:
    whole = [record for number in {r["soDinhDanh"] for r in declared} for record in _held(office, number)]
    land = [(record, part) for record in whole for part in record["quyenSuDungDat"] or ()]
    assert len(land) > 20
    for record, part in land:
        (certificate,) = office.lookup("land", {"soGCN": part["soGCN"]})
        assert (certificate["maThua"], certificate["dienTich"]) == (part["maThua"], part["dienTich"])
        assert certificate["ngayCap"] <= record["ngayKeKhai"]


def test_a_car_of_the_spouse_is_declared_until_it_is_sold(office: Office, declared: list[dict[str, Any]]) -> None:
    official = next(r for r in declared if "voChong" in r and r["loaiKeKhai"] == "lanDau" and _serves(office, r))
    number, spouse = official["soDinhDanh"], official["voChong"]["soDinhDanh"]
    car = {"loaiXe": "oToCon", "nhanHieu": "Toyota", "soKhung": "000DANCU955500001", "soMay": "TO955500001"}
    given = office.record("vehicle", spouse, "vehicle_registered", "2026-11-02", data=car)
    office.record("assets_income", number, "declaration_made", "2026-11-10", data={"loaiKeKhai": "hangNam"})
    sale = {"nguoiNhan": next(n for n in office.numbers(300) if _is_free_and_grown(office, n))}
    office.record("vehicle", {"bienSo": given["bienSo"]}, "vehicle_transferred", "2026-11-12", data=sale)
    office.record("assets_income", number, "declaration_made", TODAY, data={"loaiKeKhai": "hangNam"})
    plates = {r["ngayKeKhai"]: [part["bienSo"] for part in r["phuongTien"] or ()] for r in _held(office, number)}
    assert [given["bienSo"] in plates[day] for day in ("2026-11-10", TODAY)] == [True, False]


def _serves(office: Office, record: dict[str, Any]) -> bool:
    (servant,) = office.lookup("civil_servants", record["soDinhDanh"], "tinhTrang")
    (person,) = office.lookup("population", record["soDinhDanh"], "voChong")
    spouse = record["voChong"].get("soDinhDanh", "")
    is_same = person.get("voChong", {}).get("soDinhDanh") == spouse
    return servant["tinhTrang"] == "dangCongTac" and is_same and office.outcome("population", spouse) == "found"


def test_the_minor_children_are_minors_on_the_day(office: Office, declared: list[dict[str, Any]]) -> None:
    children = [(r, child) for r in declared for child in r.get("conChuaThanhNien", ())]
    assert children
    for record, child in children:
        (told,) = office.lookup("population", child["soDinhDanh"], "ngaySinh")
        assert told["ngaySinh"][:10] <= record["ngayKeKhai"]
        assert int(record["ngayKeKhai"][:4]) - int(told["ngaySinh"][:4]) <= 18


@pytest.mark.parametrize("procedure", dancu_contracts.procedures())
def test_what_is_owned_is_told_to_no_procedure(office: Office, declared: list[dict[str, Any]], procedure: str) -> None:
    office.purpose = {"procedure": procedure}
    subject = {"soDinhDanh": declared[0]["soDinhDanh"]}
    nobody = office.call("lookup", "assets_income", subject={"soDinhDanh": _without(office)}, fields=SENSITIVE)
    for field in SENSITIVE:
        answer = office.call("lookup", "assets_income", subject=subject, fields=["soDinhDanh", field])
        assert answer == {**nobody, "outcome": "no_record", "records": []}


def _is_free_and_grown(office: Office, number: str) -> bool:
    (person,) = office.lookup("population", number, "ngaySinh")
    is_alive = office.outcome("population", number) == "found"
    return is_alive and person["ngaySinh"] < "2004" and office.outcome("assets_income", number) == "no_record"


def _without(office: Office) -> str:
    return next(n for n in office.numbers(300) if office.outcome("assets_income", n) == "no_record")


def test_a_candidate_hands_in_a_declaration(office: Office) -> None:
    number = next(n for n in office.numbers(300) if _is_free_and_grown(office, n))
    given = office.record("assets_income", number, "declaration_made", TODAY, data={"loaiKeKhai": "ungCu"})
    (record,) = office.lookup("assets_income", number)
    assert (record["soBanKeKhai"], record["ngayKeKhai"]) == (given["soBanKeKhai"], TODAY)
    assert office.outcome("assets_income", number, on="2026-11-22") == "no_record"


def test_only_who_serves_declares_as_an_official(office: Office) -> None:
    number = next(n for n in office.numbers(300) if office.outcome("civil_servants", n) == "no_record")
    assert refusal(office, number, data={"loaiKeKhai": "hangNam"}) == ("invalid", "/data/loaiKeKhai")


def test_a_verification_names_one_declaration(office: Office) -> None:
    records = next(r for n in office.numbers(1000) if len(r := office.lookup("assets_income", n)) > 1)
    subject = {"soBanKeKhai": records[-1]["soBanKeKhai"]}
    office.record("assets_income", subject, "verification_concluded", TODAY, data={"ketLuan": "trungThuc"})
    held = {r["soBanKeKhai"]: r["ketLuanXacMinh"] for r in _held(office, records[0]["soDinhDanh"])}
    assert held[subject["soBanKeKhai"]] == {"ngay": TODAY, "ketLuan": "trungThuc"}
    assert held[records[0]["soBanKeKhai"]] != held[subject["soBanKeKhai"]]
