"""Handing over what is registered in somebody's name: it leaves the giver's records and is in the receiver's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Refused
from mock_national_db.showing import cut
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs import _named
from mock_sectoral_dbs._life import facts_of, must_be_aged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mock_national_db.person import Person
    from mock_national_db.registry import Decides, Effect, Event, Learns, Record
    from mock_national_db.workspace import Workspace

RECEIVER = "nguoiNhan"
_TAKEN = "hoSo"  # what an event keeps of the record handed over


def decides(key: str, keeps: tuple[str, ...], *, age: int = 18) -> Decides:
    """Whoever receives is a living citizen of that age; `keeps` are the fields that stay as they were on the day.

    The giver may be dead: so are things inherited. The key then leads to the receiver.
    """

    def decide(event: Event, seen: Workspace) -> Decision:
        receiver = _receiver(event, seen, age)
        given = _held(event, seen, key, keeps)
        found_by = ((f"{event.registry}.{key}", str(given[key]), receiver.index),)
        return Decision(event.with_data(**{_TAKEN: given}), (receiver.index,), found_by)

    return decide


def _receiver(event: Event, seen: Workspace, age: int) -> Person:
    pointer = f"/data/{RECEIVER}"
    found = seen.by_number(event.data[RECEIVER])
    if len(found) != 1:
        raise Refused("unknown_relative", pointer)
    person = seen.person(found[0])
    if person.index == event.subject:
        raise Refused("nothing_to_change", pointer)
    if person.known_death is not None:
        raise Refused("subject_deceased", pointer)
    must_be_aged(person, age, event.on, pointer)
    return person


def _held(event: Event, seen: Workspace, key: str, keeps: tuple[str, ...]) -> Mapping[str, Any]:
    """The record that the event names, as it was on that day."""
    there = _named.on_the_day(event, seen)
    given = cut(_named.record(event, there), (key, *keeps), there, there.person(event.subject))
    if key not in given:
        raise Refused("invalid", "/subject", reason=key)
    return given


def learns(fact: str) -> Learns:
    """What was received, as a fact of that name about the receiver."""

    def learned(event: Event, person: Person) -> Iterable[tuple[str, Fact]]:
        if person.index != event.subject:
            yield fact, Fact(event.data[_TAKEN], event.on, None, event.known)

    return learned


def received(person: Person, fact: str) -> Iterator[tuple[dict[str, Any], Fact]]:
    """What the person received, without the giver's number, and since when."""
    for told in facts_of(person.fact(fact)):
        yield {name: value for name, value in told.value.items() if name != "soDinhDanh"}, told


def effect(key: str) -> Effect:
    """What was handed over leaves the giver's records."""

    def left(records: list[Record], event: Event) -> list[Record]:
        return [r.ending(event.on) if _leaves(r, event, key) else r for r in records]

    return left


def _leaves(record: Record, event: Event, key: str) -> bool:
    then = AsOf(event.on, event.known)
    is_meant = current(record.fields.get(key), then) == event.data[_TAKEN][key]
    is_the_receivers = current(record.fields.get("soDinhDanh"), then) == event.data[RECEIVER]
    return is_meant and not is_the_receivers and record.since <= event.on
