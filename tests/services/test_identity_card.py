"""What is special about the identity-card database: several cards a person, each with a state and a serial."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"


@pytest.fixture
def cards(office: Office) -> list[list[dict[str, Any]]]:
    """The cards of everybody asked who has some, the earliest first."""
    return [records for number in office.numbers(600) if (records := office.lookup("identity_card", number))]


@pytest.fixture
def holder(office: Office) -> str:
    """Somebody of age and alive with one card that is valid."""
    for number in office.numbers(600):
        records = office.lookup("identity_card", number)
        born = office.lookup("population", number, "ngaySinh")[0]["ngaySinh"]
        if [r["tinhTrang"] for r in records] == ["conHieuLuc"] and born < "2000" and _lives(office, number):
            return number
    raise AssertionError("nobody holds a valid card")


def _lives(office: Office, number: str) -> bool:
    return office.outcome("population", number) == "found"


def test_most_people_of_age_have_a_card_and_some_had_one_before(cards: list[list[dict[str, Any]]]) -> None:
    assert len(cards) > 450
    assert {len(records) for records in cards} >= {1, 2}


def test_the_latest_card_is_the_one_the_nation_tells_of(office: Office, cards: list[list[dict[str, Any]]]) -> None:
    for records in cards:
        told = office.lookup("population", records[-1]["soDinhDanh"], "the")[0]["the"]
        assert told.items() <= records[-1].items()


def test_who_was_given_another_card_had_the_one_before_revoked(cards: list[list[dict[str, Any]]]) -> None:
    earlier = [card for records in cards for card in records[:-1]]
    assert earlier
    assert {card["tinhTrang"] for card in earlier} == {"daThuHoi"}
    assert {records[0]["lyDoCap"] for records in cards} == {"capLanDau"}
    assert {card["lyDoCap"] for records in cards for card in records[1:]} == {"capDoi", "capLai"}


def test_each_card_has_a_serial_of_its_own(office: Office, cards: list[list[dict[str, Any]]]) -> None:
    serials = [card["soThe"] for records in cards for card in records]
    assert len(serials) == len({*serials})
    for records in [r for r in cards if len(r) > 1][:20]:
        assert [office.lookup("identity_card", {"soThe": card["soThe"]}) for card in records] == [[c] for c in records]


def test_what_is_captured_is_as_the_law_says(cards: list[list[dict[str, Any]]]) -> None:
    for card in (card for records in cards for card in records):
        age = int(card["ngayCap"][:4]) - int(card["ngaySinh"][:4])
        captured = card.get("sinhTracHoc", [])
        assert bool(captured) == ("dacDiemNhanDang" in card)
        assert captured if age > 6 else age == 6 or not captured
        assert "mongMat" not in captured or card["ngayCap"] >= "2024-07-01"


def test_the_insured_say_the_job_that_is_insured(office: Office, cards: list[list[dict[str, Any]]]) -> None:
    agreeing = 0
    for card in (card for records in cards for card in records):
        month = card["ngayCap"][:7]
        insured = office.lookup("insurance", card["soDinhDanh"], "quaTrinhDong")
        jobs = [p["chucDanh"] for r in insured for p in r.get("quaTrinhDong", []) if _lasts(p, month)]
        if jobs:
            assert card["ngheNghiep"] == jobs[-1]
            agreeing += 1
    assert agreeing > 50


def _lasts(part: dict[str, Any], month: str) -> bool:
    return part["tuThang"] <= month <= part.get("denThang", "9999") and "chucDanh" in part


def test_a_card_issued_replaces_the_one_before_in_every_register(office: Office, holder: str) -> None:
    (before,) = office.lookup("identity_card", holder)
    office.record("identity_card", holder, "card_lost", "2026-11-10")
    assert office.lookup("population", holder, "the.tinhTrang")[0]["the"]["tinhTrang"] == "daMat"
    office.record("identity_card", holder, "card_issued", "2026-11-20")
    old, new = office.lookup("identity_card", holder)
    assert old == {**before, "tinhTrang": "daThuHoi"}
    assert (new["loai"], new["lyDoCap"], new["tinhTrang"]) == ("CC", "capLai", "conHieuLuc")
    assert new["soThe"] != old["soThe"]
    assert office.lookup("identity_card", {"soThe": new["soThe"]}) == [new]
    assert office.lookup("population", holder, "the")[0]["the"].items() <= new.items()
    assert office.lookup("identity_card", holder, on="2026-11-19") == [{**before, "tinhTrang": "daMat"}]


def test_a_card_told_of_late_renumbers_none(office: Office, holder: str) -> None:
    (before,) = office.lookup("identity_card", holder)
    data = {"the": {"loai": "CCCD", "ngayCap": "2018-05-07"}}
    office.record("population", holder, "card_issued", "2018-05-07", data=data)
    earlier, latest = office.lookup("identity_card", holder)
    assert (earlier["ngayCap"], earlier["tinhTrang"]) == ("2018-05-07", "daThuHoi")
    assert (latest["soThe"], latest["tinhTrang"]) == (before["soThe"], "conHieuLuc")


def test_an_issued_card_expires_on_its_day(office: Office, holder: str) -> None:
    office.record("identity_card", holder, "card_issued", TODAY, data={"ngayHetHan": "2030-01-15"})
    states = [office.lookup("identity_card", holder, on=day)[-1]["tinhTrang"] for day in ("2030-01-14", "2030-01-15")]
    assert states == ["conHieuLuc", "hetHan"]


def test_a_card_is_held_and_given_back(office: Office, holder: str) -> None:
    serial = office.lookup("identity_card", holder)[0]["soThe"]
    office.record("identity_card", {"soThe": serial}, "card_held", "2026-11-01")
    office.record("identity_card", {"soThe": serial}, "card_returned", "2026-11-20")
    states = [
        office.lookup("identity_card", holder, on=day)[0]["tinhTrang"] for day in ("2026-10-31", "2026-11-19", TODAY)
    ]
    assert states == ["conHieuLuc", "biGiu", "conHieuLuc"]


def test_what_happens_to_an_old_card_leaves_the_one_held_now(office: Office, holder: str) -> None:
    old = office.lookup("identity_card", holder)[0]["soThe"]
    office.record("identity_card", holder, "card_issued", "2026-11-20")
    office.record("identity_card", {"soThe": old}, "card_lost", TODAY)
    assert [r["tinhTrang"] for r in office.lookup("identity_card", holder)] == ["daThuHoi", "conHieuLuc"]


def test_death_revokes_the_card(office: Office, holder: str) -> None:
    office.record("population", holder, "death", "2026-11-20")
    assert office.lookup("identity_card", holder)[-1]["tinhTrang"] == "daThuHoi"
    assert office.lookup("identity_card", holder, on="2026-11-19")[-1]["tinhTrang"] == "conHieuLuc"
    with pytest.raises(CallFault) as refused:
        office.record("identity_card", holder, "card_issued", TODAY)
    assert refused.value.code == "subject_deceased"


def test_nobody_has_a_card_given_after_death(office: Office, cards: list[list[dict[str, Any]]]) -> None:
    for records in cards:
        died = office.lookup("population", records[0]["soDinhDanh"], "ngayChet")[0].get("ngayChet", "9999")
        assert all(card["ngayCap"] <= died for card in records)
