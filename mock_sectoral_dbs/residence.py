"""The residence database: where each person is registered, in which household, where he was before, where he stayed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db import units
from mock_national_db.dates import years_later
from mock_national_db.draw import Draw, key
from mock_national_db.registry import Decision, Happening, Record, Refused, Registry, changes
from mock_national_db.stated import address
from mock_national_db.timeline import SEED_DAY, AsOf, Fact, Timeline, current
from mock_national_db.units import Address
from mock_sectoral_dbs._life import death_on, facts_of, must_be_born, office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mock_national_db.person import Person
    from mock_national_db.registry import Event, Occasion
    from mock_national_db.workspace import Workspace

PERMANENT, TEMPORARY, PRESENT, DELETED = "thuongTru", "tamTru", "noiOHienTai", "daXoa"
_STAYS = "residence.stays"  # the fact that a notice of this registry teaches
_LONGEST = 2  # years of a temporary residence (Luật Cư trú, art. 27)
_DWELLINGS = {"soHuu": 84, "thue": 8, "muonHoacONho": 6, "congVu": 2}
_REASONS = {"Du lịch": 45, "Công tác": 20, "Thăm thân nhân": 25, "Chữa bệnh": 10}
_WITH_RELATIVES = "Thăm thân nhân"
_FILE = 8  # digits that name the household in a file's number


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    copied = (
        "soHoSoCuTru",
        "hoVaTen",
        "ngaySinh",
        "gioiTinh",
        "thuongTru",
        "quanHe",
        "tamTru",
        "noiOHienTai",
        "tamVang",
    )
    yield Record(
        person.birth,
        soDinhDanh=person.so_dinh_danh,
        **{name: person.fact(name) for name in copied},
        tinhTrangCuTru=lambda as_of: _state(person, as_of),
        ngayDangKyThuongTru=_registered(person),
        coQuanDangKy=lambda as_of: _police(person, as_of),
        choOHopPhap=lambda as_of: _dwelling(person, as_of),
        chuHo=_of_the_nation(person, "chuHo"),
        thanhVienHo=_of_the_nation(person, "thanhVienHo"),
        luuTru=lambda as_of: _stays(person, draw, as_of),
        quaTrinhCuTru=lambda as_of: _past(person, as_of),
    )


def _of_the_nation(person: Person, name: str) -> Callable[[AsOf], Any]:
    """What the national register works out of several people's facts."""
    return lambda _: next(iter(person.known(f"population.{name}")), None)


def _state(person: Person, as_of: AsOf) -> str:
    if death_on(person, as_of):
        return DELETED
    return next((name for name in (PERMANENT, TEMPORARY) if current(person.fact(name), as_of)), PRESENT)


def _police(person: Person, as_of: AsOf) -> dict[str, str] | None:
    """Of the permanent residence; of who has none, where he stays or lives."""
    permanent, temporary, present = (current(person.fact(name), as_of) for name in (PERMANENT, TEMPORARY, PRESENT))
    place = permanent or (temporary["diaChi"] if temporary else present)
    return None if place is None else office(person, "cong_an_xa", as_of.on, of=place)


def _registered(person: Person) -> Timeline | None:
    facts = facts_of(person.fact(PERMANENT))
    days = (max(f.since, person.birth) for f in facts)
    told = [
        Fact(day.isoformat() if f.value else None, day, f.until, f.known) for day, f in zip(days, facts, strict=True)
    ]
    return Timeline(told) if told else None


def _dwelling(person: Person, as_of: AsOf) -> str:
    """One household lives in one dwelling: its members draw alike."""
    home = current(person.fact("ho"), as_of)
    return Draw(key(str(person.index if home is None else home)), "residence", 0).one_of("dwelling", _DWELLINGS)


def _past(person: Person, as_of: AsOf) -> list[dict[str, Any]] | None:
    permanent = _periods(person, as_of, PERMANENT, facts_of(person.fact(PERMANENT)))
    temporary = _periods(person, as_of, TEMPORARY, facts_of(person.fact(TEMPORARY)))
    return sorted([*permanent, *temporary], key=lambda period: (period["tuNgay"], period["loai"])) or None


def _periods(person: Person, as_of: AsOf, kind: str, facts: Sequence[Fact]) -> Iterator[dict[str, Any]]:
    """From each registration to the next, to its own end or to death; of two for one day the one learned last."""
    known = sorted((f for f in facts if f.since <= as_of.on and f.known_by(as_of.known)), key=lambda f: f.rank)
    held = [*{max(f.since, person.birth): f for f in known}.items()]
    for (since, fact), after in zip(held, [*(day for day, _ in held[1:]), None], strict=False):
        ends = [day for day in (after, fact.until, death_on(person, as_of)) if day is not None and day <= as_of.on]
        if fact.value and (not ends or min(ends) >= since):
            where = fact.value["diaChi"] if kind == TEMPORARY else fact.value
            ended = {"denNgay": min(ends).isoformat()} if ends else {}
            yield {"loai": kind, "diaChi": where, "tuNgay": since.isoformat(), **ended}


# -- stays: where somebody sleeps for a night or a month without residing there ----------------------------------------


def _stays(person: Person, draw: Draw, as_of: AsOf) -> list[dict[str, Any]] | None:
    notified = [f.value for f in facts_of(person.fact(_STAYS)) if f.since <= as_of.on and f.known_by(as_of.known)]
    last = (death_on(person, as_of) or as_of.on).isoformat()
    begun = [stay for stay in (*_drawn_stays(person, draw), *notified) if stay["tuNgay"] <= last]
    if death_on(person, as_of):
        begun = [{**stay, "denNgay": min(stay.get("denNgay", last), last)} for stay in begun]
    return sorted(begun, key=lambda stay: str(stay["tuNgay"])) or None


def _drawn_stays(person: Person, draw: Draw) -> Iterator[dict[str, Any]]:
    """A few travelled in the last two years; notice of a lodging names it, of a visit to relatives does not."""
    for turn in range(draw.integer("stays", 1, 3) if draw.share("travels", 0.14) else 0):
        came = SEED_DAY - timedelta(draw.days(f"came {turn}", 5, 730))
        left = came + timedelta(draw.days(f"nights {turn}", 1, 4))
        if came < person.birthday(14):
            continue
        why = draw.one_of(f"why {turn}", _REASONS)
        lodging = f"Cơ sở lưu trú mẫu số {draw.integer(f'lodging {turn}', 1, 60)}"
        yield {
            "noiLuuTru": Address(draw.one_of(f"where {turn}", _communes())),
            "coSo": None if why == _WITH_RELATIVES else lodging,
            "tuNgay": came.isoformat(),
            "denNgay": left.isoformat(),
            "lyDo": why,
        }


def _communes() -> Sequence[str]:
    return tuple(units.legacy())


# -- how a file leads to its people, and what events do ----------------------------------------------------------------


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    household = subject["soHoSoCuTru"].rpartition("-")[2]
    if len(household) != _FILE or not (household.isascii() and household.isdecimal()):
        return []
    return [index for index in workspace.store.nation.household(int(household)) if workspace.has(index)]


def _decide(event: Event, seen: Workspace) -> Decision:
    """The living reside in units that exist, for a term that the law allows."""
    person, data = seen.person(event.subject), event.data
    if death_on(person, seen.as_of):
        raise Refused("subject_deceased", "/subject")
    must_be_born(person, event.on)
    for name in ("diaChi", "noiLuuTru"):
        if name in data and not _exists(address(data[name])):
            raise Refused("unknown_unit", f"/data/{name}/maPhuongXa", on=event.on)
    until = date.fromisoformat(data.get("denNgay", event.on.isoformat()))
    longest = years_later(event.on, _LONGEST) if "diaChi" in data else date.max
    since = date.fromisoformat(data.get("tuNgay", event.on.isoformat()))
    if not event.on <= since <= until <= longest:
        raise Refused("invalid", "/data/denNgay", reason=f"{event.on} – {longest}")
    return Decision(event)


def _decide_temporary(event: Event, seen: Workspace) -> Decision:
    """Those registered along are living people too."""
    along = [_along(event, seen, place) for place in range(len(event.data.get("thanhVien", ())))]
    return Decision(_decide(event, seen).event.with_data(indexes={"cungDi": along}), touched=tuple(along))


def _along(event: Event, seen: Workspace, place: int) -> int:
    found = seen.by_number(event.data["thanhVien"][place])
    if len(found) != 1:
        raise Refused("unknown_relative", f"/data/thanhVien/{place}")
    if death_on(seen.person(found[0]), seen.as_of):
        raise Refused("subject_deceased", f"/data/thanhVien/{place}")
    must_be_born(seen.person(found[0]), event.on)
    return found[0]


def _exists(place: Address) -> bool:
    return not place.unit or place.unit in (units.legacy() if place.era == "legacy" else units.modern())


def _after(event: Event) -> date:
    return date.fromisoformat(event.data["denNgay"]) + timedelta(1)


def _then(event: Event, person: Person, name: str) -> Any:
    return current(person.fact(name), AsOf(event.on, event.known))


def _temporary_registered(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    """Lived in until the term ends, then home again."""
    if person.index in (event.subject, *event.data.get("indexes", {}).get("cungDi", ())):
        place, after = address(event.data["diaChi"]), _after(event)
        told = {"diaChi": place, "tuNgay": event.on.isoformat(), "denNgay": event.data["denNgay"]}
        yield TEMPORARY, Fact(told, event.on, after, event.known)
        yield from _lives(event, person, place)
        yield PRESENT, Fact(_then(event, person, PERMANENT), after, None, event.known)


def _temporary_deleted(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject and _then(event, person, TEMPORARY):
        yield TEMPORARY, Fact(None, event.on, None, event.known)
        yield from _lives(event, person, _then(event, person, PERMANENT))


def _lives(event: Event, person: Person, place: Address | None) -> Iterator[tuple[str, Fact]]:
    """From that day on, also where an earlier registration would have ended later."""
    later = [f.since for f in facts_of(person.fact(PRESENT)) if f.since > event.on]
    yield from ((PRESENT, Fact(place, day, None, event.known)) for day in (event.on, *later))


def _absence_declared(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        since = event.data.get("tuNgay", event.on.isoformat())
        told = {name: event.data[name] for name in ("denNgay", "noiDen", "lyDo") if name in event.data}
        yield "tamVang", Fact({"tuNgay": since, **told}, date.fromisoformat(since), _after(event), event.known)


def _stay_notified(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        told = {name: event.data[name] for name in ("coSo", "denNgay", "lyDo") if name in event.data}
        where = {"noiLuuTru": address(event.data["noiLuuTru"])} if "noiLuuTru" in event.data else {}
        yield _STAYS, Fact({**where, "tuNgay": event.on.isoformat(), **told}, event.on, None, event.known)


def _permanent_deleted(records: list[Record], event: Event) -> list[Record]:
    gone = dict.fromkeys((PERMANENT, "ngayDangKyThuongTru", "chuHo", "quanHe"))
    return [record.setting({**gone, "tinhTrangCuTru": DELETED}, event.on, event.known) for record in records]


_LEARNS = {
    "temporary_registered": _temporary_registered,
    "temporary_deleted": _temporary_deleted,
    "absence_declared": _absence_declared,
    "stay_notified": _stay_notified,
}


# -- what a year brings ------------------------------------------------------------------------------------------------


def _registers_temporarily(person: Person, occasion: Occasion) -> Mapping[str, Any] | None:
    """Grown people who have no temporary residence, near somebody else, for half a year to the whole term."""
    if not 18 <= occasion.age(person) < 60 or occasion.at(person.fact(TEMPORARY)):
        return None
    until = occasion.on + timedelta(occasion.draw.days("term", 180, 700))
    where = _elsewhere(person, occasion)
    return None if where is None else {"data": {"diaChi": where, "denNgay": until.isoformat()}}


def _stays_somewhere(person: Person, occasion: Occasion) -> Mapping[str, Any] | None:
    where = _elsewhere(person, occasion)
    if where is None or occasion.age(person) < 14:
        return None
    left = occasion.on + timedelta(occasion.draw.days("nights", 1, 4))
    why = occasion.draw.one_of("why", _REASONS)
    return {"data": {"noiLuuTru": where, "denNgay": left.isoformat(), "lyDo": why}}


def _elsewhere(person: Person, occasion: Occasion) -> Mapping[str, str] | None:
    here = person.residence(occasion.on)
    places = (other.residence(occasion.on) for other in occasion.others())
    there = next((place for place in places if place is not None and place != here and place.unit), None)
    return None if there is None else {"maPhuongXa": there.on(occasion.on)["maPhuongXa"]}


REGISTRY = Registry(
    "residence",
    _records,
    events={"data_corrected": changes(), "permanent_deleted": _permanent_deleted},
    learns=_LEARNS,
    decides={**dict.fromkeys(_LEARNS, _decide), "temporary_registered": _decide_temporary},
    find={("ngaySinh", "soHoSoCuTru"): _find},
    simulates={
        "temporary_registered": Happening(0.012, _registers_temporarily),
        "stay_notified": Happening(0.03, _stays_somewhere),
    },
)
