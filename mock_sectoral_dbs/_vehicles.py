"""Vehicles as chance drew them: whose, under which plate, since when, and whether bought new or second-hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from mock_sectoral_dbs import _assets, _plates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person

MOTORCYCLE, MOPED, CAR, LORRY = "moTo", "xeGanMay", "oToCon", "oToTai"
NEW, SECOND_HAND = "xeMoi", "sangTen"
FRAME = "vehicle_frame"
LAST_AGE = 72  # of those drawn
LAST = date(2032, 12, 31)
_FIRST = date(2008, 1, 1)
_LEAST_AGE = 18
Of = Callable[["Draw", int], bool]


class Model(msgspec.Struct, frozen=True):
    """A make with its engine (cm3, none if electric; kW), seats and load in kg."""

    kind: str
    make: str
    capacity: int | None
    power: float
    seats: int = 2
    load: int | None = None


MOTORCYCLES = {
    Model(MOTORCYCLE, "Honda", 110, 6.5): 45,
    Model(MOTORCYCLE, "Honda", 125, 8.2): 20,
    Model(MOTORCYCLE, "Yamaha", 113, 7.1): 16,
    Model(MOTORCYCLE, "Suzuki", 147, 13.6): 4,
    Model(MOTORCYCLE, "VinFast", None, 3.5): 5,
    Model(MOPED, "SYM", 50, 2.7): 10,
}
CARS = {
    Model(CAR, "Toyota", 1496, 79.0, 5): 25,
    Model(CAR, "Hyundai", 1197, 61.0, 5): 22,
    Model(CAR, "Mitsubishi", 1499, 77.0, 7): 15,
    Model(CAR, "VinFast", None, 100.0, 5): 14,
    Model(LORRY, "Hyundai", 2497, 96.0, 3, 1490): 14,
    Model(LORRY, "Thaco", 2499, 81.0, 3, 990): 10,
}


class Vehicle(msgspec.Struct, frozen=True):
    """What stands on a plate, since the day it was registered; the rest is worked out when asked."""

    owner: Person
    draw: Draw
    turn: int
    plate: str
    since: date

    @property
    def source(self) -> str:
        """Whether it was bought new or second-hand."""
        return SECOND_HAND if is_second_hand(self.draw, self.turn) else NEW

    @property
    def frame(self) -> str:
        """The number of its frame, by which it is known."""
        return _assets.number(self.owner, FRAME, self.turn)

    @property
    def model(self) -> Model:
        """Its make."""
        return self.draw.one_of(f"model {self.turn}", CARS if _plates.is_car(self.plate) else MOTORCYCLES)


def vehicles(owner: Person, draw: Draw, of: Of = lambda *_: True) -> Iterator[Vehicle]:
    """What was drawn so far for the owner, as far as it is of that kind: a first vehicle and a second.

    Who has which is what its plate says: a number that no plate has stands for none.
    """
    turns = [turn for turn in _assets.turns(owner.index) if of(draw, turn)]
    for turn, since in _days(owner, draw, turns) if turns else ():
        plate = _plates.plate(int(_assets.number(owner, _plates.KIND, turn)))
        if plate is not None and (turn == 0 or _plates.is_car(plate) or draw.share("second", 0.35)):
            yield Vehicle(owner, draw, turn, plate, since)


def is_second_hand(draw: Draw, turn: int) -> bool:
    """Whether somebody else had it before."""
    return draw.share(f"second-hand {turn}", 0.25)


def _days(person: Person, draw: Draw, turns: list[int]) -> Iterator[tuple[int, date]]:
    """The days so far in the person's grown life on which a vehicle, by its turn, may have been registered."""
    today, begin = person.nation.as_of.on, max(person.birthday(_LEAST_AGE), _FIRST)
    if begin > today:
        return
    room, died = (min(person.birthday(LAST_AGE), LAST) - begin).days, person.death
    for turn in turns if room > 0 else ():
        day = begin + timedelta(draw.days(f"day {turn}", 0, room))
        if day <= today and (died is None or day < died):
            yield turn, day
