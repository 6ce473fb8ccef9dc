"""The employment database: who works where, and what was decided on unemployment benefit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Happening, Record, Registry, changes
from mock_national_db.timeline import AsOf, current
from mock_sectoral_dbs import _decisions, _fields
from mock_sectoral_dbs._glances import may
from mock_sectoral_dbs._life import death_on, facts_of, months_later, office
from mock_sectoral_dbs._proceedings import parts
from mock_sectoral_dbs._work import last_day, months_between, retirement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Effect, Event, Occasion

BEGAN = date(2015, 1, 1)  # Luật Việc làm 38/2013/QH13
LEAST_AGE, GROWN = 15, 18
STATUS, DECISION = "viecLam", "quyetDinh"
WORKING, JOBLESS, OUTSIDE = "coViecLam", "thatNghiep", "khongThamGia"
BY_CONTRACT, SELF_EMPLOYED = "hopDong", "tuLam"
RETIRED, DIED = "nghiHuu", "chet"
_SIGNS = {"soQuyetDinhTCTN": "QĐ-TCTN"}
_DECIDED = "employment.decided"  # the fact that an event of this registry teaches
_BENEFIT = "troCapThatNghiep"
_SEARCHING = 12  # months after which whoever found no contract works for himself or has given up
_OTHERWISE = {SELF_EMPLOYED: 66, OUTSIDE: 29, JOBLESS: 5}
_ENDS = {"hetHan": 40, "thoaThuan": 35, "donPhuong": 25}
_PERSONAL = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh")


@dataclass(frozen=True, slots=True)
class Contract:
    """The latest contract as the insurer knows it: its last period, its first month, the day after its last month."""

    period: Mapping[str, Any]
    since: date
    until: date | None


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    since = max(person.birthday(LEAST_AGE), BEGAN)
    if person.death is None or since < person.death:
        yield _fields.record(since, _bearer(person, STATUS), partial(_worked, person, draw))
    written = facts_of(person.fact(_DECIDED))
    begun = {fact.value.get("tuNgay") for fact in written}
    for benefit in _benefits(person):
        if benefit["tuNgay"] not in begun:
            yield _granted(person, draw, benefit)
    for fact in written:
        yield _decision(person, fact.since, partial(dict, fact.value), fact.known)


# -- the working status ------------------------------------------------------------------------------------------------


def _worked(person: Person, draw: Draw) -> dict[str, Callable[[AsOf], Any]]:
    contract = cache(lambda: _contract(person))

    def of_contract(read: Callable[[Contract, AsOf], Any]) -> Callable[[AsOf], Any]:
        return lambda as_of: read(found, as_of) if (found := contract()) is not None else None

    kind = cache(lambda as_of: _kind(person, draw, contract(), as_of))
    return {
        "tinhTrang": lambda as_of: kind(as_of)[0],
        "hinhThuc": lambda as_of: kind(as_of)[1],
        "noiLamViec": of_contract(lambda held, _: held.period.get("donVi")),
        "chucDanh": of_contract(lambda held, _: held.period.get("chucDanh")),
        "tienLuong": of_contract(lambda held, _: held.period["mucDong"]),
        "ngayBatDau": of_contract(lambda held, _: held.since.isoformat()),
        "ngayChamDut": of_contract(lambda held, as_of: _ends(person, held, as_of)),
        "lyDoChamDut": of_contract(lambda held, as_of: _reason(person, draw, held, as_of)),
    }


def _ends(person: Person, held: Contract, as_of: AsOf) -> str | None:
    """The last day of the last month, or the day of death in it."""
    if held.until is None:
        return None
    return min(last_day(held.until), death_on(person, as_of) or date.max).isoformat()


def _bearer(person: Person, kind: str) -> dict[str, Any]:
    return {"loai": kind, **{name: person.fact(name) for name in _PERSONAL}}


def _contract(person: Person) -> Contract | None:
    """The last employer's periods together; who insures himself has no contract."""
    periods = [part for parts in person.known("insurance.quaTrinhDong") for part in parts or () if "donVi" in part]
    if not periods:
        return None
    last = periods[-1]
    first = last
    for part in reversed(periods):
        if part["donVi"] != last["donVi"]:
            break
        first = part
    until = months_later(_month(last["denThang"]), 1) if "denThang" in last else None
    return Contract(last, _month(first["tuThang"]), until)


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _kind(person: Person, draw: Draw, held: Contract | None, as_of: AsOf) -> tuple[str | None, str | None]:
    """Whether the person works, and how; neither is said of the dead."""
    if death_on(person, as_of):
        return None, None
    if held is not None and held.until is None:
        return WORKING, BY_CONTRACT
    if as_of.on >= retirement(person) or as_of.on < person.birthday(GROWN):
        return OUTSIDE, None
    if held is not None and held.until is not None and months_between(held.until, as_of.on) < _SEARCHING:
        return JOBLESS, None
    other = draw.one_of("otherwise", _OTHERWISE)
    return (WORKING, SELF_EMPLOYED) if other == SELF_EMPLOYED else (other, None)


def _reason(person: Person, draw: Draw, held: Contract, as_of: AsOf) -> str | None:
    if held.until is None:
        return None
    died = death_on(person, as_of)
    if died and held.until >= died:
        return DIED
    if held.until >= retirement(person):
        return RETIRED
    return draw.one_of(f"ends {held.until}", _ENDS)


# -- decisions ---------------------------------------------------------------------------------------------------------


def _benefits(person: Person) -> Sequence[Mapping[str, Any]]:
    if not may(person, "insurance.coTheThatNghiep"):
        return ()
    return [part for part in parts(person, "insurance.huongCheDo") if part["loai"] == _BENEFIT]


def _granted(person: Person, draw: Draw, benefit: Mapping[str, Any]) -> Record:
    """The decision behind a benefit: made within twenty days of the request, which is paid from the sixteenth on."""
    begun = date.fromisoformat(benefit["tuNgay"])
    decided = begun + timedelta(draw.days(f"decided {begun}", 0, 5))
    return _decision(person, decided, partial(_grant, person, begun, benefit))


def _grant(person: Person, begun: date, benefit: Mapping[str, Any]) -> dict[str, Any]:
    number = _decisions.numbered(person, int(f"{begun:%Y%m}"), _SIGNS["soQuyetDinhTCTN"])
    told = {name: benefit[name] for name in ("tuNgay", "denNgay", "mucHuong") if name in benefit}
    given = {"soQuyetDinhTCTN": number, "noiDung": "huong", **told}
    if "denNgay" not in benefit:
        return given
    last = date.fromisoformat(benefit["denNgay"])
    return {**given, "soThang": min(12, months_between(months_later(begun, 0), months_later(last, 1)))}


def _decision(
    person: Person, decided: date, given: Callable[[], Mapping[str, Any]], known: datetime | None = None
) -> Record:
    def decision() -> dict[str, Any]:
        own = {"coQuanQuyetDinh": office(person, "so_noi_vu", decided), "ngayQuyetDinh": decided.isoformat()}
        return {**own, **given()}

    return _fields.record(decided, _bearer(person, DECISION), decision, known)


# -- what events do ----------------------------------------------------------------------------------------------------


def _of_status(effect: Effect) -> Effect:
    """Done to the working status alone."""

    def done(records: list[Record], event: Event) -> list[Record]:
        return [r if r.fields.get("loai") != STATUS else effect([r], event)[0] for r in records]

    return done


def _started(records: list[Record], event: Event) -> list[Record]:
    before = dict.fromkeys(("chucDanh", "tienLuong", "ngayChamDut", "lyDoChamDut"))
    now = {"tinhTrang": WORKING, "hinhThuc": BY_CONTRACT, "ngayBatDau": event.on.isoformat()}
    return changes(**{**before, **now, **event.data})(records, event)


def _ended(records: list[Record], event: Event) -> list[Record]:
    state = OUTSIDE if event.data["lyDoChamDut"] == RETIRED else JOBLESS
    now = {"tinhTrang": state, "hinhThuc": None, "ngayChamDut": event.on.isoformat()}
    return [changes(**{**_contract_of(r, event), **now, **event.data})([r], event)[0] for r in records]


def _contract_of(record: Record, event: Event) -> dict[str, Any]:
    """The contract that ends stays as it is; one that was drawn to begin later is told of no more."""
    then = AsOf(event.on, event.known)
    names = ("noiLamViec", "chucDanh", "tienLuong", "ngayBatDau")
    held = {name: current(record.fields.get(name), then) for name in names}
    return held if (held["ngayBatDau"] or "") <= event.on.isoformat() else dict.fromkeys(names)


# -- what a year brings ------------------------------------------------------------------------------------------------


def _leaves(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    if not any(occasion.at(r.fields.get("hinhThuc")) == BY_CONTRACT for r in _statuses(person, occasion)):
        return None
    is_old = occasion.on >= retirement(person)
    return {"data": {"lyDoChamDut": RETIRED if is_old else occasion.draw.one_of("why", _ENDS)}}


def _finds_work(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    if not any(occasion.at(r.fields["tinhTrang"]) == JOBLESS for r in _statuses(person, occasion)):
        return None
    organisations = person.nation.organisations
    province = occasion.draw.one_of("province", organisations.provinces)
    company = occasion.draw.one_of("company", organisations.of_kind("company", province))
    return {"data": {"noiLamViec": company.shown(), "tienLuong": 100_000 * occasion.draw.integer("wage", 55, 180)}}


def _statuses(person: Person, occasion: Occasion) -> Iterator[Record]:
    return (record for record in occasion.records(person) if record.fields["loai"] == STATUS)


REGISTRY = Registry(
    "employment",
    _records,
    events={"job_started": _of_status(_started), "job_ended": _of_status(_ended), "record_corrected": changes()},
    learns={"decision_made": _decisions.learns(_DECIDED)},
    decides={"decision_made": _decisions.decides(_SIGNS, after_death=True)},
    find={(field,): _decisions.finds(field) for field in _SIGNS},
    simulates={"job_ended": Happening(0.02, _leaves), "job_started": Happening(0.015, _finds_work)},
)
