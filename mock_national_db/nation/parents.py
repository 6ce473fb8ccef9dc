"""Whose child everybody is: children find mothers of a fitting age, and through them fathers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mock_national_db.nation import tables
from mock_national_db.nation.chance import Chance, Flags, Ints
from mock_national_db.nation.days import TODAY, year
from mock_national_db.nation.people import DIVORCED, FEMALE, MALE, NEVER, WIDOWED, People
from mock_national_db.nation.ranks import rank_within

__all__ = ["Family", "draw_parents"]

_YOUNGEST = 17  # years, the first of tables.mothers_ages
_SPACING = 300  # days between births of one mother
_ROUNDS = 4
_FERTILITY = (
    (1945, 0.42),
    (1960, 0.34),
    (1970, 0.26),
    (1980, 0.24),
    (9999, 0.30),
)  # most births a woman a year, by her birth year
_UNMARRIED_MOTHERS = 0.03
_TWINS = 0.012


@dataclass(frozen=True, slots=True)
class Family:
    """Places of relatives, -1 where nobody in the register: `spouse` as in couples.py."""

    spouse: Ints
    mother: Ints
    father: Ints


def draw_parents(chance: Chance, people: People, spouse: Ints) -> tuple[People, Family]:
    """Mothers, then fathers; twins share their birthday, so births may change."""
    mother = _mothers(chance, people)
    people = _with_twins(chance, people, mother)
    father = _fathers(people, spouse, mother)
    father = np.where(mother < 0, _lone_fathers(chance, people, spouse, mother), father)
    mother, father = _apart(spouse, mother), _apart(spouse, father)
    return people, Family(spouse, mother, father)


def _mothers(chance: Chance, people: People) -> Ints:
    able = (people.sex == FEMALE) & (
        (people.marital != NEVER) | chance.share("unmarried mother", people.who, _UNMARRIED_MOTHERS)
    )
    mother = np.full_like(people.who, -1)
    for turn in range(_ROUNDS):
        young = people.birth > TODAY - 27 * 365
        seeking = np.flatnonzero((mother < 0) & (young | (turn == 0)))
        age = chance.pick(f"mother's age {turn}", seeking, tables.mothers_ages()) + _YOUNGEST
        rate = 0.6 if turn else None
        mother[seeking] = _matched(chance, f"mother {turn}", people, seeking, age, able, rate)
        mother = _spaced(people, _able_then(people, mother))
    return mother


def _able_then(people: People, mother: Ints) -> Ints:
    age = people.birth - people.birth[mother]
    fits = (mother >= 0) & (people.birth <= people.last_day[mother]) & (age > 16 * 365) & (age < 50 * 365)
    return np.where(fits, mother, -1)


def _matched(
    chance: Chance, name: str, people: People, children: Ints, ages: Ints, able: Flags, rate: float | None
) -> Ints:
    """For each child an able parent born `ages` years before, each parent at most once for all children of one year."""
    parents = np.flatnonzero(able)
    parents = parents[
        np.argsort(year(people.birth[parents]) * 2**32 + chance.half(f"{name} order", parents), kind="stable")
    ]
    if not len(parents):
        return np.full_like(children, -1)
    born = year(people.birth[parents])
    child_year = year(people.birth[children])
    wanted = child_year - ages
    start, end = np.searchsorted(born, wanted), np.searchsorted(born, wanted, side="right")
    rank = rank_within(wanted * 10_000 + child_year, chance.half(f"{name} rank", children))
    offset = chance.below(f"{name} offset", wanted * 10_000 + child_year, end - start)
    most = (end - start) * (_fertility(wanted) if rate is None else rate) + 0.999
    found = rank < np.minimum(most.astype(np.int64), end - start)
    place = start + (rank + offset) % np.maximum(end - start, 1)
    return np.where(found, parents[np.where(found, place, 0)], -1)


def _fertility(born: Ints) -> np.typing.NDArray[np.float64]:
    years, rates = zip(*_FERTILITY, strict=True)
    return np.array(rates)[np.searchsorted(np.array(years), born, side="right")]


def _spaced(people: People, mother: Ints) -> Ints:
    """Without those born too soon after their mother's last child."""
    for _ in range(3):
        children = _by_mother(people, mother)
        close = (np.diff(mother[children]) == 0) & (np.diff(people.birth[children]) < _SPACING)
        if not close.any():
            break
        mother = mother.copy()
        mother[children[1:][close]] = -1
    return mother


def _by_mother(people: People, mother: Ints) -> Ints:
    children = np.flatnonzero(mother >= 0)
    return children[np.lexsort((people.birth[children], mother[children]))]


def _with_twins(chance: Chance, people: People, mother: Ints) -> People:
    """The next child of some mothers is born on the day of the one before, if he lives and the two are near in age."""
    children = _by_mother(people, mother)
    if len(children) < 2:
        return people
    first, second = children[:-1], children[1:]
    gap = people.birth[second] - people.birth[first]
    twins = (mother[first] == mother[second]) & (gap < 1100) & chance.share("twins", first, _TWINS * 3)
    twins &= people.alive[second] & people.alive[first] & (people.marital[second] == NEVER)
    twins[1:] &= ~twins[:-1]
    birth = people.birth.copy()
    birth[second[twins]] = birth[first[twins]]
    return replace(people, birth=birth)


def _fathers(people: People, spouse: Ints, mother: Ints) -> Ints:
    father = np.where(mother >= 0, spouse[mother], -1)
    age = people.birth - people.birth[father]
    alive = people.birth < np.where(people.died[father] == 0, TODAY, people.died[father]) + 280
    return np.where((father >= 0) & (age > 17 * 365) & (age < 60 * 365) & alive, father, -1)


def _lone_fathers(chance: Chance, people: People, spouse: Ints, mother: Ints) -> Ints:
    """For some of the young without a mother in the register, a widowed or divorced man."""
    able = (people.sex == MALE) & people.alive & (spouse < 0) & np.isin(people.marital, (WIDOWED, DIVORCED))
    children = np.flatnonzero((mother < 0) & people.alive & (people.birth > TODAY - 20 * 365))
    father = np.full_like(mother, -1)
    ages = chance.between("lone father's age", children, 22, 42)
    father[children] = _matched(chance, "lone father", people, children, ages, able, 0.2)
    return father


def _apart(spouse: Ints, parent: Ints) -> Ints:
    """Without parents whom somebody shares with his spouse, or is married to."""
    same = (spouse >= 0) & (parent >= 0) & ((parent[spouse] == parent) | (spouse == parent))
    return np.where(same, -1, parent)
