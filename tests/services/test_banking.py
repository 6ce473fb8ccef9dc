"""What is special about bank accounts: the paper on file, expiry, death, several accounts of one person, benefits."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import Office

TODAY = "2026-11-23"
CARD = {"loaiGiayTo": "CC", "soGiayTo": "099090000017", "ngayHetHanGiayTo": "2030-03-02"}


@pytest.fixture
def accounts(office: Office) -> list[dict[str, Any]]:
    """The accounts of a thousand people."""
    return [record for number in office.numbers(1000) for record in office.lookup("banking", number)]


@pytest.fixture
def active(office: Office) -> list[dict[str, Any]]:
    """The accounts of somebody who has two that work."""
    for number in office.numbers(1000):
        records = office.lookup("banking", number)
        if len(records) == 2 and {r["tinhTrang"] for r in records} == {"hoatDong"}:
            return records
    raise AssertionError("nobody has two accounts")


def _refusal(office: Office, subject: Any, kind: str, **more: Any) -> tuple[str, str]:
    with pytest.raises(CallFault) as refused:
        office.record("banking", subject, kind, TODAY, **more)
    return refused.value.code, refused.value.pointer


def test_nobody_opens_an_account_before_fifteen_or_without_a_paper(accounts: list[dict[str, Any]]) -> None:
    assert all(r["ngayMo"] >= f"{int(r['ngaySinh'][:4]) + 15}{r['ngaySinh'][4:]}" for r in accounts)
    assert all("soGiayTo" in r for r in accounts)


def test_every_account_leads_back_to_its_owner(office: Office, active: list[dict[str, Any]]) -> None:
    first, second = active
    assert (len(first["soTaiKhoan"]), len(second["soTaiKhoan"])) == (12, 13)
    assert [office.lookup("banking", {"soTaiKhoan": r["soTaiKhoan"]}) for r in active] == [[first], [second]]
    assert office.outcome("banking", {"soTaiKhoan": f"{first['soTaiKhoan']}9"}) == "not_found"


def test_a_card_on_file_is_the_card_of_the_nation(office: Office, accounts: list[dict[str, Any]]) -> None:
    carded = [r for r in accounts if r["loaiGiayTo"] == "CCCD"]
    assert all(r["soGiayTo"] == r["soDinhDanh"] for r in carded if r["tinhTrang"] != "daDong")
    for record in carded[:50]:
        known = office.lookup("identity_card", record["soDinhDanh"], "ngayHetHan")
        assert record.get("ngayHetHanGiayTo") in {card.get("ngayHetHan") for card in known}


def test_an_expired_paper_suspends_an_account_since_2025(office: Office, accounts: list[dict[str, Any]]) -> None:
    working = [r for r in accounts if r["tinhTrang"] in {"hoatDong", "tamDung"}]
    assert all((r["tinhTrang"] == "tamDung") == (r.get("ngayHetHanGiayTo", "9999") <= TODAY) for r in working)
    old = next(r for r in working if r["loaiGiayTo"] == "CMND" and r["ngayMo"] < "2020")
    subject = {"soTaiKhoan": old["soTaiKhoan"]}
    states = [office.lookup("banking", subject, "tinhTrang", on=day)[0]["tinhTrang"] for day in ("2024-12-31", TODAY)]
    assert states == ["hoatDong", "tamDung"]


def test_a_new_paper_sets_the_account_going_again(office: Office, accounts: list[dict[str, Any]]) -> None:
    old = next(r for r in accounts if r["tinhTrang"] == "tamDung")
    office.record("banking", {"soTaiKhoan": old["soTaiKhoan"]}, "documents_updated", TODAY, data=CARD)
    (after,) = office.lookup("banking", {"soTaiKhoan": old["soTaiKhoan"]})
    assert after == {**old, **CARD, "tinhTrang": "hoatDong"}


def test_a_death_freezes_every_account_when_it_is_known(office: Office, active: list[dict[str, Any]]) -> None:
    number = active[0]["soDinhDanh"]
    office.record("population", number, "death", "2026-11-20")
    assert [r["tinhTrang"] for r in office.lookup("banking", number)] == ["phongToa", "phongToa"]
    known = office.lookup("banking", number, "tinhTrang", knownAt="2026-11-22T08:00:00+07:00")
    assert [r["tinhTrang"] for r in known] == ["hoatDong", "hoatDong"]


def test_an_order_freezes_the_account_it_names_until_it_is_lifted(office: Office, active: list[dict[str, Any]]) -> None:
    first, second = active
    subject = {"soTaiKhoan": first["soTaiKhoan"]}
    office.record("banking", subject, "account_frozen", "2026-11-20")
    assert office.lookup("banking", first["soDinhDanh"]) == [{**first, "tinhTrang": "phongToa"}, second]
    office.record("banking", subject, "account_released", TODAY)
    assert office.lookup("banking", first["soDinhDanh"]) == active


def test_a_closed_account_stays_on_file(office: Office, active: list[dict[str, Any]]) -> None:
    first, second = active
    office.record("banking", {"soTaiKhoan": first["soTaiKhoan"]}, "account_closed", TODAY)
    closed = {**first, "tinhTrang": "daDong", "ngayDong": TODAY}
    assert office.lookup("banking", first["soDinhDanh"]) == [closed, second]
    subject = {"soTaiKhoan": first["soTaiKhoan"]}
    assert _refusal(office, subject, "welfare_linked") == ("nothing_to_change", "/subject")


def test_one_account_receives_benefits(office: Office, active: list[dict[str, Any]]) -> None:
    first, second = active
    office.record("banking", {"soTaiKhoan": first["soTaiKhoan"]}, "welfare_linked", "2026-11-20")
    office.record("banking", {"soTaiKhoan": second["soTaiKhoan"]}, "welfare_linked", TODAY)
    linked = [r.get("ngayLienKetAnSinh") for r in office.lookup("banking", first["soDinhDanh"])]
    assert linked == [None, TODAY]
    assert _refusal(office, first["soDinhDanh"], "welfare_linked") == ("invalid", "/subject")


def test_only_a_level_two_account_links_benefits(office: Office, accounts: list[dict[str, Any]]) -> None:
    linked = [r for r in accounts if "ngayLienKetAnSinh" in r]
    assert linked
    for record in linked[:50]:
        (account,) = office.lookup("eid", record["soDinhDanh"], "mucDo", "ngayNangMuc")
        assert (account["mucDo"], account["ngayNangMuc"] <= record["ngayLienKetAnSinh"]) == ("2", True)


def test_a_new_account_has_a_number_of_its_own(office: Office, active: list[dict[str, Any]]) -> None:
    number = active[0]["soDinhDanh"]
    data = {"nganHang": {"ten": "Ngân hàng Thử nghiệm"}, **CARD}
    told = office.record("banking", number, "account_opened", TODAY, data=data)
    (record,) = office.lookup("banking", {"soTaiKhoan": told["soTaiKhoan"]})
    assert {**data, "tinhTrang": "hoatDong", "ngayMo": TODAY, "loaiTaiKhoan": "thanhToan"}.items() <= record.items()
    assert office.lookup("banking", number) == [*active, record]


def test_neither_the_dead_nor_children_open_accounts(office: Office, active: list[dict[str, Any]]) -> None:
    number, data = active[0]["soDinhDanh"], {"nganHang": {"ten": "Ngân hàng Thử nghiệm"}, **CARD}
    child = next(n for n in office.numbers(300) if office.lookup("population", n, "ngaySinh")[0]["ngaySinh"] > "2015")
    assert _refusal(office, child, "account_opened", data=data) == ("under_age", "/on")
    office.record("population", number, "death", "2026-11-20")
    assert _refusal(office, number, "account_opened", data=data) == ("subject_deceased", "/subject")


def test_a_transfer_names_its_receiver_without_marks(office: Office, active: list[dict[str, Any]]) -> None:
    record = active[0]
    assert record["tenTaiKhoan"].isascii()
    claims = {"hoVaTen": record["hoVaTen"].upper(), "tenTaiKhoan": record["tenTaiKhoan"]}
    answer = office.verify("banking", {"soTaiKhoan": record["soTaiKhoan"]}, claims=claims)
    assert answer["matches"] == {"hoVaTen": "match", "tenTaiKhoan": "match"}
