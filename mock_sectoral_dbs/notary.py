"""The database of notarised deeds: who agreed with whom on what, before which notary."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from mock_national_db.person import Person
from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import Fact, current
from mock_sectoral_dbs import _assets, _decisions, _fields
from mock_sectoral_dbs._deed import ROLES, SIGNS, office
from mock_sectoral_dbs._deeds import deeds
from mock_sectoral_dbs._life import facts_of, must_be_born, must_live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from mock_national_db.draw import Draw
    from mock_national_db.nation import Organisation
    from mock_national_db.registry import Event
    from mock_national_db.workspace import Workspace
    from mock_sectoral_dbs._deed import Deed

IN_FORCE, CANCELLED, ENDED = "coHieuLuc", "huyBo", "chamDut"
LAWFUL_AGE = 28  # of a notary, who has studied and practised
_MADE = "notary.made"  # the fact that an event of this registry teaches
_CARD = "TCCV"
_LAND, _VEHICLES = "land", "vehicle"  # the registers whose things deeds are about


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    del draw  # what chance decides about a deed is alike for all its parties
    for deed in deeds(person, land=_LAND, vehicles=_VEHICLES):
        yield _record(person, deed.first, deed.day, partial(_told, person, deed))
    for fact in facts_of(person.fact(_MADE)):
        yield _record(person, person.nation.person(fact.value["nguoi"]), fact.since, partial(_made, person, fact), fact)


def _record(
    person: Person, first: Person, day: date, told: Callable[[], Mapping[str, Any]], fact: Fact | None = None
) -> Record:
    party = {name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")}
    known = fact.known if fact else None
    return _fields.record(day, party, lambda: {**_certified(person, first, day), **told()}, known)


def _certified(person: Person, first: Person, day: date) -> dict[str, Any]:
    place = office(first, day)
    return {
        "ngayCongChung": day.isoformat(),
        "toChucHanhNghe": place.shown() if place else None,
        "congChungVien": _notary(person, place, day) if place else None,
        "tinhTrang": IN_FORCE,
    }


def _made(person: Person, fact: Fact) -> dict[str, Any]:
    stated = {name: value for name, value in fact.value.items() if name not in {"nguoi", "ben"}}
    return {**stated, **_among(person, fact.value["ben"])}


def _notary(person: Person, office: Organisation, day: date) -> dict[str, Any] | None:
    """Who heads the office today, if he was a notary then."""
    if (head := office.head) is None:
        return None
    notary = person.nation.person(head)
    if day < notary.birthday(LAWFUL_AGE):
        return None
    return {"hoVaTen": notary.at("hoVaTen", day), "soThe": _decisions.numbered(notary, 1, _CARD)}


def _told(person: Person, deed: Deed) -> dict[str, Any]:
    """The deed as this party reads it."""
    gives, takes = ROLES[deed.kind]
    told = [*((party, gives) for party in deed.given_by), *((party, takes) for party in deed.taken_by)]
    sides = [(party() if callable(party) else party, role) for party, role in told]
    own = next(role for party, role in sides if getattr(party, "index", None) == person.index)
    value, asset = deed.about()
    others = [_party(party, role) for party, role in sides if getattr(party, "index", None) != person.index]
    return {
        "soCongChung": _decisions.numbered(deed.first, int(f"{deed.day:%Y%m%d}"), SIGNS[deed.kind]),
        "loai": deed.kind,
        "vaiTro": own,
        "benLienQuan": others,
        "taiSan": dict(asset) or None,
        "giaTri": value,
    }


def _party(party: Any, role: str) -> dict[str, Any]:
    if isinstance(party, Person):
        return {"hoVaTen": party.fact("hoVaTen"), "soDinhDanh": party.so_dinh_danh, "vaiTro": role}
    if isinstance(party, dict):
        return {**party, "vaiTro": role}
    return {"hoVaTen": party.ten, "maToChuc": party.ma, "vaiTro": role}


# -- what an event settles and teaches ---------------------------------------------------------------------------------


def _decide(event: Event, seen: Workspace) -> Decision:
    """All parties live; what they dispose of is one of theirs."""
    parties = {event.subject: event.data["vaiTro"]}
    for place, stated in enumerate(event.data.get("benLienQuan", ())):
        found = seen.by_number(stated["soDinhDanh"])
        if len(found) != 1 or found[0] in parties:
            raise Refused("unknown_relative", f"/data/benLienQuan/{place}/soDinhDanh")
        parties[found[0]] = stated["vaiTro"]
    for index in parties:
        _refuse_the_dead(event, seen.person(index))
    _refuse_what_is_nobodys(event, seen, parties)
    number = {"soCongChung": _decisions.written(event, seen.person(event.subject), SIGNS[event.data["loai"]])}
    told = event.with_data(**number, indexes={"ben": [[index, role] for index, role in parties.items()]})
    return Decision(told, touched=tuple(parties), told=number)


def _refuse_the_dead(event: Event, person: Person) -> None:
    must_be_born(person, event.on)
    must_live(person, event.on, "/subject" if person.index == event.subject else "/data/benLienQuan")


def _refuse_what_is_nobodys(event: Event, seen: Workspace, parties: Iterable[int]) -> None:
    asset = event.data.get("taiSan", {})
    for registry, name in ((_LAND, "soGCN"), (_VEHICLES, "soKhung")):
        if name in asset and asset[name] not in _held(seen, registry, name, parties):
            raise Refused("invalid", f"/data/taiSan/{name}", reason=name)


def _held(seen: Workspace, registry: str, name: str, parties: Iterable[int]) -> set[Any]:
    people = [seen.person(index) for index in parties]
    records = (r for one in people for r in seen.visible(seen.store.registries[registry], one))
    return {current(record.fields.get(name), seen.as_of) for record in records}


def _learned(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    parties = event.data["indexes"]["ben"]
    if person.index in dict(parties):
        stated = {name: event.data[name] for name in ("loai", "soCongChung", "taiSan", "giaTri") if name in event.data}
        yield _MADE, Fact({**stated, "nguoi": event.subject, "ben": parties}, event.on, None, event.known)


def _among(person: Person, parties: Iterable[tuple[int, str]]) -> dict[str, Any]:
    others = [(index, role) for index, role in parties if index != person.index]
    own = next(role for index, role in parties if index == person.index)
    return {"vaiTro": own, "benLienQuan": [_party(person.nation.person(index), role) for index, role in others]}


def _everybody(_event: Event, seen: Workspace, record: Record) -> Iterator[int]:
    """The other parties read it too."""
    for party in current(record.fields["benLienQuan"], seen.as_of) or ():
        number = current(party.get("soDinhDanh"), seen.as_of)
        yield from seen.by_number(number) if number else ()


REGISTRY = Registry(
    "notary",
    _records,
    events={
        "deed_cancelled": changes(tinhTrang=CANCELLED),
        "deed_ended": changes(tinhTrang=ENDED),
        "record_corrected": changes(),
    },
    learns={"deed_made": _learned},
    decides={
        "deed_made": _decide,
        **dict.fromkeys(("deed_cancelled", "deed_ended"), _assets.of_one("soCongChung", _everybody)),
        "record_corrected": _assets.of_one("soCongChung"),
    },
    find={("soCongChung",): _decisions.finds("soCongChung")},
)
