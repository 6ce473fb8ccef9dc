"""What is special about petitions: to who may not see them nobody ever wrote one, and no denouncer is found."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import dancu_contracts
import pytest

from mock_national_db.service.faults import CallFault
from tests.services.conftest import SIZE, Office

TODAY = "2026-11-23"
CONTRACT = dancu_contracts.registry("complaints")
DATA = {"loaiDon": "khieuNai", "linhVuc": "datDai", "noiDung": "Khiếu nại ranh giới thửa đất"}


@pytest.fixture
def petitions(office: Office) -> list[dict[str, Any]]:
    """All petitions of the nation."""
    return [record for index in range(SIZE) for record in office.whole("complaints", index)]


@pytest.fixture
def silent(office: Office) -> tuple[int, str]:
    """Somebody grown and alive who never wrote: index and number."""
    for index in range(SIZE):
        person = office.store.workspace(office.workspace).person(index)
        if (
            1950 < person.birth.year < 2000
            and person.death is None
            and not office.whole("complaints", index, "2031-01-01")
        ):
            return index, office.number(index)
    raise AssertionError("everybody writes")


def _refusal(office: Office, number: str, kind: str, data: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(CallFault) as refused:
        office.record("complaints", number, kind, TODAY, data=data)
    return refused.value.code, refused.value.pointer


@pytest.fixture
def inspector(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Somebody who serves a procedure that may see petitions; none of the plan's does."""
    some = next(iter(dancu_contracts.procedures().values()))
    listed = replace(some, slug="tiep-cong-dan", sensitive=tuple(f"complaints.{name}" for name in CONTRACT.sensitive))
    monkeypatch.setattr(dancu_contracts, "procedure", {listed.slug: listed}.get)
    office.purpose = {"procedure": listed.slug}
    return office


def test_to_who_does_not_see_petitions_their_sender_never_wrote(
    office: Office, petitions: list[dict[str, Any]]
) -> None:
    complaint = next(r for r in petitions if r["loaiDon"] == "khieuNai")
    claims = {"hoVaTen": complaint["hoVaTen"], "ngaySinh": complaint["ngaySinh"]}
    for subject, said in ((complaint["soDinhDanh"], "no_record"), ({"maDon": complaint["maDon"]}, "not_found")):
        assert office.verify("complaints", subject, claims=claims) == {
            "outcome": said,
            "verified": False,
            "matches": {},
        }
        assert office.lookup("complaints", subject, "hoVaTen") == []


def test_a_procedure_that_lists_petitions_is_told_of_them(inspector: Office, petitions: list[dict[str, Any]]) -> None:
    complaint = next(r for r in petitions if r["loaiDon"] == "khieuNai")
    wanted = {name: complaint[name] for name in ("soDinhDanh", "maDon", "noiDung")}
    assert wanted in inspector.lookup("complaints", complaint["soDinhDanh"], "maDon", "noiDung")
    answer = inspector.verify("complaints", complaint["soDinhDanh"], claims={"hoVaTen": complaint["hoVaTen"]})
    assert answer["matches"] == {"hoVaTen": "match"}


def test_only_identity_can_be_verified() -> None:
    assert {*CONTRACT.claims_schema["properties"]} == {"hoVaTen", "ngaySinh"}
    assert {*CONTRACT.record_schema["properties"]} - CONTRACT.sensitive == {"soDinhDanh", "hoVaTen", "ngaySinh"}


def test_the_code_of_a_complaint_leads_to_its_sender_and_of_a_denunciation_to_nobody(
    inspector: Office, petitions: list[dict[str, Any]]
) -> None:
    complaint, denunciation = (next(r for r in petitions if r["loaiDon"] == k) for k in ("khieuNai", "toCao"))
    claims = {"hoVaTen": complaint["hoVaTen"], "ngaySinh": complaint["ngaySinh"]}
    answer = inspector.verify("complaints", {"maDon": complaint["maDon"]}, claims=claims)
    assert answer["matches"] == {"hoVaTen": "match", "ngaySinh": "match"}
    claims = {"hoVaTen": denunciation["hoVaTen"]}
    answer = inspector.verify("complaints", {"maDon": denunciation["maDon"]}, claims=claims)
    assert answer == {"outcome": "not_found", "verified": False, "matches": {}}


def test_a_history_tells_nothing_of_what_a_petition_says(office: Office, silent: tuple[int, str]) -> None:
    number = silent[1]
    told = office.record("complaints", number, "petition_received", "2026-11-02", data=DATA)
    office.record("complaints", number, "petition_accepted", "2026-11-05", data={"maDon": told["maDon"]})
    office.record("complaints", number, "record_corrected", TODAY, data={"hoVaTen": "Nguyễn Thị Cải Chính"})
    assert office.history("complaints", number)["entries"] == []
    assert office.changes("complaints")["items"] == []


def test_whole_records_keep_the_contract_and_follow_the_law(petitions: list[dict[str, Any]]) -> None:
    check = dancu_contracts.validator(CONTRACT.record_schema)
    assert [problem for record in petitions for problem in check.problems(record)] == []
    for record in petitions:
        assert (record["tinhTrang"] == "daGiaiQuyet") == ("ngayGiaiQuyet" in record) == ("ketQua" in record)
        assert ("doiTuong" in record) <= (record["loaiDon"] in {"khieuNai", "toCao"})
        assert record["ngayNhan"][:4] >= str(int(record["ngaySinh"][:4]) + 18)
        assert record.get("ngayGiaiQuyet", "9999") > record["ngayNhan"]


def test_a_complaint_found_wrong_may_go_on_to_the_province(petitions: list[dict[str, Any]]) -> None:
    seconds = [r for r in petitions if r["lanGiaiQuyet"] == 2]
    assert seconds
    for record in seconds:
        first = next(r for r in petitions if r["maDon"] == record["maDon"].replace("-1", "-", 1))
        assert (first["ketQua"], first["lanGiaiQuyet"]) == ("sai", 1)
        decided = date.fromisoformat(first["ngayGiaiQuyet"])
        assert decided < date.fromisoformat(record["ngayNhan"]) <= decided + timedelta(30)
        assert record["coQuanThuLy"] != first["coQuanThuLy"]


def test_a_petition_is_received_accepted_and_decided(office: Office, silent: tuple[int, str]) -> None:
    index, number = silent
    told = office.record("complaints", number, "petition_received", "2026-11-02", data=DATA)
    named = {"maDon": told["maDon"]}
    office.record("complaints", named, "petition_accepted", "2026-11-05", data=named)
    office.record("complaints", named, "petition_decided", TODAY, data={**named, "ketQua": "dung"})
    over = {"tinhTrang": "daGiaiQuyet", "ngayGiaiQuyet": TODAY, "ketQua": "dung", "hanGiaiQuyet": "2026-12-05"}
    (record,) = office.whole("complaints", index)
    assert {**DATA, **named, **over, "ngayNhan": "2026-11-02"}.items() <= record.items()
    states = [office.whole("complaints", index, day)[0]["tinhTrang"] for day in ("2026-11-04", "2026-11-05")]
    assert states == ["tiepNhan", "daThuLy"]
    assert office.lookup("complaints", number) == []


def test_only_an_open_petition_of_the_person_is_decided(office: Office, silent: tuple[int, str]) -> None:
    number = silent[1]
    told = office.record("complaints", number, "petition_received", "2026-11-02", data=DATA)
    decision = {"maDon": told["maDon"], "ketQua": "sai"}
    office.record("complaints", number, "petition_withdrawn", "2026-11-05", data={"maDon": told["maDon"]})
    assert _refusal(office, number, "petition_decided", decision) == ("nothing_to_change", "/data/maDon")
    unknown = {**decision, "maDon": "90000017-1/KN"}
    assert _refusal(office, number, "petition_decided", unknown) == ("invalid", "/data/maDon")


def test_a_death_ends_an_open_petition(office: Office, silent: tuple[int, str]) -> None:
    index, number = silent
    office.record("complaints", number, "petition_received", "2026-11-02", data=DATA)
    office.record("population", number, "death", "2026-11-20")
    assert [r["tinhTrang"] for r in office.whole("complaints", index)] == ["dinhChi"]
    assert _refusal(office, number, "petition_received", DATA) == ("subject_deceased", "/subject")


def test_children_send_no_petition(office: Office) -> None:
    child = next(n for n in office.numbers(300) if office.lookup("population", n, "ngaySinh")[0]["ngaySinh"] > "2015")
    assert _refusal(office, child, "petition_received", DATA) == ("under_age", "/on")
