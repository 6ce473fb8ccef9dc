"""Birth dates as registers hold them: a day, a month and year, or a year alone; nothing is ever invented."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_FORMS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<d>\d{2})/(?P<m>\d{2})/(?P<y>\d{4})",
        r"(?P<y>\d{4})-(?P<m>\d{2})",
        r"(?P<m>\d{2})/(?P<y>\d{4})",
        r"(?P<y>\d{4})",
    )
)


class ImpossibleDate(ValueError):
    """No such day, or no date at all; the message repeats nothing of what was sent."""


class PartialDate(NamedTuple):
    """A date of known precision; month and day are 0 where the register does not know them."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read any form the wires send (wire.md F.4); `00` means unknown. Raises ImpossibleDate."""
        for form in _FORMS:
            if found := form.fullmatch(text.strip()):
                parts = found.groupdict()
                return _possible(cls(int(parts["y"]), int(parts.get("m") or 0), int(parts.get("d") or 0)))
        raise ImpossibleDate("not a date")

    @classmethod
    def of_number(cls, number: int) -> PartialDate:
        """From yyyymmdd with 00 for what is unknown."""
        return cls(number // 10000, number // 100 % 100, number % 100)

    @property
    def first_day(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def precision(self) -> int:
        """1 year, 2 month, 3 day."""
        return 3 if self.day else 2 if self.month else 1

    def coarsened(self, precision: int) -> PartialDate:
        """The same date with no more than `precision` parts."""
        return PartialDate(self.year, self.month if precision > 1 else 0, self.day if precision > 2 else 0)

    def agrees(self, other: PartialDate) -> bool:
        """Whether the two are one date at the precision that both have."""
        precision = min(self.precision, other.precision)
        return self.coarsened(precision) == other.coarsened(precision)

    def __str__(self) -> str:
        parts = (f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part))
        return "-".join(parts)


def _possible(read: PartialDate) -> PartialDate:
    if read.day and not read.month:
        raise ImpossibleDate("a day without a month")
    try:
        date(read.year, read.month or 1, read.day or 1)
    except ValueError as error:
        raise ImpossibleDate("no such day") from error
    return read


def is_possible(text: str) -> bool:
    """Whether it is a date of any precision."""
    try:
        PartialDate.parse(text)
    except ImpossibleDate:
        return False
    return True


def years_later(day: date, years: int) -> date:
    """The same day of the year, `years` later; 29 February becomes 1 March in common years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
