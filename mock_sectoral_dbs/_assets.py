"""What people own: whose a thing's number is, which one an event means, and how it passes from owner to owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, is_named
from mock_national_db.showing import shown
from mock_national_db.stated import address
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs._life import must_be_born, must_live

if TYPE_CHECKING:
    from datetime import date

    from mock_national_db.person import Person
    from mock_national_db.registry import Decides, Effect, Event, Finds, Learns
    from mock_national_db.workspace import Workspace

LOST = "mat"
_SECOND = 45_000_000  # added to an owner's index for his second thing; who is born in the log is drawn none
Left = Callable[[Record, Fact], Iterable[Record]]


def turns(index: int) -> range:
    """Which things of a kind can be drawn for the citizen of that index: the first and the second."""
    return range(2 if index < _SECOND else 0)


def number(person: Person, kind: str, turn: int) -> str:
    """The number of that kind that the person's first or second thing has."""
    return person.nation.sector_number(kind, person.index + turn * _SECOND)


def owners(workspace: Workspace, kind: str, text: str) -> list[int]:
    """Whose thing can have that number; the records decide who has it."""
    index = workspace.store.numbers.index(kind, text)
    found = () if index is None else (index, index - _SECOND)
    return [one for one in found if one >= 0 and workspace.has(one)]


def finds(registry: str, field: str, drawn: Callable[[Workspace, str], Iterable[int]]) -> Finds:
    """How a thing's number leads to its owner: whoever got it in the log last, else the one it was drawn for."""

    def find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
        value = subject[field]
        written = workspace.written(f"{registry}.{field}", value)
        candidates = dict.fromkeys([*reversed(written), *drawn(workspace, value)])
        return [index for index in candidates if _owns(workspace, registry, index, field, value)][:1]

    return find


def _owns(workspace: Workspace, registry: str, index: int, field: str, value: str) -> bool:
    records = workspace.visible(workspace.store.registries[registry], workspace.person(index))
    return any(current(record.fields.get(field), workspace.as_of) == value for record in records)


def found_by(registry: str, owner: int, *keys: tuple[str, str]) -> tuple[tuple[str, str, int], ...]:
    """The keys by which the log leads to a thing's new owner."""
    return tuple((f"{registry}.{field}", value, owner) for field, value in keys)


# -- what an event means -----------------------------------------------------------------------------------------------


def meant(event: Event, seen: Workspace, field: str) -> Record:
    """The one thing that the event is about; who has several must name it by its number."""
    person, named = seen.person(event.subject), {n: v for n, v in event.key.items() if n != "soDinhDanh"}
    found = [
        record
        for record in seen.visible(seen.store.registries[event.registry], person)
        if all(is_named(value, current(record.fields.get(name), seen.as_of)) for name, value in named.items())
    ]
    if len(found) != 1:
        raise Refused("invalid", "/subject", reason=field)
    return found[0]


def of_one(field: str, check: Callable[[Event, Workspace, Record], Iterable[int]] = lambda *_: ()) -> Decides:
    """The event is about one thing; `check` refuses it, or says in whose records it shows besides."""

    def decide(event: Event, seen: Workspace) -> Decision:
        record = meant(event, seen, field)
        touched = tuple(check(event, seen, record))
        return Decision(replace(event, key={field: current(record.fields[field], seen.as_of)}), touched=touched)

    return decide


def receiver(event: Event, seen: Workspace, name: str) -> Person:
    """The citizen to whom the thing passes, alive on the day."""
    found = seen.by_number(event.data[name])
    if len(found) != 1:
        raise Refused("unknown_relative", f"/data/{name}")
    if found[0] == event.subject:
        raise Refused("nothing_to_change", f"/data/{name}")
    person = seen.person(found[0])
    must_be_born(person, event.on)
    must_live(person, event.on, f"/data/{name}")
    return person


def spelled(record: Record, seen: Workspace, person: Person, names: Iterable[str]) -> dict[str, Any]:
    """Those fields of a record as the log keeps them."""
    found = {name: shown(record.fields.get(name), seen, person) for name in names}
    return {name: value for name, value in found.items() if value is not None}


# -- who owns it then --------------------------------------------------------------------------------------------------


def learns(fact: str, field: str) -> Learns:
    """Who loses the thing, by its number, and who gets it, as the event's `taiSan` says."""

    def learned(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
        indexes = event.data["indexes"]
        if person.index in indexes.get("mat", ()):
            yield fact, Fact({LOST: True, field: event.data[field]}, event.on, None, event.known)
        if person.index in indexes["nhan"]:
            yield fact, Fact(_read(event.data["taiSan"]), event.on, None, event.known)

    return learned


def _read(told: Mapping[str, Any]) -> dict[str, Any]:
    places = {name: address(v) for name, v in told.items() if isinstance(v, Mapping) and "quocGia" in v}
    return {**told, **places}


def held(
    drawn: Iterable[Record],
    facts: Iterable[Fact],
    field: str,
    made: Callable[[Fact], Record],
    left: Left = lambda *_: (),
) -> list[Record]:
    """All records of an owner: the drawn ones, each ended when its thing is lost, and those `made` of what he got.

    `left` is what stays of a thing that is lost.
    """
    records = list(drawn)
    for fact in facts:
        records = _ended(records, field, fact.value[field], fact, left if LOST in fact.value else lambda *_: ())
        records += () if LOST in fact.value else (made(fact),)
    return records


def loses(field: str, left: Left = lambda *_: ()) -> Effect:
    """The same for the records that a persona's file states, which stand in for the drawn ones."""

    def lost(records: list[Record], event: Event) -> list[Record]:
        fact, told = Fact(None, event.on, None, event.known), [r for r in records if r.known is not None]
        stated = [record for record in records if record.known is None]
        return [*_ended(stated, field, event.data.get(field), fact, left), *told]

    return lost


def _ended(records: list[Record], field: str, value: Any, fact: Fact, left: Left) -> list[Record]:
    """What would have begun later with the lost thing never does."""
    gone = [record for record in records if _is(record, field, value, fact.since)]
    never = [record for record in gone if record.since > fact.since]
    stays = [kept for record in gone if record not in never for kept in left(record, fact)]
    others = (record.ending(fact.since) if record in gone else record for record in records if record not in never)
    return [*others, *stays]


def _is(record: Record, field: str, value: Any, day: date) -> bool:
    has_ended = record.until is not None and record.until <= day
    return not has_ended and current(record.fields.get(field), AsOf.day(day)) == value
