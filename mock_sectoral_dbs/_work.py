"""A working life: the jobs a person had, what was earned in them, and when it ends by law."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from dancu_contracts import amount_table

from mock_national_db.dates import years_later
from mock_sectoral_dbs._life import months_later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mock_national_db.draw import Draw
    from mock_national_db.nation import Organisation
    from mock_national_db.person import Person

_FIRST_YEAR = date(1980, 1, 1)
_WAGES = [(date.fromisoformat(each["validFrom"]), each["vnd"]) for each in amount_table("luongToiThieu")["values"]]
LEAST_WAGES = ((_FIRST_YEAR, _WAGES[0][1]), *_WAGES[1:])  # before the first decree as by it
_RAISES = [day for day, _ in LEAST_WAGES]
_TITLES = ("Công nhân", "Nhân viên", "Kế toán", "Lái xe", "Kỹ thuật viên", "Bảo vệ", "Thủ kho", "Tổ trưởng", "Quản lý")
_JOBS = 8
_RENAMED = (date(2025, 3, 1), date(2025, 7, 1))  # ministries with their departments, then communes and provinces merged


@dataclass(frozen=True, slots=True)
class Job:
    """One employment from a month's first day until before `until`; `times` is the wage in hundredths of the least."""

    place: int
    since: date
    until: date
    times: int
    title: str
    voluntary: bool
    unit: Callable[[date], Mapping[str, str] | None] | None = None
    """Of a job in the service of the State: where, by the name of a day."""


def retirement(person: Person) -> date:
    """The first day of the month after the age of retirement: men 60 to 62, women 55 to 60 (Nghị định 135/2020)."""
    age, step, most = (720, 3, 744) if person.sex == "1" else (660, 4, 720)
    late = (person.birth.year - 2021) * 12 + person.birth.month - 1 + age  # months from January 2021 to the old age
    steps = late // (12 - step) + 1 if late >= 0 else 0
    return months_later(person.birth, min(age + step * steps, most) + 1)


def jobs(person: Person, draw: Draw) -> list[Job]:
    """The employments in which the person is, or will be, insured, oldest first; none for most of the self-employed."""
    if not draw.share("employed", 0.52 if person.birth.year >= 1965 else 0.3):
        return []
    end = retirement(person)
    voluntary = draw.share("voluntary", 0.05)
    since = months_later(max(years_later(person.birth, 18), _FIRST_YEAR), draw.integer("first job", 1, 90))
    found = []
    for place in range(_JOBS):
        until = min(months_later(since, draw.integer(f"months {place}", 10, 150)), end)
        if place == _JOBS - 1 or draw.share(f"stays {place}", 0.3):
            until = end
        if since >= until:
            break
        times = draw.integer(f"wage {place}", 107, 330)
        found.append(Job(place, since, until, times, draw.one_of(f"title {place}", _TITLES), voluntary))
        since = months_later(until, draw.integer(f"between {place}", 0, 14))
    return found


def wages(job: Job) -> Iterator[tuple[date, date, int]]:
    """The wage insured, in dong a month, from a day until before another, as the least wage rises."""
    start = bisect_right(_RAISES, job.since) - 1
    for (begun, least), following in zip(LEAST_WAGES[start:], [*_RAISES[start + 1 :], date.max], strict=True):
        since, until = max(begun, job.since), min(following, job.until)
        if since < until:
            yield since, until, round(least * (job.times + 2 * (since.year - job.since.year)) // 100, -3)


def periods(job: Job) -> Iterator[tuple[date, date, int]]:
    """The same, and a period of its own for each name of the unit."""
    for since, until, wage in wages(job):
        renamed = [d for d in _RENAMED if since < d < until and job.unit and job.unit(d) != job.unit(since)]
        for begun, ended in pairwise((since, *renamed, until)):
            yield begun, ended, wage


def payer(person: Person, draw: Draw, job: Job) -> Callable[[date], Mapping[str, str] | None]:
    """Who pays the contributions, by the name of a day; nobody but himself for the voluntary."""
    if job.unit is not None:
        return job.unit
    found = None if job.voluntary else employer(person, draw, job)
    return lambda _day: found.shown() if found else None


def employer(person: Person, draw: Draw, job: Job) -> Organisation | None:
    """A company of the person's province, or of the nation's first, that was there when the job began."""
    organisations = person.nation.organisations
    home = person.residence(job.since)
    unit = home.unit_on(date(2025, 6, 30)) if home else None
    provinces = organisations.provinces
    province = unit.province_code if unit and unit.province_code in provinces else next(iter(provinces))
    companies = organisations.of_kind("company", province)
    found = None
    for turn in range(6):
        found = companies[draw.integer(f"company {job.place} {turn}", 0, len(companies) - 1)]
        if found.founded <= job.since:
            break
    return found


def months_between(since: date, until: date) -> int:
    """Whole months from one first day of a month to another, 0 if there are none."""
    return max(0, (until.year - since.year) * 12 + until.month - since.month)


def last_day(until: date) -> date:
    """The day before."""
    return until - timedelta(1)
