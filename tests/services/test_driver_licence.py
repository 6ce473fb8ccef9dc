"""What is special about the driver-licence register: classes of both times, terms and renewals, points, suspensions."""

from itertools import pairwise
from typing import Any

import dancu_contracts
import pytest

from mock_national_db.draw import Draw
from mock_national_db.registry import Record
from tests.services.conftest import REGISTRIES, SIZE, Office

TODAY = "2026-11-23"
OLD = {"A1", "A2", "B1", "B2", "C", "D", "E", "FC"}
NEW = {"A1", "A", "B", "C1", "C", "D2", "D", "CE"}


@pytest.fixture
def licences(office: Office) -> list[dict[str, Any]]:
    """The licences in force of six hundred people."""
    return [record for number in office.numbers(600) for record in office.lookup("driver_licence", number)]


@pytest.fixture
def drawn(office: Office) -> list[tuple[Any, list[Record]]]:
    """Everybody with all his licences, past and to come."""
    seen = office.store.workspace(office.workspace)
    people = [seen.person(index) for index in range(0, SIZE, 3)]
    seed = office.store.nation.arguments.seed
    records = REGISTRIES["driver_licence"].records
    return [(p, list(records(p, Draw(seed, "driver_licence", p.index)))) for p in people]


@pytest.fixture
def driver(office: Office) -> str:
    """Somebody alive with one licence, in force, with all points."""
    for number in office.numbers(600):
        records = office.lookup("driver_licence", number)
        if office.outcome("driver_licence", number) == "found" and len(records) == 1 and records[0]["diem"] == 12:
            return number
    raise AssertionError("nobody drives")


def test_one_number_serves_all_licences_of_a_person(office: Office) -> None:
    several = [r for n in office.numbers(1000) if len(r := office.lookup("driver_licence", n)) > 1]
    assert several
    for records in several:
        assert len({record["soGPLX"] for record in records}) == 1
        assert office.lookup("driver_licence", {"soGPLX": records[0]["soGPLX"]}) == records


def test_classes_are_those_of_their_time(licences: list[dict[str, Any]]) -> None:
    assert {r["hang"] for r in licences} <= {*dancu_contracts.code_table("hangGPLX")["values"]}
    assert all(r["hang"] in (NEW if r["ngayCap"] >= "2025-01-01" else OLD) for r in licences)


def test_nobody_drives_before_the_age_of_the_class(drawn: list[tuple[Any, list[Record]]]) -> None:
    least = {"C": 21, "D": 24, "D2": 24, "E": 27, "FC": 24, "CE": 24}
    for person, records in drawn:
        for record in records:
            assert record.since >= person.birthday(least.get(record.fields["hang"], 18))


def test_each_renewal_begins_when_the_licence_before_ends(drawn: list[tuple[Any, list[Record]]]) -> None:
    renewed = 0
    for _, records in drawn:
        for one, other in pairwise(r for r in records if r.fields["hang"] not in {"A1", "A2", "A"}):
            assert one.until == other.since
            renewed += 1
    assert renewed > 50


def test_terms_are_those_of_the_class(licences: list[dict[str, Any]]) -> None:
    for record in licences:
        years = int(record["ngayHetHan"][:4]) - int(record["ngayCap"][:4]) if "ngayHetHan" in record else None
        assert years == (
            None if record["hang"] in {"A1", "A2", "A"} else 10 if record["hang"] in {"B1", "B2", "B", "C1"} else 5
        )


def test_what_was_not_renewed_has_expired(licences: list[dict[str, Any]]) -> None:
    for record in licences:
        if record["tinhTrang"] != "thuHoi":
            assert (record["tinhTrang"] == "hetHan") == (record.get("ngayHetHan", "9999") <= TODAY)
    assert "hetHan" in {record["tinhTrang"] for record in licences}


def test_the_police_issue_since_march_2025(licences: list[dict[str, Any]]) -> None:
    issuers = {(r["ngayCap"] >= "2025-03-01", r["noiCap"]["ten"].split(" ", 2)[0]) for r in licences}
    assert issuers == {(True, "Phòng"), (False, "Sở")}
    assert all("Giao thông vận tải" in r["noiCap"]["ten"] for r in licences if r["ngayCap"] < "2025-03-01")


def test_points_exist_since_2025_and_a_few_lost_some(office: Office, licences: list[dict[str, Any]]) -> None:
    assert {r["diem"] for r in licences} > {12}
    assert sum(r["diem"] == 12 for r in licences) > 0.9 * len(licences)
    old = next(r for r in licences if r["ngayCap"] < "2024")
    assert all("diem" not in r for r in office.lookup("driver_licence", old["soDinhDanh"], on="2024-12-31"))


def test_points_that_are_taken_show(office: Office, driver: str) -> None:
    office.record("driver_licence", driver, "points_changed", TODAY, data={"diem": 8})
    assert office.lookup("driver_licence", driver, "diem")[0]["diem"] == 8
    assert office.lookup("driver_licence", driver, "diem", on="2026-11-22")[0]["diem"] == 12


def test_a_suspension_ends_by_itself(office: Office, driver: str) -> None:
    (before,) = office.lookup("driver_licence", driver)
    office.record("driver_licence", driver, "licence_suspended", TODAY, data={"tuocDen": "2026-12-31"})
    (during,) = office.lookup("driver_licence", driver, on="2026-12-31")
    assert during == {**before, "tinhTrang": "biTuoc", "tuocDen": "2026-12-31"}
    (after,) = office.lookup("driver_licence", driver, "tinhTrang", "tuocDen", on="2027-01-01")
    assert after == {"soDinhDanh": driver, "tinhTrang": before["tinhTrang"]}


def test_a_revoked_licence_says_so(office: Office, driver: str) -> None:
    number = office.lookup("driver_licence", driver, "soGPLX")[0]["soGPLX"]
    office.record("driver_licence", {"soGPLX": number}, "licence_revoked", TODAY)
    assert office.lookup("driver_licence", driver, "tinhTrang")[0]["tinhTrang"] == "thuHoi"


def test_a_first_licence_is_a_record_like_any_other(office: Office) -> None:
    number = next(n for n in office.numbers(300) if office.outcome("driver_licence", n) == "no_record")
    data = {"hang": "A1", "ngayCap": "2026-11-20"}
    office.record("driver_licence", number, "licence_issued", "2026-11-20", data=data)
    (record,) = office.lookup("driver_licence", number)
    assert data.items() <= record.items()
    assert record["hoVaTen"] == office.lookup("population", number, "hoVaTen")[0]["hoVaTen"]
    assert (record["diem"], record["tinhTrang"]) == (12, "conHieuLuc")
    assert office.lookup("driver_licence", {"soGPLX": record["soGPLX"]}) == [record]
    assert office.outcome("driver_licence", number, on="2026-11-19") == "no_record"


def test_an_issued_licence_ends_on_its_stated_day(office: Office, driver: str) -> None:
    data = {"hang": "B", "ngayCap": TODAY, "ngayHetHan": "2036-11-23"}
    office.record("driver_licence", driver, "licence_issued", TODAY, data=data)
    assert len(office.lookup("driver_licence", driver)) == 2
    states = {r["hang"]: r["tinhTrang"] for r in office.lookup("driver_licence", driver, on="2036-11-23")}
    assert states["B"] == "hetHan"


def test_death_takes_the_licence_out_of_force(office: Office, driver: str) -> None:
    office.record("population", driver, "death", "2026-11-20")
    assert office.lookup("driver_licence", driver, "tinhTrang")[0]["tinhTrang"] == "thuHoi"
    assert office.lookup("driver_licence", driver, "tinhTrang", on="2026-11-19")[0]["tinhTrang"] != "thuHoi"


def test_a_licence_among_several_is_named_by_its_class_too(office: Office, driver: str) -> None:
    (first,) = office.lookup("driver_licence", driver)
    data = {"hang": "C1", "ngayCap": TODAY, "ngayHetHan": "2036-11-23"}
    office.record("driver_licence", driver, "licence_issued", TODAY, data=data)
    subject = {"soGPLX": first["soGPLX"], "hang": "C1"}
    (second,) = office.lookup("driver_licence", subject)
    assert data.items() <= second.items()
    office.record("driver_licence", subject, "licence_revoked", TODAY)
    states = {r["hang"]: r["tinhTrang"] for r in office.lookup("driver_licence", driver)}
    assert states == {first["hang"]: first["tinhTrang"], "C1": "thuHoi"}


def test_a_reissued_licence_lasts_until_its_new_last_day(office: Office, driver: str) -> None:
    subject = {"soGPLX": office.lookup("driver_licence", driver)[0]["soGPLX"], "hang": "C1"}
    issued = {"hang": "C1", "ngayCap": "2016-12-01", "ngayHetHan": "2026-12-01"}
    office.record("driver_licence", driver, "licence_issued", "2016-12-01", data=issued)
    office.record("driver_licence", subject, "test_passed", TODAY, data={"ngayTrungTuyen": TODAY})
    anew = {"ngayCap": TODAY, "ngayHetHan": "2036-11-23"}
    office.record("driver_licence", subject, "licence_reissued", TODAY, data=anew)
    fields = ("ngayCap", "ngayHetHan", "ngayTrungTuyen", "tinhTrang")
    days = {"2026-12-02": "conHieuLuc", "2036-11-22": "conHieuLuc", "2036-11-23": "hetHan"}
    for day, state in days.items():
        (record,) = office.lookup("driver_licence", subject, *fields, on=day)
        assert {**record, "soDinhDanh": driver} == {
            "soDinhDanh": driver,
            **anew,
            "ngayTrungTuyen": TODAY,
            "tinhTrang": state,
        }
