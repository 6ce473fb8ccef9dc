"""A block of the nation: some ten thousand people whose families are among themselves, drawn as columns at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mock_national_db.nation.arguments import Arguments
from mock_national_db.nation.cards import Cards, draw_cards
from mock_national_db.nation.chance import Chance, Ints
from mock_national_db.nation.columns import COLUMNS
from mock_national_db.nation.couples import draw_couples
from mock_national_db.nation.days import TODAY, YEAR, yyyymmdd
from mock_national_db.nation.households import Households, draw_households
from mock_national_db.nation.life import Life, draw_life
from mock_national_db.nation.numbers import PeopleNumbers
from mock_national_db.nation.parents import Family, draw_parents
from mock_national_db.nation.people import People, draw_people
from mock_national_db.nation.places import Places, draw_places, province_of
from mock_national_db.nation.traits import Traits, draw_traits

__all__ = ["BLOCK", "Columns", "blocks", "rows"]

BLOCK = 50_000
Columns = dict[str, Ints]
_KIN_PARTS = ("number", "name", "cmnd")


def blocks(arguments: Arguments) -> Iterator[Columns]:
    """The whole nation, block by block in the order of the index; memory does not grow with its size."""
    numbers = PeopleNumbers(arguments)
    for place, start in enumerate(range(0, arguments.size, BLOCK)):
        yield _block(arguments, numbers, place, start, min(BLOCK, arguments.size - start))


def rows(block: Columns) -> Iterator[tuple[int, ...]]:
    """A block person by person, each with the numbers of COLUMNS."""
    return zip(*(block[name].tolist() for name in COLUMNS), strict=True)


def _block(arguments: Arguments, numbers: PeopleNumbers, place: int, start: int, size: int) -> Columns:
    chance = Chance(arguments.seed, place)
    people = draw_people(chance, size)
    people, family = draw_parents(chance, people, draw_couples(chance, people))
    households = draw_households(chance, people, family)
    life = draw_life(chance, people, family)
    places = draw_places(chance, people, family, households, life, arguments.provinces)
    traits = draw_traits(chance, people, family, households, places, life)
    cards = draw_cards(chance, people)
    order = _order(chance, people, households)
    index = np.empty_like(order)
    index[order] = np.arange(start, start + size)
    columns = {
        "idx": index,
        **_own(people, traits, cards),
        **_dated(people, life, places),
        **_numbered(chance, numbers, people, places, cards, index),
        "household": index[_first_of_home(households, order, index)],
        "relation": households.relation,
    }
    columns |= _relatives(columns, family, households, traits)
    return {name: columns[name][order] for name in COLUMNS}


def _order(chance: Chance, people: People, households: Households) -> Ints:
    """Households in a random order, each with its head first, then the eldest."""
    home = households.home
    return np.lexsort((people.birth, people.who != households.head, home, chance.bits("order", home)))


def _first_of_home(households: Households, order: Ints, index: Ints) -> Ints:
    first = np.full_like(index, -1)
    first[households.home[order[::-1]]] = order[::-1]
    return first[households.home]


def _own(people: People, traits: Traits, cards: Cards) -> Columns:
    return {
        "birth": _as_known(people, traits),
        "born": people.birth,
        "sex": people.sex,
        "name": traits.name,
        "name_before": traits.name_before,
        "renamed": traits.renamed,
        "ethnic": traits.ethnic,
        "religion": traits.religion,
        "blood": traits.blood,
        "kind": traits.kind,
        "cmnd_issued": cards.cmnd_issued,
        "card": cards.issued,
        "card_before": cards.before,
        "card_lost": cards.lost,
    }


def _as_known(people: People, traits: Traits) -> Ints:
    """The birth date as the register knows it: of some of the old the year alone, or month and year."""
    full = yyyymmdd(people.birth)
    return np.select([traits.precision == 1, traits.precision == 2], [full // 10_000 * 10_000, full // 100 * 100], full)


def _dated(people: People, life: Life, places: Places) -> Columns:
    return {
        "died": people.died,
        "death_known": life.death_known,
        "missing": life.missing,
        "married": life.married,
        "ended": life.ended,
        "end": life.end,
        "former_married": life.former_married,
        "former_ended": life.former_ended,
        "former_end": life.former_end,
        "home": places.home,
        "home_detail": places.home_detail,
        "moved": places.moved,
        "before": places.left,
        "before_detail": places.left_detail,
        "stay": places.stay,
        "stay_place": places.stay_place,
        "stay_detail": places.stay_detail,
        "stay_since": places.stay_since,
        "stay_until": places.stay_until,
        "birth_place": places.birth_place,
        "birth_kind": places.birth_kind,
        "origin": places.origin,
    }


def _numbered(
    chance: Chance, numbers: PeopleNumbers, people: People, places: Places, cards: Cards, index: Ints
) -> Columns:
    who, had = people.who, cards.cmnd_issued > 0
    twice = had & (people.birth < TODAY - 35 * YEAR) & chance.share("cmnd before", who, 0.04)
    phone = people.alive & (people.birth < TODAY - 15 * YEAR) & chance.share("phone", who, 0.85)
    return {
        "number": numbers.personal(index, people.birth, people.sex, province_of(places.birth_place)),
        "cmnd": np.where(had, numbers.cmnd(index), 0),
        "cmnd_before": np.where(twice, numbers.cmnd(index, earlier=True), 0),
        "phone": np.where(phone, numbers.phone(index), 0),
    }


def _relatives(columns: Columns, family: Family, households: Households, traits: Traits) -> Columns:
    unlisted = {"father": traits.father_name, "mother": traits.mother_name, "spouse": traits.spouse_name}
    places = {"head": households.head, "father": family.father, "mother": family.mother, "spouse": family.spouse}
    found: Columns = {"spouse_country": traits.spouse_country, "former_name": traits.former_name}
    for kin, place in places.items():
        listed = place >= 0
        found[kin] = np.where(listed, columns["idx"][place], -1)
        for part in _KIN_PARTS:
            found[f"{kin}_{part}"] = np.where(listed, columns[part][place], 0)
        if kin in unlisted:
            found[f"{kin}_name"] = np.where(listed, found[f"{kin}_name"], unlisted[kin])
    return found
