"""What several sectors ask of a life: what holds until death is known, and which office is in charge of a place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mock_national_db import personas
from mock_national_db.registry import Refused
from mock_national_db.timeline import AsOf, Fact, Timeline, current

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_national_db.person import Person
    from mock_national_db.units import Address

_PLACES = ("thuongTru", "noiOHienTai", "noiDangKyKhaiSinh", "noiSinh", "queQuan")


def facts_of(value: Any) -> tuple[Fact, ...]:
    """The dated facts of a field; a plain value held always."""
    if isinstance(value, Timeline):
        return value.facts
    return () if value is None else (Fact(value, date.min),)


def is_told_of(person: Person, registry: str) -> bool:
    """Whether a persona's file or an event of that registry says what the person has there, and not chance alone."""
    return person.index >= personas.FIRST or person.has_learned(registry)


def while_living(person: Person, since: date, living: Any, dead: Any = None) -> Any:
    """`living` from `since`, `dead` from the day of death, known when the death is; plain for the living."""
    deaths = facts_of(person.fact("ngayChet"))
    if not deaths:
        return living
    ended = (Fact(dead if f.value else living, max(_day_of(f), since), None, f.known) for f in deaths)
    return Timeline((Fact(living, since), *ended))


def _day_of(death: Fact) -> date:
    return date.fromisoformat(death.value) if death.since == date.min else death.since


def death_on(person: Person, as_of: AsOf) -> date | None:
    """The day of death as known then, None for the living."""
    day = current(person.fact("ngayChet"), as_of)
    return date.fromisoformat(day) if day and day <= as_of.on.isoformat() else None


def must_be_born(person: Person, on: date) -> None:
    """Refused for what would have happened before the person's birth."""
    if person.birth > on:
        raise Refused("before_birth", "/on")


def must_live(person: Person, on: date, pointer: str = "/subject") -> None:
    """Refused for whoever is known to be dead on that day; `pointer` is the part of the event that names him."""
    if person.known_death is not None and person.known_death <= on:
        raise Refused("subject_deceased", pointer)


def must_be_aged(person: Person, age: int, on: date, pointer: str = "/subject") -> None:
    """Refused for whoever is younger on that day; `pointer` is the part of the event that names him."""
    if person.birthday(age) > on:
        raise Refused("invalid", pointer, reason=f"≥ {age}")


def places(person: Person, on: date) -> Iterator[Address]:
    """Where the person belongs on that day, the best answer first."""
    for name in _PLACES:
        place = person.at(name, on)
        if place is not None:
            yield place


def office(person: Person, kind: str, on: date, *, of: Address | None = None) -> dict[str, str] | None:
    """The authority of that kind where the person lives on that day (or of the place `of`), as `coQuan`."""
    for place in [of] if of is not None else places(person, on):
        unit = place.unit_on(on)
        if unit is None:
            continue
        try:
            return person.nation.organisations.authority(kind, unit.code, on).shown()
        except KeyError:
            continue
    return None


def months_later(day: date, months: int) -> date:
    """The first day of the month that many months later."""
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)
