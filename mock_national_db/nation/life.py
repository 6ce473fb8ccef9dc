"""When they married, divorced or were widowed, and when a death became known, in agreement with births and deaths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mock_national_db.nation.chance import Chance, Ints
from mock_national_db.nation.days import TODAY, YEAR
from mock_national_db.nation.parents import Family
from mock_national_db.nation.people import DIVORCED, MALE, MARRIED, NEVER, WIDOWED, People

__all__ = ["BY_DEATH", "BY_DIVORCE", "Life", "draw_life"]

BY_DIVORCE, BY_DEATH = 1, 2
_REMARRIED = 0.05
_MISSING = 0.0003
_FAR = 10_000_000


@dataclass(frozen=True, slots=True)
class Life:
    """Days as ordinals, 0 where it did not happen; `end` and `former_end` say how a marriage ended."""

    married: Ints
    ended: Ints
    end: Ints
    former_married: Ints
    former_ended: Ints
    former_end: Ints
    death_known: Ints
    missing: Ints


def draw_life(chance: Chance, people: People, family: Family) -> Life:
    """The dates of every life; both of a couple share theirs."""
    couple = np.where((family.spouse >= 0) & (people.sex == MALE), family.spouse, people.who)
    first, last = _births_of_children(people, family)
    married = _married(chance, people, family, couple, first)
    ended, end = _ended(chance, people, family, couple, married, last)
    former = _former(chance, people, married)
    late = chance.below("death known", people.who, 30) * chance.share("known late", people.who, 0.3) + 1
    known = np.where(people.alive, 0, np.minimum(people.died + late, TODAY))
    missing = people.alive & (people.birth < TODAY - 20 * YEAR) & chance.share("missing", people.who, _MISSING)
    gone = chance.between("missing day", people.who, np.maximum(TODAY - 12 * YEAR, married + 30), TODAY - 60)
    return Life(married, ended, end, *former, known, np.where(missing, gone, 0))


def _births_of_children(people: People, family: Family) -> tuple[Ints, Ints]:
    """The first and the last day each became a parent; far apart the wrong way round for the childless."""
    first, last = np.full_like(people.who, _FAR), np.zeros_like(people.who)
    for parent in (family.mother, family.father):
        children = np.flatnonzero(parent >= 0)
        np.minimum.at(first, parent[children], people.birth[children])
        np.maximum.at(last, parent[children], people.birth[children])
    return first, last


def _married(chance: Chance, people: People, family: Family, couple: Ints, first: Ints) -> Ints:
    partner = np.where(family.spouse >= 0, family.spouse, people.who)
    legal, last_day = people.legal(), people.last_day
    earliest = np.maximum(legal, legal[partner])
    latest = np.minimum(last_day, last_day[partner]) - 10
    with_child = first[couple] - chance.between("before first child", couple, 200, 800)
    without = earliest + chance.below("childless wait", couple, 6 * YEAR) + chance.below("more wait", couple, 6 * YEAR)
    wished = np.where(first[couple] < _FAR, with_child, without)
    soonest = earliest + chance.below("soonest", couple, YEAR)
    return np.where(people.marital == NEVER, 0, np.clip(wished, soonest, np.maximum(latest, earliest)))


def _ended(
    chance: Chance, people: People, family: Family, couple: Ints, married: Ints, last: Ints
) -> tuple[Ints, Ints]:
    spouse, marital = family.spouse, people.marital
    partner = np.where(spouse >= 0, spouse, people.who)
    latest = people.last_day
    lowest = np.maximum(married + YEAR, np.maximum(last, last[partner]) + 30)
    lowest = np.where(lowest > latest, np.minimum(married + 30, latest), lowest)
    drawn = chance.between("marriage ended", couple, lowest, latest)
    widowed_by = np.where((marital == WIDOWED) & (spouse >= 0), people.died[spouse], drawn)
    ended = np.select(
        [marital == DIVORCED, marital == WIDOWED, (marital == MARRIED) & ~people.alive],
        [drawn, widowed_by, people.died],
        0,
    )
    end = np.where(marital == DIVORCED, BY_DIVORCE, BY_DEATH)
    return ended.astype(np.int64), np.where(ended > 0, end, 0)


def _former(chance: Chance, people: People, married: Ints) -> tuple[Ints, Ints, Ints]:
    """An earlier marriage, childless, of some whose present one began late."""
    legal = people.legal()
    room = married - legal
    has = (people.marital == MARRIED) & (room > 1500) & chance.share("remarried", people.who, _REMARRIED * 3)
    since = legal + chance.below("former married", people.who, room // 2)
    until = chance.between("former ended", people.who, since + 200, married - 30)
    end = np.where(chance.share("former divorce", people.who, 0.8), BY_DIVORCE, BY_DEATH)
    return np.where(has, since, 0), np.where(has, until, 0), np.where(has, end, 0)
