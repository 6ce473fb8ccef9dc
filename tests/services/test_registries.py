"""What holds for every registry that tells anything, drawn from its contract alone."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import dancu_contracts
import pytest

from mock_national_db import personas
from mock_national_db.service.faults import CallFault
from mock_national_db.service.uniform import call
from mock_national_db.store import Store
from mock_national_db.withholding import is_secret
from tests.services.conftest import REGISTRIES, SIZE, Office

NOBODY = "099099999999"
TODAY = "2026-11-23"
NEW_NAME = "Nguyễn Thị Cải Chính"
PRIMITIVE = {"string", "integer"}

TOLD = [name for name in dancu_contracts.registries() if not is_secret(name, next(iter(dancu_contracts.procedures())))]

pytestmark = pytest.mark.parametrize("registry", TOLD)


# -- what is asked: taken from the contract, so that a new registry is tested by being there ---------------------------


def claims_of(registry: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record's own values, as far as they may be verified."""
    schema = dancu_contracts.registry(registry).claims_schema
    return {name: _as_claimed(record[name], part) for name, part in schema["properties"].items() if name in record}


def _as_claimed(value: Any, schema: Mapping[str, Any]) -> Any:
    parts = dancu_contracts.resolved(schema).get("properties")
    if parts is None or not isinstance(value, Mapping):
        return value
    return {name: _as_claimed(part, parts[name]) for name, part in value.items() if name in parts}


def is_plain(schema: Mapping[str, Any]) -> bool:
    whole = dancu_contracts.resolved(schema)
    return whole.get("type") in PRIMITIVE or "enum" in whole


def another(value: Any, schema: Mapping[str, Any]) -> Any:
    """A value of the same shape that is not this one."""
    whole = dancu_contracts.resolved(schema)
    if "enum" in whole:
        return next(choice for choice in whole["enum"] if choice != value)
    if isinstance(value, int):
        return value - 1 if value else value + 1
    if whole.get("x-compare") == "name":
        return NEW_NAME
    if whole.get("x-compare") == "date":
        return f"{int(value[:4]) + 1}{value[4:].replace('02-29', '02-28')}"
    last = value[-1]
    return value[:-1] + (str((int(last) + 1) % 10) if last.isdigit() else "A" if last != "A" else "B")


@cache
def correction(registry: str) -> tuple[str, str]:
    """An event that gives a field that may be verified another value, and the field: a name's if there is one."""
    found = [
        (kind, field)
        for kind, event in dancu_contracts.registry(registry).events_schema["$defs"].items()
        for field in _corrected(registry, event)
    ]
    return next((pair for pair in found if pair[1] == "hoVaTen"), found[-1])


def _corrected(registry: str, event: Mapping[str, Any]) -> Iterator[str]:
    data = event["properties"]["data"]
    claims = dancu_contracts.registry(registry).claims_schema["properties"]
    for field, part in data.get("properties", {}).items():
        if field in claims and is_plain(part) and {field} >= {*data.get("required", ())}:
            yield field


@pytest.fixture
def someone(registry: str, office: Office) -> str:
    """The number of a living person with one record that a correction can be made to."""
    _, field = correction(registry)
    for number in office.numbers(300):
        records = office.lookup(registry, number)
        if len(records) == 1 and field in records[0] and office.outcome(registry, number) == "found":
            return number
    raise AssertionError(f"nobody has exactly one record of {registry}")


@pytest.fixture
def correct(registry: str, office: Office, someone: str) -> Callable[..., Any]:
    """Make the correction; what it says is given back beside the answer."""
    kind, field = correction(registry)

    def write(on: str = TODAY, **more: Any) -> tuple[Any, dict[str, Any]]:
        (record,) = office.lookup(registry, someone)
        data = {field: another(record[field], dancu_contracts.registry(registry).claims_schema["properties"][field])}
        return office.record(registry, someone, kind, on, data=data, **more), data

    return write


def refusal(act: Callable[[], Any]) -> tuple[int, str, str]:
    with pytest.raises(CallFault) as refused:
        act()
    return refused.value.status, refused.value.code, refused.value.pointer


# -- records -----------------------------------------------------------------------------------------------------------


def test_every_record_keeps_the_contract(registry: str, office: Office) -> None:
    contract = dancu_contracts.validator(dancu_contracts.registry(registry).record_schema)
    shown = [record for number in office.numbers(300) for record in office.lookup(registry, number)]
    assert shown
    assert [problem for record in shown for problem in contract.problems(record)] == []


def test_every_record_names_its_person(registry: str, office: Office) -> None:
    assert {r["soDinhDanh"] == number for number in office.numbers(100) for r in office.lookup(registry, number)} == {
        True
    }


def test_every_field_of_the_contract_shows_in_somebodys_record(registry: str, office: Office) -> None:
    """But those that only personas or events bring about, and those that need a special right."""
    shown = {name for number in office.numbers(1000) for record in office.lookup(registry, number) for name in record}
    rare = {"tenGoiKhac", "soDinhDanhDaHuy", "nguoiDaiDien", "maSoBHXHKhac", "tuocDen", "ngayMatTich"}
    rare |= {"dangKyTam", "donVi", "soLuong"}  # of temporary plates and of seals of units
    contract = dancu_contracts.registry(registry)
    assert {*contract.record_schema["properties"]} - shown - contract.sensitive <= rare


def test_own_values_are_a_match(registry: str, office: Office) -> None:
    wrong = []
    for number in office.numbers(100):
        for record in office.lookup(registry, number):
            answer = office.verify(registry, number, claims=claims_of(registry, record))
            undecided = {name for name, match in answer["matches"].items() if match == "ambiguous"}
            wrong += [m for n, m in answer["matches"].items() if m != "match" and n not in undecided]
    assert wrong == []


def test_a_wrong_value_is_a_mismatch(registry: str, office: Office, someone: str) -> None:
    (record,) = office.lookup(registry, someone)
    schema = dancu_contracts.registry(registry).claims_schema["properties"]
    plain = {name: part for name, part in schema.items() if name in record and is_plain(part)}
    assert plain
    for name, part in plain.items():
        answer = office.verify(registry, someone, claims={name: another(record[name], part)})
        wrong = {"mismatch", "former"} if "enum" in dancu_contracts.resolved(part) else {"mismatch"}  # a state passed
        assert answer in [{"outcome": "found", "verified": False, "matches": {name: said}} for said in wrong], name


def test_a_field_without_a_value_is_said_to_have_none(registry: str, office: Office, someone: str) -> None:
    (record,) = office.lookup(registry, someone)
    schema = dancu_contracts.registry(registry).claims_schema["properties"]
    lacking = [name for name in schema if name not in record and name.startswith("ngay")]
    for name in lacking:
        answer = office.verify(registry, someone, claims={name: "2020-01-01"})
        assert answer == {"outcome": "found", "verified": False, "matches": {name: "no_value"}}


def test_a_lookup_gives_what_was_asked_and_the_number(registry: str, office: Office, someone: str) -> None:
    (record,) = office.lookup(registry, someone)
    for name in record:
        wanted = {"soDinhDanh": record["soDinhDanh"], name: record[name]}
        assert office.lookup(registry, someone, name) == [wanted]


def test_a_dotted_path_gives_that_part_alone(registry: str, office: Office, someone: str) -> None:
    (record,) = office.lookup(registry, someone)
    nested = [(name, part) for name, value in record.items() if isinstance(value, Mapping) for part in value]
    for name, part in nested:
        (cut,) = office.lookup(registry, someone, f"{name}.{part}")
        assert cut == {"soDinhDanh": record["soDinhDanh"], name: {part: record[name][part]}}


def test_the_dead_are_answered_for_but_never_verified(registry: str, office: Office) -> None:
    dead = [n for n in office.numbers(1000) if office.outcome(registry, n) == "deceased"]
    assert dead
    (record, *_) = office.lookup(registry, dead[0])
    answer = office.verify(registry, dead[0], claims={"hoVaTen": record["hoVaTen"]})
    assert answer == {"outcome": "deceased", "verified": False, "matches": {"hoVaTen": "match"}}


def test_before_a_death_was_known_no_record_shows_it(registry: str, office: Office) -> None:
    """P26 died on 30 September, which was known on 20 October."""
    number, open_to_all = personas.persona("P26").people[0]["soDinhDanh"], _open_fields(registry)
    asked = {"subject": {"soDinhDanh": number}, "fields": open_to_all}
    then = office.call("lookup", registry, knownAt="2026-10-19T08:00:00+07:00", **asked)
    assert then["outcome"] in {"found", "no_record"}
    assert "2026-09-30" not in str(then["records"])


def _open_fields(registry: str) -> list[str]:
    contract = dancu_contracts.registry(registry)
    return [name for name in contract.record_schema["properties"] if name not in contract.sensitive]


def test_every_key_leads_to_its_record(registry: str, office: Office, someone: str) -> None:
    (record,) = office.lookup(registry, someone)
    keys = [k.fields for k in dancu_contracts.registry(registry).keys if all(field in record for field in k.fields)]
    assert keys
    for fields in keys:
        subject = {name: value.get("ma") if isinstance(value := record[name], Mapping) else value for name in fields}
        assert office.lookup(registry, subject) == [record], fields


def test_nobodys_number_is_not_found(registry: str, office: Office) -> None:
    assert office.outcome(registry, NOBODY) == "not_found"
    answer = office.verify(registry, NOBODY, claims={"hoVaTen": "Nguyễn Văn A"})
    assert answer == {"outcome": "not_found", "verified": False, "matches": {}}


def test_no_key_of_nobodys_is_a_fault(registry: str, office: Office) -> None:
    """Numbers that lead into the ranges where no drawn person is."""
    for key in dancu_contracts.registry(registry).keys:
        if key.number is not None:
            for index in (SIZE + 1, 45_000_000, 73_000_000):
                subject = {key.fields[0]: office.store.numbers.of(key.number, index)}
                assert office.outcome(registry, subject) == "not_found"


def test_who_has_no_record_is_said_to_have_none(registry: str, office: Office) -> None:
    without = [n for n in office.numbers(300) if office.outcome(registry, n) == "no_record"]
    for number in without[:5]:
        answer = office.verify(registry, number, claims={"hoVaTen": "Nguyễn Văn A"})
        assert answer == {"outcome": "no_record", "verified": False, "matches": {}}


# -- faults of the call ------------------------------------------------------------------------------------------------


def test_an_unknown_field_is_refused(registry: str, office: Office, someone: str) -> None:
    assert refusal(lambda: office.lookup(registry, someone, "khongCo")) == (422, "invalid", "/fields/0")


def test_an_unknown_claim_is_refused(registry: str, office: Office, someone: str) -> None:
    status, code, pointer = refusal(lambda: office.verify(registry, someone, claims={"khongCo": "1"}))
    assert (status, code, pointer.split("/")[1]) == (422, "invalid", "claims")


def test_no_claims_at_all_are_refused(registry: str, office: Office, someone: str) -> None:
    assert refusal(lambda: office.verify(registry, someone, claims={})) == (422, "invalid", "/claims")


def test_an_unknown_procedure_is_refused(registry: str, office: Office, someone: str) -> None:
    office.purpose = {"procedure": "khong-co"}
    assert refusal(lambda: office.lookup(registry, someone))[:2] == (422, "unknown_procedure")


def test_an_unknown_event_is_refused(registry: str, office: Office, someone: str) -> None:
    assert refusal(lambda: office.record(registry, someone, "khong_co", TODAY))[:2] == (422, "invalid")


def test_an_event_of_tomorrow_is_refused(registry: str, office: Office, correct: Callable[..., Any]) -> None:
    assert refusal(lambda: correct(on="2026-11-24"))[:2] == (422, "event_in_future")
    assert office.changes(registry)["items"] == []


# -- what happens ------------------------------------------------------------------------------------------------------


def test_an_event_shows_at_once(registry: str, office: Office, someone: str, correct: Callable[..., Any]) -> None:
    answer, data = correct()
    assert answer == {"outcome": "recorded", "position": 1}
    assert [{name: r[name] for name in data} for r in office.lookup(registry, someone)] == [data]
    assert office.verify(registry, someone, claims=data)["matches"] == dict.fromkeys(data, "match")


def test_before_its_day_an_event_changes_nothing(
    registry: str, office: Office, someone: str, correct: Callable[..., Any]
) -> None:
    before = office.lookup(registry, someone, on="2026-11-19")
    correct(on="2026-11-20")
    assert office.lookup(registry, someone, on="2026-11-19") == before


def test_before_it_was_known_an_event_changes_nothing(
    registry: str, office: Office, someone: str, correct: Callable[..., Any]
) -> None:
    before = office.lookup(registry, someone, knownAt="2026-11-23T07:59:00+07:00")
    correct(on="2026-11-20")
    assert office.lookup(registry, someone, knownAt="2026-11-23T07:59:00+07:00") == before


def test_what_was_before_is_a_former_value(
    registry: str, office: Office, someone: str, correct: Callable[..., Any]
) -> None:
    (before,) = office.lookup(registry, someone)
    _, data = correct()
    answer = office.verify(registry, someone, claims={name: before[name] for name in data})
    assert answer == {"outcome": "found", "verified": False, "matches": dict.fromkeys(data, "former")}


def test_history_tells_what_was_and_what_is(
    registry: str, office: Office, someone: str, correct: Callable[..., Any]
) -> None:
    (before,) = office.lookup(registry, someone)
    _, data = correct()
    kind, field = correction(registry)
    told = [entry for entry in office.history(registry, someone)["entries"] if entry.get("type") == kind]
    assert [entry["on"] for entry in told] == [TODAY]
    assert {"field": field, "from": before[field], "to": data[field]} in told[0]["changes"]


def test_the_feed_has_what_was_written_once(
    registry: str, office: Office, someone: str, correct: Callable[..., Any]
) -> None:
    start = office.changes(registry)
    _, data = correct()
    fed = office.changes(registry, start["cursor"])
    assert [(item["subject"]["soDinhDanh"], item["on"]) for item in fed["items"]] == [(someone, TODAY)]
    assert data.items() <= fed["items"][0]["data"].items()
    assert office.changes(registry, fed["cursor"])["items"] == []


def test_the_same_event_sent_again_is_written_once(registry: str, office: Office, correct: Callable[..., Any]) -> None:
    answer, data = correct(id="lan-1")
    kind, _ = correction(registry)
    number = office.changes(registry)["items"][0]["subject"]["soDinhDanh"]
    assert office.record(registry, number, kind, TODAY, data=data, id="lan-1") == answer
    assert len(office.changes(registry)["items"]) == 1
    assert refusal(lambda: office.record(registry, number, kind, "2026-11-01", data=data, id="lan-1"))[:2] == (
        409,
        "event_conflict",
    )


def test_another_workspace_sees_nothing_of_it(
    registry: str, office: Office, someone: str, correct: Callable[..., Any]
) -> None:
    elsewhere = Office(office.store, f"{office.workspace}-b")
    before = elsewhere.lookup(registry, someone)
    correct()
    assert elsewhere.lookup(registry, someone) == before
    assert elsewhere.changes(registry)["items"] == []


def test_a_reset_forgets_and_ends_the_cursors(
    registry: str, office: Office, someone: str, correct: Callable[..., Any]
) -> None:
    before = office.lookup(registry, someone)
    correct()
    cursor = office.changes(registry)["cursor"]
    office.store.log.reset(office.workspace)
    assert office.lookup(registry, someone) == before
    assert refusal(lambda: office.changes(registry, cursor))[:2] == (410, "cursor_gone")


def test_another_process_answers_the_same(
    registry: str, office: Office, someone: str, correct: Callable[..., Any], another_process: Office
) -> None:
    correct()
    assert another_process.lookup(registry, someone) == office.lookup(registry, someone)
    assert another_process.changes(registry) == office.changes(registry)


def test_a_nation_made_anew_has_the_same_records(registry: str, office: Office, tmp_path: Path) -> None:
    again = Store.open(tmp_path, REGISTRIES, {"size": SIZE})
    anew = Office(again, office.workspace)
    shown = [(anew.lookup(registry, number), office.lookup(registry, number)) for number in office.numbers(60)]
    again.close()
    assert [one for one, other in shown if one != other] == []


def test_records_begin_after_the_birth(registry: str, office: Office) -> None:
    for index in range(0, SIZE, 50):
        seen = office.store.workspace(office.workspace)
        person = seen.person(index)
        begun = [record.since for record in seen.records(REGISTRIES[registry], person)]
        assert all(person.birth <= since for since in begun)


def test_every_day_of_a_life_can_be_asked_about(registry: str, office: Office) -> None:
    contract = dancu_contracts.validator(dancu_contracts.registry(registry).record_schema)
    for number in office.numbers(40):
        for year in range(1960, 2036, 5):
            for record in office.lookup(registry, number, on=date(year, 6, 30).isoformat()):
                assert contract.problems(record) == [], year


def test_a_batch_answers_each_item_in_its_place(registry: str, office: Office, someone: str) -> None:
    name = office.lookup(registry, someone, "hoVaTen")[0]["hoVaTen"]
    ask = {"op": "verify", "claims": {"hoVaTen": name}, "purpose": office.purpose}
    bad = {**ask, "purpose": {"procedure": "khong-co"}}
    items = [{**ask, "subject": {"soDinhDanh": number}} for number in (someone, NOBODY)]
    body = {"items": [*items, {**bad, "subject": {"soDinhDanh": someone}}]}
    answer = call(office.store, office.workspace, registry, "batch", body)
    assert [item.get("outcome") or item["code"] for item in answer["items"]] == [
        "found",
        "not_found",
        "unknown_procedure",
    ]
