"""A small firm that a citizen founded: when, in which form and name, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_national_db.timeline import Fact, Timeline
from mock_sectoral_dbs import _firms
from mock_sectoral_dbs._firms import ABSENT, ACTIVE, CODE, DISSOLVED, DISSOLVING, ONE_MEMBER, SEVERAL, SUSPENDED

if TYPE_CHECKING:
    from mock_national_db.draw import Draw
    from mock_national_db.person import Person

SINCE = date(2000, 1, 1)  # Luật Doanh nghiệp 13/1999/QH10
_LEAST_AGE, _LAST_AGE = 20, 65
_FORMS = {"Doanh nghiệp tư nhân": 40, "Công ty TNHH MTV": 45, "Công ty TNHH": 15}
_TRADES = ("Thương mại", "Dịch vụ", "Xây dựng", "Nông sản", "Vận tải", "Cơ khí", "In ấn")
_FATES = {ACTIVE: 45, SUSPENDED: 28, ABSENT: 7, DISSOLVED: 20}
_WHY = {"Khó khăn về thị trường": 60, "Thiếu vốn": 25, "Sửa chữa trụ sở": 15}


def founded(person: Person, draw: Draw, code: str) -> tuple[date, dict[str, Any]] | None:
    """The day, and what was stated; None for those who died or were too old before they would have."""
    begun = _firms.later(max(person.birthday(_LEAST_AGE), SINCE), draw, "begun", 0, 7500)
    if begun >= min(person.death or date.max, person.birthday(_LAST_AGE)):
        return None
    words = draw.one_of("form", _FORMS)
    if _firms.form_of(words) == SEVERAL and person.at("voChong", begun) is None:
        words = next(start for start, form in _firms.FORMS.items() if form == ONE_MEMBER)
    given_name = str(person.at("hoVaTen", begun)).rpartition(" ")[2]
    stated = {
        CODE: code,
        "ten": f"{words} {draw.one_of('line of business', _TRADES)} {given_name} Mẫu",
        "loaiHinh": _firms.form_of(words),
        "von": draw.integer("capital", 2, 50) * 100_000_000,
    }
    return begun, {**stated, **_fate(person, draw, begun)}


def _fate(person: Person, draw: Draw, begun: date) -> dict[str, Any]:
    """What became of it, while its owner lived."""
    fate, day = draw.one_of("fate", _FATES), _firms.later(begun, draw, "fate on", 200, 4000)
    if fate == ACTIVE or (person.death is not None and day + timedelta(90) >= person.death):
        return {}
    if fate == SUSPENDED:
        return _suspension(draw, begun, day)
    ends = [(DISSOLVING, day), (DISSOLVED, day + timedelta(90))] if fate == DISSOLVED else [(ABSENT, day)]
    return {"tinhTrangPhapLy": Timeline([Fact(ACTIVE, begun), *(Fact(state, since) for state, since in ends)])}


def _suspension(draw: Draw, begun: date, day: date) -> dict[str, Any]:
    """A year, as often as it is asked for again, then active (Luật Doanh nghiệp, art. 206)."""
    after = years_later(day, draw.integer("suspended years", 1, 5))
    said = {
        "tamNgungTu": day.isoformat(),
        "tamNgungDen": (after - timedelta(1)).isoformat(),
        "lyDoTamNgung": draw.one_of("why", _WHY),
    }
    state = Timeline((Fact(ACTIVE, begun), Fact(SUSPENDED, day), Fact(ACTIVE, after)))
    return {"tinhTrangPhapLy": state, **{n: Timeline((Fact(v, day, after),)) for n, v in said.items()}}


def amended(draw: Draw, founded_on: date, since: date) -> dict[str, Any]:
    """Amendments at long intervals for most; the first says who heads it since, if he did not found it."""
    days = [_firms.later(since, draw, f"amended {turn}", 700 * turn, 700 * turn + 600) for turn in (1, 2, 3)]
    first = [since] if founded_on < since else []
    held = [*first, *days[: draw.one_of("amendments", {0: 30, 1: 35, 2: 25, 3: 10})]]
    counts = [Fact(0, founded_on), *(Fact(count, day) for count, day in enumerate(held, 1))]
    latest = Timeline(Fact(day.isoformat(), day) for day in held) if held else None
    return {"soLanThayDoi": Timeline(counts), "ngayDangKyThayDoi": latest}
