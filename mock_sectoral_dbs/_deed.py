"""A deed: what was agreed on which day between whom, before which notary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any

import msgspec

from mock_national_db.draw import Draw

if TYPE_CHECKING:
    from mock_national_db.nation import Organisation, Organisations
    from mock_national_db.person import Person, Surroundings

MORTGAGE, LAND_SALE, VEHICLE_SALE, GIFT, POWER = "theChap", "muaBanDat", "muaBanXe", "tangCho", "uyQuyen"
SIGNS = {MORTGAGE: "HĐTC", LAND_SALE: "HĐCN", VEHICLE_SALE: "HĐMB", GIFT: "HĐTG", POWER: "HĐUQ"}
ROLES = {  # of those who dispose, of those who receive
    MORTGAGE: ("benTheChap", "benNhanTheChap"),
    LAND_SALE: ("benBan", "benMua"),
    VEHICLE_SALE: ("benBan", "benMua"),
    GIFT: ("benTangCho", "benDuocTangCho"),
    POWER: ("benUyQuyen", "benDuocUyQuyen"),
}
LAND, VEHICLE = "datDai", "phuongTien"
_OLD_UNITS = date(2025, 6, 30)  # the last day of the provinces by which organisations are listed
_TURNS = 6  # companies or offices that are tried for one that was there
Party = Any  # a citizen, an organisation, what is told of another party, or a function that says one of them
Subject = tuple[int | None, Mapping[str, Any]]  # what it is worth in dong, and the thing


class Deed(msgspec.Struct, frozen=True):
    """What was agreed on which day; its number is that of the party whose index comes first."""

    kind: str
    day: date
    given_by: tuple[Party, ...]
    taken_by: tuple[Party, ...]
    first: Person
    about: Callable[[], Subject] = lambda: (None, {})


def chance(first: Person) -> Draw:
    """What chance decides about a deed, alike for all its parties."""
    return chance_of(first.nation, first.index)


def chance_of(nation: Surroundings, index: int) -> Draw:
    """The same for the citizen of that index, before he is read."""
    return Draw(int(nation.sector_number("decision", index)), "deed", index)


def company(person: Person, day: date) -> Callable[[], Organisation] | None:
    """A company of the person's province that was there on that day, worked out when asked for."""
    return _organisation(person, "company", day)


def office(person: Person, day: date) -> Organisation | None:
    """A notary office of the person's province that was there on that day."""
    found = _organisation(person, "notary_office", day)
    return found and found()


def _organisation(person: Person, kind: str, day: date) -> Callable[[], Organisation] | None:
    organisations = person.nation.organisations
    home = person.residence(day)
    unit = home.unit_on(_OLD_UNITS) if home else None
    is_there = unit is not None and unit.province_code in organisations.provinces
    province = unit.province_code if unit and is_there else next(iter(organisations.provinces))
    found, founded = organisations.of_kind(kind, province), _foundings(organisations)
    first = chance(person).integer(f"{kind} {day}", 0, len(found) - 1)
    turns = ((first + turn) % len(found) for turn in range(min(_TURNS, len(found))))
    place = next((place for place in turns if founded(kind, province, place) <= day), None)
    return None if place is None else partial(found.__getitem__, place)


@lru_cache(maxsize=4)
def _foundings(organisations: Organisations) -> Callable[[str, str, int], date]:
    """When the organisation at that place of its kind and province was founded; each worked out once."""
    return cache(lambda kind, province, place: organisations.of_kind(kind, province)[place].founded)
