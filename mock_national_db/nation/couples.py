"""Who is, or was, married to whom: the living, the widowed with their dead, and the divorced."""

from __future__ import annotations

import numpy as np

from mock_national_db.nation.chance import Chance, Flags, Ints
from mock_national_db.nation.people import DIVORCED, FEMALE, MALE, MARRIED, WIDOWED, People

__all__ = ["draw_couples"]

_SPREAD = 2200  # days within which the ages of a couple vary against the rule


def draw_couples(chance: Chance, people: People) -> Ints:
    """The place of each one's spouse (of the widowed the dead one, of the divorced the former one), -1 if unlisted."""
    spouse = np.full_like(people.who, -1)
    alive, marital = people.alive, people.marital
    _pair(chance, "couple", people, spouse, alive & (marital == MARRIED))
    for survivor in (FEMALE, MALE):
        left = alive & (marital == WIDOWED) & (people.sex == survivor)
        gone = ~alive & (marital == MARRIED) & (people.sex != survivor)
        _pair(chance, f"widowed {survivor}", people, spouse, (left | gone) & (spouse < 0))
    _pair(chance, "divorced", people, spouse, alive & (marital == DIVORCED))
    return spouse


def _pair(chance: Chance, name: str, people: People, spouse: Ints, free: Flags) -> None:
    men, women = np.flatnonzero(free & (people.sex == MALE)), np.flatnonzero(free & (people.sex == FEMALE))
    count = min(len(men), len(women))
    men, women = (_thinned(chance, name, group, count) for group in (men, women))
    wobble = (chance.below(f"{name} wobble", women, _SPREAD) + chance.below(f"{name} wobble 2", women, _SPREAD)) // 2
    men = men[np.argsort(people.birth[men], kind="stable")]
    women = women[np.argsort(people.birth[women] - wobble, kind="stable")]
    gap = people.birth[women] - people.birth[men]
    fits = (gap > -10 * 365) & (gap < 25 * 365) & _alive_together(people, men, women)
    spouse[men[fits]], spouse[women[fits]] = women[fits], men[fits]


def _alive_together(people: People, men: Ints, women: Ints) -> Flags:
    able = np.maximum(people.legal()[men], people.legal()[women])
    fits: Flags = able < np.minimum(people.last_day[men], people.last_day[women]) - 30
    return fits


def _thinned(chance: Chance, name: str, group: Ints, count: int) -> Ints:
    order = np.argsort(chance.bits(f"{name} thinned", group), kind="stable")
    return np.sort(group[order[:count]])
