"""Showing what was asked: a record's fields at the point asked about, as the contract spells them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mock_national_db.person import Kin
from mock_national_db.timeline import Timeline
from mock_national_db.units import Address, Unreformed

if TYPE_CHECKING:
    from mock_national_db.person import Person
    from mock_national_db.registry import Record
    from mock_national_db.workspace import Workspace

Show = Callable[[Any, "Workspace", "Person"], Any]
_TOLD: frozenset[type] = frozenset((str, int, bool, float))
_PLAIN = _TOLD | {type(None)}


def shown(value: Any, seen: Workspace, person: Person) -> Any:
    """A field's value as the contract spells it, None where nothing is known."""
    return _SHOWN_AS.get(type(value), _called)(value, seen, person)


def _plain(value: Any, _seen: Workspace, _person: Person) -> Any:
    return value


def _dated(value: Any, seen: Workspace, person: Person) -> Any:
    return shown(value.at(seen.as_of), seen, person)


def _called(value: Any, seen: Workspace, person: Person) -> Any:
    return shown(value(seen.as_of), seen, person)


def _mapping(value: Mapping[str, Any], seen: Workspace, person: Person) -> dict[str, Any]:
    if _TOLD.issuperset(map(type, value.values())):
        return dict(value)
    found = {}
    for name, part in value.items():
        told = part if type(part) in _PLAIN else shown(part, seen, person)
        if told is not None:
            found[name] = told
    return found


def _items(value: list[Any], seen: Workspace, person: Person) -> list[Any]:
    return [shown(part, seen, person) for part in value]


def _address(value: Address, seen: Workspace, _person: Person) -> dict[str, Any]:
    return value.on(seen.as_of.on)


def _kin(value: Kin, seen: Workspace, person: Person) -> Mapping[str, str]:
    return seen.shown(value, of=person)


_SHOWN_AS: Mapping[type, Show] = {
    **dict.fromkeys(_PLAIN, _plain),
    Timeline: _dated,
    dict: _mapping,
    list: _items,
    tuple: _items,
    Address: _address,
    Unreformed: _address,
    Kin: _kin,
}


def resolved(value: Any, seen: Workspace, person: Person) -> Any:
    """A field's value at the point asked about, not yet spelled out: what claims are compared with."""
    kind = type(value)
    if kind is str:
        return value
    if kind is Timeline:
        return resolved(value.at(seen.as_of), seen, person)
    if kind is Kin:
        return seen.shown(value, of=person)
    return resolved(value(seen.as_of), seen, person) if callable(value) else value


def field(record: Record, name: str) -> Any:
    """A record's field, None where it has none."""
    try:
        return record.fields[name]
    except KeyError:
        return None


def cut(record: Record, fields: tuple[str, ...], seen: Workspace, person: Person) -> dict[str, Any]:
    """The record cut down to the dotted paths asked for; the personal number is always there."""
    found, held = {}, record.fields
    for name, paths in _plan(("soDinhDanh", *fields)):
        try:
            value = held[name]
        except KeyError:
            continue
        kind = type(value)
        if kind is Timeline:
            value = value.at(seen.as_of)
            kind = type(value)
        if kind is not str:
            value = None if value is None else _SHOWN_AS.get(kind, _called)(value, seen, person)
            if value is None:
                continue
        found[name] = _cut(value, paths) if paths else value
    return found


@lru_cache(maxsize=1024)
def _plan(fields: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each field once, with the paths below it; none below means the whole field."""
    wanted: dict[str, list[str]] = {}
    for path in fields:
        name, _, rest = path.partition(".")
        wanted.setdefault(name, []).append(rest)
    return tuple((name, () if "" in rest else tuple(rest)) for name, rest in wanted.items())


def _cut(value: Any, paths: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_cut(item, paths) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {name: _cut(value[name], rest) if rest else value[name] for name, rest in _plan(paths) if name in value}
