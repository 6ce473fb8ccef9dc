"""Where people are counted: the commune, of either era, in which somebody resides permanently, or else lives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from mock_national_db.nation.chance import Ints
from mock_national_db.timeline import AsOf, current
from mock_national_db.units import LAST_OF_OLD, REFORM, Unit, legacy, modern, targets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mock_national_db.person import Person

PROVINCE, COMMUNE = "tinh", "phuongXa"
OLD, NEW = "legacy", "2025"
_DAY = {OLD: LAST_OF_OLD, NEW: REFORM}
_HAMLET = 1_000_000  # as address.py packs a detail


def units_of(era: str) -> Mapping[str, Unit]:
    """The communes of an era by code."""
    return legacy() if era == OLD else modern()


@cache
def communes(era: str, province: str | None = None) -> tuple[str, ...]:
    """The codes of an era's communes, of one province or all, sorted."""
    units = units_of(era).values()
    return tuple(sorted(unit.code for unit in units if province in {None, unit.province_code}))


@cache
def provinces(era: str) -> tuple[str, ...]:
    """The codes of an era's provinces, sorted."""
    return tuple(sorted({unit.province_code for unit in units_of(era).values()}))


def commune_of(person: Person, as_of: AsOf, era: str) -> Unit | None:
    """The person's commune in the units of an era; None abroad, and for a place of 2025 in the units of before."""
    place = current(person.fact("thuongTru"), as_of) or current(person.fact("noiOHienTai"), as_of)
    if place is None or (era == OLD and place.era != OLD):
        return None
    found: Unit | None = place.unit_on(_DAY[era])
    return found


def communes_drawn(rows: NDArray[np.void], on: int, era: str) -> Ints:
    """The place of each row's commune among the era's, on a day given as its ordinal."""
    before = (rows["moved"] > 0) & (on < rows["moved"])
    old = np.searchsorted(_old_codes(), np.where(before, rows["before"], rows["home"]))
    if era == OLD:
        return old
    hamlet = np.where(before, rows["before_detail"], rows["home_detail"]) // _HAMLET
    parts, many = _parts()
    found: Ints = parts[old, hamlet % many[old]]
    return found


def provinces_drawn(rows: NDArray[np.void], on: int, era: str) -> Ints:
    """The place of each row's province among the era's."""
    found: Ints = _provinces_of_communes(era)[communes_drawn(rows, on, era)]
    return found


@cache
def _old_codes() -> Ints:
    return np.array([int(code) for code in communes(OLD)], dtype=np.int64)


@cache
def _provinces_of_communes(era: str) -> Ints:
    places, units = _places(provinces(era)), units_of(era)
    return np.array([places[units[code].province_code] for code in communes(era)], dtype=np.int64)


@cache
def _parts() -> tuple[Ints, Ints]:
    """For each old commune the places of those that took it over, the main one first, and how many they are."""
    places, split = _places(communes(NEW)), [targets()[code] for code in communes(OLD)]
    most = max(map(len, split))
    rows = [[places[code] for code in parts] + [0] * (most - len(parts)) for parts in split]
    return np.array(rows, dtype=np.int64), np.array([*map(len, split)], dtype=np.int64)


def _places(values: tuple[Any, ...]) -> dict[Any, int]:
    return {value: place for place, value in enumerate(values)}
