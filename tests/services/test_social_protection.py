"""What is special about social protection: households share their class, allowances follow age, law and death."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"


@pytest.fixture
def entitled(office: Office) -> list[dict[str, Any]]:
    """The entitlements of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("social_protection", number)]


@pytest.fixture
def pensioner(office: Office, entitled: list[dict[str, Any]]) -> dict[str, Any]:
    """Somebody alive whose only entitlement is the social pension."""
    for record in entitled:
        alone = office.lookup("social_protection", record["soDinhDanh"]) == [record]
        if alone and record["nhom"] == "huuTriXaHoi" and record["tinhTrang"] == "dangHuong":
            return record
    raise AssertionError("nobody is old")


def test_all_of_a_household_are_poor_or_none(office: Office, entitled: list[dict[str, Any]]) -> None:
    poor = [r for r in entitled if r["nhom"] in {"hoNgheo", "hoCanNgheo"}]
    assert 0.02 < len(poor) / 1000 < 0.2
    seen = office.store.workspace(office.workspace)
    for record in poor[:20]:
        (index,) = seen.by_number(record["soDinhDanh"])
        for member in seen.household(seen.person(index), seen.as_of):
            classes = {r["nhom"] for r in office.lookup("social_protection", office.number(member))}
            assert record["nhom"] in classes


def test_a_class_is_of_one_year(entitled: list[dict[str, Any]]) -> None:
    spans = {(r["tuNgay"][:4], r["denNgay"]) for r in entitled if r["nhom"] in {"hoNgheo", "hoCanNgheo"}}
    assert spans == {("2026", "2026-12-31")}


def test_the_social_pension_is_for_those_of_75_without_another(office: Office, entitled: list[dict[str, Any]]) -> None:
    drawing = [r for r in entitled if r["nhom"] == "huuTriXaHoi" and r["tinhTrang"] == "dangHuong"]
    assert drawing
    for record in drawing:
        assert record["ngaySinh"][:4] <= "1951"
        assert record["mucTroCap"] == 500_000
        benefits = office.lookup("insurance", record["soDinhDanh"], "huongCheDo")
        assert all(b["loai"] != "huuTri" for r in benefits for b in r.get("huongCheDo", ()))


def test_amounts_are_those_of_the_decree_of_the_day(office: Office, entitled: list[dict[str, Any]]) -> None:
    old = next(r for r in entitled if r["nhom"] == "huuTriXaHoi" and r["tuNgay"] < "2020" and "mucTroCap" in r)
    paid = {}
    for day in ("2020-06-30", "2023-06-30", "2024-07-01", "2025-07-01"):
        (record,) = office.lookup("social_protection", {"maDoiTuong": old["maDoiTuong"]}, "nhom", "mucTroCap", on=day)
        paid[day] = (record["nhom"], record["mucTroCap"])
    assert paid == {
        "2020-06-30": ("nguoiCaoTuoi", 270_000),
        "2023-06-30": ("nguoiCaoTuoi", 360_000),
        "2024-07-01": ("nguoiCaoTuoi", 500_000),
        "2025-07-01": ("huuTriXaHoi", 500_000),
    }


def test_a_disabled_child_has_a_guardian_and_draws_more(entitled: list[dict[str, Any]]) -> None:
    disabled = [r for r in entitled if r["nhom"] == "khuyetTat" and r["tinhTrang"] == "dangHuong"]
    children = [r for r in disabled if r["ngaySinh"] > "2010-11-23"]
    assert children
    assert all("nguoiGiamHo" in r and r["mucTroCap"] in {1_000_000, 1_250_000} for r in children)
    assert {r["mucTroCap"] for r in disabled} <= {750_000, 1_000_000, 1_250_000}


def test_orphans_are_children_of_the_dead(office: Office) -> None:
    seen = office.store.workspace(office.workspace)
    orphans = 0
    for index in range(3000):
        person = seen.person(index)
        if person.birthday(16).isoformat() <= TODAY or person.death:
            continue
        parents = [person.kin(name, person.birth) for name in ("cha", "me")]
        groups = {r["nhom"] for r in office.lookup("social_protection", office.number(index), "nhom")}
        is_orphan = all(parent is not None and parent.death is not None for parent in parents)
        assert ("treMoCoi" in groups) == (is_orphan and "khuyetTat" not in groups)
        orphans += is_orphan
    assert orphans < 30


def test_a_child_whose_parents_die_is_an_orphan(office: Office) -> None:
    seen = office.store.workspace(office.workspace)
    for index in range(3000):
        person = seen.person(index)
        parents = [person.kin(name, person.birth) for name in ("cha", "me")]
        if person.birthday(16).isoformat() > "2030" and all(p is not None and p.death is None for p in parents):
            break
    number = office.number(index)
    before = office.lookup("social_protection", number, "nhom")
    for parent in parents:
        assert parent is not None
        office.record("population", office.number(parent.index), "death", "2026-11-20")
    found = office.lookup("social_protection", number, "nhom", "tuNgay", "mucTroCap")
    assert [r["tuNgay"] for r in found if r["nhom"] == "treMoCoi"] == ["2026-11-20"]
    assert "treMoCoi" not in {r["nhom"] for r in before}


def test_death_ends_an_allowance(office: Office, pensioner: dict[str, Any]) -> None:
    office.record("population", pensioner["soDinhDanh"], "death", "2026-11-20")
    (after,) = office.lookup("social_protection", pensioner["soDinhDanh"])
    ended = {"tinhTrang": "daThoi", "lyDoThoi": "chet", "denNgay": "2026-11-20"}
    assert ended.items() <= after.items()
    assert "mucTroCap" not in after


def test_an_allowance_that_is_stopped_says_why(office: Office, pensioner: dict[str, Any]) -> None:
    subject = {"maDoiTuong": pensioner["maDoiTuong"]}
    office.record("social_protection", subject, "allowance_stopped", TODAY, data={"lyDoThoi": "chuyenCheDo"})
    (after,) = office.lookup("social_protection", subject)
    kept = {name: value for name, value in pensioner.items() if name != "mucTroCap"}
    assert after == {**kept, "tinhTrang": "daThoi", "lyDoThoi": "chuyenCheDo", "denNgay": "2026-11-22"}


def test_what_is_granted_is_a_record_with_a_number(office: Office) -> None:
    number = next(n for n in office.numbers(300) if office.outcome("social_protection", n) == "no_record")
    data = {"nhom": "nguoiCoCong", "mucTroCap": 2_000_000}
    office.record("social_protection", number, "allowance_granted", TODAY, data=data)
    (record,) = office.lookup("social_protection", number)
    assert data.items() <= record.items()
    assert office.lookup("social_protection", {"maDoiTuong": record["maDoiTuong"]}) == [record]


def test_no_card_says_poor_where_the_household_is_not(office: Office) -> None:
    groups, seen = {"hoNgheo": "HN", "hoCanNgheo": "CN"}, set()
    for number in office.numbers(SIZE):
        cards = [r["theBHYT"] for r in office.lookup("insurance", number, "theBHYT") if "theBHYT" in r]
        held = {card["doiTuong"] for card in cards if card["tinhTrang"] == "conGiaTri"} & {*groups.values()}
        classes = {groups[r["nhom"]] for r in office.lookup("social_protection", number, "nhom") if r["nhom"] in groups}
        assert held <= classes, number
        seen |= held
    assert seen == {"HN", "CN"}


def test_a_funeral_is_paid_once_to_somebody_who_is_known(office: Office, pensioner: dict[str, Any]) -> None:
    subject, payee = {"maDoiTuong": pensioner["maDoiTuong"]}, office.numbers(1)[0]
    data = {"mucHuong": 10_000_000, "nguoiNhan": {"soDinhDanh": payee}}
    office.record("social_protection", subject, "funeral_granted", TODAY, data=data)
    (after,) = office.lookup("social_protection", subject, "maiTang")
    paid = after["maiTang"]
    assert (paid["ngay"], paid["mucHuong"], paid["nguoiNhan"]["soDinhDanh"]) == (TODAY, 10_000_000, payee)
    nobody = {**data, "nguoiNhan": {"soDinhDanh": "099098990009"}}
    with pytest.raises(CallFault) as refused:
        office.record("social_protection", subject, "funeral_granted", TODAY, data=nobody)
    assert (refused.value.code, refused.value.pointer) == ("unknown_relative", "/data/nguoiNhan/soDinhDanh")
