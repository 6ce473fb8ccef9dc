"""What is special about enforcing judgments: what was judged is owed, paid in parts, secured; it outlives a death."""

from collections import Counter
from typing import Any

import pytest

from tests.services.conftest import Office

TODAY = "2026-11-23"


@pytest.fixture
def decisions(office: Office) -> list[dict[str, Any]]:
    """The decisions about a thousand people."""
    return [one for number in office.numbers(1000) for one in office.lookup("judgment_enforcement", number)]


@pytest.fixture
def owed(decisions: list[dict[str, Any]]) -> dict[str, Any]:
    """A debt that is being enforced and not paid."""
    return next(one for one in decisions if one["tinhTrang"] == "dangThiHanh" and one["conLai"] > 1000)


def test_what_is_enforced_is_what_was_judged(office: Office, decisions: list[dict[str, Any]]) -> None:
    for one in decisions:
        (judged,) = office.lookup("judgments", {"soBanAn": one["soBanAn"]})
        assert (judged["nghiaVu"], judged["toaAn"]) == (one["nghiaVu"], one["toaAn"])
        assert judged["ngayHieuLuc"] < one["ngayQuyetDinh"]


def test_what_is_paid_and_what_is_left_are_the_whole(decisions: list[dict[str, Any]]) -> None:
    for one in decisions:
        assert one["daThiHanh"] + one["conLai"] == one["nghiaVu"]["soTien"]
        assert (one["tinhTrang"] == "daThiHanhXong") == (one["conLai"] == 0) == ("ngayKetThuc" in one)
        assert "bienPhap" not in one or one["conLai"] > 0
    assert {one["nghiaVu"]["vaiTro"] for one in decisions} == {"nguoiPhaiThiHanh", "nguoiDuocThiHanh"}


def test_a_part_paid_is_taken_off_and_the_rest_closes_it(office: Office, owed: dict[str, Any]) -> None:
    subject = {"soQuyetDinhTHA": owed["soQuyetDinhTHA"]}
    office.record("judgment_enforcement", subject, "payment_made", "2026-11-20", data={"soTien": 1000})
    paid = {"daThiHanh": owed["daThiHanh"] + 1000, "conLai": owed["conLai"] - 1000}
    assert office.lookup("judgment_enforcement", subject) == [{**owed, **paid}]
    office.record("judgment_enforcement", subject, "payment_made", TODAY, data={"soTien": owed["conLai"]})
    closed = {"tinhTrang": "daThiHanhXong", "ngayKetThuc": TODAY, "conLai": 0, "daThiHanh": owed["nghiaVu"]["soTien"]}
    held = {name: value for name, value in owed.items() if name != "bienPhap"}
    assert office.lookup("judgment_enforcement", subject) == [{**held, **closed}]
    assert office.lookup("judgment_enforcement", subject, "tinhTrang", on="2030-01-01")[0]["tinhTrang"] == (
        "daThiHanhXong"
    )


def test_a_measure_is_added_to_those_in_force(office: Office, owed: dict[str, Any]) -> None:
    subject = {"soQuyetDinhTHA": owed["soQuyetDinhTHA"]}
    data = {"loai": "keBien", "taiSan": "Xe mô tô"}
    office.record("judgment_enforcement", subject, "measure_taken", TODAY, data=data)
    (record,) = office.lookup("judgment_enforcement", subject)
    assert record["bienPhap"] == [*owed.get("bienPhap", ()), {**data, "ngay": TODAY}]


def test_what_is_ended_frees_what_was_secured(office: Office, owed: dict[str, Any]) -> None:
    subject = {"soQuyetDinhTHA": owed["soQuyetDinhTHA"]}
    office.record("judgment_enforcement", subject, "enforcement_changed", TODAY, data={"tinhTrang": "dinhChi"})
    (record,) = office.lookup("judgment_enforcement", subject)
    assert (record["tinhTrang"], record["ngayKetThuc"], "bienPhap" in record) == ("dinhChi", TODAY, False)


def test_a_debt_outlives_the_debtor(office: Office, owed: dict[str, Any]) -> None:
    office.record("population", owed["soDinhDanh"], "death", "2026-11-20")
    assert office.lookup("judgment_enforcement", {"soQuyetDinhTHA": owed["soQuyetDinhTHA"]}) == [owed]


def test_a_payment_that_names_the_debtor_alone_counts_once(office: Office, decisions: list[dict[str, Any]]) -> None:
    several = Counter(one["soDinhDanh"] for one in decisions if one["conLai"] > 1000)
    number = next((number for number, count in several.items() if count > 1), None) or next(iter(several))
    before = office.lookup("judgment_enforcement", number)
    office.record("judgment_enforcement", number, "payment_made", TODAY, data={"soTien": 1000})
    after = office.lookup("judgment_enforcement", number)
    assert sum(one["conLai"] for one in before) - sum(one["conLai"] for one in after) == 1000
