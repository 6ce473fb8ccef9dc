"""Days as whole numbers (date.toordinal), by columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from mock_national_db.nation.chance import Ints
from mock_national_db.timeline import SEED_DAY

__all__ = ["TODAY", "YEAR", "birthday", "year", "yyyymmdd"]

TODAY = SEED_DAY.toordinal()
YEAR = 365
_EPOCH = 719_163  # 1 January 1970


def _dates(days: Ints) -> Any:
    return (days - _EPOCH).astype("M8[D]")


def year(days: Ints) -> Ints:
    """The calendar year of each day."""
    return _dates(days).astype("M8[Y]").astype(np.int64) + 1970


def birthday(births: Ints, age: int | Ints) -> Ints:
    """The day each reaches that age; 29 February becomes 1 March in common years."""
    dates = _dates(births)
    months = dates.astype("M8[M]")
    rest = (dates - months.astype("M8[D]")).astype(np.int64)
    first: Ints = (months + 12 * np.asarray(age)).astype("M8[D]").astype(np.int64)
    return first + rest + _EPOCH


def yyyymmdd(days: Ints) -> Ints:
    """Each day as eight digits."""
    dates = _dates(days)
    months = dates.astype("M8[M]")
    month = months.astype(np.int64) % 12 + 1
    in_month = (dates - months.astype("M8[D]")).astype(np.int64) + 1
    return year(days) * 10_000 + month * 100 + in_month


