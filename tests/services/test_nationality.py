"""What is special about nationality: a decision is learned by the national database, card and relatives included."""

from typing import Any

import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
UNDETERMINED = "099068037001"


@pytest.fixture
def citizen(office: Office) -> str:
    """A grown national with a spouse, a card and no decision."""
    seen = office.store.workspace(office.workspace)
    for index in range(0, SIZE, 7):
        person, number = seen.person(index), office.number(index)
        (known,) = office.lookup("population", number)
        is_married = "soDinhDanh" in known.get("voChong", {}) and "the" in known
        if is_married and person.death is None and office.outcome("nationality", number) == "no_record":
            return number
    raise AssertionError("nobody is married")


def _code(office: Office, number: str, day: str, kind: str) -> tuple[str, str]:
    with pytest.raises(CallFault) as refused:
        office.record("nationality", number, "decision_made", day, data={"loai": kind})
    return refused.value.code, refused.value.pointer


def test_few_have_a_record_and_it_is_of_their_lifetime(office: Office) -> None:
    records = [r for n in office.numbers(1000) for r in office.lookup("nationality", n)]
    assert 0 < len(records) < 40
    assert all(r["ngaySinh"][:4] < r["ngayQuyetDinh"][:4] for r in records)
    certificates = {r["coQuanQuyetDinh"]["ten"].split(" tỉnh")[0] for r in records if r["loai"] == "xacNhanCoQuocTich"}
    assert {name.split(" thành phố")[0] for name in certificates} == {"Sở Tư pháp"}


def test_everybody_who_lost_the_nationality_has_a_decision(office: Office) -> None:
    seen = office.store.workspace(office.workspace)
    for index in range(SIZE):
        nationality = seen.person(index).fact("quocTich")
        if hasattr(nationality, "facts"):
            kinds = [r["loai"] for r in office.lookup("nationality", office.number(index))]
            assert kinds[-1:] == ["thoiQuocTich"]


def test_a_release_is_known_to_the_nation_at_once_and_the_card_three_working_days_later(
    office: Office, citizen: str
) -> None:
    data = {"loai": "thoiQuocTich", "quocTichNuocNgoai": "DE"}
    office.record("nationality", citizen, "decision_made", "2026-11-20", data=data)
    shown = ("quocTich", "loaiCongDan", "the.tinhTrang")
    told = {"soDinhDanh": citizen, "quocTich": "DE", "loaiCongDan": "thoiQuocTich"}
    assert office.lookup("population", citizen, *shown)[0].items() >= told.items()
    assert office.lookup("population", citizen, *shown, on="2026-11-24")[0]["the"] != {"tinhTrang": "daThuHoi"}
    assert office.lookup("population", citizen, *shown, on="2026-11-25") == [{**told, "the": {"tinhTrang": "daThuHoi"}}]
    assert office.lookup("population", citizen, "quocTich", on="2026-11-19")[0]["quocTich"] == "VN"
    (record,) = office.lookup("nationality", citizen)
    assert {**data, "quocTich": "DE", "ngayQuyetDinh": "2026-11-20"}.items() <= record.items()
    assert office.lookup("nationality", {"soQuyetDinhQuocTich": record["soQuyetDinhQuocTich"]}) == [record]


def test_a_release_shows_where_a_spouse_names_the_person(office: Office, citizen: str) -> None:
    spouse: dict[str, Any] = office.lookup("population", citizen, "voChong")[0]["voChong"]
    office.record(
        "nationality", citizen, "decision_made", TODAY, data={"loai": "thoiQuocTich", "quocTichNuocNgoai": "DE"}
    )
    (other,) = office.lookup("population", spouse["soDinhDanh"], "voChong")
    assert (other["voChong"]["soDinhDanh"], other["voChong"]["quocTich"]) == (citizen, "DE")


def test_who_never_had_a_nationality_may_enter(office: Office) -> None:
    office.record("nationality", UNDETERMINED, "decision_made", TODAY, data={"loai": "nhapQuocTich"})
    (known,) = office.lookup("population", UNDETERMINED, "quocTich", "loaiCongDan")
    assert known == {"soDinhDanh": UNDETERMINED, "quocTich": "VN", "loaiCongDan": "congDan"}
    (record,) = office.lookup("nationality", UNDETERMINED, "loai", "coQuanQuyetDinh.ten")
    assert (record["loai"], record["coQuanQuyetDinh"]) == ("nhapQuocTich", {"ten": "Chủ tịch nước"})


def test_who_was_released_may_return_with_the_same_number(office: Office, citizen: str) -> None:
    released = {"loai": "thoiQuocTich", "quocTichNuocNgoai": "US"}
    office.record("nationality", citizen, "decision_made", "2026-11-02", data=released)
    office.record("nationality", citizen, "decision_made", "2026-11-20", data={"loai": "troLaiQuocTich"})
    records = office.lookup("nationality", citizen, "loai", "quocTichNuocNgoai")
    assert [(r["loai"], r["quocTichNuocNgoai"]) for r in records] == [("thoiQuocTich", "US"), ("troLaiQuocTich", "US")]
    assert office.lookup("population", citizen, "quocTich")[0]["quocTich"] == "VN"


def test_what_is_had_cannot_be_gained_nor_what_is_lacking_lost(office: Office, citizen: str) -> None:
    assert _code(office, citizen, TODAY, "nhapQuocTich") == ("nothing_to_change", "/data/loai")
    assert _code(office, UNDETERMINED, TODAY, "thoiQuocTich") == ("nothing_to_change", "/data/loai")


def test_nobody_is_released_after_death_or_before_birth(office: Office, citizen: str) -> None:
    assert _code(office, citizen, "1900-01-01", "thoiQuocTich") == ("before_birth", "/on")
    office.record("population", citizen, "death", "2026-11-20")
    assert _code(office, citizen, TODAY, "thoiQuocTich") == ("subject_deceased", "/subject")
