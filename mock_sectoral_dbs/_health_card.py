"""The health card a person holds: by which group, from when until when, at which hospital."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db.dates import years_later
from mock_national_db.timeline import current
from mock_sectoral_dbs._life import death_on, months_later, places
from mock_sectoral_dbs._work import last_day, retirement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.timeline import AsOf
    from mock_sectoral_dbs._work import Job

BEGAN = date(2009, 7, 1)  # Luật Bảo hiểm y tế 25/2008/QH12
NEAR_POOR_MORE_SINCE = date(2026, 1, 1)  # Nghị quyết 261/2025/QH15
CHILD, PUPIL, STUDENT, EMPLOYED, RETIRED, VERY_OLD = "TE", "HS", "SV", "DN", "HT", "BT"
HOUSEHOLD, NEAR_POOR, POOR, NONE = "GD", "CN", "HN", ""
_OTHERWISE = {HOUSEHOLD: 78, NEAR_POOR: 9, POOR: 5, NONE: 8}
CardOf = Callable[["Person"], Mapping[str, Any] | None]
_CLASSES = (NEAR_POOR, POOR)
_NO_CLASS = {group: weight for group, weight in _OTHERWISE.items() if group not in _CLASSES}
_FIVE_YEARS = 5


@dataclass(frozen=True, slots=True)
class Cover:
    """A stretch of time in which the person is insured in one group, until before `until`."""

    group: str
    since: date
    until: date


def card(
    person: Person, draw: Draw, worked: Sequence[Job], number: str, as_of: AsOf, card_of: CardOf
) -> tuple[str | None, dict[str, Any] | None]:
    """The number and the rest of the latest card at that time; None for whoever never had one."""
    died = death_on(person, as_of)
    on = min(as_of.on, died) if died else as_of.on
    covers = [c for c in _covers(person, draw, worked, card_of) if c.since <= on]
    if not covers:
        return None, None
    cover = covers[-1]
    since, until = _term(cover, on)
    benefit = _benefit(cover.group, since)
    held = {
        "doiTuong": cover.group,
        "mucHuong": benefit,
        "giaTriTu": since.isoformat(),
        **({} if until == date.max else {"giaTriDen": last_day(until).isoformat()}),
        "noiDangKyKCB": _hospital(person, draw, since),
        "ngayDu5Nam": years_later(_unbroken_since(covers), _FIVE_YEARS).isoformat(),
    }
    card_number = f"{cover.group}{benefit}{province(person, since)}{number}"
    return card_number, {**held, "tinhTrang": state(held, died.isoformat() if died else None, as_of.on)}


def _benefit(group: str, since: date) -> str:
    """The benefit digit of the group; the near-poor have a better one since 2026."""
    if group == NEAR_POOR and since >= NEAR_POOR_MORE_SINCE:
        return "2"
    return str(dancu_contracts.code_table("doiTuongBHYT")["values"][group]["mucHuong"])


def state(held: Mapping[str, Any], died: str | None, on: date) -> str:
    """Withdrawn once the death is known, expired after the last day."""
    if died:
        return "thuHoi"
    return "hetHan" if held.get("giaTriDen", "9999") < on.isoformat() else "conGiaTri"


def _covers(person: Person, draw: Draw, worked: Sequence[Job], card_of: CardOf) -> list[Cover]:
    """Child, pupil, student, then by work, then pensioner; the household, poor or nothing in between."""
    covers: list[Cover] = []
    at, other = max(BEGAN, person.birth), _otherwise(person, draw, card_of)
    for group, since, until in (*_stages(person, draw, worked), (NONE, date.max, date.max)):
        start = max(since, at)
        if other and at < start:
            covers.append(Cover(other, at, start))
        if start < until:
            covers.append(Cover(group, start, until))
        at = max(at, until)
    return covers


def _otherwise(person: Person, draw: Draw, card_of: CardOf) -> str:
    """The head's group is the household's class, if it is one: social protection reads it there too.

    So the class has one source, and cannot come from social protection: that would ask the head's card back.
    """
    head = _head(person)
    if head is None:
        return draw.one_of("otherwise", _OTHERWISE)
    group = str((card_of(person.nation.person(head)) or {}).get("doiTuong"))
    return group if group in _CLASSES else draw.one_of("otherwise", _NO_CLASS)


def _head(person: Person) -> int | None:
    """The index of whoever else heads the household."""
    head = current(person.fact("chuHo"), person.nation.as_of)
    return None if head is None or head.index == person.index else head.index


def may_be_poor(person: Person, draw: Draw) -> bool:
    """Whether a card by the household's class is drawn for its head, should nothing else insure him."""
    return _head(person) is not None or draw.one_of("otherwise", _OTHERWISE) in _CLASSES


def _stages(person: Person, draw: Draw, worked: Sequence[Job]) -> Iterator[tuple[str, date, date]]:
    birth = person.birth
    school = _after_september(person.birthday(6))
    grown = date(birth.year + 18, 10, 1)
    yield CHILD, birth, school
    yield PUPIL, school, grown
    if not worked and draw.share("student", 0.35):
        yield STUDENT, grown, date(birth.year + 22, 10, 1)
    for job in worked:
        if not job.voluntary:
            yield EMPLOYED, job.since, job.until
    years = sum((job.until - job.since).days for job in worked) / 365
    if years >= 20:
        yield RETIRED, retirement(person), date.max
    yield VERY_OLD, person.birthday(80), date.max


def _after_september(sixth: date) -> date:
    """Children keep their card until 30 September of the year they turn six, or the end of the month if later."""
    return max(months_later(sixth, 1), date(sixth.year, 10, 1))


def _term(cover: Cover, on: date) -> tuple[date, date]:
    """The first day of the card held on that day, and the first day after it."""
    if cover.group in (CHILD, RETIRED, VERY_OLD):
        return cover.since, cover.until
    last = min(on, last_day(cover.until))
    month = 10 if cover.group in (PUPIL, STUDENT) else cover.since.month if cover.group == HOUSEHOLD else 1
    start = date(last.year, month, 1)
    if start > last:
        start = date(last.year - 1, month, 1)
    return max(start, cover.since), min(date(start.year + 1, month, 1), cover.until)


def _unbroken_since(covers: Sequence[Cover]) -> date:
    since = covers[-1].since
    for cover in reversed(covers[:-1]):
        if cover.until < since:
            break
        since = cover.since
    return since


def province(person: Person, on: date) -> str:
    """The code of the province lived in, as a card's number has it; 00 of who lives nowhere."""
    for place in places(person, on):
        if (unit := place.unit_on(on)) is not None:
            return unit.province_code
    return "00"


def _hospital(person: Person, draw: Draw, on: date) -> Callable[[AsOf], dict[str, str] | None]:
    """A hospital of the home province, the commune's own health station for the others."""

    def shown(_as_of: AsOf) -> dict[str, str] | None:
        for place in places(person, on):
            unit = place.unit_on(date(2025, 6, 30))
            if unit is None:
                continue
            hospitals = person.nation.organisations.of_kind("hospital", unit.province_code)
            if hospitals:
                return hospitals[draw.integer("hospital", 0, len(hospitals) - 1)].shown()
        return None

    return shown
