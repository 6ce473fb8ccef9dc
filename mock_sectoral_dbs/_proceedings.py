"""What the registers of justice share: a file for everybody, what an earlier register says, what a death ends."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Refused
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _decisions
from mock_sectoral_dbs._life import facts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Decides, Event, Learns, Record
    from mock_national_db.workspace import Workspace

LIABLE = 14  # years of age from which one answers for a crime (Bộ luật Hình sự, art. 12)
APPEAL = timedelta(31)  # what was judged is in force when the thirty days to appeal in have passed
_NAMES = {"noiCuTru": "thuongTru"}


def opened(person: Person, began: date) -> date | None:
    """Since when the person has a file, whatever there is in it: having one tells nothing. None for who died before."""
    day = max(person.birthday(LIABLE), began)
    return day if person.death is None or day < person.death else None


def place(draw: Draw, what: str) -> int:
    """Which of the person's papers it is, as its number says: not to be guessed, and of no kind."""
    return draw.integer(f"{what} numbered", 10_000, 99_999)


def bearer(person: Person, *names: str) -> dict[str, Any]:
    """The person's own data as a record says them."""
    return {name: person.fact(_NAMES.get(name, name)) for name in ("soDinhDanh", "hoVaTen", "ngaySinh", *names)}


def rows(person: Person, registry: str, *names: str) -> list[dict[str, Any]]:
    """Those fields of each of the person's records there that has the first of them; the others may be None."""
    first = person.known(f"{registry}.{names[0]}")
    if not any(first):
        return []
    others = (person.known(f"{registry}.{name}") for name in names[1:])
    return [dict(zip(names, row, strict=True)) for row in zip(first, *others, strict=True) if row[0]]


def parts(person: Person, field: str) -> Iterator[Mapping[str, Any]]:
    """The items of a field that holds a list, record after record."""
    for items in person.known(field):
        yield from items or ()


def written(person: Person, fact: str, as_of: AsOf) -> list[Fact]:
    """What the log has taught under that name, as far as it had happened and was known then."""
    return [f for f in facts_of(person.fact(fact)) if f.since <= as_of.on and f.known_by(as_of.known)]


def learns(fact: str) -> Learns:
    """What an event says, and what its subject was named by, as a fact of that name about its subject."""

    def learned(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
        if person.index == event.subject:
            yield fact, Fact({**event.key, **event.data}, event.on, None, event.known)

    return learned


def decides_of_age(signs: Mapping[str, str]) -> Decides:
    """Number what an event decides about somebody who is alive and old enough to answer for a crime."""
    decide = _decisions.decides(signs)

    def decided(event: Event, seen: Workspace) -> Decision:
        decision = decide(event, seen)
        if seen.person(event.subject).birthday(LIABLE) > event.on:
            raise Refused("under_age", "/subject")
        return decision

    return decided


def decides_about(field: str, fact: str) -> Decides:
    """Refuse what names, in that field of its data, a number that no record of the person bears as that fact."""

    def decided(event: Event, seen: Workspace) -> Decision:
        if field in event.data and event.data[field] not in seen.person(event.subject).known(fact):
            raise Refused("nothing_to_change", f"/data/{field}")
        return Decision(event)

    return decided


def until_death(person: Person, facts: list[Fact], dead: str, *, closed: Collection[str] = ()) -> Timeline:
    """The states, of which the one after a death is `dead`, known when the death is, unless all was closed before."""
    learned = list(facts)
    for death in facts_of(person.fact("ngayChet")):
        day = date.fromisoformat(death.value) if death.value else death.since
        before = current(Timeline(facts), AsOf.day(day))
        if before is None or before in closed:
            continue
        after = [Fact(before, day), *(f for f in facts if f.since > day)]
        learned += (_cut(f, dead if death.value else f.value, death.known) for f in after)
    return Timeline(learned)


def _cut(fact: Fact, value: Any, known: datetime | None) -> Fact:
    return Fact(value, fact.since, None, known)


def staying(record: Record, field: str, value: Any, event: Event) -> Record:
    """The record with that value from the event's day on, also where another was to follow."""
    later = {f.since for f in facts_of(record.fields.get(field)) if f.since > event.on}
    for day in sorted({event.on, *later}):
        record = record.setting({field: value}, day, event.known)
    return record


def is_meant(record: Record, field: str, event: Event) -> bool:
    """Whether the event names that record by its number, or its person alone."""
    return event.key.get(field) in (None, current(record.fields.get(field), AsOf(event.on, event.known)))


def later_by_months(day: date, months: int) -> date:
    """The same day of the month that many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
