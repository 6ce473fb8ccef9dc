"""The national database on finance: which unit spends from the budget, and who was paid what from it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from mock_national_db.draw import Draw, key
from mock_national_db.registry import Record, Registry, changes
from mock_national_db.timeline import Fact, Timeline
from mock_sectoral_dbs import _bodies, _decisions, _named
from mock_sectoral_dbs._life import facts_of, office
from mock_sectoral_dbs._proceedings import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.timeline import AsOf
    from mock_national_db.workspace import Workspace
    from mock_sectoral_dbs._bodies import Body

UNIT, PAYEE = "donViSuDungNganSach", "nguoiThuHuong"
IN_USE, CLOSED = "dangSuDung", "dongMa"
ORDERED, PAID, RETURNED = "choChi", "daChi", "traLai"
_FIRST, _LAST = date(2017, 1, 1), date(2026, 10, 31)  # of payments that are drawn
_GROWN, _MOST, _YEARS = 18, 3, 3
_SIGNS = {"soLenhChi": "LCT"}
_DECIDED = "finance.decided"  # the fact that an event of this registry teaches
_MILLION = 1_000_000
_UNITS = {  # what it is, chapter of the budget, its head's position, a year's budget in millions of dong
    _bodies.COMMITTEE: ("quanLyNhaNuoc", "805", "Chủ tịch", (4_000, 22_000)),
    _bodies.SCHOOL: ("suNghiepCongLap", "822", "Hiệu trưởng", (2_500, 9_000)),
    _bodies.HOSPITAL: ("suNghiepCongLap", "423", "Giám đốc", (25_000, 180_000)),
}
_EPIDEMIC = (date(2021, 7, 15), date(2022, 6, 30))  # Nghị quyết 68/NQ-CP and what followed
_PAYMENTS = {  # the share of each, and what is paid, in hundreds of thousands of dong
    "hoTroSanXuat": (52, (8, 90)),
    "hoTroCovid": (24, (10, 35)),
    "thuongThiDua": (12, (3, 20)),
    "boiThuongDat": (8, (300, 6_000)),
    "hoTroNhaO": (4, (300, 600)),
}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    for body in _bodies.headed_by(person):
        if body.organisation.kind in _UNITS:
            yield _unit(person, body)
    for turn in range(1, _MOST + 1):
        if not draw.share(f"paid {turn}", 0.2 / turn):
            break
        yield from _payment(person, draw, turn)
    for fact in facts_of(person.fact(_DECIDED)):
        yield _order(person, fact.since, {"tinhTrang": ORDERED, **fact.value}, fact.known)


def _bearer(person: Person) -> dict[str, Any]:
    return {name: person.fact(name) for name in ("soDinhDanh", "hoVaTen")}


# -- units -------------------------------------------------------------------------------------------------------------


def _unit(person: Person, body: Body) -> Record:
    """A unit since its head heads it; the code of a commune merged away is closed."""
    one, since = body.organisation, body.since(person)
    kind, chapter, position, _ = _UNITS[one.kind]
    draw = Draw(key(body.number), "budget", 0)
    closed = [] if body.until is None else [Fact(CLOSED, body.until)]
    fields = {
        "loai": UNIT,
        "maQHNS": body.number,
        "donVi": one.shown(),
        "loaiDonVi": kind,
        "chuong": chapter,
        "chucVu": position,
        "ngayCapMa": one.founded.isoformat(),
        "coQuanTaiChinh": lambda as_of: office(person, "so_tai_chinh", as_of.on, of=one.address),
        "khoBac": lambda as_of: office(person, "kho_bac", as_of.on, of=one.address),
        "duToan": lambda as_of: _budgets(body, draw, as_of) or None,
        "taiSan": _assets(body, draw),
        "tinhTrang": Timeline((Fact(IN_USE, since), *closed)),
    }
    return Record(since, **_bearer(person), **fields)


def _budgets(body: Body, draw: Draw, as_of: AsOf) -> list[dict[str, int]]:
    """The years up to the one asked about, and of each what was given and spent by then."""
    first, last = body.organisation.founded.year, min(as_of.on, (body.until or date.max) - timedelta(1))
    years = range(max(first, last.year - _YEARS + 1), last.year + 1)
    return [_budget(body, draw, year, last) for year in years]


def _budget(body: Body, draw: Draw, year: int, last: date) -> dict[str, int]:
    low, high = _UNITS[body.organisation.kind][3]
    given = draw.integer("base", low, high) * draw.integer(f"given {year}", 92, 108) // 100
    passed = min(365, (last - date(year, 1, 1)).days + 1)
    spent = given * passed * draw.integer(f"spent {year}", 88, 99) // 36_500
    return {"nam": year, "duToanGiao": given * _MILLION, "daSuDung": spent * _MILLION}


def _assets(body: Body, draw: Draw) -> dict[str, int]:
    cars = draw.integer("cars", 1, 6) if body.organisation.kind == _bodies.HOSPITAL else 0
    premises = draw.integer("premises", 1, 4)
    value = premises * draw.integer("value", 1_500, 9_000) + cars * 900
    return {"soNhaDat": premises, "soOTo": cars, "nguyenGia": value * _MILLION}


# -- payments ----------------------------------------------------------------------------------------------------------


def _payment(person: Person, draw: Draw, turn: int) -> Iterator[Record]:
    """A payment to a grown person, ordered and received while he lived; some banks returned it."""
    what = draw.one_of(f"what {turn}", {name: weight for name, (weight, _) in _PAYMENTS.items()})
    first, last = _EPIDEMIC if what == "hoTroCovid" else (_FIRST, _LAST)
    first = max(first, person.birthday(_GROWN))
    if first >= last:
        return
    ordered = first + timedelta(draw.days(f"ordered {turn}", 0, (last - first).days))
    settled = ordered + timedelta(draw.days(f"settled {turn}", 1, 9))
    if settled >= (person.death or date.max):
        return
    state = RETURNED if draw.share(f"returned {turn}", 0.04) else PAID
    received = Timeline((Fact(settled.isoformat(), settled),)) if state == PAID else None
    stated = {
        "soLenhChi": _decisions.numbered(person, turn, _SIGNS["soLenhChi"]),
        "noiDungChi": what,
        "soTien": draw.integer(f"sum {turn}", *_PAYMENTS[what][1]) * 100_000,
        "ngayChi": received,
        "tinhTrang": Timeline((Fact(ORDERED, ordered), Fact(state, settled))),
    }
    yield _order(person, ordered, stated)


def _order(person: Person, ordered: date, stated: Mapping[str, Any], known: Any = None) -> Record:
    usual = {
        "loai": PAYEE,
        "donViChi": office(person, "ubnd_xa", ordered),
        "ngayLenhChi": ordered.isoformat(),
        **_account(person, ordered),
    }
    return Record(ordered, None, known, **_bearer(person), **{**usual, **stated})


def _account(person: Person, day: date) -> dict[str, Any]:
    """The first account that the person had on that day; who had none is paid at the treasury's counter."""
    held = cache(lambda: rows(person, "banking", "soTaiKhoan", "ngayMo", "ngayDong", "nganHang"))

    def read(name: str) -> Callable[[AsOf], Any]:
        return lambda _as_of: next((r[name] for r in held() if _is_open(r, day.isoformat())), None)

    return {name: read(name) for name in ("soTaiKhoan", "nganHang")}


def _is_open(account: Mapping[str, Any], day: str) -> bool:
    return bool(account["ngayMo"] <= day < (account["ngayDong"] or "9999"))


# -- finding, and what events do ---------------------------------------------------------------------------------------


def _find_unit(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    body = _bodies.numbered(workspace.organisations, subject["maQHNS"])
    return [] if body is None or body.organisation.head is None else [body.organisation.head]


def _paid(records: list[Record], event: Event) -> list[Record]:
    return changes(tinhTrang=PAID, ngayChi=event.on.isoformat())(records, event)


REGISTRY = Registry(
    "finance",
    _records,
    events={
        "paid": _paid,
        "returned": changes(tinhTrang=RETURNED, ngayChi=None),
        "unit_closed": changes(tinhTrang=CLOSED),
        "record_corrected": changes(),
    },
    learns={"payment_ordered": _decisions.learns(_DECIDED)},
    decides={
        "payment_ordered": _decisions.decides(_SIGNS),
        "paid": _named.decides("tinhTrang", ORDERED, RETURNED),
        "returned": _named.decides("tinhTrang", ORDERED, PAID),
        "unit_closed": _named.decides("tinhTrang", IN_USE),
    },
    find={("maQHNS",): _find_unit, ("soLenhChi",): _decisions.finds("soLenhChi")},
)
