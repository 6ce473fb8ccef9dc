"""The database of officials and public employees: who serves the State where, in which grade, since when."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs._glances import may
from mock_sectoral_dbs._life import death_on, facts_of, must_live, office
from mock_sectoral_dbs._proceedings import parts
from mock_sectoral_dbs._service import HOSPITAL, SCHOOL, STATION, career, paid, served
from mock_sectoral_dbs._work import retirement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Effect, Event
    from mock_national_db.workspace import Workspace
    from mock_sectoral_dbs._service import Career

KIND = "civil_servant"
SERVING, RETIRED, LEFT, DIED = "dangCongTac", "nghiHuu", "thoiViec", "tuTran"
LEAST_AGE = 18
_APPOINTED = "civil_servants.appointed"  # the fact that the first event of this registry teaches
_KEEPERS = {SCHOOL: "so_gddt", HOSPITAL: "so_y_te", STATION: "so_y_te"}
_COURSES = ("chucDanhNgheNghiep", "quanLyNhaNuoc", "lyLuanChinhTri", "tinHoc", "anToanThongTin")
_HONOURS = {"laoDongTienTien": 75, "chienSiThiDua": 18, "bangKhen": 7}
_PERSONAL = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh")


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    is_open = may(person, "insurance.coTheCongVu")
    found = career(person, parts(person, "insurance.quaTrinhDong")) if is_open else None
    if found is not None:
        yield _drawn(person, draw, found)
        return
    for first in facts_of(person.fact(_APPOINTED))[:1]:
        known = {"ngayTuyenDung": first.since.isoformat(), "coQuanQuanLy": _keeper(person, "")}
        yield Record(first.since, None, first.known, **_bearer(person), **known)


def _bearer(person: Person) -> dict[str, Any]:
    return {name: person.fact(name) for name in _PERSONAL} | {"soHieu": person.number(KIND)}


def _keeper(person: Person, kind: str) -> Callable[[AsOf], Any]:
    """The department that keeps the file, where the person lives."""
    return lambda as_of: office(person, _KEEPERS.get(kind, "so_noi_vu"), as_of.on)


def _drawn(person: Person, draw: Draw, held: Career) -> Record:
    end = cache(lambda as_of: _end(person, held, as_of))

    def at(read: Callable[[date], Any]) -> Callable[[AsOf], Any]:
        """As of the day asked about, of the last day in service for those who left."""
        return lambda as_of: read(as_of.on if (ended := end(as_of)) is None else ended - timedelta(1))

    return Record(
        held.since,
        **_bearer(person),
        doiTuong=held.post.group,
        donVi=at(lambda day: _stage(held, day).unit(day)),
        chucDanh=at(lambda day: _stage(held, day).title),
        ngach=held.grade,
        bac=at(lambda day: paid(held.scale, held.since, day)[0]),
        heSoLuong=at(lambda day: paid(held.scale, held.since, day)[1]),
        trinhDo=draw.one_of("training", held.post.training),
        ngayTuyenDung=held.since.isoformat(),
        tinhTrang=lambda as_of: _state(person, held, as_of),
        ngayThoi=lambda as_of: ended.isoformat() if (ended := end(as_of)) else None,
        coQuanQuanLy=_keeper(person, held.post.kind),
        quaTrinhCongTac=at(lambda day: [*served(held, day)]),
        daoTao=at(lambda day: [*_courses(draw, held, day)] or None),
        khenThuong=at(lambda day: [*_honours(draw, held, day)] or None),
        kyLuat=at(lambda day: [*_punished(draw, held, day)] or None),
    )


def _end(person: Person, held: Career, as_of: AsOf) -> date | None:
    """The first day out of service, None for those who serve."""
    first = min(held.until, death_on(person, as_of) or date.max)
    return max(first, held.since + timedelta(1)) if first <= as_of.on else None


def _state(person: Person, held: Career, as_of: AsOf) -> str:
    died = death_on(person, as_of)
    if died is not None and died <= held.until:
        return DIED
    if held.until > as_of.on:
        return SERVING
    return RETIRED if held.until == retirement(person) else LEFT


def _stage(held: Career, day: date) -> Any:
    return [stage for stage in held.stages if stage.since <= max(day, held.since)][-1]


def _courses(draw: Draw, held: Career, day: date) -> Iterator[dict[str, str]]:
    for turn, course in enumerate(_COURSES):
        taken = years_later(held.since, draw.integer(f"{course} after", 1 + turn, 6 + 3 * turn))
        if draw.share(course, 0.45) and taken <= day:
            yield {"nam": f"{taken:%Y}", "noiDung": course}


def _honours(draw: Draw, held: Career, day: date) -> Iterator[dict[str, str]]:
    """For a whole year, told at its end."""
    for year in range(held.since.year + 1, day.year):
        if draw.share(f"honoured {year}", 0.12):
            yield {"nam": f"{year}", "hinhThuc": draw.one_of(f"honour {year}", _HONOURS)}


def _punished(draw: Draw, held: Career, day: date) -> Iterator[dict[str, str]]:
    on = held.since + timedelta(draw.days("punished on", 400, 6000))
    if draw.share("punished", 0.03) and on <= day:
        yield {"ngay": on.isoformat(), "hinhThuc": draw.one_of("punishment", {"khienTrach": 75, "canhCao": 25})}


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_appointment(event: Event, seen: Workspace) -> Decision:
    """A grown person who is not in service."""
    person, then = seen.person(event.subject), AsOf(event.on, event.known)
    must_live(person, event.on)
    if person.birthday(LEAST_AGE) > event.on:
        raise Refused("under_age", "/on")
    if any(current(r.fields.get("tinhTrang"), then) == SERVING for r in seen.records(REGISTRY, person)):
        raise Refused("nothing_to_change", "/subject")
    return Decision(event, told={"soHieu": person.number(KIND)})


def _learned(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        yield _APPOINTED, Fact(event.type, event.on, None, event.known)


def _with_more(field: str, part: Callable[[Event], dict[str, Any]], effect: Effect) -> Effect:
    """The effect, and one more part of that list."""

    def done(records: list[Record], event: Event) -> list[Record]:
        def longer(before: Any) -> Callable[[AsOf], list[Any]]:
            return lambda as_of: [*(current(before, as_of) or []), part(event)]

        return [r.setting({field: longer(r.fields.get(field))}, event.on, event.known) for r in effect(records, event)]

    return done


def _new_stage(event: Event) -> dict[str, Any]:
    told = {name: event.data[name] for name in ("donVi", "chucDanh") if name in event.data}
    return {"tuNgay": event.on.isoformat(), **told}


def _honour(event: Event) -> dict[str, Any]:
    return {"nam": f"{event.on:%Y}", "hinhThuc": event.data["hinhThuc"]}


def _left(records: list[Record], event: Event) -> list[Record]:
    return changes(ngayThoi=event.on.isoformat())(records, event)


REGISTRY = Registry(
    "civil_servants",
    _records,
    events={
        "appointed": _with_more("quaTrinhCongTac", _new_stage, changes(tinhTrang=SERVING, ngayThoi=None)),
        "transferred": _with_more("quaTrinhCongTac", _new_stage, changes()),
        "promoted": changes(),
        "commended": _with_more("khenThuong", _honour, lambda records, _event: records),
        "left": _left,
        "record_corrected": changes(),
    },
    learns={"appointed": _learned},
    decides={"appointed": _decide_appointment},
)
