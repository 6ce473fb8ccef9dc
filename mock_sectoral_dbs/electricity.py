"""The database of electricity customers: who buys power where, by which meter, and what he owes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.stated import address
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs import _handing_over, _named, _places, _power_bills
from mock_sectoral_dbs._life import facts_of, must_be_aged, must_live, office
from mock_sectoral_dbs._power_bills import Supply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.units import Address
    from mock_national_db.workspace import Workspace

GRID_SINCE = date(1998, 1, 1)
LEAST_AGE = 18
HOME, BUSINESS = "sinhHoat", "kinhDoanh"
SUPPLIED, CUT_OFF, ENDED = "dangCap", "ngungCap", "daThanhLy"
NUMBER, METER = "electricity_customer", "electricity_meter"
_SECOND = 450_000_000  # added to the index for the number of a second supply
_KEY = "maKhachHang"
_SIGNED, _RECEIVED = "electricity.signed", "electricity.received"  # facts that events of this registry teach
_KEPT = ("mucDich", "diaChi", "soHoDungChung", "congSuat", "soCongTo", "loaiCongTo", "ngayTreoCongTo", "tinhTrang")


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    if _was_a_head(person):
        yield from _drawn(person, draw)
    for fact in facts_of(person.fact(_SIGNED)):
        yield _supplied(person, fact.since, _placed(fact.value), fact.known)
    for given, fact in _handing_over.received(person, _RECEIVED):
        yield _supplied(person, fact.since, _placed(given), fact.known)


def _was_a_head(person: Person) -> bool:
    heads = (fact.value for fact in facts_of(person.fact("chuHo")))
    return any(kin is not None and kin.index == person.index for kin in heads)


def _drawn(person: Person, draw: Draw) -> Iterator[Record]:
    """The household's supply since it was founded or connected, and for some a second one for their business."""
    founded = [fact.since for fact in facts_of(person.fact("ho"))]
    begun = max(min(founded, default=date.min), person.birthday(LEAST_AGE), GRID_SINCE)
    for turn, kind in enumerate((HOME, BUSINESS)):
        since = begun + timedelta(draw.days(f"signed {kind}", 2, 60 if turn == 0 else 3000))
        place = person.residence(since)
        has_it = turn == 0 or draw.share("second supply", 0.06)
        if has_it and place is not None and place.unit and since < (person.death or date.max):
            yield _supplied(person, since, _first(person, draw, kind, place, turn * _SECOND))


def _first(person: Person, draw: Draw, kind: str, place: Address, offset: int) -> dict[str, Any]:
    is_home = kind == HOME
    return {
        _KEY: person.nation.sector_number(NUMBER, person.index + offset),
        "mucDich": kind,
        "diaChi": place,
        "soHoDungChung": (2 if draw.share("shared", 0.05) else 1) if is_home else None,
        "congSuat": draw.integer("load", 2, 6) if is_home else draw.integer("business load", 8, 40),
        "soCongTo": person.nation.sector_number(METER, person.index + offset),
        "loaiCongTo": "motPha" if is_home else "baPha",
    }


def _placed(told: Mapping[str, Any]) -> dict[str, Any]:
    return {**told, "diaChi": address(told["diaChi"])}


def _supplied(person: Person, since: date, stated: Mapping[str, Any], known: Any = None) -> Record:
    """A contract signed on that day, and its bills since; what a supply uses goes with its customer code."""
    supply = Supply(stated[_KEY], since, stated.get("soHoDungChung"))
    place = stated["diaChi"]
    fields = {
        **{name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "soDienThoai")},
        "soHopDong": f"{stated[_KEY]}-{since:%Y%m%d}",
        "ngayKyHopDong": since.isoformat(),
        "ngayTreoCongTo": since.isoformat(),
        "dienLuc": lambda as_of: office(person, "dien_luc", as_of.on, of=place),
        "hoaDon": lambda as_of: _power_bills.bills(supply, as_of.on) or None,
        "noTienDien": lambda as_of: _power_bills.owed(_power_bills.bills(supply, as_of.on)),
        "tinhTrang": SUPPLIED,
        **stated,
    }
    return Record(since, None, known, **fields)


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    number = subject[_KEY]
    index = workspace.store.numbers.index(NUMBER, number)
    drawn = [] if index is None else [index % _SECOND]
    return [*drawn, *workspace.written(f"electricity.{_KEY}", number)]


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_signed(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    must_live(person, event.on)
    must_be_aged(person, LEAST_AGE, event.on)
    _places.must_be_known(event, "diaChi")
    told = {_KEY: f"PX9{event.position:010}"}
    usual = {"soHoDungChung": 1} if event.data["mucDich"] == HOME else {}
    given = {**usual, "soCongTo": f"009{event.position:08}", "loaiCongTo": "motPha", **event.data, **told}
    found_by = ((f"electricity.{_KEY}", told[_KEY], event.subject),)
    return Decision(event.with_data(**given), found_by=found_by, told=told)


def _signed(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        yield _SIGNED, Fact(event.data, event.on, None, event.known)


_hand_over = _handing_over.decides(_KEY, _KEPT)


def _decide_party(event: Event, seen: Workspace) -> Decision:
    """Only where nothing is owed."""
    there = _named.on_the_day(event, seen)
    if current(_named.record(event, there).fields.get("noTienDien"), there.as_of):
        raise Refused("invalid", "/subject", reason="noTienDien = 0")
    return _hand_over(event, seen)


def _paid(records: list[Record], event: Event) -> list[Record]:
    """All bills issued until that day are paid."""
    return [changes(**_settled(r, event))([r], event)[0] for r in records]


def _settled(record: Record, event: Event) -> dict[str, Any]:
    before = record.fields.get("hoaDon")

    def told(as_of: AsOf) -> list[dict[str, Any]]:
        issued = f"{event.on:%Y-%m}"
        return [
            {**bill, **_power_bills.settled(event.on)}
            if bill["ky"] < issued and bill["tinhTrang"] == _power_bills.UNPAID
            else bill
            for bill in current(before, as_of) or []
        ]

    return {"hoaDon": lambda as_of: told(as_of) or None, "noTienDien": lambda as_of: _power_bills.owed(told(as_of))}


def _meter(records: list[Record], event: Event) -> list[Record]:
    return changes(ngayTreoCongTo=event.on.isoformat())(records, event)


REGISTRY = Registry(
    "electricity",
    _records,
    events={
        "party_changed": _handing_over.effect(_KEY),
        "bill_paid": _paid,
        "meter_replaced": _meter,
        "supply_cut": changes(tinhTrang=CUT_OFF),
        "supply_restored": changes(tinhTrang=SUPPLIED),
        "contract_ended": changes(tinhTrang=ENDED),
        "record_corrected": changes(),
    },
    learns={"contract_signed": _signed, "party_changed": _handing_over.learns(_RECEIVED)},
    decides={
        "contract_signed": _decide_signed,
        "party_changed": _decide_party,
        "bill_paid": _named.decides(),
        "meter_replaced": _named.decides(),
        "supply_cut": _named.decides("tinhTrang", SUPPLIED),
        "supply_restored": _named.decides("tinhTrang", CUT_OFF),
        "contract_ended": _named.decides("tinhTrang", SUPPLIED, CUT_OFF),
    },
    find={(_KEY,): _find},
)
