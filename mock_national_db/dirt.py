"""Dirt: the share of sector records that disagree with the nation, drawn when a record is rendered, and listed.

Whether a record is dirty, how and in which field is a hash of seed, registry, index, the record's place among its
subject's and the draw's name: nothing is stored, and neither clock nor log is asked. Personas and people born in the
log have none.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

import dancu_contracts
import msgspec

from mock_national_db.draw import Draw
from mock_national_db.personas import FIRST
from mock_national_db.registry import values_at
from mock_national_db.showing import field, shown
from mock_national_db.slips import WAYS, Way, unheard
from mock_national_db.timeline import SEED_TIME, current

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mock_national_db.person import Person
    from mock_national_db.registry import Record, Registry
    from mock_national_db.store import Store
    from mock_national_db.workspace import Workspace

__all__ = ["DEAD_BUT_ACTIVE", "KINDS", "Deviation", "Slip", "dirt", "dirt_of", "spoilt"]

DEAD_BUT_ACTIVE = "deadButActive"
KINDS = {"oneLetter": 4, "swapped": 4, "oldNumber": 3, "oldAddress": 4, "oldUnit": 2, DEAD_BUT_ACTIVE: 20}
"""How often each kind is taken where it is possible; most records can bear only some."""
_TOGETHER = 4  # dirty records lie together in this many times fewer files: a person's others need not be rendered


class Slip(msgspec.Struct, frozen=True):
    """What goes wrong in a record: the kind, the field (empty for a death, which shows in several) and 64 bits."""

    kind: str
    field: str
    bits: int


class Deviation(msgspec.Struct, frozen=True, rename="camel"):
    """One field in which a register disagrees with the nation; None where one of the two has no value.

    `place` counts the subject's records in that registry from 0, `key` is the record's own key where it has one.
    """

    registry: str
    so_dinh_danh: str | None
    place: int
    key: Mapping[str, Any]
    field: str
    kind: str
    nation: Any
    register: Any


def spoilt(
    drawn: Iterable[Record], registry: Registry, person: Person, seen: Workspace
) -> Iterator[tuple[Record, Slip | None]]:
    """The subject's seeded records as the register holds them, each with what went wrong in it."""
    found = _slips(registry, person.index, seen)
    for place, record in enumerate(drawn):
        slip = found.get(place)
        wrong = slip and _is_seeded(record) and _wrong(slip, place, record, registry, person, seen.store)
        yield (record.under(wrong), slip) if wrong else (record, None)


def _is_seeded(record: Record) -> bool:
    """What the log brought is as it was written."""
    return record.known is None or record.known < SEED_TIME


def _wrong(
    slip: Slip, place: int, record: Record, registry: Registry, person: Person, store: Store
) -> Mapping[str, Any]:
    """What the fields hold instead; nothing if the log left nothing to go wrong."""
    if slip.kind == DEAD_BUT_ACTIVE:
        return _of_the_living(place, record, registry, person, store)
    wrong = WAYS[_type(registry.name, slip.field)][slip.kind](field(record, slip.field), person, slip.bits)
    return {} if wrong is None else {slip.field: wrong}


def _of_the_living(place: int, record: Record, registry: Registry, person: Person, store: Store) -> Mapping[str, Any]:
    """The same record as it would be had its subject not died."""
    if (alive := unheard(person)) is None:
        return {}
    records = list(registry.records(alive, _draw(registry.name, person.index, store)))
    if place >= len(records) or records[place].since != record.since:
        return {}
    keys = _keys(registry.name)
    found = {name: field(records[place], name) for name in _properties(registry.name) if name not in keys}
    return {name: value for name, value in found.items() if name in record.fields or value is not None}


def _draw(registry: str, index: int, store: Store) -> Draw:
    return Draw(store.nation.arguments.seed, registry, index)


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def _slips(registry: Registry, index: int, seen: Workspace) -> Mapping[int, Slip]:
    """What goes wrong in the subject's records, by place: drawn from the seed alone."""
    rate = seen.store.nation.arguments.dirt
    if not rate or index >= FIRST or not _spoilable(registry.name):
        return {}
    draw, files = _draw(registry.name, index, seen.store), min(1, rate * _TOGETHER)
    if not draw.share("dirt", files):
        return {}
    drawn = seen.untouched.slips
    if (registry.name, index) not in drawn:
        drawn[registry.name, index] = dict(_drawn(registry, seen.untouched.person(index), draw, rate / files))
    return drawn[registry.name, index]


def _drawn(registry: Registry, person: Person, draw: Draw, rate: float) -> Iterator[tuple[int, Slip]]:
    untouched: Any = person.nation
    for place, record in enumerate(untouched.rightly(registry, person)):
        if draw.share(f"dirt {place}", rate) and (possible := _possible(place, record, registry, person)):
            kind = draw.one_of(f"dirt {place} kind", {kind: KINDS[kind] for kind in possible})
            name = draw.one_of(f"dirt {place} field", possible[kind])
            yield place, Slip(kind, name, draw.bits(f"dirt {place} slip"))


def _possible(place: int, record: Record, registry: Registry, person: Person) -> dict[str, list[str]]:
    """The fields of the record that each kind of dirt can befall."""
    found: dict[str, list[str]] = {}
    for name, ways in _spoilable(registry.name).items():
        for kind, way in ways.items():
            if way(field(record, name), person, 0) is not None:
                found.setdefault(kind, []).append(name)
    if _would_be_active(place, record, registry, person):
        found[DEAD_BUT_ACTIVE] = [""]
    return found


def _would_be_active(place: int, record: Record, registry: Registry, person: Person) -> bool:
    """Whether the record's state tells of a death, and would not if nobody had heard of it."""
    seen: Any = person.nation
    if dancu_contracts.registry(registry.name).ends_with_life is None:
        return False
    alive = _of_the_living(place, record, registry, person, seen.store)
    return _is_active(registry.name, alive, person) and not _is_active(registry.name, record.fields, person)


def _is_active(registry: str, fields: Mapping[str, Any], person: Person) -> bool:
    """Whether the record is in a state that none of the dead is in."""
    contract = dancu_contracts.registry(registry)
    name, _, rest = str(contract.ends_with_life).partition(".")
    told = shown(fields.get(name), cast("Workspace", person.nation), person)
    return not contract.active_states.isdisjoint(values_at(told, rest))


@cache
def _spoilable(registry: str) -> Mapping[str, Mapping[str, Way]]:
    """The fields that repeat a fact of the nation, with the ways in which they go wrong, read from the contract.

    A field of the register's own keys stays right, so that the key still leads to the record.
    """
    keys, copies = _keys(registry), dancu_contracts.registry(registry).copies
    names = [name for name, source in copies.items() if _is_of_the_nation(source) and name not in keys]
    return {name: WAYS[kind] for name in names if (kind := _type(registry, name)) in WAYS}


def _is_of_the_nation(source: str) -> bool:
    """Whether it is a fact of the register that copies from nobody."""
    return not dancu_contracts.registry(source.partition(".")[0]).copies


@cache
def _keys(registry: str) -> frozenset[str]:
    keys = (key.fields for key in dancu_contracts.registry(registry).keys)
    return frozenset(name for fields in keys if fields != ("soDinhDanh",) for name in fields)


@cache
def _type(registry: str, name: str) -> str:
    """The vocabulary's type of a field."""
    return str(_properties(registry)[name].get("$ref", "")).rpartition("/")[2]


def _properties(registry: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = dancu_contracts.registry(registry).record_schema["properties"]
    return found


# -- the list of it ----------------------------------------------------------------------------------------------------


def dirt(store: Store, workspace: str = "default", *registries: str) -> Iterator[Deviation]:
    """All dirt that a lookup would show at the workspace's point in time, in the order of the index.

    Of those registries, or of all. What was mended in the workspace's log is no longer listed.
    """
    for index in range(store.nation.size if store.nation.arguments.dirt else 0):
        yield from dirt_of(store.workspace(workspace), index, *registries)


def dirt_of(seen: Workspace, index: int, *registries: str) -> Iterator[Deviation]:
    """The dirt in one person's records."""
    person = seen.person(index)
    if person.birth > seen.as_of.on:
        return
    for name in registries or seen.store.registries:
        registry = seen.store.registries[name]
        if _slips(registry, index, seen):
            for place, right, wrong, slip in seen.dirtied(registry, person):
                yield from _deviations(seen, person, name, place, right, wrong, slip)


def _deviations(
    seen: Workspace, person: Person, registry: str, place: int, right: Record, wrong: Record, slip: Slip
) -> Iterator[Deviation]:
    number = current(person.so_dinh_danh, seen.as_of)
    for name in [slip.field] if slip.field else _properties(registry):
        nation, register = (shown(field(record, name), seen, person) for record in (right, wrong))
        if nation != register:
            key = _key(registry, right, seen, person)
            yield Deviation(registry, number, place, key, name, slip.kind, nation, register)


def _key(registry: str, record: Record, seen: Workspace, person: Person) -> Mapping[str, Any]:
    """The first of the register's own keys that the record has."""
    for key in dancu_contracts.registry(registry).keys:
        held = {name: shown(field(record, name), seen, person) for name in key.fields}
        if key.fields != ("soDinhDanh",) and None not in held.values():
            return held
    return {}
