"""Deeds as notaries drew them up: the contracts behind the land, the vehicles and the couples of the nation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from mock_national_db.timeline import AsOf, current
from mock_sectoral_dbs import _vehicles
from mock_sectoral_dbs._deed import POWER, VEHICLE, VEHICLE_SALE, Deed, Subject, chance, chance_of, company
from mock_sectoral_dbs._land_deeds import BEFORE_REGISTRATION, gifts, is_drawn, land_deeds
from mock_sectoral_dbs._life import is_told_of
from mock_sectoral_dbs._marriages import marriages, spouses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_national_db.person import Person
    from mock_sectoral_dbs._vehicles import Vehicle

_LEAST_AGE = 17  # of a party: what one owns at eighteen at the earliest was agreed on shortly before
_LEAST_AGE_OF_GIVERS = 39  # of a parent whose child is grown and holds land
_CAR_PRICE, _MOTORCYCLE_PRICE = (180, 650), (6, 35)  # millions of dong
Thing = Callable[[], tuple[str, str]]  # a vehicle, by its frame, and of which kind it is


def deeds(person: Person, *, land: str, vehicles: str) -> Iterator[Deed]:
    """All in which the person is a party, by what the registers of those names say."""
    today = person.nation.as_of.on
    if person.birthday(_LEAST_AGE) > today:
        return
    yield from land_deeds(person, land)
    if person.birthday(_LEAST_AGE_OF_GIVERS) <= today:
        yield from gifts(person, land)
    yield from _of_vehicles(person, vehicles)
    yield from _powers(person)


def _of_vehicles(person: Person, registry: str) -> Iterator[Deed]:
    """From a company, of what stands on the person's plates and was not new."""
    for registered, thing in (_told if is_told_of(person, registry) else _drawn)(person, registry):
        day = registered - BEFORE_REGISTRATION
        if (seller := company(person, day)) is not None:
            yield Deed(VEHICLE_SALE, day, (seller,), (person,), person, partial(_vehicle, person, thing))


def _drawn(person: Person, registry: str) -> Iterator[tuple[date, Thing]]:
    draw = person.nation.chance(registry, person.index)
    for one in _vehicles.vehicles(person, draw, _vehicles.is_second_hand):
        yield one.since, partial(_spelled, one)


def _spelled(vehicle: Vehicle) -> tuple[str, str]:
    return vehicle.frame, vehicle.model.kind


def _told(person: Person, registry: str) -> Iterator[tuple[date, Thing]]:
    names = ("nguonGoc", "soKhung", "ngayDangKy", "loaiXe")
    for source, frame, registered, kind in zip(*(person.known(f"{registry}.{name}") for name in names), strict=True):
        if source == _vehicles.SECOND_HAND and is_drawn(frame[-9:]):
            yield date.fromisoformat(registered), partial(tuple, (frame, kind))


def _vehicle(person: Person, thing: Thing) -> Subject:
    frame, kind = thing()
    price = _CAR_PRICE if kind in {_vehicles.CAR, _vehicles.LORRY} else _MOTORCYCLE_PRICE
    value = chance(person).integer(f"price of {frame}", *price) * 1_000_000
    return value, {"loai": VEHICLE, "soKhung": frame}


def _powers(person: Person) -> Iterator[Deed]:
    """A few couples: one empowers the other while both live and are married."""
    draws = {index: chance_of(person.nation, min(person.index, index)) for index in spouses(person)}
    empowered = {index for index, draw in draws.items() if draw.share("empowers", 0.15)}
    for marriage in marriages(person) if empowered else ():
        if marriage.spouse.index is None or marriage.spouse.index not in empowered:
            continue
        one, other = sorted((person.index, marriage.spouse.index))
        draw = draws[marriage.spouse.index]
        first, second = person.nation.person(one), person.nation.person(other)
        day = marriage.since + timedelta(draw.days("empowered", 200, 7000))
        ended = current(marriage.ended, AsOf.day(date.max)) if marriage.ended else None
        lived = all(party.death is None or day < party.death for party in (first, second))
        if lived and (ended is None or day.isoformat() < ended):
            yield Deed(POWER, day, (first,), (second,), first)
