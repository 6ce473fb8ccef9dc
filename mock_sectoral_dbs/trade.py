"""The trade database: who sells what on which marketplace, whether verified, and for how much."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Registry, changes
from mock_national_db.timeline import Fact, Timeline
from mock_sectoral_dbs import _firms, _named
from mock_sectoral_dbs._life import facts_of, months_later, must_be_aged, must_live, while_living

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.timeline import AsOf
    from mock_national_db.workspace import Workspace

MARKETS_SINCE = date(2014, 1, 1)
VERIFIED_SINCE = date(2022, 1, 1)  # Nghị định 85/2021/NĐ-CP
WITHHELD_SINCE = date(2025, 7, 1)  # Nghị định 117/2025/NĐ-CP: the marketplace withholds the seller's tax
LEAST_AGE, LAST_AGE = 18, 70
SELLING, LOCKED, CLOSED = "dangBan", "tamKhoa", "daDong"
FIRM, SHOP, INDIVIDUAL = "doanhNghiep", "hoKinhDoanh", "caNhan"
NUMBER = "trader"
_KEY, _OPENED = "maNguoiBan", "trade.opened"
_MARKETS = {letter: {"ma": f"SM{letter}", "ten": f"Sàn Mẫu {letter}"} for letter in "ABC"}
_GOODS = {
    "nongSan": ("Nông sản", 25),
    "thucPham": ("Thực phẩm", 22),
    "thoiTrang": ("Thời trang", 28),
    "giaDung": ("Gia dụng", 12),
    "myPham": ("Mỹ phẩm", 9),
    "dienTu": ("Điện tử", 4),
}
_TAX = 15  # per mille of a sale of goods: 1 % value-added and 0,5 % income tax
_QUARTERS, _ORDERS = 4, 3
_ON_THE_WAY = timedelta(4)


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    if draw.share("sells", 0.09):
        yield from _drawn(person, draw)
    for fact in facts_of(person.fact(_OPENED)):
        opened = {"xacThuc": "chuaXacThuc", "san": _MARKETS["A"], **fact.value}
        yield _shop(person, draw, fact.since, opened, fact.known)


def _drawn(person: Person, draw: Draw) -> Iterator[Record]:
    """A shop opened between the ages of 18 and 70, while its seller lived; a few were locked or closed since."""
    since = max(person.birthday(LEAST_AGE), MARKETS_SINCE) + timedelta(draw.days("opened", 0, 4200))
    if since >= min(person.death or date.max, person.birthday(LAST_AGE)):
        return
    goods = draw.one_of("goods", {kind: weight for kind, (_, weight) in _GOODS.items()})
    given = str(person.at("hoVaTen", since)).rpartition(" ")[2]
    verified = max(since, VERIFIED_SINCE) + timedelta(draw.days("verified", 1, 200))
    is_verified = draw.share("is verified", 0.9) and (person.death is None or verified < person.death)
    stated = {
        _KEY: person.number(NUMBER),
        "san": draw.one_of("market", [*_MARKETS.values()]),
        "tenGianHang": f"{_GOODS[goods][0]} {given} Mẫu",
        "nganhHang": goods,
        "xacThuc": Timeline((Fact("chuaXacThuc", since), *([Fact("daXacThuc", verified)] if is_verified else []))),
        "ngayXacThuc": Timeline((Fact(verified.isoformat(), verified),)) if is_verified else None,
        **({} if is_verified else {"tinhTrang": _locked(person, since, verified)}),
    }
    yield _shop(person, draw, since, stated)


def _locked(person: Person, since: date, day: date) -> Timeline:
    """Whose identity could not be verified was locked; it closes when the seller's death is known."""
    facts = facts_of(while_living(person, day, LOCKED, CLOSED))
    return Timeline((Fact(SELLING, since), *(Fact(f.value, max(f.since, day), f.until, f.known) for f in facts)))


def _shop(person: Person, draw: Draw, since: date, stated: dict[str, Any], known: Any = None) -> Record:
    number = stated[_KEY]
    fields = {
        **{name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "soDienThoai")},
        "loaiNguoiBan": lambda _: _seller(person)[0],
        "maSoDoanhNghiep": lambda _: _seller(person)[1],
        "maSoThue": lambda _: next(iter(person.known("tax.maSoThue")), None),
        "ngayDangKy": since.isoformat(),
        "diaChiKho": person.residence(since),
        "doanhThu": lambda as_of: _sales(person, draw, number, since, as_of) or None,
        "donHang": lambda as_of: _orders(person, draw, number, since, as_of) or None,
        "tinhTrang": while_living(person, since, SELLING, CLOSED),
        **stated,
    }
    return Record(since, None, known, **fields)


def _seller(person: Person) -> tuple[str, str | None]:
    """In whose name the seller trades: of an active firm, else of a household business, else his own."""
    names = ("loaiHinh", "tinhTrangPhapLy", _firms.CODE)
    held = zip(*(person.known(f"enterprise.{name}") for name in names), strict=True)
    active = sorted((form == _firms.HOUSEHOLD, code) for form, state, code in held if state == _firms.ACTIVE)
    if not active:
        return INDIVIDUAL, None
    is_household, code = active[0]
    return (SHOP if is_household else FIRM), code


def _end(person: Person, as_of: AsOf) -> date:
    """The last day that anything was sold as far as is known."""
    closed = [f.since for f in facts_of(while_living(person, date.min, SELLING, CLOSED)) if f.value == CLOSED]
    return min([as_of.on, *(day for day in closed if day > date.min)])


def _sales(person: Person, draw: Draw, number: str, since: date, as_of: AsOf) -> list[dict[str, Any]]:
    """The quarters that are over, up to four, in which the shop was open."""
    now = as_of.on
    quarter = date(now.year, (now.month - 1) // 3 * 3 + 1, 1)
    begins = [months_later(quarter, -3 * back) for back in range(_QUARTERS, 0, -1)]
    return [_quarter(draw, number, day) for day in begins if since <= day < _end(person, as_of)]


def _quarter(draw: Draw, number: str, begun: date) -> dict[str, Any]:
    orders = draw.integer(f"{number} orders {begun}", 0, 40 + draw.integer("size", 0, 400))
    income = orders * draw.integer(f"{number} price {begun}", 60, 400) * 1000
    told = {"ky": f"{begun.year}-Q{begun.month // 3 + 1}", "soDon": orders, "doanhThu": income}
    return {**told, "thueKhauTru": income * _TAX // 1000} if begun >= WITHHELD_SINCE else told


def _orders(person: Person, draw: Draw, number: str, since: date, as_of: AsOf) -> list[dict[str, Any]]:
    """The latest few, one every week, the oldest first."""
    last = _end(person, as_of) - timedelta(_end(person, as_of).weekday())
    days = [last - timedelta(7 * back) for back in range(_ORDERS - 1, -1, -1)]
    return [_order(draw, number, day, as_of.on) for day in days if day >= since]


def _order(draw: Draw, number: str, day: date, on: date) -> dict[str, Any]:
    delivered = "traLai" if draw.share(f"{number} returned {day}", 0.06) else "daGiao"
    return {
        "maDon": f"{number}-{day:%Y%m%d}-1",
        "ngay": day.isoformat(),
        "soTien": draw.integer(f"{number} order {day}", 50, 900) * 1000,
        "tinhTrang": delivered if on >= day + _ON_THE_WAY else "dangGiao",
    }


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_opened(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    must_live(person, event.on)
    must_be_aged(person, LEAST_AGE, event.on)
    told = {_KEY: f"TMX9{event.position:07}"}
    return Decision(event.with_data(**told), found_by=((f"trade.{_KEY}", told[_KEY], event.subject),), told=told)


def _opened(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        yield _OPENED, Fact(event.data, event.on, None, event.known)


def _verified(records: list[Record], event: Event) -> list[Record]:
    return changes(ngayXacThuc=event.on.isoformat())(records, event)


REGISTRY = Registry(
    "trade",
    _records,
    events={
        "verified": _verified,
        "locked": changes(tinhTrang=LOCKED),
        "unlocked": changes(tinhTrang=SELLING),
        "closed": changes(tinhTrang=CLOSED),
        "record_corrected": changes(),
    },
    learns={"opened": _opened},
    decides={
        "opened": _decide_opened,
        "verified": _named.decides(),
        "locked": _named.decides("tinhTrang", SELLING),
        "unlocked": _named.decides("tinhTrang", LOCKED),
        "closed": _named.decides("tinhTrang", SELLING, LOCKED),
    },
)
