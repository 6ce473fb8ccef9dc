"""What was contributed to social insurance, and what is drawn for it: maternity, unemployment, pension."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mock_sectoral_dbs._life import death_on, months_later
from mock_sectoral_dbs._work import last_day, months_between, payer, periods, retirement, wages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.timeline import AsOf
    from mock_sectoral_dbs._work import Job

UNEMPLOYMENT_SINCE = date(2009, 1, 1)
FEWER_YEARS_SINCE = date(2025, 7, 1)  # Luật Bảo hiểm xã hội 41/2024/QH15: a pension after 15 years instead of 20
Parts = list[dict[str, Any]]


def contributed(person: Person, draw: Draw, worked: Sequence[Job], as_of: AsOf) -> Parts | None:
    """Contribution periods so far, one for each job and wage."""
    died = death_on(person, as_of)
    end = min(as_of.on + timedelta(1), died or date.max)
    return [part for job in worked if job.since < end for part in _periods(person, draw, job, end, died)] or None


def _periods(person: Person, draw: Draw, job: Job, end: date, died: date | None) -> Iterator[dict[str, Any]]:
    named = payer(person, draw, job)
    for since, until, wage in periods(job):
        if since >= end:
            return
        part: dict[str, Any] = {"tuThang": _month(since)}
        if until < end:
            part["denThang"] = _month(last_day(until))
        elif died is not None:
            part["denThang"] = _month(end)
        if (unit := named(since)) is not None:
            part |= {"donVi": unit, "chucDanh": job.title}
        yield {**part, "mucDong": wage, "loai": "tuNguyen" if job.voluntary else "batBuoc"}


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def unemployment(periods: Parts, as_of: AsOf) -> dict[str, int] | None:
    """Months insured against unemployment since 2009, of them those of the last two years, and the last wage."""
    now = months_later(as_of.on, 0)
    insured = [(*_span(part, now), part["mucDong"]) for part in periods if part["loai"] == "batBuoc"]
    months = sum(months_between(max(since, UNEMPLOYMENT_SINCE), until) for since, until, _ in insured)
    if not months:
        return None
    recent = months_later(now, -24)
    lately = sum(months_between(max(since, recent), until) for since, until, _ in insured)
    last = [wage for since, until, wage in insured for _ in range(min(6, months_between(since, until)))][-6:]
    return {"soThangDong": months, "soThangTrong24": min(24, lately), "mucDongBinhQuan": sum(last) // len(last)}


def _span(part: Mapping[str, Any], now: date) -> tuple[date, date]:
    """First day of the first month and first day after the last, up to the present month."""
    since = date.fromisoformat(f"{part['tuThang']}-01")
    until = now if "denThang" not in part else min(now, date.fromisoformat(f"{part['denThang']}-01"))
    return since, max(since, months_later(until, 1))


def benefits(person: Person, worked: Sequence[Job], as_of: AsOf) -> Parts | None:
    """The benefits drawn so far, oldest first; death ends them."""
    found = [*_maternity(person, worked), *_out_of_work(worked), *_pension(person, worked)]
    died = death_on(person, as_of)
    end = min(as_of.on, died or date.max)
    drawn = [_as_drawn(part, died) for part in found if part["tuNgay"] <= end.isoformat()]
    return sorted(drawn, key=lambda part: part["tuNgay"]) or None


def was_out_of_work(worked: Sequence[Job], as_of: AsOf) -> bool:
    """Whether an unemployment benefit can have been drawn by then."""
    return any(since <= as_of.on for _, since in _lost(worked))


def _as_drawn(benefit: dict[str, Any], died: date | None) -> dict[str, Any]:
    if died is not None and benefit.get("denNgay", "9999") > died.isoformat():
        return {**benefit, "denNgay": died.isoformat()}
    return benefit


def _benefit(kind: str, since: date, until: date | None, amount: float) -> dict[str, Any]:
    dates = {"tuNgay": since.isoformat(), **({"denNgay": until.isoformat()} if until else {})}
    return {"loai": kind, **dates, "mucHuong": int(round(amount, -3))}


def _maternity(person: Person, worked: Sequence[Job]) -> Iterator[dict[str, Any]]:
    """Six months at the full wage for each birth while employed for half a year (four before May 2013)."""
    if person.sex != "2" or not worked:
        return
    for child in (person.nation.person(index) for index in person.nation.children(person.index)):
        born = child.birth
        for job in worked:
            if not job.voluntary and months_later(job.since, 6) <= born < job.until:
                until = last_day(months_later(born, 6 if born >= date(2013, 5, 1) else 4))
                yield _benefit("thaiSan", born, until, _wage(job, born))


def _wage(job: Job, on: date) -> int:
    return next((wage for since, until, wage in wages(job) if since <= on < until), 0)


def _out_of_work(worked: Sequence[Job]) -> Iterator[dict[str, Any]]:
    """Three months at 60 %."""
    for job, since in _lost(worked):
        wage = _wage(job, last_day(job.until))
        yield _benefit("troCapThatNghiep", since, last_day(months_later(since, 3)), wage * 0.6)


def _lost(worked: Sequence[Job]) -> Iterator[tuple[Job, date]]:
    """Jobs after which somebody insured for a year found nothing within four months, and since when that is paid."""
    for job, following in pairwise(worked):
        insured = months_between(max(job.since, UNEMPLOYMENT_SINCE), job.until)
        if not job.voluntary and insured >= 12 and months_between(job.until, following.since) >= 4:
            yield job, months_later(job.until, 1)


def _pension(person: Person, worked: Sequence[Job]) -> Iterator[dict[str, Any]]:
    """45 % of the last wage after the least years, 2 % for each more, at most 75 %."""
    since = retirement(person)
    years = sum(months_between(job.since, job.until) for job in worked) // 12
    least = 15 if since >= FEWER_YEARS_SINCE else 20
    if years >= least:
        share = min(75, 45 + 2 * (years - least))
        yield _benefit("huuTri", since, None, _wage(worked[-1], last_day(worked[-1].until)) * share / 100)
