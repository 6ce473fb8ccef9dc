"""The register of vehicles: whose a plate is, what it stands on, and until when it is inspected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_national_db.registry import Decision, Happening, Record, Refused, Registry, changes
from mock_national_db.timeline import Fact, Timeline
from mock_sectoral_dbs import _assets, _decisions, _fields, _plates
from mock_sectoral_dbs._life import facts_of, must_live, office
from mock_sectoral_dbs._vehicles import CAR, CARS, FRAME, LAST, LAST_AGE, LORRY, MOTORCYCLES, NEW, SECOND_HAND, vehicles

if TYPE_CHECKING:
    from datetime import datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event, Occasion
    from mock_national_db.timeline import AsOf
    from mock_national_db.workspace import Workspace
    from mock_sectoral_dbs._vehicles import Vehicle

OWNERS_PLATES_SINCE = date(2023, 8, 15)  # Thông tư 24/2023/TT-BCA: a plate belongs to its owner
KEPT_FOR = 5  # years
TEMPORARY_FOR = timedelta(15)  # Thông tư 79/2024/TT-BCA, art. 24
IN_USE, STOLEN, WITHDRAWN, KEPT, UNREGISTERED = "dangSuDung", "matCap", "thuHoi", "bienSoGiuLai", "chuaDangKy"
_HELD, _SOLD = "vehicle.held", "vehicle.sold"  # the facts that events of this registry teach
_CERTIFICATE, _TEMPORARY, _INSPECTION = "CNĐKX", "CNĐKXT", "KĐ"
_LAWFUL_AGE = 15  # of an owner, with a parent's consent below 18 (Thông tư 79/2024/TT-BCA, art. 3)
_THING = ("loaiXe", "nhanHieu", "mauSon", "soKhung", "soMay", "dungTich", "congSuat", "namSanXuat", "nuocSanXuat")
_OF_THE_OWNER = ("bienSo", "soDinhDanh", "hoVaTen", "ngaySinh", "noiCuTru")
_INSPECTED = ("soKiemDinh", "ngayKiemDinh", "hanKiemDinh", "donViKiemDinh")
_PASSES = (*_THING, "soChoNgoi", "taiTrong", *_INSPECTED)
_COLOURS = ("Đen", "Trắng", "Đỏ", "Xanh", "Bạc", "Xám", "Nâu", "Vàng cát")
_MADE_IN = {"VN": 88, "TH": 8, "ID": 4}
# Months between inspections: of a new vehicle, then up to so many years of age (Thông tư 16/2021, 02/2023, 47/2024).
_CYCLES_SINCE = date(2023, 3, 22)
_CYCLES = {
    (CAR, False): (30, ((7, 18), (12, 12), (99, 6))),
    (CAR, True): (36, ((7, 24), (20, 12), (99, 6))),
    (LORRY, False): (24, ((7, 12), (99, 6))),
    (LORRY, True): (24, ((7, 12), (99, 6))),
}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    yield from _assets.held(
        _drawn(person, draw),
        facts_of(person.fact(_HELD)),
        "bienSo",
        lambda fact: _record(person, fact.since, fact.value, known=fact.known),
        _kept,
    )
    yield from _new(person)


def _new(person: Person) -> Iterator[Record]:
    """What he bought new, until it is registered."""
    registered = {f.value.get("soKhung"): f.since for f in facts_of(person.fact(_HELD))}
    for fact in facts_of(person.fact(_SOLD)):
        without = dict.fromkeys(("ngayDangKy", "coQuanDangKy"))
        given = {**fact.value, **without, "nguonGoc": NEW, "tinhTrang": UNREGISTERED}
        record = _record(person, fact.since, given, known=fact.known)
        yield record.ending(registered[frame]) if (frame := fact.value["soKhung"]) in registered else record


def _drawn(person: Person, draw: Draw) -> Iterator[Record]:
    for vehicle in vehicles(person, draw):
        at_hand = {"bienSo": vehicle.plate, "nguonGoc": vehicle.source, "soKhung": partial(_frame, vehicle)}
        yield from _sold(person, draw, vehicle.turn, _record(person, vehicle.since, at_hand, partial(_thing, vehicle)))


def _frame(vehicle: Vehicle, _as_of: AsOf) -> str:
    return vehicle.frame


def _thing(vehicle: Vehicle) -> dict[str, Any]:
    person, draw, turn, since, model = vehicle.owner, vehicle.draw, vehicle.turn, vehicle.since, vehicle.model
    made = since.year - (draw.integer(f"age {turn}", 2, 9) if vehicle.source == SECOND_HAND else 0)
    return {
        "soDangKyXe": _decisions.numbered(person, turn + 1, _CERTIFICATE),
        "loaiXe": model.kind,
        "nhanHieu": model.make,
        "mauSon": draw.one_of(f"colour {turn}", _COLOURS),
        "soMay": f"{model.make[:2].upper()}{vehicle.frame[-9:]}",
        "dungTich": model.capacity,
        "congSuat": model.power,
        "namSanXuat": made,
        "nuocSanXuat": draw.one_of(f"made in {turn}", _MADE_IN),
        "soChoNgoi": model.seats,
        "taiTrong": model.load,
        "tinhTrang": STOLEN if draw.share(f"stolen {turn}", 0.004) else IN_USE,
        **_inspections(person, draw, turn, model.kind, made, since),
    }


def _record(
    person: Person,
    since: date,
    given: Mapping[str, Any],
    rest: Callable[[], Mapping[str, Any]] = dict,
    known: datetime | None = None,
) -> Record:
    usual = {
        **{name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")},
        "ngayDangKy": since.isoformat(),
    }

    def others() -> dict[str, Any]:
        place = {"noiCuTru": person.fact("thuongTru"), "coQuanDangKy": office(person, "csgt", since)}
        return {**place, **rest()}

    return _fields.record(since, {**usual, **given}, others, known)


# -- inspections -------------------------------------------------------------------------------------------------------


def _inspections(person: Person, draw: Draw, turn: int, kind: str, made: int, since: date) -> dict[str, Any]:
    """Each field of the inspections as dated facts; a motorcycle has none."""
    if (kind, True) not in _CYCLES:
        return {}
    found: list[tuple[date, dict[str, Any]]] = []
    day = since
    while day < min(person.death or LAST, LAST):
        until = _months_after(day, _cycle(kind, made, day, is_first=not found and day.year == made))
        number = _decisions.numbered(person, 100 * (turn + 1) + len(found), _INSPECTION)
        given = number, day.isoformat(), until.isoformat(), office(person, "dang_kiem", day)
        found.append((day, dict(zip(_INSPECTED, given, strict=True))))
        day = until - timedelta(draw.days(f"inspected {turn} {len(found)}", 1, 20))
    return {name: Timeline(Fact(told[name], day) for day, told in found) for name in _INSPECTED}


def _cycle(kind: str, made: int, day: date, *, is_first: bool) -> int:
    first, later = _CYCLES[kind, day >= _CYCLES_SINCE]
    return first if is_first else next(months for age, months in later if day.year - made <= age)


def _months_after(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, min(day.day, 28))


# -- passing on, and the plate that stays ------------------------------------------------------------------------------


def _sold(person: Person, draw: Draw, turn: int, record: Record) -> Iterator[Record]:
    """A few sold theirs away from the nation, and kept the plate."""
    sold = record.since + timedelta(draw.days(f"sold {turn}", 300, 4000)) if draw.share(f"sells {turn}", 0.2) else None
    if sold is None or not OWNERS_PLATES_SINCE <= sold < (person.death or date.max):
        yield record
        return
    yield record.ending(sold)
    yield from _kept(record, Fact(None, sold))


def _kept(record: Record, fact: Fact) -> Iterable[Record]:
    if fact.since < OWNERS_PLATES_SINCE:
        return
    last = years_later(fact.since, KEPT_FOR)
    stays = {name: record.fields[name] for name in _OF_THE_OWNER if name in record.fields}
    yield Record(fact.since, last + timedelta(1), fact.known, **stays, tinhTrang=KEPT, giuBienDen=last.isoformat())


def _own_plate(event: Event, seen: Workspace, person: Person, kind: str) -> str:
    """The plate that the owner keeps for a vehicle of that kind, else a new one."""
    is_car = kind in {CAR, LORRY}
    records = seen.visible(seen.store.registries[event.registry], person)
    kept = (str(r.fields["bienSo"]) for r in records if r.fields["tinhTrang"] == KEPT)
    return next((p for p in kept if _plates.is_car(p) == is_car), _plates.written(event.position, is_car=is_car))


def _decide_registered(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    if person.birthday(_LAWFUL_AGE) > event.on:
        raise Refused("before_birth" if person.birth > event.on else "invalid", "/on", reason=f"{_LAWFUL_AGE}")
    must_live(person, event.on)
    if event.data["soKhung"] not in _unregistered(event, seen, person):
        _refuse_known(event, seen)
    return _registers(event, seen, person, {**event.data, "nguonGoc": NEW})


def _decide_sold(event: Event, seen: Workspace) -> Decision:
    must_live(seen.person(event.subject), event.on)
    _refuse_known(event, seen)
    keys = _assets.found_by(event.registry, event.subject, ("soKhung", event.data["soKhung"]))
    return Decision(event, found_by=keys)


def _refuse_known(event: Event, seen: Workspace) -> None:
    if seen.store.find(seen, event.registry, {"soKhung": event.data["soKhung"]}):
        raise Refused("number_taken", "/data/soKhung")


def _unregistered(event: Event, seen: Workspace, person: Person) -> set[str]:
    """The frames of what he bought new."""
    records = seen.visible(seen.store.registries[event.registry], person)
    return {str(r.fields["soKhung"]) for r in records if r.fields["tinhTrang"] == UNREGISTERED}


def _decide_reissued(event: Event, seen: Workspace) -> Decision:
    one = _assets.of_one("bienSo")(event, seen)
    number = {"soDangKyXe": _decisions.written(event, seen.person(event.subject), _CERTIFICATE)}
    return replace(one, event=one.event.with_data(**number), told=number)


def _decide_temporary(event: Event, seen: Workspace) -> Decision:
    """For a new vehicle on its way to where it is registered."""
    one = _assets.of_one("soKhung", _must_be_new)(event, seen)
    given = {
        "soDangKy": _decisions.written(event, seen.person(event.subject), _TEMPORARY),
        "bienSo": f"T10-{event.position // 100 % 1000:03}.{event.position % 100:02}",
        "denNgay": (event.on + TEMPORARY_FOR).isoformat(),
    }
    return replace(one, event=one.event.with_data(dangKyTam=given), told=given)


def _must_be_new(event: Event, seen: Workspace, record: Record) -> Iterable[int]:
    if record.fields.get("tinhTrang") != UNREGISTERED:
        raise Refused("invalid", "/subject", reason="tinhTrang")
    del seen, event
    return ()


def _decide_transferred(event: Event, seen: Workspace) -> Decision:
    record, buyer = _assets.meant(event, seen, "bienSo"), _assets.receiver(event, seen, "nguoiNhan")
    told = _assets.spelled(record, seen, seen.person(event.subject), ("bienSo", "tinhTrang", *_PASSES))
    if told.pop("tinhTrang") != IN_USE:
        raise Refused("invalid", "/subject", reason="tinhTrang")
    lost = event.with_data(bienSo=told.pop("bienSo"))
    return _registers(lost, seen, buyer, {**told, "nguonGoc": SECOND_HAND}, lost=(event.subject,))


def _registers(
    event: Event, seen: Workspace, owner: Person, thing: Mapping[str, Any], lost: tuple[int, ...] = ()
) -> Decision:
    """The vehicle under a plate of its new owner."""
    given = {
        "bienSo": _own_plate(event, seen, owner, thing["loaiXe"]),
        "soDangKyXe": _decisions.written(event, owner, _CERTIFICATE),
    }
    thing = {**thing, **given, "tinhTrang": IN_USE}
    told = event.with_data(taiSan=thing, indexes={"mat": list(lost), "nhan": [owner.index]})
    keys = _assets.found_by(event.registry, owner.index, ("bienSo", given["bienSo"]), ("soKhung", thing["soKhung"]))
    return Decision(told, touched=(owner.index, *lost), found_by=keys, told=given)


def _inspected_by_law(event: Event, seen: Workspace, record: Record) -> Iterable[int]:
    if record.fields.get("loaiXe") not in {CAR, LORRY}:
        raise Refused("invalid", "/subject", reason="loaiXe")
    del seen, event
    return ()


def _inspected(records: list[Record], event: Event) -> list[Record]:
    return changes(ngayKiemDinh=event.on.isoformat())(records, event)


def _temporarily(records: list[Record], event: Event) -> list[Record]:
    """Until it is registered, when its record is another."""
    given = zip(records, changes()(records, event), strict=True)
    return [now if before.fields.get("tinhTrang") == UNREGISTERED else before for before, now in given]


# -- what a year brings ------------------------------------------------------------------------------------------------


def _buys(person: Person, occasion: Occasion) -> Mapping[str, Any] | None:
    if not 18 <= occasion.age(person) < LAST_AGE:
        return None
    model = occasion.draw.one_of("model", CARS if occasion.draw.share("car", 0.12) else MOTORCYCLES)
    frame = f"000DANCU{occasion.draw.integer('frame', 900_000_000, 999_999_999)}"
    thing = {
        "loaiXe": model.kind,
        "nhanHieu": model.make,
        "mauSon": occasion.draw.one_of("colour", _COLOURS),
        "soKhung": frame,
        "soMay": f"{model.make[:2].upper()}{frame[-9:]}",
        "dungTich": model.capacity,
        "congSuat": model.power,
        "namSanXuat": occasion.on.year,
        "soChoNgoi": model.seats,
        "taiTrong": model.load,
    }
    return {"data": {name: value for name, value in thing.items() if value is not None}}


def _sells(person: Person, occasion: Occasion) -> Mapping[str, Any] | None:
    held = [r for r in occasion.records(person) if occasion.at(r.fields["tinhTrang"]) == IN_USE]
    buyers = (other for other in occasion.others() if 18 <= occasion.age(other) < LAST_AGE and other is not person)
    buyer = next(buyers, None) if held else None
    if buyer is None:
        return None
    plate = occasion.at(held[0].fields["bienSo"])
    return {"subject": {"bienSo": plate}, "data": {"nguoiNhan": occasion.at(buyer.so_dinh_danh)}}


REGISTRY = Registry(
    "vehicle",
    _records,
    events={
        "vehicle_transferred": _assets.loses("bienSo", _kept),
        "vehicle_inspected": _inspected,
        "registration_withdrawn": changes(tinhTrang=WITHDRAWN),
        "vehicle_stolen": changes(tinhTrang=STOLEN),
        "certificate_reissued": changes(),
        "temporary_registered": _temporarily,
        "record_corrected": changes(),
    },
    learns={
        "origin_recorded": _decisions.learns(_SOLD),
        **dict.fromkeys(("vehicle_registered", "vehicle_transferred"), _assets.learns(_HELD, "bienSo")),
    },
    decides={
        "origin_recorded": _decide_sold,
        "certificate_reissued": _decide_reissued,
        "temporary_registered": _decide_temporary,
        "vehicle_registered": _decide_registered,
        "vehicle_transferred": _decide_transferred,
        "vehicle_inspected": _assets.of_one("bienSo", _inspected_by_law),
        **dict.fromkeys(("registration_withdrawn", "vehicle_stolen", "record_corrected"), _assets.of_one("bienSo")),
    },
    find={
        ("bienSo",): _assets.finds("vehicle", "bienSo", _plates.owners),
        ("soKhung",): _assets.finds("vehicle", "soKhung", lambda seen, frame: _assets.owners(seen, FRAME, frame)),
    },
    simulates={"vehicle_registered": Happening(0.025, _buys), "vehicle_transferred": Happening(0.008, _sells)},
)
