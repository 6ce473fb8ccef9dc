"""What each is called and belongs to: names, ethnic group, religion, blood, and names of relatives not on record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from mock_national_db.nation import names, tables
from mock_national_db.nation.chance import Chance, Flags, Ints, Limits, limits
from mock_national_db.nation.days import TODAY, YEAR
from mock_national_db.nation.households import Households
from mock_national_db.nation.life import Life
from mock_national_db.nation.parents import Family
from mock_national_db.nation.people import FEMALE, MALE, MARRIED, NEVER, People
from mock_national_db.nation.places import Places, inherited, province_of

__all__ = ["Traits", "draw_traits"]

_SOUTH_FROM = 49  # codes of provinces from Quảng Nam southwards
_OF_HIS_PEOPLE = 0.93
_RENAMED, _FATHERLESS, _FOREIGN_SPOUSE = 0.004, 0.6, 0.06
_FOREIGN_COUNTRIES = 6
_YEAR_ONLY, _MONTH_ONLY = 0.02, 0.008  # of those born before 1960
_BLOOD = limits([62, 8.5, 11, 2.5, 16])  # unknown, A, B, AB, O
_KINDS = limits([0.9997, 0.0002, 0.0001])  # citizens, of undetermined nationality, released from it
_RELIGIONS: dict[str, dict[int, float]] = {  # codes of wire.md A.8 by weight
    "khmer": {0: 8, 1: 92},
    "other": {0: 79, 1: 11.5, 2: 4.5, 3: 2.4, 5: 1.4, 8: 1.2},
}


@dataclass(frozen=True, slots=True)
class Traits:
    """Codes by column; names of relatives matter only where they are not in the register."""

    ethnic: Ints
    religion: Ints
    blood: Ints
    kind: Ints
    precision: Ints
    name: Ints
    name_before: Ints
    renamed: Ints
    father_name: Ints
    mother_name: Ints
    spouse_name: Ints
    spouse_country: Ints
    former_name: Ints


def draw_traits(
    chance: Chance, people: People, family: Family, households: Households, places: Places, life: Life
) -> Traits:
    """Ethnic group and surname come from the father; the names follow people, sex and year."""
    who = people.who
    ethnic = _ethnic(chance, people, family, places)
    style, south = names.styles(ethnic), province_of(places.home) >= _SOUTH_FROM
    fatherless = _fatherless(chance, people, family)
    surname = inherited(
        names.draw_surnames(chance, "own", _line(people, family), style, south),
        np.where(fatherless, family.mother, family.father),
    )
    name = names.draw_names(chance, "own", who, style, people.sex, people.birth, surname)
    renamed = _renamed(chance, people, life)
    before = names.draw_names(chance, "before", who, style, people.sex, people.birth, surname)
    religion = _religion(chance, households.home, style)
    spouse_name, country = _unlisted_spouse(chance, people, family, style, south)
    former = names.draw_names(
        chance,
        "former",
        who,
        style,
        3 - people.sex,
        people.birth,
        names.draw_surnames(chance, "former", who, style, south),
    )
    return Traits(
        ethnic,
        religion,
        chance.pick("blood", who, _BLOOD),
        np.where(people.alive, chance.pick("kind", who, _KINDS), 0),
        _precision(chance, people),
        name,
        np.where(renamed > 0, before, 0),
        renamed,
        np.where(fatherless, 0, _father_name(chance, people, family, style, surname)),
        _mother_name(chance, people, family, style, south),
        spouse_name,
        country,
        np.where(life.former_married > 0, former, 0),
    )


def _line(people: People, family: Family) -> Ints:
    """Whose draw decides a surname: siblings of an unlisted father have their mother's, so that they share it."""
    return np.where((family.father < 0) & (family.mother >= 0), family.mother + len(people.who), people.who)


def _ethnic(chance: Chance, people: People, family: Family, places: Places) -> Ints:
    provinces = province_of(places.home)
    line = _line(people, family)
    drawn = np.ones_like(people.who)
    for province in np.unique(provinces):
        mask = provinces == province
        drawn[mask] = chance.pick("ethnic", line[mask], tables.ethnic_groups(f"{province:02}")) + 1
    own = inherited(drawn, family.father)
    joins = (people.sex == FEMALE) & (family.spouse >= 0) & (family.father < 0) & (family.mother < 0)
    joins &= chance.share("of his people", people.who, _OF_HIS_PEOPLE)
    return np.where(joins, own[family.spouse], own)


def _religion(chance: Chance, home: Ints, style: Ints) -> Ints:
    khmer = style == names.STYLES.index("khmer")
    found = np.zeros_like(home)
    for mask, group in ((khmer, "khmer"), (~khmer, "other")):
        codes, choices = _religions(group)
        found[mask] = codes[chance.pick("religion", home[mask], choices)]
    return found


@cache
def _religions(group: str) -> tuple[Ints, Limits]:
    weights = _RELIGIONS[group]
    return np.array(list(weights), dtype=np.int64), limits(list(weights.values()))


def _precision(chance: Chance, people: People) -> Ints:
    """1 where only the year of birth is known, 2 month and year, 3 the day."""
    old = people.birth < TODAY - 66 * YEAR
    year_only = old & chance.share("year only", people.who, _YEAR_ONLY)
    return np.where(year_only, 1, np.where(old & chance.share("month only", people.who, _MONTH_ONLY), 2, 3))


def _renamed(chance: Chance, people: People, life: Life) -> Ints:
    """The day a name was changed, 0 for never."""
    grown = people.birth + 6 * YEAR
    day = grown + chance.below("renamed day", people.who, people.last_day - grown)
    has = (grown + 30 < people.last_day) & (life.missing == 0) & chance.share("renamed", people.who, _RENAMED)
    return np.where(has, day, 0)


def _fatherless(chance: Chance, people: People, family: Family) -> Flags:
    """Children of some unmarried mothers, registered without a father: they have their mother's surname."""
    mother = family.mother
    unmarried: Flags = (mother >= 0) & (family.father < 0) & (people.marital[mother] == NEVER)
    return unmarried & chance.share("fatherless", mother, _FATHERLESS)


def _father_name(chance: Chance, people: People, family: Family, style: Ints, surname: Ints) -> Ints:
    mother = family.mother
    line = np.where(mother >= 0, mother + len(people.who), people.who)
    elder = np.where(mother >= 0, people.birth[mother], people.birth - 27 * YEAR)
    return names.draw_names(chance, "father", line, style, np.full_like(line, MALE), elder, surname)


def _mother_name(chance: Chance, people: People, family: Family, style: Ints, south: Flags) -> Ints:
    father = family.father
    line = np.where(father >= 0, father + len(people.who), people.who)
    surname = names.draw_surnames(chance, "mother", line, style, south)
    elder = np.where(father >= 0, people.birth[father], people.birth - 25 * YEAR)
    return names.draw_names(chance, "mother", line, style, np.full_like(line, FEMALE), elder, surname)


def _unlisted_spouse(chance: Chance, people: People, family: Family, style: Ints, south: Flags) -> tuple[Ints, Ints]:
    """Name and country (0 Vietnam) of a wife or husband not in the register: the name the children's records give."""
    who = people.who
    unlisted = (people.marital != NEVER) & (family.spouse < 0)
    abroad = (
        unlisted & (people.marital == MARRIED) & people.alive & chance.share("foreign spouse", who, _FOREIGN_SPOUSE)
    )
    abroad &= ~np.isin(who, family.mother) & ~np.isin(who, family.father)
    line = who + len(who)
    kind = np.where(people.sex == FEMALE, MALE, FEMALE)
    surname = np.where(
        kind == MALE,
        names.draw_surnames(chance, "own", line, style, south),
        names.draw_surnames(chance, "mother", line, style, south),
    )
    father = names.draw_names(chance, "father", line, style, kind, people.birth, surname)
    mother = names.draw_names(chance, "mother", line, style, kind, people.birth, surname)
    name = np.where(kind == MALE, father, mother)
    name = np.where(abroad, names.foreign_names(chance, who, kind), name)
    country = np.where(abroad, chance.below("spouse country", who, _FOREIGN_COUNTRIES) + 1, 0)
    return np.where(unlisted, name, 0), country
