"""Who there is: birth, sex, death and marital state, drawn from the pyramid before anybody is related."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from mock_national_db.nation import tables
from mock_national_db.nation.chance import Chance, Flags, Ints
from mock_national_db.nation.days import TODAY, birthday

__all__ = ["DIVORCED", "FEMALE", "MALE", "MARRIED", "NEVER", "WIDOWED", "People", "draw_people"]

MALE, FEMALE = 1, 2
NEVER, MARRIED, WIDOWED, DIVORCED = range(4)
DEAD_SHARE = 0.04
_REGISTER_SINCE = date(2016, 1, 1).toordinal()  # who died before the national database began is not in it
_LEGAL_AGE = {MALE: 20, FEMALE: 18}
_GROUPS = 21


@dataclass(frozen=True, slots=True)
class People:
    """Columns of one block; days are ordinals, `died` is 0 for the living, `marital` as of today or of death."""

    who: Ints
    birth: Ints
    sex: Ints
    died: Ints
    marital: Ints

    @property
    def alive(self) -> Flags:
        """Who lives today."""
        alive: Flags = self.died == 0
        return alive

    @property
    def last_day(self) -> Ints:
        """The last day each can do anything: yesterday, or the day before death."""
        return np.where(self.alive, TODAY, self.died) - 1

    def legal(self) -> Ints:
        """The day each may marry (Luật Hôn nhân và gia đình 2014, art. 8)."""
        return birthday(self.birth, np.where(self.sex == MALE, _LEGAL_AGE[MALE], _LEGAL_AGE[FEMALE]))


def draw_people(chance: Chance, size: int) -> People:
    """`size` people, the living by the pyramid of 2025, the dead by the ages people die at."""
    who = np.arange(size, dtype=np.int64)
    dead = chance.share("dead", who, DEAD_SHARE)
    group = chance.pick("age group", who, tables.pyramid())
    sex = np.where(group < _GROUPS, MALE, FEMALE)
    died = np.where(dead, chance.between("died", who, _REGISTER_SINCE, TODAY - 1), 0)
    birth = np.where(dead, _births_of_dead(chance, who, died), _births_of_living(chance, who, group % _GROUPS))
    end = np.where(dead, died, TODAY)
    people = People(who, birth, sex, died, np.zeros_like(who))
    marital = chance.pick_row("marital", who, tables.marital_states(), _marital_row(people, end))
    marital = np.where(people.legal() < end - 30, marital, NEVER)
    return People(who, birth, sex, died, marital)


def _births_of_living(chance: Chance, who: Ints, group: Ints) -> Ints:
    today = np.full_like(who, TODAY)
    earliest, latest = birthday(today, -5 * (group + 1)) + 1, birthday(today, -5 * group)
    return chance.between("birth", who, earliest, np.minimum(latest, TODAY - 1))


def _births_of_dead(chance: Chance, who: Ints, died: Ints) -> Ints:
    choices, bands = tables.ages_at_death()
    band = chance.pick("age at death", who, choices)
    age = chance.between("birth", who, bands[band] * 36_525 // 100, bands[band + 1] * 36_525 // 100 - 1)
    return died - age


def _marital_row(people: People, end: Ints) -> Ints:
    group: Ints = np.minimum((end - people.birth) * 100 // 182_625, _GROUPS - 1)
    return (people.sex - 1) * _GROUPS + group
