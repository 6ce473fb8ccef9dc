"""Days as whole numbers (date.toordinal), by columns, from 1 January 1800 to 31 December 2199."""

from __future__ import annotations

from functools import cache

import numpy as np

from mock_national_db.nation.chance import Ints
from mock_national_db.timeline import SEED_DAY

__all__ = ["TODAY", "YEAR", "birthday", "year", "yyyymmdd"]

TODAY = SEED_DAY.toordinal()
YEAR = 365
_UNIX_DAY = 719_163  # 1 January 1970
_FIRST_YEAR, _END_YEAR = 1800, 2200
_FIRST_MONTH = _FIRST_YEAR * 12


@cache
def _calendar() -> tuple[int, Ints, Ints, Ints]:
    """The first day; of each day its month (from year 0) and its place in the month; of each month its first day."""
    days = np.arange(f"{_FIRST_YEAR}-01-01", f"{_END_YEAR}-01-01", dtype="M8[D]")
    months = days.astype("M8[M]")
    starts: Ints = np.arange(f"{_FIRST_YEAR}-01", f"{_END_YEAR}-01", dtype="M8[M]").astype("M8[D]").astype(np.int64)
    return (
        int(starts[0]) + _UNIX_DAY,
        months.astype(np.int64) + 1970 * 12,
        (days - months.astype("M8[D]")).astype(np.int64),
        starts + _UNIX_DAY,
    )


def year(days: Ints) -> Ints:
    """The calendar year of each day."""
    first, months, _, _ = _calendar()
    return months[days - first] // 12


def birthday(births: Ints, age: int | Ints) -> Ints:
    """The day each reaches that age; 29 February becomes 1 March in common years."""
    first, months, places, starts = _calendar()
    born = births - first
    first_of_month: Ints = starts[months[born] + 12 * age - _FIRST_MONTH]
    return first_of_month + places[born]


def yyyymmdd(days: Ints) -> Ints:
    """Each day as eight digits."""
    first, months, places, _ = _calendar()
    month = months[days - first]
    found: Ints = month // 12 * 10_000 + (month % 12 + 1) * 100 + places[days - first] + 1
    return found
