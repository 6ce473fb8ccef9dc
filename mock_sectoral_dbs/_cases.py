"""A case before a court, and the cases that ended a marriage: the same for both who were married."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.timeline import AsOf, Fact
from mock_sectoral_dbs import _decisions
from mock_sectoral_dbs._disputes import BEGAN
from mock_sectoral_dbs._marriages import DIVORCE, marriages, owner_of
from mock_sectoral_dbs._proceedings import APPEAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from mock_national_db.person import Person
    from mock_sectoral_dbs._marriages import Marriage

ACCEPTED, SUSPENDED, TRIED, SETTLED, ENDED = "thuLy", "tamDinhChi", "daXetXu", "congNhanThoaThuan", "dinhChi"
CLOSED = frozenset({TRIED, SETTLED, ENDED})
_SIGN = "TLST"  # the same for every kind of case, so that the number does not tell it
_FIRST_DIVORCE = 50  # from which number on a person's cases are those that ended his marriages
_BY_CONSENT = 70  # of a hundred divorces


def sign(day: date) -> str:
    """What follows the person's part of a case's number."""
    return f"{day.year}/{_SIGN}"


@dataclass(frozen=True, slots=True)
class Case:
    """A case before the court: its number, the day it was accepted, how and on what day it was closed, what it says."""

    number: str
    day: date
    closed: tuple[str, date] | None
    given: Mapping[str, Any]
    at_death: str = SUSPENDED
    known: datetime | None = None


def divorces(person: Person) -> Iterator[Case]:
    """The case that ended a marriage, the same for both; on the day it ended the decision was in force."""
    for marriage in marriages(person):
        ended = marriage.ends[-1] if marriage.ends else None
        if ended is None or not ended.value or marriage.reason(person, AsOf.day(date.max)) != DIVORCE:
            continue
        day = date.fromisoformat(ended.value)
        if day >= BEGAN:
            yield _divorce(person, marriage, day, ended)


def _divorce(person: Person, marriage: Marriage, day: date, ended: Fact) -> Case:
    owner, ordinal = owner_of(person, marriage)
    mark = int(person.nation.sector_number(_decisions.KIND, owner))
    by_consent = mark % 100 < _BY_CONSENT
    closed = (SETTLED, day) if by_consent else (TRIED, max(day - APPEAL, marriage.since))
    begun = max(marriage.since, closed[1] - timedelta(40 + mark % 90))
    number = f"{mark:08}-{_FIRST_DIVORCE + ordinal}/{sign(begun)}"
    role = "nguoiYeuCau" if by_consent else "nguyenDon" if owner == person.index else "biDon"
    other = {"ten": marriage.spouse.ho_va_ten, "soDinhDanh": marriage.spouse.so_dinh_danh}
    told = {"loaiVuAn": "honNhanGiaDinh", "tuCach": role, "duongSuKhac": other}
    about = "Yêu cầu công nhận thuận tình ly hôn" if by_consent else "Ly hôn"
    return Case(number, begun, closed, {**told, "quanHePhapLuat": about}, SUSPENDED, ended.known)
