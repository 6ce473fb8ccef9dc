"""What is sensitive exists for no purpose that may not see it: not in a history, not in the feed."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import dancu_contracts
import pytest

from mock_national_db import personas
from mock_national_db.service.faults import CallFault
from mock_national_db.timeline import current
from tests.services.conftest import REGISTRIES, Office

TODAY = "2026-11-23"
NEW_NAME = "Nguyễn Thị Cải Chính"
GUARDED = [name for name in dancu_contracts.registries() if dancu_contracts.registry(name).sensitive]
EVENTS = [(name, kind) for name in GUARDED for kind in dancu_contracts.registry(name).events_schema["$defs"]]


def _answered(registry: str) -> set[str]:
    return {*dancu_contracts.registry(registry).source_of}


def _data(registry: str, kind: str) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = dancu_contracts.registry(registry).events_schema["$defs"][kind]["properties"]["data"]
    return schema


SECRET_ALTOGETHER = {name for name in GUARDED if dancu_contracts.registry(name).sensitive >= _answered(name)}
SECRET = [
    (name, kind) for name, kind in EVENTS if name in SECRET_ALTOGETHER or dancu_contracts.registry(name).tells_of(kind)
]
KEYS = [
    (name, field)
    for name in GUARDED
    for key in dancu_contracts.registry(name).keys
    for field in dancu_contracts.registry(name).sensitive.intersection(key.fields)
]
PARTLY = [
    (name, kind)
    for name, kind in EVENTS
    if (name, kind) not in SECRET and dancu_contracts.registry(name).sensitive & {*_data(name, kind)["properties"]}
]


def _allowed(registry: str, procedure: str) -> set[str]:
    listed = dancu_contracts.procedures()[procedure].sensitive
    return {field.partition(".")[2] for field in listed if field.startswith(f"{registry}.")}


def _told_of(history: Mapping[str, Any]) -> set[str]:
    return {change["field"] for entry in history["entries"] for change in entry["changes"]}


def _named() -> Iterator[int]:
    for one in personas.personas():
        yield from (one.index(place) for place in range(len(one.people)))


def _held(office: Office, number: str, registry: str) -> dict[str, list[Any]]:
    """What the registry itself holds today, field by field: no procedure need see it."""
    seen = office.store.workspace(office.workspace)
    found: dict[str, list[Any]] = {}
    for index in seen.by_number(number):
        for record in seen.visible(REGISTRIES[registry], seen.person(index)):
            for name, value in record.fields.items():
                found.setdefault(name, []).append(current(value, seen.as_of))
    return found


def _sample(schema: Mapping[str, Any], name: str, held: Mapping[str, list[Any]]) -> Any:
    """A value of that shape; a number that must be there already is one of the person's own."""
    whole = dancu_contracts.resolved(schema)
    if "enum" in whole:
        return whole["enum"][0]
    if "properties" in whole:
        return {part: _sample(whole["properties"][part], part, {}) for part in whole.get("required", ())}
    if whole["type"] == "integer":
        return whole.get("minimum", 1)
    values = [*filter(None, reversed(held.get(name, []))), TODAY, "A", "08:00", "2.34"]
    return next(value for value in values if dancu_contracts.validator(whole).accepts(value))


def _sent(office: Office, registry: str, kind: str, number: str) -> dict[str, Any]:
    """What the event must say, and all that it may say of what is sensitive."""
    schema, sensitive = _data(registry, kind), dancu_contracts.registry(registry).sensitive
    names = [name for name in schema["properties"] if name in {*schema.get("required", ()), *sensitive}]
    held: dict[str, list[Any]] = {}
    for other in ("judgments", "court_cases", registry) if names else ():
        held |= _held(office, number, other)
    return {name: _sample(schema["properties"][name], name, held) for name in names}


def _happens(office: Office, registry: str, kind: str) -> tuple[str, dict[str, Any]]:
    """Record such an event of the first person it can happen to; his number and the data.

    What can happen to nobody happens after the registry's first event.
    """
    first = next(iter(dancu_contracts.registry(registry).events_schema["$defs"]))
    seen = office.store.workspace(office.workspace)
    people = _everybody(office)
    for kinds in ((kind,), (first, kind)):
        for number in people:
            if _held(office, number, registry) and len(seen.by_number(number)) == 1:
                with suppress(CallFault, StopIteration):
                    return number, [_recorded(office, registry, one, number) for one in kinds][-1]
    raise AssertionError(f"{kind} of {registry} happens to nobody")


def _recorded(office: Office, registry: str, kind: str, number: str) -> dict[str, Any]:
    data = _sent(office, registry, kind, number)
    office.record(registry, number, kind, TODAY, data=data)
    return data


@pytest.mark.parametrize("registry", GUARDED)
def test_no_history_shows_what_its_purpose_may_not_see(registry: str, office: Office) -> None:
    sensitive = dancu_contracts.registry(registry).sensitive
    numbers = [*office.numbers(40), *map(office.number, _named())]
    for procedure in dancu_contracts.procedures():
        office.purpose = {"procedure": procedure}
        hidden = sensitive - _allowed(registry, procedure)
        told = {field for number in numbers for field in _told_of(office.history(registry, number))}
        assert told & hidden == set(), procedure


def test_a_postponed_exit_is_in_the_history_of_a_passport_procedure_alone(office: Office) -> None:
    number = personas.persona("P25").people[0]["soDinhDanh"]
    telling = set()
    for procedure in dancu_contracts.procedures():
        office.purpose = {"procedure": procedure}
        if "tamHoanXuatCanh" in _told_of(office.history("immigration", number)):
            telling.add(procedure)
    assert telling == {"cap-ho-chieu-pho-thong"}


@pytest.mark.parametrize(("registry", "kind"), SECRET)
def test_an_event_about_what_is_sensitive_is_in_nobodys_feed(registry: str, kind: str, office: Office) -> None:
    number, _ = _happens(office, registry, kind)
    fed = office.changes(registry)
    assert (fed["items"], fed["more"]) == ([], False)
    assert office.changes(registry, fed["cursor"]) == fed
    office.record("population", number, "rename", TODAY, data={"hoVaTen": NEW_NAME})
    assert [item["type"] for item in office.changes("population")["items"]] == ["rename"]


@pytest.mark.parametrize(("registry", "kind"), [pair for pair in SECRET if pair[0] not in SECRET_ALTOGETHER])
def test_an_event_about_what_is_sensitive_leaves_no_trace(registry: str, kind: str, office: Office) -> None:
    """Not even its name on what else changed that day."""
    number, _ = _happens(office, registry, kind)
    untouched = Office(office.store, f"{office.workspace}-b")
    for one in (untouched, office):
        one.record("population", number, "rename", TODAY, data={"hoVaTen": NEW_NAME})
    _recorded(office, registry, kind, number)
    for asked in (registry, "population"):
        assert office.history(asked, number) == untouched.history(asked, number)
    assert office.lookup(registry, number) == untouched.lookup(registry, number)
    assert office.history("population", number)["entries"][-1]["type"] == "rename"


@pytest.mark.parametrize(("registry", "kind"), PARTLY)
def test_the_feed_leaves_out_what_is_sensitive(registry: str, kind: str, office: Office) -> None:
    _, data = _happens(office, registry, kind)
    sensitive = dancu_contracts.registry(registry).sensitive
    assert {*data} & sensitive
    (item,) = office.changes(registry)["items"]
    assert {*item["data"]} & sensitive == set()
    assert {name: item["data"][name] for name in data if name not in sensitive} == {
        name: value for name, value in data.items() if name not in sensitive
    }


@pytest.mark.parametrize(("registry", "kind"), [pair for pair in EVENTS if pair not in SECRET])
def test_an_event_in_the_feed_changes_nothing_sensitive_but_what_its_data_say(
    registry: str, kind: str, office: Office
) -> None:
    untouched = Office(office.store, f"{office.workspace}-b")
    number, data = _happens(office, registry, kind)
    before, after = _held(untouched, number, registry), _held(office, number, registry)
    for field in dancu_contracts.registry(registry).sensitive - {*data}:
        assert [value for value in before.get(field, ()) if value not in after.get(field, ())] == [], field


@pytest.mark.parametrize("registry", GUARDED)
def test_what_an_event_is_said_to_be_about_is_sensitive(registry: str) -> None:
    contract = dancu_contracts.registry(registry)
    for kind in contract.events_schema["$defs"]:
        assert contract.tells_of(kind) <= contract.sensitive


@pytest.mark.parametrize("registry", sorted(SECRET_ALTOGETHER))
def test_a_register_of_which_nothing_may_be_seen_has_no_record_of_anybody(registry: str, office: Office) -> None:
    """Not even of the name beside it, for it would tell that there is one: byte for byte as of who has none."""
    people = {number: bool(_held(office, number, registry)) for number in office.numbers(300)}
    with_one, without = (next(n for n, has in people.items() if has is wanted) for wanted in (True, False))
    contract = dancu_contracts.registry(registry)
    claims = {"hoVaTen": NEW_NAME, "ngaySinh": "1990"}
    for procedure in dancu_contracts.procedures():
        office.purpose = {"procedure": procedure}
        for field in contract.record_schema["properties"]:
            asked = {"fields": [field]}
            assert _answers(office, registry, with_one, **asked) == _answers(office, registry, without, **asked)
        verified = [office.verify(registry, number, claims=claims) for number in (with_one, without)]
        assert verified == [{"outcome": "no_record", "verified": False, "matches": {}}] * 2
        told = [office.history(registry, number) for number in (with_one, without)]
        assert (told[0], told[0]["entries"]) == (told[1], [])


def _answers(office: Office, registry: str, number: str, **asked: Any) -> Any:
    found = office.call("lookup", registry, subject={"soDinhDanh": number}, **asked)
    assert (found["outcome"], found["records"]) == ("no_record", [])
    return found


@pytest.mark.parametrize(("registry", "field"), KEYS)
def test_a_number_that_is_sensitive_leads_to_nobody(registry: str, field: str, office: Office) -> None:
    """Byte for byte as one that was never given, for every procedure that may not see it."""
    seen = office.store.workspace(office.workspace)
    held = (value for number in _everybody(office) for value in _held(office, number, registry).get(field, ()))
    given = next(value for value in held if value and office.store.find(seen, registry, {field: value}))
    for procedure in dancu_contracts.procedures():
        office.purpose = {"procedure": procedure}
        if field not in _allowed(registry, procedure):
            nobodys = _of_number(office, registry, {field: f"0000{given[4:]}"})
            assert _of_number(office, registry, {field: given}) == nobodys
            assert {one["outcome"] for one in nobodys} == {"not_found"}


@pytest.mark.parametrize("registry", GUARDED)
def test_who_has_much_to_hide_is_answered_for_as_who_has_nothing(registry: str, office: Office) -> None:
    """P54 and his sister, byte for byte, for every purpose and sensitive field that it may not see."""
    numbers = [person["soDinhDanh"] for person in personas.persona("P54").people]
    for procedure in dancu_contracts.procedures():
        office.purpose = {"procedure": procedure}
        for field in dancu_contracts.registry(registry).sensitive - _allowed(registry, procedure):
            his, hers = (_answers(office, registry, number, fields=[field]) for number in numbers)
            assert his == hers


def _everybody(office: Office) -> list[str]:
    return [*office.numbers(600), *map(office.number, _named())]


def _of_number(office: Office, registry: str, subject: Mapping[str, str]) -> list[Any]:
    return [
        office.call("lookup", registry, subject=subject, fields=["hoVaTen"]),
        office.verify(registry, subject, claims={"hoVaTen": NEW_NAME}),
        office.history(registry, subject),
    ]
