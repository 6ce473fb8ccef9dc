"""Civil disputes that come to court: with whom, about what, heard in private or not, and how they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mock_sectoral_dbs._life import office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person

    Jobs = Callable[[], Iterable[Mapping[str, Any]]]

BEGAN = date(2005, 1, 1)  # Bộ luật Tố tụng dân sự 24/2004/QH11; what is older was not entered
EMPLOYER, COMPANY = "donVi", "company"
_LAST, _LAST_AGE, _MOST = date(2031, 6, 30), 78, 2
_PRIVATE = 0.35
_ENDS = {"daXetXu": 58, "congNhanThoaThuan": 30, "dinhChi": 12}


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute with `other`, accepted on `day`, closed as `ends` on `closed`."""

    kind: str
    about: str
    role: str
    other: dict[str, str]
    day: date
    ends: str
    closed: date
    is_private: bool


_ABOUT = {  # kind of case, what about, the person's role, who the other side is
    ("danSu", "Tranh chấp hợp đồng tín dụng", "biDon", "ngan_hang"): 34,
    ("danSu", "Tranh chấp hợp đồng mua bán tài sản", "nguyenDon", COMPANY): 16,
    ("danSu", "Tranh chấp bồi thường thiệt hại về tài sản", "nguyenDon", COMPANY): 12,
    ("kinhDoanhThuongMai", "Tranh chấp hợp đồng mua bán hàng hóa", "biDon", COMPANY): 14,
    ("laoDong", "Tranh chấp về đơn phương chấm dứt hợp đồng lao động", "nguyenDon", EMPLOYER): 12,
    ("hanhChinh", "Khiếu kiện quyết định hành chính trong quản lý đất đai", "nguoiKhoiKien", "ubnd_tinh"): 12,
}


def disputes(person: Person, draw: Draw, jobs: Jobs) -> Iterator[Dispute]:
    """Those of a grown person while he lived; each later one is rarer. `jobs` says what he worked at, by month."""
    begin, end = max(person.birthday(20), BEGAN), min(person.birthday(_LAST_AGE), _LAST)
    for turn in range(1, _MOST + 1):
        if begin >= end or not draw.share(f"sues {turn}", 0.2 / turn):
            return
        day = begin + timedelta(draw.days(f"day {turn}", 0, (end - begin).days))
        kind, about, role, whom = draw.one_of(f"about {turn}", _ABOUT)
        other = _employer(jobs, day) if whom == EMPLOYER else _other(person, draw, whom, day, turn)
        if other is None or (person.death is not None and day >= person.death):
            continue
        closed = day + timedelta(draw.days(f"lasts {turn}", 45, 300))
        is_private = draw.share(f"private {turn}", _PRIVATE)
        yield Dispute(kind, about, role, other, day, draw.one_of(f"ends {turn}", _ENDS), closed, is_private)


def _employer(jobs: Jobs, day: date) -> dict[str, str] | None:
    month = f"{day:%Y-%m}"
    held = [job for job in jobs() if job["tuThang"] <= month <= job.get("denThang", month)]
    return next((dict(job["donVi"]) for job in held if "donVi" in job), None)


def _other(person: Person, draw: Draw, whom: str, day: date, turn: int) -> dict[str, str] | None:
    """The bank or authority of the place, or a company that was there already."""
    return _company(person, draw, day, turn) if whom == COMPANY else office(person, whom, day)


def _company(person: Person, draw: Draw, day: date, turn: int) -> dict[str, str] | None:
    organisations = person.nation.organisations
    province = draw.one_of(f"province {turn}", tuple(organisations.provinces))
    companies = organisations.of_kind(COMPANY, province)
    drawn = (companies[draw.integer(f"company {turn} {time}", 0, len(companies) - 1)] for time in range(6))
    return next((found.shown() for found in drawn if found.founded <= day and found.head != person.index), None)
