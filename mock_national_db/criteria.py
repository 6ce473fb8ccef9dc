"""What people may be sought by: a code, an age in years, the place where they reside permanently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from mock_national_db.dates import PartialDate, years_later
from mock_national_db.nation import Sought
from mock_national_db.timeline import current
from mock_national_db.units import REFORM, Unit, legacy, modern, targets

if TYPE_CHECKING:
    from mock_national_db.registry import Record
    from mock_national_db.timeline import AsOf

COLUMNS = {"gioiTinh": "sex", "danToc": "ethnic", "tonGiao": "religion", "nhomMau": "blood"}
_WHOLE = len("yyyy-mm-dd")
_UNKNOWN = {"gioiTinh": "0", "nhomMau": "00"}
_LEVELS = {"maTinhThanh": "province_code", "maQuanHuyen": "district_code", "maPhuongXa": "code"}


class Criterion(Protocol):
    """What holds of whom is sought."""

    def drawn(self, on: date) -> Sought:
        """The rows of the nation that may be meant: every one that is, and perhaps some more."""
        ...

    def holds(self, record: Record, as_of: AsOf) -> bool:
        """Whether it holds of the record then."""
        ...


@dataclass(frozen=True, slots=True)
class HasCode:
    """A field of COLUMNS has that code; of whom nothing is known has the table's own code for that."""

    field: str
    code: str

    def drawn(self, on: date) -> Sought:
        """Codes never change but by the log."""
        del on
        return Sought((COLUMNS[self.field],), frozenset((int(self.code),)))

    def holds(self, record: Record, as_of: AsOf) -> bool:
        """Whether the code is the record's."""
        return (current(record.fields.get(self.field), as_of) or _UNKNOWN.get(self.field)) == self.code


@dataclass(frozen=True, slots=True)
class OfAge:
    """From `least` to `most` completed years, both included; a date known in part is taken as its first day."""

    least: int
    most: int

    def drawn(self, on: date) -> Sought:
        """By the year, as a birth date may be a year alone."""
        return Sought(("birth",), range((on.year - self.most - 1) * 10_000, (on.year - self.least + 1) * 10_000))

    def holds(self, record: Record, as_of: AsOf) -> bool:
        """Whether the birthdays are reached then."""
        born = _first_day(current(record.fields["ngaySinh"], as_of))
        return years_later(born, self.least) <= as_of.on < years_later(born, self.most + 1)


def _first_day(birth: str) -> date:
    return date.fromisoformat(birth) if len(birth) == _WHOLE else PartialDate.parse(birth).first_day


@dataclass(frozen=True, slots=True)
class ResidesIn:
    """The permanent residence lies in a place, given by codes (`maTinhThanh` …) of the units valid then."""

    place: Mapping[str, str]

    def drawn(self, on: date) -> Sought:
        """Homes of today and before, by their communes before July 2025."""
        return Sought(("home", "before"), _before_reform(tuple(sorted(self.place.items())), is_modern=on >= REFORM))

    def holds(self, record: Record, as_of: AsOf) -> bool:
        """Whether the address then bears every code."""
        home = current(record.fields.get("thuongTru"), as_of)
        return home is not None and self.place.items() <= home.on(as_of.on).items()


def communes(place: Mapping[str, str], on: date) -> list[Unit]:
    """The communes valid on that day that bear every code."""
    valid = (legacy() if on < REFORM else modern()).values()
    return [unit for unit in valid if _bears(unit, tuple(place.items()))]


def _bears(unit: Unit, place: tuple[tuple[str, str], ...]) -> bool:
    return all(getattr(unit, _LEVELS[level]) == code for level, code in place)


@lru_cache(256)
def _before_reform(place: tuple[tuple[str, str], ...], *, is_modern: bool) -> frozenset[int]:
    """Communes before July 2025 any part of which lies there; one that was taken over by none stays what it was."""
    if not is_modern:
        return frozenset(int(code) for code, unit in legacy().items() if _bears(unit, place))
    new = {code for code, unit in modern().items() if _bears(unit, place)}
    there = (
        old for old, unit in legacy().items() if _lies_in(new, old) or (old not in targets() and _bears(unit, place))
    )
    return frozenset(map(int, there))


def _lies_in(new: set[str], old: str) -> bool:
    return not new.isdisjoint(targets().get(old, ()))
