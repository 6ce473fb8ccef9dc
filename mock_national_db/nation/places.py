"""Where they live, lived before, stay meanwhile, were born and come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from mock_national_db import units
from mock_national_db.nation import tables
from mock_national_db.nation.chance import Chance, Ints
from mock_national_db.nation.days import TODAY, YEAR, birthday
from mock_national_db.nation.households import Households
from mock_national_db.nation.life import Life
from mock_national_db.nation.parents import Family
from mock_national_db.nation.people import FEMALE, People

__all__ = ["ABROAD", "ABSENT", "HOMELESS", "TEMPORARY", "Places", "draw_places", "province_of"]

TEMPORARY, ABROAD, ABSENT, HOMELESS = 1, 2, 3, 4  # kinds of stay
_STAYS = ((TEMPORARY, 18, 45, 0.05), (ABROAD, 20, 48, 0.013), (ABSENT, 18, 60, 0.008), (HOMELESS, 25, 80, 0.002))
_WORK_PROVINCES = ("79", "74", "75", "92", "01")
_NEAR_PARENTS = 0.6
_HOUSEHOLD_MOVED = 0.07
_ABROAD_COUNTRIES = 6
_GENERATIONS = 5


@dataclass(frozen=True, slots=True)
class Places:
    """Communes by their codes before 1 July 2025; details as address.py packs them; days as ordinals, 0 for never."""

    home: Ints
    home_detail: Ints
    moved: Ints
    left: Ints
    left_detail: Ints
    stay: Ints
    stay_place: Ints
    stay_detail: Ints
    stay_since: Ints
    stay_until: Ints
    birth_place: Ints
    birth_kind: Ints
    origin: Ints


def draw_places(
    chance: Chance, people: People, family: Family, households: Households, life: Life, provinces: tuple[str, ...]
) -> Places:
    """A household shares its home; who married or grew up left his parents' home."""
    home = _homes(chance, people, family, households, provinces)
    detail = _detail(chance, "home", households.home)
    moved, left, left_detail = _moves(chance, people, family, households, life, home, detail, provinces)
    stays = _stays(chance, people, life)
    birth_place = _birth_place(chance, people, family, np.where(moved > 0, left, home))
    birth_kind = chance.below("birth kind", people.who, 4)
    origin = inherited(
        np.where(chance.share("origin", people.who, 0.85), birth_place, _anywhere(chance, "origin", people.who)),
        family.father,
    )
    return Places(home, detail, moved, left, left_detail, *stays, birth_place, birth_kind, origin)


def inherited(own: Ints, parent: Ints) -> Ints:
    """What everybody has from the first forefather in the register."""
    values = own
    for _ in range(_GENERATIONS):
        values = np.where(parent >= 0, values[parent], values)
    return values


def _somewhere(chance: Chance, name: str, who: Ints, provinces: tuple[str, ...]) -> Ints:
    codes, choices = tables.chosen_communes(provinces)
    return codes[chance.pick(name, who, choices)]


def _anywhere(chance: Chance, name: str, who: Ints) -> Ints:
    codes, choices = tables.all_communes()
    return codes[chance.pick(f"{name} anywhere", who, choices)]


def _homes(chance: Chance, people: People, family: Family, households: Households, provinces: tuple[str, ...]) -> Ints:
    home = households.home
    commune = _somewhere(chance, "home", home, provinces)
    parent = np.where(family.father >= 0, family.father, family.mother)
    near = (parent >= 0) & chance.share("near parents", people.who, _NEAR_PARENTS)
    for _ in range(2):
        commune = np.where(near, commune[parent], commune)[home]
    return commune


def _detail(chance: Chance, name: str, who: Ints) -> Ints:
    """Hamlet, house and group, packed as address.py reads them; some have no house number, some no group."""
    hamlet = chance.between(f"{name} hamlet", who, 1, 8)
    house = chance.between(f"{name} house", who, 1, 999) * chance.share(f"{name} numbered", who, 0.6)
    group = chance.between(f"{name} group", who, 1, 30) * chance.share(f"{name} grouped", who, 0.5)
    return hamlet * 1_000_000 + house * 1_000 + group


def _moves(
    chance: Chance,
    people: People,
    family: Family,
    households: Households,
    life: Life,
    home: Ints,
    detail: Ints,
    provinces: tuple[str, ...],
) -> tuple[Ints, Ints, Ints]:
    where = households.home
    parent = np.where(family.father >= 0, family.father, family.mother)
    together = (chance.share("household moved", where, _HOUSEHOLD_MOVED)) * (
        TODAY - chance.between("household moved day", where, 30, 12 * YEAR)
    )
    before = np.where(
        chance.share("from afar", where, 0.4),
        _anywhere(chance, "left", where),
        _somewhere(chance, "left", where, provinces),
    )
    before_detail = _detail(chance, "left", where)
    grew_up = (parent >= 0) & (where[parent] != where) & people.alive
    day = np.where(
        life.married > 0,
        life.married + chance.between("moved after wedding", people.who, 5, 200),
        birthday(people.birth, 18) + chance.below("moved out", people.who, 4 * YEAR),
    )
    married_in = (
        (parent < 0) & (people.sex == FEMALE) & (life.married > 0) & chance.share("married in", people.who, 0.6)
    )
    alone = np.where((grew_up | married_in) & (day > people.birth) & (day < people.last_day), day, 0)
    stayed = together[parent] > alone
    left = np.where(
        grew_up,
        np.where(stayed, before[parent], home[parent]),
        _somewhere(chance, "married from", people.who, provinces),
    )
    left_detail = np.where(
        grew_up, np.where(stayed, before_detail[parent], detail[parent]), _detail(chance, "married from", people.who)
    )
    jointly = (together > alone) & (together > people.birth) & (together < people.last_day)
    moved = np.where(jointly, together, alone)
    keep = moved > 0
    return (
        moved,
        np.where(keep, np.where(jointly, before, left), 0),
        np.where(keep, np.where(jointly, before_detail, left_detail), 0),
    )


def _stays(chance: Chance, people: People, life: Life) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """At most one stay: kind, place (a commune, or a country's number), detail, first and last day (0: not ended)."""
    who, kind = people.who, np.zeros_like(people.who)
    for stay, youngest, oldest, share in _STAYS:
        fit = (people.birth < TODAY - (youngest + 3) * YEAR) & (people.birth > TODAY - oldest * YEAR)
        free = people.alive & (life.missing == 0) & (kind == 0)
        kind = np.where(fit & free & chance.share(f"stay {stay}", who, share), stay, kind)
    since = TODAY - chance.between("stay since", who, 20, 700)
    until = since + chance.between("stay length", who, 180, 729)
    work = _somewhere(chance, "stay", who, _WORK_PROVINCES)
    place = np.where(kind == ABROAD, chance.below("country", who, _ABROAD_COUNTRIES), work)
    stays = kind > 0
    ends = stays & ((kind == TEMPORARY) | (kind == ABSENT))
    detail = np.where(stays, _detail(chance, "stay", who), 0)
    return kind, np.where(stays, place, 0), detail, np.where(stays, since, 0), np.where(ends, until, 0)


def _birth_place(chance: Chance, people: People, family: Family, first_home: Ints) -> Ints:
    """The first home known, but not for all of those whose parents are not in the register."""
    rooted = (family.mother >= 0) | (family.father >= 0)
    stays = chance.share("born at home", people.who, 0.75) | (rooted & chance.share("born near", people.who, 0.8))
    return np.where(stays, first_home, _anywhere(chance, "birth", people.who))


@cache
def _communes() -> tuple[Ints, Ints]:
    known = sorted((int(code), int(unit.province_code)) for code, unit in units.legacy().items())
    codes, provinces = np.array(known, dtype=np.int64).T
    return codes, provinces


def province_of(communes: Ints) -> Ints:
    """The code of the province, before 1 July 2025, of each commune."""
    codes, provinces = _communes()
    return provinces[np.searchsorted(codes, communes)]
