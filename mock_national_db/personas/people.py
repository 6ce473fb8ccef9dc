"""The people of the persona files: their facts, families and homes, and how a number, key or birth leads to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from dancu_contracts import Key

from mock_national_db.dates import PartialDate
from mock_national_db.personas.catalogue import Persona, personas
from mock_national_db.personas.reading import Kinsfolk, deviation, facts_of
from mock_national_db.registry import values_at
from mock_national_db.timeline import Timeline


@cache
def _people() -> Mapping[int, tuple[Persona, Mapping[str, Any]]]:
    return {one.index(place): (one, person) for one in personas() for place, person in enumerate(one.people)}


@cache
def _numbers() -> Mapping[str, int]:
    return {number: index for index, (_, person) in _people().items() for number in _each(person["soDinhDanh"])}


@cache
def everybody() -> tuple[int, ...]:
    """The indexes of all of them, in order."""
    return tuple(sorted(_people()))


@cache
def facts(index: int) -> Mapping[str, Any]:
    """The facts of one of them, as decoded facts of the drawn are; KeyError if there is none."""
    one, person = _people()[index]
    return facts_of(person, one.id, index, Kinsfolk(_numbers(), {i: p for i, (_, p) in _people().items()}))


@cache
def deviations(index: int, registry: str) -> Mapping[str, Any] | None:
    """How that registry's records of them differ from what would be drawn: `fields` over it, or `records` instead."""
    if index not in _people():
        return None
    stated = _people()[index][1].get("sectors", {}).get(registry)
    return None if stated is None else deviation(stated)


def index_of(number: str) -> int | None:
    """Whose personal number it is, or was."""
    return _numbers().get(number)


def by_birth(birth: str) -> list[int]:
    """Those whose birth date agrees at the precision that both have."""
    asked = PartialDate.parse(birth)
    return [index for index, born in _births() if asked.agrees(born)]


@cache
def _births() -> tuple[tuple[int, PartialDate], ...]:
    return tuple((i, PartialDate.parse(b)) for i, (_, person) in _people().items() for b in _each(person["ngaySinh"]))


@cache
def children(index: int) -> Sequence[int]:
    """The children on record, in the order of the files."""
    parents = ((i, kin) for i in _people() for kin in (facts(i).get("cha"), facts(i).get("me")))
    return tuple(dict.fromkeys(i for i, kin in parents if index in _indexes(kin)))


@cache
def household(home: str) -> Sequence[int]:
    """Everybody who was ever on that household's papers."""
    return tuple(index for index in _people() if home in _held(facts(index).get("ho")))


def stating(registry: str, key: Key, value: str) -> Sequence[int]:
    """Those of whom a file states a key's values, joined by `|`, as their own or in that registry's records."""
    return tuple(_keys(registry, key).get(value, ()))


@cache
def _keys(registry: str, key: Key) -> Mapping[str, Mapping[int, None]]:
    """Everybody in the files by the values of that key."""
    found: dict[str, dict[int, None]] = {}
    for index in _people():
        stated = deviations(index, registry) or {}
        for record in (facts(index), *stated.get("records", ()), stated.get("fields", {})):
            for value in _spelled(record, key):
                found.setdefault(value, {})[index] = None
    return found


def _spelled(record: Mapping[str, Any], key: Key) -> Iterator[str]:
    if isinstance(dated := record.get(key.fields[0]), Timeline):
        yield from (str(fact.value) for fact in dated.facts)
    yield "|".join(str(_coded(record.get(name))) for name in key.fields)
    if key.also is not None:
        yield from (str(value) for value in values_at(record, key.also) if value is not None)


def _coded(value: Any) -> Any:
    """An authority is named by its code in a key."""
    return value.get("ma") if isinstance(value, Mapping) else value


def _each(value: Any) -> Iterator[str]:
    yield from (fact["value"] for fact in value) if isinstance(value, list) else (value,)


def _held(value: Any) -> list[Any]:
    return [fact.value for fact in value.facts] if isinstance(value, Timeline) else [value]


def _indexes(kin: Any) -> list[int | None]:
    return [one.index for one in _held(kin) if one is not None]
