"""Dates as registers know them: a day, a month or only a year; never filled up with an invented first of January."""

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_COMPACT = re.compile(r"(\d{4})(?:(\d{2})(\d{2})?)?")
_PRINTED = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A year, a year and month, or a day; ordered by its earliest day, a coarser one before a finer."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read "1990-03-02", "1952-08" or "1945" (the contract's form); ValueError for anything else."""
        read = cls._read(_ISO, text)
        if str(read) != text:
            raise ValueError("an unknown day or month is left out, not written 00")
        return read

    @classmethod
    def parse_wire(cls, text: str) -> "PartialDate":
        """Read what real wires send: "19900302", "1990-03-02", "02/03/1990", "1990"; "00" is an unknown part."""
        text = text.strip()
        printed = _PRINTED.fullmatch(text)
        if printed and not _COMPACT.fullmatch(text):
            day, month, year = printed.groups()
            return cls._of(year, month, day)
        return cls._read(_COMPACT if text.isdigit() else _ISO, text)

    @classmethod
    def _read(cls, form: re.Pattern[str], text: str) -> "PartialDate":
        found = form.fullmatch(text) if text.isascii() else None
        if not found:
            raise ValueError("not a date of the form YYYY-MM-DD, YYYY-MM or YYYY")
        return cls._of(*found.groups())

    @classmethod
    def _of(cls, year: str, month: str | None, day: str | None) -> "PartialDate":
        return cls(int(year), int(month or 0) or None, int(day or 0) or None)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """The whole day."""
        return cls(day.year, day.month, day.day)

    def whole(self) -> date | None:
        """The day, if it is known."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    def agrees(self, other: "PartialDate") -> bool:
        """True if the two do not contradict each other at the coarser precision."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)

    def __str__(self) -> str:
        parts = (f"{self.year:04}", self.month, self.day)
        return "-".join(part if isinstance(part, str) else f"{part:02}" for part in parts if part is not None)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._key() < other._key()

    def _key(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)


def compare(claimed: PartialDate, held: PartialDate) -> tuple[str, bool]:
    """How a claimed date compares, and whether it is true so: `partial` only if the register knows no more."""
    if claimed == held:
        return "match", True
    if claimed.agrees(held):
        return "partial", len(str(held)) < len(str(claimed))
    swapped = (claimed.year, claimed.month, claimed.day) == (held.year, held.day, held.month)
    return "swapped" if swapped else "mismatch", False
