"""The national land database: who holds which parcel by which certificate, and what is noted on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Happening, Record, Refused, Registry, changes
from mock_national_db.stated import address
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs import _assets, _certificates, _fields
from mock_sectoral_dbs._certificates import INHERITED, MORTGAGED, RELEASED, spouse_on
from mock_sectoral_dbs._life import facts_of, office

if TYPE_CHECKING:
    from datetime import datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event, Occasion
    from mock_national_db.workspace import Workspace

ALONE, COUPLE, SHARED = "caNhan", "voChong", "chung"
CMND, CCCD, CC = "CMND", "CCCD", "CC"
_CHIP_CARDS_SINCE, _IDENTITY_CARDS_SINCE = date(2021, 1, 1), date(2024, 7, 1)
_HELD = "land.held"  # the fact that a transfer teaches
_WRITTEN = "ZZ9"  # how the log's certificates begin, as no drawn one does
_INFORMATION, _TRANSFER = "doiThongTin", "chuyenQuyen"
_MORTGAGED = "land.mortgaged"  # the fact that a mortgage teaches
Other = Callable[[], int | None]  # the index of who stands on a certificate beside the holder
_PASSES = ("maThua", "soTo", "soThua", "diaChiThua", "dienTich", "loaiDat", "thoiHanSuDung", "nhaO")


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    del draw  # the certificate's own number decides, so that husband and wife read the same
    yield from _assets.held(_drawn(person), facts_of(person.fact(_HELD)), "soGCN", lambda fact: _acquired(person, fact))


def _drawn(person: Person) -> Iterator[Record]:
    for held in _certificates.held_by(person):
        yield _record(person, held.since, held.glance(), partial(held.beside, person), held.rest)


def _record(
    person: Person,
    since: date,
    land: Mapping[str, Any],
    other: Other,
    rest: Callable[[], Mapping[str, Any]] = dict,
    known: datetime | None = None,
) -> Record:
    """As the certificate says it: name, paper and address are those of its day."""
    holder = {
        "soDinhDanh": person.so_dinh_danh,
        "hoVaTen": person.at("hoVaTen", since) or person.fact("hoVaTen"),
        "ngaySinh": person.fact("ngaySinh"),
        "nguoiCungSoHuu": lambda _as_of: None if (index := other()) is None else person.nation.kin(index),
    }
    return _fields.record(since, {**holder, **land}, lambda: {**_holder(person, since, other()), **rest()}, known)


def _holder(person: Person, since: date, other: int | None) -> dict[str, Any]:
    is_couple = other is not None and spouse_on(person, since) == other
    return {
        "noiCuTru": person.residence(since),
        **_paper(person, since),
        "hinhThucSoHuu": ALONE if other is None else COUPLE if is_couple else SHARED,
    }


def _paper(person: Person, since: date) -> dict[str, str]:
    old, number = person.at("soCMND", since), person.at("soDinhDanh", since)
    if old is not None and since < _CHIP_CARDS_SINCE:
        return {"loaiGiayTo": CMND, "soGiayTo": old}
    return {"loaiGiayTo": CC if since >= _IDENTITY_CARDS_SINCE else CCCD, "soGiayTo": number}


def _acquired(person: Person, fact: Fact) -> Record:
    land = {name: value for name, value in fact.value.items() if name != "chu"}
    other = next((index for index in fact.value["chu"] if index != person.index), None)
    return _record(person, fact.since, land, lambda: other, known=fact.known)


# -- passing on --------------------------------------------------------------------------------------------------------


def _decide_transfer(event: Event, seen: Workspace) -> Decision:
    """A sale is the couple's, a gift and an inheritance one's own; what is mortgaged does not pass on."""
    record, person = _assets.meant(event, seen, "soGCN"), seen.person(event.subject)
    _refuse_by_life(event, person)
    if current(record.fields.get("theChap"), seen.as_of):
        raise Refused("invalid", "/subject", reason="theChap")
    receiver = _assets.receiver(event, seen, "nguoiNhan")
    before = _holders(record, event.subject, seen)
    after = _new_holders(event, receiver, before)
    number = f"{_WRITTEN}{event.position:07}"
    passing = _assets.spelled(record, seen, person, _PASSES)
    land = {
        **passing,
        "noiCap": _office(person, passing, event),
        "soGCN": number,
        "maGCN": f"{record.fields['maThua'][:5]}{event.on.year % 100:02}{event.position % 1_000_000:06}",
        "soVaoSo": f"CN {event.position % 100_000:05}",
        "ngayCap": event.on.isoformat(),
        "nguonGocSuDung": event.data["hinhThuc"],
        "bienDong": [{"ngay": event.on.isoformat(), "noiDung": _TRANSFER}],
        "tinhTrang": "conHieuLuc",
        "chu": after,
    }
    held = str(current(record.fields["soGCN"], seen.as_of))
    told = event.with_data(soGCN=held, taiSan=land, indexes={"mat": before, "nhan": after})
    keys = _assets.found_by(event.registry, receiver.index, ("soGCN", number), ("maThua", land["maThua"]))
    return Decision(told, touched=tuple({*before, *after}), found_by=keys, told={"soGCN": number})


def _office(person: Person, land: Mapping[str, Any], event: Event) -> dict[str, str] | None:
    """The land registration office of the parcel."""
    place = address(land["diaChiThua"]) if "diaChiThua" in land else None
    return office(person, "van_phong_dat_dai", event.on, of=place)


def _refuse_by_life(event: Event, person: Person) -> None:
    is_dead = person.known_death is not None and person.known_death <= event.on
    if is_dead != (event.data["hinhThuc"] == INHERITED):
        raise Refused("subject_deceased" if is_dead else "subject_alive", "/subject")


def _holders(record: Record, subject: int, seen: Workspace) -> list[int]:
    other = current(record.fields.get("nguoiCungSoHuu"), seen.as_of)
    return [subject] if other is None or getattr(other, "index", None) is None else [subject, other.index]


def _new_holders(event: Event, receiver: Person, before: list[int]) -> list[int]:
    """Of an inheritance the survivor keeps his part; what is bought is the spouse's too."""
    if event.data["hinhThuc"] == INHERITED:
        return list(dict.fromkeys([receiver.index, *before[1:]]))
    bought = event.data["hinhThuc"] == _certificates.BOUGHT
    spouse = spouse_on(receiver, event.on) if bought else None
    return [receiver.index] if spouse is None else [receiver.index, spouse]


# -- what is noted -----------------------------------------------------------------------------------------------------


def _both(event: Event, seen: Workspace, record: Record) -> Iterable[int]:
    """The other holder's record says it too."""
    return _holders(record, event.subject, seen)[1:]


def _mortgageable(event: Event, seen: Workspace, record: Record) -> Iterable[int]:
    is_free = current(record.fields.get("theChap"), seen.as_of) is None
    if is_free != (event.type == "mortgage_registered"):
        raise Refused("nothing_to_change", "/subject")
    return _both(event, seen, record)


def _decide_information(event: Event, seen: Workspace) -> Decision:
    """Of the holder that is named, else of the subject."""
    found = _assets.of_one("soGCN", _both)(event, seen)
    holders = (seen.person(index) for index in (event.subject, *found.touched))
    numbers = [current(person.so_dinh_danh, seen.as_of) for person in holders]
    number = event.data.get("soDinhDanh", numbers[0])
    if number not in numbers:
        raise Refused("invalid", "/data/soDinhDanh", reason="soDinhDanh")
    return replace(found, event=found.event.with_data(soDinhDanh=number))


def _mortgaged(records: list[Record], event: Event) -> list[Record]:
    mortgage = {"benNhan": event.data["benNhan"], "ngayDangKy": event.on.isoformat()}
    return _noted(MORTGAGED, records, event, {"theChap": mortgage}, benNhan=event.data["benNhan"])


def _learned(event: Event, _person: Person) -> Iterator[tuple[str, Fact]]:
    """That there is a mortgage: who asks for deeds looks at the land of whoever the log taught something about."""
    yield _MORTGAGED, Fact(event.data["benNhan"], event.on, None, event.known)


def _released(records: list[Record], event: Event) -> list[Record]:
    return _noted(RELEASED, records, event, {"theChap": None})


def _informed(records: list[Record], event: Event) -> list[Record]:
    """The holder's details change in his own record; the note stands in both."""
    told = {name: address(value) if name == "noiCuTru" else value for name, value in event.data.items()}
    mine = [r for r in records if current(r.fields["soDinhDanh"], AsOf(event.on, event.known)) == told["soDinhDanh"]]
    return _noted(_INFORMATION, records, event, told if mine else {})


def _noted(what: str, records: list[Record], event: Event, told: Mapping[str, Any], **more: Any) -> list[Record]:
    """What is told of the certificate, and a line on it that says so."""
    note = {"ngay": event.on.isoformat(), "noiDung": what, **more}
    taken = zip(records, changes()(records, replace(event, data=told)), strict=True)
    return [now if now is before else _with_note(now, note, event) for before, now in taken]


def _with_note(record: Record, note: Mapping[str, Any], event: Event) -> Record:
    before = current(record.fields.get("bienDong"), AsOf(event.on, event.known)) or []
    return record.setting({"bienDong": [*before, note]}, event.on, event.known)


# -- what a year brings ------------------------------------------------------------------------------------------------


def _passes_on(person: Person, occasion: Occasion) -> Mapping[str, Any] | None:
    """The living sell, the dead leave it to a grown child; what is mortgaged stays."""
    free = [r for r in occasion.records(person) if occasion.at(r.fields.get("theChap")) is None]
    is_left = occasion.at(person.fact("ngayChet")) is not None
    receivers = _heirs(person, occasion) if is_left else _buyers(person, occasion)
    receiver = next(receivers, None) if free else None
    if receiver is None:
        return None
    how = INHERITED if is_left else _certificates.BOUGHT
    told = {"nguoiNhan": occasion.at(receiver.so_dinh_danh), "hinhThuc": how}
    return {"subject": {"soGCN": occasion.at(free[0].fields["soGCN"])}, "data": told}


def _heirs(person: Person, occasion: Occasion) -> Iterator[Person]:
    children = (person.nation.person(index) for index in person.nation.children(person.index))
    return (child for child in children if occasion.age(child) >= 18 and not occasion.at(child.fact("ngayChet")))


def _buyers(person: Person, occasion: Occasion) -> Iterator[Person]:
    near = {person.index, spouse_on(person, occasion.on)}
    return (other for other in occasion.others() if occasion.age(other) >= 25 and other.index not in near)


REGISTRY = Registry(
    "land",
    _records,
    events={
        "land_transferred": _assets.loses("soGCN"),
        "mortgage_registered": _mortgaged,
        "mortgage_released": _released,
        "owner_information_changed": _informed,
        "status_changed": changes(),
    },
    learns={"land_transferred": _assets.learns(_HELD, "soGCN"), "mortgage_registered": _learned},
    decides={
        "land_transferred": _decide_transfer,
        "owner_information_changed": _decide_information,
        "status_changed": _assets.of_one("soGCN", _both),
        **dict.fromkeys(("mortgage_registered", "mortgage_released"), _assets.of_one("soGCN", _mortgageable)),
    },
    find={
        ("soGCN",): _assets.finds("land", "soGCN", _certificates.owners),
        ("maThua",): _assets.finds("land", "maThua", _certificates.users),
    },
    simulates={"land_transferred": Happening(0.008, _passes_on, to_the_dead=True)},
)
