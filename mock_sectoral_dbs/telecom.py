"""The database of telecommunications subscribers: whose number it is, and whether verified."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dancu_contracts import Key

from mock_national_db import personas
from mock_national_db.registry import Decision, Record, Registry, changes
from mock_national_db.stated import address
from mock_national_db.timeline import Fact, Timeline
from mock_sectoral_dbs import _handing_over, _named
from mock_sectoral_dbs._life import facts_of, must_be_aged, must_live, while_living

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.workspace import Workspace

LEAST_AGE, GROWN = 14, 18
NUMBERS_SINCE, FIBRE_SINCE = date(2009, 1, 1), date(2014, 1, 1)
LOCKED_ON = date(2023, 4, 1)  # whose data did not agree by the end of March 2023 could no longer call
CHIP_CARDS_SINCE = date(2021, 1, 1)
MOBILE, FIBRE = "diDong", "internet"
ACTIVE, LOCKED, WITHDRAWN = "hoatDong", "khoaMotChieu", "thuHoi"
AGREES, DIFFERS = "daXacThuc", "saiLech"
PHONE, OTHER_PHONE, LINE = "phone", "second_phone", "internet_subscriber"
_KEY = "soThueBao"
_SUBSCRIBED, _RECEIVED = "telecom.subscribed", "telecom.received"  # facts that events of this registry teach
_KEPT = ("loai", "nhaCungCap", "loaiThueBao", "diaChiLapDat", "tinhTrang")
_LAST = date(2026, 6, 1)  # of the days that are drawn
_OPERATORS = {letter: {"ma": f"NM{letter}", "ten": f"Nhà mạng Mẫu {letter}"} for letter in "ABC"}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    own = person.fact("soDienThoai")
    if own:
        yield from _subscription(person, draw, MOBILE, own, NUMBERS_SINCE)
    if draw.share("second number", 0.25):
        yield from _subscription(person, draw, MOBILE, person.number(OTHER_PHONE), NUMBERS_SINCE)
    if _is_head(person) and draw.share("fibre", 0.5):
        yield from _subscription(person, draw, FIBRE, person.number(LINE), FIBRE_SINCE)
    for fact in facts_of(person.fact(_SUBSCRIBED)):
        yield _contract(person, fact, {"loai": MOBILE, **fact.value})
    for given, fact in _handing_over.received(person, _RECEIVED):
        place = given.get("diaChiLapDat")
        yield _contract(person, fact, {**given, **({"diaChiLapDat": address(place)} if place else {})})


def _is_head(person: Person) -> bool:
    heads = (fact.value for fact in facts_of(person.fact("chuHo")))
    return any(kin is not None and kin.index == person.index for kin in heads)


def _bearer(person: Person) -> dict[str, Any]:
    return {name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")}


def _subscription(person: Person, draw: Draw, kind: str, number: str, begun: date) -> Iterator[Record]:
    least = max(person.birthday(LEAST_AGE if kind == MOBILE else GROWN), begun)
    since = least + timedelta(draw.days(f"{number[:2]} since", 0, max(0, (_LAST - least).days)))
    if since >= (person.death or date.max):
        return
    compared = max(since, LOCKED_ON - timedelta(draw.days(f"{number[:2]} compared", 10, 120)))
    is_compared = compared < (person.death or date.max)
    agrees = not (is_compared and draw.share(f"{number[:2]} differs", 0.04))
    found = Timeline((Fact("chuaXacThuc", since), Fact(AGREES if agrees else DIFFERS, compared)))
    yield Record(
        since,
        **_bearer(person),
        loai=kind,
        soThueBao=number,
        nhaCungCap=draw.one_of(f"{number[:2]} operator", [*_OPERATORS.values()]),
        loaiThueBao="traSau" if kind == FIBRE or draw.share(f"{number[:2]} postpaid", 0.12) else "traTruoc",
        ngayDangKy=since.isoformat(),
        giayToDangKy=_paper(person, since),
        xacThuc=found if is_compared else "chuaXacThuc",
        ngayXacThuc=Timeline((Fact(compared.isoformat(), compared),)) if is_compared else None,
        diaChiLapDat=person.residence(since) if kind == FIBRE else None,
        tinhTrang=while_living(person, since, ACTIVE, WITHDRAWN) if agrees else _locked(person, since),
    )


def _paper(person: Person, on: date) -> str:
    """What was shown at the counter that day."""
    if on < CHIP_CARDS_SINCE and person.fact("soCMND"):
        return "cmnd"
    return "canCuoc"


def _locked(person: Person, since: date) -> Timeline:
    """Active until the day the differing were locked; who registers later is locked from the beginning."""
    before = [Fact(ACTIVE, since)] if since < LOCKED_ON else []
    locked = max(since, LOCKED_ON)
    since_then = facts_of(while_living(person, locked, LOCKED, WITHDRAWN))
    return Timeline([*before, *(Fact(f.value, max(f.since, locked), f.until, f.known) for f in since_then)])


def _contract(person: Person, fact: Fact, stated: Mapping[str, Any]) -> Record:
    """A contract of the log: the subscriber stood at the counter with his card and was compared at once."""
    day = fact.since.isoformat()
    checked = {"ngayDangKy": day, "giayToDangKy": "canCuoc", "xacThuc": AGREES, "ngayXacThuc": day}
    usual = {"nhaCungCap": _OPERATORS["A"], "loaiThueBao": "traTruoc", "tinhTrang": ACTIVE}
    return Record(fact.since, None, fact.known, **{**usual, **stated, **checked, **_bearer(person)})


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    number = subject[_KEY]
    drawn = (workspace.store.numbers.index(kind, number) for kind in (PHONE, OTHER_PHONE, LINE))
    found = [index for index in drawn if index is not None]
    found += personas.stating("telecom", Key(("soDienThoai",)), number)
    return [*found, *workspace.written(f"telecom.{_KEY}", number)]


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_subscribed(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    must_live(person, event.on)
    must_be_aged(person, LEAST_AGE, event.on)
    told = {_KEY: f"049{event.position:07}"}
    found_by = ((f"telecom.{_KEY}", told[_KEY], event.subject),)
    return Decision(event.with_data(**told), found_by=found_by, told=told)


def _subscribed(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        yield _SUBSCRIBED, Fact(event.data, event.on, None, event.known)


def _verified(records: list[Record], event: Event) -> list[Record]:
    return changes(ngayXacThuc=event.on.isoformat())(records, event)


REGISTRY = Registry(
    "telecom",
    _records,
    events={
        "owner_changed": _handing_over.effect(_KEY),
        "verified": _verified,
        "state_changed": changes(),
        "record_corrected": changes(),
    },
    learns={"subscribed": _subscribed, "owner_changed": _handing_over.learns(_RECEIVED)},
    decides={
        "subscribed": _decide_subscribed,
        "owner_changed": _handing_over.decides(_KEY, _KEPT, age=LEAST_AGE),
        "verified": _named.decides(),
        "state_changed": _named.decides(),
    },
    find={(_KEY,): _find},
)
