"""What is special about electronic identification: levels, locks, devices, documents, and who has an account at all."""

from datetime import date
from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"


@pytest.fixture
def accounts(office: Office) -> list[dict[str, Any]]:
    """The accounts among a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("eid", number)]


@pytest.fixture
def holder(office: Office, accounts: list[dict[str, Any]]) -> str:
    """Somebody alive with an active account of level 2."""
    return next(
        str(a["soDinhDanh"])
        for a in accounts
        if (a["mucDo"], a["tinhTrang"]) == ("2", "dangHoatDong")
        and office.outcome("population", a["soDinhDanh"]) == "found"
    )


@pytest.fixture
def without(office: Office) -> str:
    """A living adult without an account."""
    for number in office.numbers(600):
        born = office.lookup("population", number, "ngaySinh")[0]["ngaySinh"]
        if born < "2005" and {office.outcome(r, number) for r in ("eid", "population")} == {"no_record", "found"}:
            return number
    raise AssertionError("everybody has an account")


def test_level_2_is_as_common_as_at_each_age(office: Office) -> None:
    counted: dict[str, list[bool]] = {"14": [], "18": [], "60": []}
    for number in office.numbers(1000):
        if office.outcome("population", number) == "found":
            age = (date(2026, 11, 23) - _born(office, number)).days // 365
            band = next((b for b in ("60", "18", "14") if age >= int(b)), None)
            if band is not None:
                counted[band].append(any(r["mucDo"] == "2" for r in office.lookup("eid", number, "mucDo")))
    shares = {band: sum(has) / len(has) for band, has in counted.items()}
    assert 0.2 < shares["14"] < 0.6
    assert 0.7 < shares["18"] < 0.85
    assert 0.25 < shares["60"] < 0.45


def _born(office: Office, number: str) -> date:
    year, month, day = f"{office.lookup('population', number, 'ngaySinh')[0]['ngaySinh']}-07-01".split("-")[:3]
    return date(int(year), int(month), int(day))


def test_an_account_is_applied_for_activated_and_raised_in_this_order(accounts: list[dict[str, Any]]) -> None:
    for account in accounts:
        days = [account[name] for name in ("ngayDangKy", "ngayKichHoat", "ngayNangMuc") if name in account]
        assert days == sorted(days)
        assert "2022-07-18" <= days[0] <= days[-1]
        assert ("ngayNangMuc" in account) == (account["mucDo"] == "2")
        assert account["tinhTrang"] == "choKichHoat" or account["ngayKichHoat"] <= TODAY


def test_level_2_is_of_those_who_hold_a_card(office: Office, accounts: list[dict[str, Any]]) -> None:
    for account in (a for a in accounts if a["mucDo"] == "2"):
        cards = office.lookup("identity_card", account["soDinhDanh"], "ngayCap")
        assert min(card["ngayCap"] for card in cards) <= account["ngayDangKy"]


def test_a_document_bears_the_number_of_its_own_register(office: Office, accounts: list[dict[str, Any]]) -> None:
    told = [(a["soDinhDanh"], document) for a in accounts for document in a.get("giayToTichHop", [])]
    assert {document["loai"] for _, document in told} == {"theBHYT", "giayPhepLaiXe"}
    for number, document in told[:200]:
        registry, field = {"theBHYT": ("insurance", "maTheBHYT")}.get(document["loai"], ("driver_licence", "soGPLX"))
        assert document["so"] in {r.get(field) for r in office.lookup(registry, number, field)}


def test_no_account_is_opened_by_the_dead_and_death_locks_it(office: Office, holder: str) -> None:
    office.record("population", holder, "death", "2026-11-20")
    assert office.lookup("eid", holder, "tinhTrang")[0]["tinhTrang"] == "biKhoa"
    assert office.lookup("eid", holder, "tinhTrang", on="2026-11-19")[0]["tinhTrang"] == "dangHoatDong"
    dead = [n for n in office.numbers(1000) if office.outcome("eid", n) == "deceased"]
    for number in dead:
        (account,) = office.lookup("eid", number)
        died = office.lookup("population", number, "ngayChet")[0]["ngayChet"]
        assert account["tinhTrang"] == "biKhoa"
        assert account["ngayDangKy"] < died


def test_a_card_that_is_held_locks_the_account_until_it_is_given_back(office: Office, holder: str) -> None:
    office.record("identity_card", holder, "card_held", "2026-11-10")
    office.record("identity_card", holder, "card_returned", "2026-11-20")
    days = ("2026-11-09", "2026-11-19", TODAY)
    states = [office.lookup("eid", holder, "tinhTrang", on=day)[0]["tinhTrang"] for day in days]
    assert states == ["dangHoatDong", "biKhoa", "dangHoatDong"]


def test_a_lock_that_was_asked_for_ends_when_asked(office: Office, holder: str) -> None:
    office.record("eid", holder, "account_locked", "2026-11-10")
    office.record("eid", holder, "account_unlocked", "2026-11-15")
    office.record("population", holder, "death", "2026-11-20")
    days = ("2026-11-10", "2026-11-15", TODAY)
    states = [office.lookup("eid", holder, "tinhTrang", on=day)[0]["tinhTrang"] for day in days]
    assert states == ["biKhoa", "dangHoatDong", "biKhoa"]


def test_a_new_phone_number_is_the_nations_too(office: Office, holder: str) -> None:
    office.record("eid", holder, "contact_changed", TODAY, data={"soDienThoai": "0309000001"})
    for registry in ("eid", "population"):
        assert office.lookup(registry, holder, "soDienThoai")[0]["soDienThoai"] == "0309000001"


def test_devices_and_documents_are_added(office: Office, holder: str) -> None:
    (before,) = office.lookup("eid", holder, "soThietBi", "giayToTichHop")
    office.record("eid", holder, "device_activated", TODAY)
    office.record("eid", holder, "document_integrated", TODAY, data={"loai": "dangKyXe", "so": "10A-000.01"})
    (after,) = office.lookup("eid", holder, "soThietBi", "giayToTichHop")
    assert after["soThietBi"] == before["soThietBi"] + 1
    added = {"loai": "dangKyXe", "so": "10A-000.01", "ngayTichHop": TODAY}
    assert after["giayToTichHop"] == [*before.get("giayToTichHop", []), added]


def test_an_account_opened_is_one_like_any_other(office: Office, without: str) -> None:
    office.record("eid", without, "account_opened", "2026-11-10", data={"mucDo": "1", "email": "moi@example.com"})
    (account,) = office.lookup("eid", without)
    assert (account["mucDo"], account["tinhTrang"], account["soThietBi"]) == ("1", "dangHoatDong", 1)
    assert account["hoVaTen"] == office.lookup("population", without, "hoVaTen")[0]["hoVaTen"]
    office.record("eid", without, "level_raised", "2026-11-20")
    (raised,) = office.lookup("eid", without)
    assert (raised["mucDo"], raised["ngayNangMuc"]) == ("2", "2026-11-20")
    assert office.outcome("eid", without, on="2026-11-09") == "no_record"


def test_nobody_has_two_accounts_and_no_infant_has_one(office: Office, holder: str) -> None:
    with pytest.raises(CallFault) as refused:
        office.record("eid", holder, "account_opened", TODAY, data={"mucDo": "2"})
    assert refused.value.code == "nothing_to_change"
    infant = next(n for n in office.numbers(1000) if _born(office, n) > date(2023, 1, 1))
    with pytest.raises(CallFault) as refused:
        office.record("eid", infant, "account_opened", TODAY, data={"mucDo": "1"})
    assert (refused.value.code, refused.value.pointer) == ("invalid", "/subject")


def test_a_death_told_of_late_hides_no_account_that_was_known(office: Office, holder: str) -> None:
    before = office.lookup("eid", holder, on="2026-11-20", knownAt="2026-11-23T07:59:00+07:00")
    office.record("population", holder, "death", "2022-01-05")
    assert office.lookup("eid", holder, on="2026-11-20", knownAt="2026-11-23T07:59:00+07:00") == before
    assert office.lookup("eid", holder, "tinhTrang")[0]["tinhTrang"] == "biKhoa"
