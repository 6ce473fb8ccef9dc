"""The database on administrative violations: who was penalised for what, and whether the fine is paid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_national_db.registry import Decision, Happening, Record, Registry, changes
from mock_national_db.timeline import Fact, Timeline
from mock_sectoral_dbs import _decisions, _plates
from mock_sectoral_dbs._life import facts_of, office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Effect, Event, Occasion
    from mock_national_db.timeline import AsOf
    from mock_national_db.workspace import Workspace

OPEN, DONE, LATE, ENDED = "chuaThiHanh", "daThiHanh", "quaHan", "khongThiHanh"
TRAFFIC, ENVIRONMENT = "giaoThong", "moiTruong"
MOTORCYCLE, CAR = "moTo", "oTo"
SEEN, BY_CAMERA = "trucTiep", "kyThuat"
CERTIFICATE = "dangKyXe"  # of the papers that an officer may hold
POINTS_SINCE = date(2025, 1, 1)  # Luật Trật tự, an toàn giao thông đường bộ 36/2024/QH15
TIME_TO_PAY = timedelta(10)  # Luật Xử lý vi phạm hành chính, art. 73
_SIGNS = {"soQuyetDinhXuPhat": "QĐ-XPHC", "soBienBan": "BB-VPHC"}
_BY_PLATE = "violations.bienSo"
_DECIDED = "violations.decided"  # the fact that an event of this registry teaches
_FIRST, _LAST = date(2017, 2, 1), date(2031, 12, 31)
_LAST_AGE, _MOST = 75, 3


@dataclass(frozen=True, slots=True)
class Act:
    """What is forbidden, in which field, with which vehicle, and the fines in dong: since when, by which decree."""

    field: str
    vehicle: str | None
    name: str
    fines: tuple[tuple[date, str, int], ...]  # the middle of the range, as the law has it where nothing weighs
    points: int = 0  # taken from the licence since 2025 (Nghị định 168/2024/NĐ-CP)


_D46, _D100 = (date(2016, 8, 1), "Nghị định 46/2016/NĐ-CP"), (date(2020, 1, 1), "Nghị định 100/2019/NĐ-CP")
_D123 = (date(2022, 1, 1), "Nghị định 100/2019/NĐ-CP, sửa đổi bởi Nghị định 123/2021/NĐ-CP")
_D168 = (date(2025, 1, 1), "Nghị định 168/2024/NĐ-CP")
_D155, _D45 = (date(2017, 2, 1), "Nghị định 155/2016/NĐ-CP"), (date(2022, 8, 25), "Nghị định 45/2022/NĐ-CP")
_LIGHTS = "Không chấp hành hiệu lệnh của đèn tín hiệu giao thông"
_SPEED = "Chạy quá tốc độ quy định từ 10 km/h đến 20 km/h"
_HELMET = "Không đội mũ bảo hiểm cho người đi mô tô, xe máy khi điều khiển xe"
_LITTER = "Vứt, thải rác thải không đúng nơi quy định tại nơi công cộng"


def _road(vehicle: str, name: str, *fines: int, points: int = 0) -> Act:
    decrees = (_D46, _D100, _D123, _D168)
    return Act(TRAFFIC, vehicle, name, tuple((*d, fine) for d, fine in zip(decrees, fines, strict=True)), points)


_ACTS = {
    _road(MOTORCYCLE, _HELMET, 150_000, 250_000, 500_000, 500_000): 34,
    _road(MOTORCYCLE, _LIGHTS, 350_000, 800_000, 900_000, 5_000_000, points=4): 18,
    _road(MOTORCYCLE, _SPEED, 750_000, 800_000, 900_000, 900_000): 20,
    _road(CAR, _LIGHTS, 1_600_000, 4_000_000, 5_000_000, 19_000_000, points=4): 8,
    _road(CAR, _SPEED, 2_500_000, 4_000_000, 5_000_000, 5_000_000, points=2): 12,
    Act(ENVIRONMENT, None, _LITTER, ((*_D155, 4_000_000), (*_D45, 750_000))): 8,
}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    for turn in range(1, _MOST + 1):
        if not draw.share(f"offends {turn}", 0.18 / turn):
            break
        yield from _offence(person, draw, turn)
    for fact in facts_of(person.fact(_DECIDED)):
        given = {"ngayViPham": fact.since.isoformat(), "phatHien": SEEN, **fact.value}
        last = given.get("hanNop") or (fact.since + TIME_TO_PAY).isoformat()
        yield _record(person, fact, given, date.fromisoformat(last))


def _offence(person: Person, draw: Draw, turn: int) -> Iterator[Record]:
    """An offence of a grown person, decided upon while he lived; each later one has fewer years left to happen in."""
    begin, end = max(person.birthday(18), _FIRST), min(person.birthday(_LAST_AGE), _LAST)
    if begin >= end:
        return
    day = begin + timedelta(draw.days(f"day {turn}", 0, (end - begin).days))
    act = draw.one_of(f"act {turn}", _ACTS)
    is_filmed = act.field == TRAFFIC and act.name != _HELMET and draw.share(f"camera {turn}", 0.5)
    decided = day + timedelta(draw.days(f"decided {turn}", *((12, 45) if is_filmed else (0, 7))))
    if person.death is not None and decided >= person.death:
        return
    decree, fine = [(name, fine) for since, name, fine in act.fines if since <= day][-1]
    given: dict[str, Any] = {
        **{field: _decisions.numbered(person, turn, sign) for field, sign in _SIGNS.items()},
        "linhVuc": act.field,
        "hanhVi": act.name,
        "canCu": decree,
        "loaiXe": act.vehicle,
        "bienSo": lambda _: _own_plate(person, act, day),
        "diemTru": act.points if act.points and day >= POINTS_SINCE else None,
        "phatHien": BY_CAMERA if is_filmed else SEEN,
        "ngayViPham": day.isoformat(),
        "mucPhat": fine,
    }
    paid = decided + timedelta(draw.days(f"paid {turn}", 1, 40)) if draw.share(f"pays {turn}", 0.8) else None
    paid = None if paid and person.death and paid >= person.death else paid
    if act.field == TRAFFIC and not is_filmed and draw.share(f"papers {turn}", 0.2):
        given["giayToTamGiu"] = lambda as_of: _held(given["bienSo"](as_of), paid, as_of)
    yield _record(person, Fact(None, decided), given, decided + TIME_TO_PAY, paid)


def _own_plate(person: Person, act: Act, day: date) -> str | None:
    """That of a vehicle of the kind that he had by then; who drove another's is told without it."""
    held = zip(person.known("vehicle.bienSo"), person.known("vehicle.ngayDangKy"), strict=True)
    plates = (plate for plate, since in held if plate and since and since <= day.isoformat())
    return next((p for p in plates if act.vehicle and _plates.is_car(p) == (act.vehicle == CAR)), None)


def _held(plate: str | None, paid: date | None, as_of: AsOf) -> list[str] | None:
    """The vehicle's certificate, until the fine is paid (art. 125)."""
    return [CERTIFICATE] if plate and (paid is None or as_of.on < paid) else None


def _record(person: Person, decision: Fact, given: dict[str, Any], last: date, paid: date | None = None) -> Record:
    decided = decision.since
    kind = "csgt" if given["linhVuc"] == TRAFFIC else "ubnd_xa"
    fields = {
        "soDinhDanh": person.so_dinh_danh,
        "hoVaTen": person.fact("hoVaTen"),
        "ngaySinh": person.fact("ngaySinh"),
        "noiCuTru": person.fact("thuongTru"),
        "coQuanXuPhat": office(person, kind, decided),
        **given,
        "ngayQuyetDinh": decided.isoformat(),
        "hanNop": last.isoformat(),
        **(_settled(decided, last, paid) if paid else {"tinhTrang": _open(person, decided, last)}),
    }
    return Record(decided, None, decision.known, **fields)


def _settled(decided: date, last: date, paid: date) -> dict[str, Timeline]:
    late = (Fact(LATE, last + timedelta(1)),) if paid > last + timedelta(1) else ()
    said = {name: Timeline((Fact(value, paid),)) for name, value in _payment(paid).items()}
    return {"tinhTrang": Timeline((Fact(OPEN, decided), *late, Fact(DONE, paid))), **said}


def _payment(day: date) -> dict[str, str]:
    """The day paid, and the one a year later from which the person counts as never penalised (art. 7)."""
    return {"ngayNop": day.isoformat(), "ngayXoa": years_later(day, 1).isoformat()}


def _open(person: Person, decided: date, last: date) -> Timeline:
    """Open until the last day to pay, then late; a death ends it (art. 75), known when the death is."""
    late = last + timedelta(1)
    facts = [Fact(OPEN, decided), Fact(LATE, late)]
    for death in facts_of(person.fact("ngayChet")):
        day = max(decided, date.fromisoformat(death.value) if death.value else death.since)
        before, after = (ENDED, ENDED) if death.value else (OPEN, LATE)
        if day < late:
            facts.append(Fact(before, day, None, death.known))
        facts.append(Fact(after, max(late, day), None, death.known))
    return Timeline(facts)


# -- what an event decides, and what a plate leads to ------------------------------------------------------------------


def _decide(event: Event, seen: Workspace) -> Decision:
    decided = _decisions.decides(_SIGNS)(event, seen)
    plate = event.data.get("bienSo")
    return replace(decided, found_by=((_BY_PLATE, plate, event.subject),)) if plate else decided


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    """Who was penalised with that vehicle: as the log says, or as its owner."""
    written, owners = workspace.written(_BY_PLATE, subject["bienSo"]), _plates.owners(workspace, subject["bienSo"])
    return [*dict.fromkeys([*written, *owners])]


# -- what becomes of a decision ----------------------------------------------------------------------------------------


def _paid(records: list[Record], event: Event) -> list[Record]:
    return _now_is(DONE, changes(**_payment(event.on)))(records, event)


def _enforcement_changed(records: list[Record], event: Event) -> list[Record]:
    return _now_is(event.data["tinhTrang"], changes())(records, event)


def _now_is(state: str, effect: Effect) -> Effect:
    """That state from the day on, also where it would have become late after it."""

    def changed(records: list[Record], event: Event) -> list[Record]:
        taken = zip(records, effect(records, event), strict=True)
        return [now if then is now else _kept(now, state, event) for then, now in taken]

    return changed


def _kept(record: Record, state: str, event: Event) -> Record:
    facts = facts_of(record.fields.get("tinhTrang"))
    days = sorted({event.on, *(f.since for f in facts if f.value == LATE and f.since > event.on)})
    for day in days:
        record = record.setting({"tinhTrang": state}, day, event.known)
    return record


# -- what a year brings ------------------------------------------------------------------------------------------------


def _offends(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    if not 18 <= occasion.age(person) < _LAST_AGE:
        return None
    act = occasion.draw.one_of("act", _ACTS)
    _, decree, fine = act.fines[-1]
    told = {"linhVuc": act.field, "hanhVi": act.name, "canCu": decree, "loaiXe": act.vehicle, "mucPhat": fine}
    told |= {"diemTru": act.points or None}
    return {"data": {name: value for name, value in told.items() if value is not None}}


def _pays(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    held = [r for r in occasion.records(person) if occasion.at(r.fields["tinhTrang"]) in {OPEN, LATE}]
    return {"subject": {"soQuyetDinhXuPhat": held[0].fields["soQuyetDinhXuPhat"]}} if held else None


REGISTRY = Registry(
    "violations",
    _records,
    events={
        "fine_paid": _paid,
        "papers_returned": changes(giayToTamGiu=None),
        "enforcement_changed": _enforcement_changed,
        "record_corrected": changes(),
    },
    learns={"decision_made": _decisions.learns(_DECIDED)},
    decides={"decision_made": _decide},
    find={("bienSo", "loaiXe"): _find, **{(field,): _decisions.finds(field) for field in _SIGNS}},
    simulates={"decision_made": Happening(0.015, _offends), "fine_paid": Happening(0.012, _pays)},
)
