"""The marriages of a person as the civil-status register counts them: to whom, since when, how and when they ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from mock_national_db.timeline import AsOf, Fact, Timeline
from mock_sectoral_dbs._life import death_on, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_national_db.person import Kin, Person

DIVORCE, DEATH = "lyHon", "chet"


@dataclass(frozen=True, slots=True)
class Marriage:
    """The `ordinal`-th marriage of a person, counted from 0; `ended` holds the day it ended, as it became known."""

    ordinal: int
    spouse: Kin
    since: date
    known: datetime | None
    ends: list[Fact] = field(default_factory=list)

    @property
    def ended(self) -> Timeline | None:
        """The day of its end as a field of dated facts, None while nobody speaks of one."""
        return Timeline(self.ends) if self.ends else None

    def reason(self, person: Person, as_of: AsOf) -> str | None:
        """Why it ended: the death of one of the two on that day, else divorce."""
        day = self.ended.at(as_of) if self.ended else None
        if day is None:
            return None
        stated = [m.end for m in person.fact("honNhan") or () if m.since == self.since and m.end]
        if stated:
            return str(stated[0])
        spouse = None if self.spouse.index is None else person.nation.person(self.spouse.index)
        deaths = [death_on(one, as_of) for one in (person, spouse) if one is not None]
        return DEATH if any(died and died.isoformat() == day for died in deaths) else DIVORCE


def marriages(person: Person) -> list[Marriage]:
    """In the order in which they became known."""
    found: list[Marriage] = []
    for fact in facts_of(person.fact("voChong")):
        if fact.value is None:
            if found:
                found[-1].ends.append(Fact(fact.since.isoformat(), fact.since, None, fact.known))
        elif found and _goes_on(found[-1], fact):
            found[-1].ends.append(Fact(None, fact.since, None, fact.known))
        else:
            found.append(Marriage(len(found), fact.value, _since(person, fact), fact.known))
        if fact.value is not None and fact.until is not None:
            found[-1].ends.append(Fact(fact.until.isoformat(), fact.until))
    return found


def spouses(person: Person) -> Iterable[int]:
    """The indexes of those in the register whom the person is or was married to, each once."""
    named = (fact.value.index for fact in facts_of(person.fact("voChong")) if fact.value is not None)
    return dict.fromkeys(index for index in named if index is not None)


def _goes_on(last: Marriage, fact: Fact) -> bool:
    """Whether the same spouse is stated again because the end of the marriage was undone."""
    same = (last.spouse.index, last.spouse.ho_va_ten) == (fact.value.index, fact.value.ho_va_ten)
    return same and (not last.ends or last.ends[-1].since >= fact.since)


def _since(person: Person, fact: Fact) -> date:
    """The day stated; where there is none, the later of the two twenty-second birthdays."""
    if fact.since != date.min:
        return fact.since
    spouse = person if fact.value.index is None else person.nation.person(fact.value.index)
    return max(person.birthday(22), spouse.birthday(22))


def owner_of(person: Person, marriage: Marriage) -> tuple[int, int]:
    """Whose number the act bears: the index of the spouse that comes first, and which of his marriages it is."""
    other = marriage.spouse.index
    if other is None or other > person.index:
        return person.index, marriage.ordinal
    return other, ordinal_of(person.nation.person(other), person.index, marriage.since)


def ordinal_of(person: Person, spouse: int, since: date) -> int:
    """Which of the person's marriages, counted from 0, is the one to `spouse` that began on that day."""
    return next((m.ordinal for m in marriages(person) if m.spouse.index == spouse and m.since == since), 0)
