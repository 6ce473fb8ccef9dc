"""Time limits in working days: weekends and public holidays do not count, nor the day on which they begin."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from functools import cache

__all__ = ["after", "begins", "due", "is_working"]

_SATURDAY = 5
_LATE = time(15)  # what is handed in later counts from the next day


@cache
def _public_holidays() -> Container[date]:
    import holidays  # noqa: PLC0415 - every country's, which a start need not wait for

    return holidays.country_holidays("VN")


def is_working(day: date) -> bool:
    """Whether offices are open (Labour Code 45/2019/QH14, Art. 112; substituted days as announced)."""
    return day.weekday() < _SATURDAY and day not in _public_holidays()


def begins(received: datetime) -> date:
    """The working day on which a dossier counts as handed in."""
    day = received.date() + timedelta(received.time() > _LATE)
    while not is_working(day):
        day += timedelta(1)
    return day


def due(received: datetime, working_days: int) -> date:
    """The last day on which the result is in time; with no working day allowed, the day of receipt itself."""
    return after(begins(received), working_days)


def after(day: date, working_days: int) -> date:
    """So many working days after a day, which does not count itself."""
    for _ in range(working_days):
        day += timedelta(1)
        while not is_working(day):
            day += timedelta(1)
    return day
