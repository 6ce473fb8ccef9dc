"""Time limits in working days and hours: weekends and public holidays do not count, nor the day on which days begin."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from functools import cache

from dancu_contracts import working_hours

__all__ = ["after", "begins", "due", "due_in_hours", "is_working"]

_SATURDAY = 5


@cache
def _public_holidays() -> Container[date]:
    import holidays  # noqa: PLC0415 - every country's, which a start need not wait for

    return holidays.country_holidays("VN")


def is_working(day: date) -> bool:
    """Whether offices are open (Labour Code 45/2019/QH14, Art. 112; substituted days as announced)."""
    return day.weekday() < _SATURDAY and day not in _public_holidays()


def _next_working(day: date) -> date:
    while not is_working(day):
        day += timedelta(1)
    return day


def begins(received: datetime) -> date:
    """The working day on which a dossier counts as handed in; what comes late counts from the next."""
    is_late = received.time() > time.fromisoformat(working_hours()["sameDayUntil"])
    return _next_working(received.date() + timedelta(is_late))


def due(received: datetime, working_days: int) -> date:
    """The last day on which the result is in time; with no working day allowed, the day of receipt itself."""
    return after(begins(received), working_days)


def after(day: date, working_days: int) -> date:
    """So many working days after a day, which does not count itself."""
    for _ in range(working_days):
        day = _next_working(day + timedelta(1))
    return day


def due_in_hours(received: datetime, hours: int) -> datetime:
    """The moment at which so many working hours have passed, counted while offices are open."""
    day, left = begins(received), timedelta(hours=hours)
    now = received if day == received.date() else datetime.combine(day, time.min, received.tzinfo)
    while True:
        for opens, closes in _open(day, now):
            if left <= closes - max(opens, now):
                return max(opens, now) + left
            left -= max(closes - max(opens, now), timedelta())
        day = _next_working(day + timedelta(1))


def _open(day: date, like: datetime) -> list[tuple[datetime, datetime]]:
    """The times at which offices are open that day, in the same time zone."""
    spans = working_hours()["open"]
    at = [[datetime.combine(day, time.fromisoformat(each), like.tzinfo) for each in span] for span in spans]
    return [(opens, closes) for opens, closes in at]
