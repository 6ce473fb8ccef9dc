"""Who lives with whom, who heads the household, and what each is to the head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mock_national_db.nation.chance import Chance, Flags, Ints
from mock_national_db.nation.days import TODAY
from mock_national_db.nation.parents import Family
from mock_national_db.nation.people import FEMALE, MALE, MARRIED, NEVER, People

__all__ = ["Households", "draw_households"]

_AT_PARENTS = (
    (18, 1.0),
    (22, 0.98),
    (26, 0.94),
    (30, 0.9),
    (40, 0.88),
    (200, 0.8),
)  # share of the unmarried, by age below
_COUPLE_AT_HIS, _COUPLE_AT_HERS = 0.36, 0.06
_OLD_AT_CHILD = 0.8
_GROWN_TAKEN_IN = 0.75
_WIFE_HEADS = 0.12
_GENERATIONS = 4


@dataclass(frozen=True, slots=True)
class Households:
    """`home`: the place of the member a household is named after; `head`: its head (both for all); `relation`: code."""

    home: Ints
    head: Ints
    relation: Ints


def draw_households(chance: Chance, people: People, family: Family) -> Households:
    """Couples first, then children with parents, young couples and the old with their kin, the rest alone."""
    home = _roots(_hosts(chance, people, family))
    head = _heads(chance, people, family, home)
    return Households(home, head, _relations(people, family, head))


def _hosts(chance: Chance, people: People, family: Family) -> Ints:
    """In whose dwelling each lives, one step up; himself for whoever hosts."""
    who, alive = people.who, people.alive
    host = who.copy()
    wife = alive & (people.sex == FEMALE) & (family.spouse >= 0) & (people.marital == MARRIED)
    host[wife] = family.spouse[wife]
    parent = _living_parent(people, family)
    _join(host, _stay_with_parents(chance, people) & (parent >= 0), parent)
    _join(host, _young_couples(chance, people, family, parent), parent)
    _at_hers(chance, people, family, host)
    _old_with_children(chance, people, family, host)
    _taken_in(chance, people, host, parent)
    _died_with(people, family, host)
    return host


def _join(host: Ints, who: Flags, where: Ints) -> None:
    host[who] = where[who]


def _living_parent(people: People, family: Family) -> Ints:
    father = np.where((family.father >= 0) & people.alive[family.father], family.father, -1)
    mother = np.where((family.mother >= 0) & people.alive[family.mother], family.mother, -1)
    apart = (father >= 0) & (mother >= 0) & (people.marital[mother] != MARRIED)
    return np.where((father < 0) | apart, np.where(mother >= 0, mother, father), father)


def _stay_with_parents(chance: Chance, people: People) -> Flags:
    age = (TODAY - people.birth) // 365
    below, shares = zip(*_AT_PARENTS, strict=True)
    scale = np.array([int(share * 2**32) for share in shares])
    limit = scale[np.searchsorted(np.array(below), age, side="right")]
    stays: Flags = people.alive & (people.marital == NEVER) & (chance.half("stays", people.who) < limit)
    return stays


def _young_couples(chance: Chance, people: People, family: Family, parent: Ints) -> Flags:
    """At most one son with wife in his parents' dwelling: the first who would stay."""
    husband = people.alive & (people.sex == MALE) & (people.marital == MARRIED) & (family.spouse >= 0)
    willing = husband & (parent >= 0) & chance.share("young couple stays", people.who, _COUPLE_AT_HIS)
    return _first_of_each(willing, parent)


def _first_of_each(willing: Flags, key: Ints) -> Flags:
    places = np.flatnonzero(willing)
    _, first = np.unique(key[places], return_index=True)
    chosen = np.zeros_like(willing)
    chosen[places[first]] = True
    return chosen


def _at_hers(chance: Chance, people: People, family: Family, host: Ints) -> None:
    husband = people.alive & (people.sex == MALE) & (people.marital == MARRIED) & (family.spouse >= 0)
    hers = np.where(husband, _living_parent(people, family)[family.spouse], -1)
    willing = husband & (hers >= 0) & (host == people.who) & chance.share("couple at hers", people.who, _COUPLE_AT_HERS)
    _join(host, _first_of_each(willing, hers), hers)


def _old_with_children(chance: Chance, people: People, family: Family, host: Ints) -> None:
    """The widowed and the old unmarried who do not already house a grown child, with their first child's household."""
    alone = people.alive & (host == people.who) & (people.birth < TODAY - 60 * 365) & (people.marital != MARRIED)
    alone &= chance.share("old with child", people.who, _OLD_AT_CHILD) & ~np.isin(people.who, host[host != people.who])
    child = np.full_like(host, -1)
    for parent in (family.mother, family.father):
        grown = np.flatnonzero((parent >= 0) & people.alive & (people.marital == MARRIED) & (host != parent))
        child[parent[grown][::-1]] = grown[::-1]
    joins = alone & (child >= 0)
    _join(host, joins, child)


def _taken_in(chance: Chance, people: People, host: Ints, parent: Ints) -> None:
    """Minors without parents, and some of the young, live with a family that is not theirs."""
    alone = (
        people.alive & (host == people.who) & (people.marital == NEVER) & ~np.isin(people.who, host[host != people.who])
    )
    minor = people.birth > TODAY - 6575
    joins = np.flatnonzero(alone & (minor | ((parent < 0) & chance.share("taken in", people.who, _GROWN_TAKEN_IN))))
    families = np.flatnonzero(people.alive & (host == people.who) & (people.marital == MARRIED))
    if len(families):
        host[joins] = families[chance.below("taken in by", joins, len(families))]


def _died_with(people: People, family: Family, host: Ints) -> None:
    """The dead stay on the papers of a living relative: wife or husband, else a child, else a parent."""
    dead = ~people.alive
    last = np.full_like(host, -1)
    for parent in (family.father, family.mother):
        last = np.where(dead & (parent >= 0) & people.alive[parent], parent, last)
        children = np.flatnonzero((parent >= 0) & people.alive)
        last[parent[children]] = np.where(dead[parent[children]], children, last[parent[children]])
    last = np.where((family.spouse >= 0) & people.alive[family.spouse], family.spouse, last)
    _join(host, dead & (last >= 0), last)


def _roots(host: Ints) -> Ints:
    home = host
    for _ in range(_GENERATIONS):
        home = home[home]
    return home


def _heads(chance: Chance, people: People, family: Family, home: Ints) -> Ints:
    """The one it is named after, unless his wife heads it, or he is a minor or very old and a grown child is there."""
    head = people.who.copy()
    wife = family.spouse
    hers = (wife >= 0) & (people.marital == MARRIED) & people.alive & (people.sex == MALE)
    hers &= chance.share("wife heads", people.who, _WIFE_HEADS)
    head[hers] = wife[hers]
    return head[home]


def _relations(people: People, family: Family, head: Ints) -> Ints:
    """Codes of domain.md 2.2: 00 the head, 01 wife, 02 husband, 03 child … 13 grandchild, 16 taken in, 99 other."""
    father, mother, spouse = family.father, family.mother, family.spouse
    of_spouse = np.where(spouse >= 0, spouse, people.who)
    rules = (
        (head == people.who, 0),
        (spouse == head, np.where(people.sex == FEMALE, 1, 2)),
        ((father == head) | (mother == head), 3),
        (
            (spouse >= 0) & ((father[of_spouse] == head) | (mother[of_spouse] == head)),
            np.where(people.sex == FEMALE, 5, 6),
        ),
        (father[head] == people.who, 7),
        (mother[head] == people.who, 8),
        ((spouse[head] >= 0) & ((father[spouse[head]] == people.who) | (mother[spouse[head]] == people.who)), 9),
        (_same(mother, head) | _same(father, head), 12),
        (_is_grandchild(father, mother, head), 13),
        ((spouse[head] >= 0) & ((father == spouse[head]) | (mother == spouse[head])), 99),
        ((people.marital == NEVER) & (father < 0) & (mother < 0), 16),
    )
    return np.select([np.asarray(rule) for rule, _ in rules], [np.asarray(code) for _, code in rules], 99).astype(
        np.int64
    )


def _same(parent: Ints, head: Ints) -> Flags:
    shared: Flags = (parent >= 0) & (parent == parent[head])
    return shared


def _is_grandchild(father: Ints, mother: Ints, head: Ints) -> Flags:
    found = np.zeros(len(head), dtype=np.bool_)
    for parent in (father, mother):
        for grandparent in (father, mother):
            found |= (parent >= 0) & (grandparent[parent] == head)
    return found
