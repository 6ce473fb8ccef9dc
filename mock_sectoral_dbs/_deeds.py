"""Deeds as notaries drew them up: the contracts behind the land, the vehicles and the couples of the nation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.draw import Draw
from mock_national_db.timeline import AsOf, current
from mock_sectoral_dbs import _assets, _certificates
from mock_sectoral_dbs._marriages import marriages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_national_db.nation import Organisation
    from mock_national_db.person import Person, Surroundings

MORTGAGE, LAND_SALE, VEHICLE_SALE, GIFT, POWER = "theChap", "muaBanDat", "muaBanXe", "tangCho", "uyQuyen"
SIGNS = {MORTGAGE: "HĐTC", LAND_SALE: "HĐCN", VEHICLE_SALE: "HĐMB", GIFT: "HĐTG", POWER: "HĐUQ"}
ROLES = {  # of those who dispose, of those who receive
    MORTGAGE: ("benTheChap", "benNhanTheChap"),
    LAND_SALE: ("benBan", "benMua"),
    VEHICLE_SALE: ("benBan", "benMua"),
    GIFT: ("benTangCho", "benDuocTangCho"),
    POWER: ("benUyQuyen", "benDuocUyQuyen"),
}
LAND, VEHICLE = "datDai", "phuongTien"
_BEFORE_REGISTRATION = timedelta(20)
_LEAST_AGE = 17  # of a party: what one owns at eighteen at the earliest was agreed on shortly before
_LEAST_AGE_OF_GIVERS = 36  # of a parent whose child is grown and holds land
_CAR_PRICE, _MOTORCYCLE_PRICE = (180, 650), (6, 35)  # millions of dong
_DEEDED = frozenset({_certificates.BOUGHT, _certificates.GIVEN})
_OLD_UNITS = date(2025, 6, 30)  # the last day of the provinces by which organisations are listed
Party = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """What was agreed on which day; its number is that of the party whose index comes first."""

    kind: str
    day: date
    given_by: tuple[Person | Organisation | Party, ...]
    taken_by: tuple[Person | Organisation | Party, ...]
    first: Person
    value: int | None = None
    asset: Mapping[str, Any] = field(default_factory=dict)


def deeds(person: Person, *, land: str, vehicles: str) -> Iterator[Deed]:
    """All in which the person is a party, by what the registers of those names say."""
    today = person.nation.as_of.on
    if person.birthday(_LEAST_AGE) > today:
        return
    yield from _of_land(person, land)
    for child in person.nation.children(person.index) if person.birthday(_LEAST_AGE_OF_GIVERS) <= today else ():
        if _certificates.may_be_given(person.nation, child):
            given = _of_land(person.nation.person(child), land)
            yield from (deed for deed in given if deed.kind == GIFT and _is_party(person, deed))
    yield from _of_vehicles(person, vehicles)
    yield from _powers(person)


def _is_party(person: Person, deed: Deed) -> bool:
    return person.index in {getattr(party, "index", None) for party in (*deed.given_by, *deed.taken_by)}


def chance(first: Person) -> Draw:
    """What chance decides about a deed, alike for all its parties."""
    return _chance(first.nation, first.index)


def _chance(nation: Surroundings, index: int) -> Draw:
    return Draw(int(nation.sector_number("decision", index)), "deed", index)


def _together(person: Person, registry: str, *names: str) -> Iterator[tuple[Any, ...]]:
    """Those fields of another register's records, record by record."""
    yield from zip(*(person.known(f"{registry}.{name}") for name in names), strict=True)


# -- land --------------------------------------------------------------------------------------------------------------


def _of_land(person: Person, registry: str) -> Iterator[Deed]:
    hows = person.known(f"{registry}.nguonGocSuDung")
    if not hows or not (_DEEDED.intersection(hows) or any(person.known(f"{registry}.bienDong"))):
        return
    names = ("soGCN", "maThua", "ngayCap", "nguonGocSuDung", "dienTich", "nguoiCungSoHuu", "bienDong")
    for number, parcel, issued, how, area, other, notes in _together(person, registry, *names):
        asset = {"loai": LAND, "soGCN": number, "maThua": parcel}
        holders = _holders(person, other, number)
        value = int(area) * chance(holders[0]).integer(f"price of {parcel}", 1, 9) * 1_000_000
        if is_drawn(number[2:]):
            yield from _acquired(holders, date.fromisoformat(issued) - _BEFORE_REGISTRATION, how, value, asset)
        for note in notes or ():
            if note["noiDung"] == MORTGAGE:
                bank = {"hoVaTen": note["benNhan"]["ten"], "maToChuc": note["benNhan"].get("ma")}
                day = date.fromisoformat(note["ngay"])
                yield Deed(MORTGAGE, day, holders, (bank,), holders[0], value * 7 // 10, asset)


def is_drawn(digits: str) -> bool:
    """Whether a number is of the nation itself; those of personas and of the log begin with 9."""
    return not digits.startswith("9")


def _holders(person: Person, other: Any, certificate: str) -> tuple[Person, ...]:
    """Who stands on the certificate, first the one it was issued to."""
    index = getattr(other, "index", None)
    if index is None:
        return (person,)
    first, second = sorted((person, person.nation.person(index)), key=lambda one: one.index)
    return (second, first) if _is_issued_to(second, certificate) else (first, second)


def _is_issued_to(person: Person, certificate: str) -> bool:
    turns = _assets.turns(person.index)
    return any(_assets.number(person, _certificates.KIND, turn) == certificate for turn in turns)


def _acquired(holders: tuple[Person, ...], day: date, how: str, value: int, asset: Mapping[str, Any]) -> Iterator[Deed]:
    """A sale by a company of the place, or a parent's gift."""
    if how == _certificates.BOUGHT and (seller := company(holders[0], day)) is not None:
        yield Deed(LAND_SALE, day, (seller,), holders, holders[0], value, asset)
    elif how == _certificates.GIVEN and (giver := _giver(holders[0], day)) is not None:
        yield Deed(GIFT, day, (giver,), holders, holders[0], value, asset)


def _giver(person: Person, day: date) -> Person | None:
    parents = (person.kin(name, day) for name in ("cha", "me"))
    return next((one for one in parents if one is not None and (one.death is None or one.death > day)), None)


# -- vehicles, and couples ---------------------------------------------------------------------------------------------


def _of_vehicles(person: Person, registry: str) -> Iterator[Deed]:
    if "sangTen" not in person.known(f"{registry}.nguonGoc"):
        return
    names = ("soKhung", "loaiXe", "nguonGoc", "ngayDangKy")
    for frame, kind, source, registered in _together(person, registry, *names):
        if source != "sangTen" or not is_drawn(frame[-9:]):
            continue
        day = date.fromisoformat(registered) - _BEFORE_REGISTRATION
        price = _CAR_PRICE if kind in {"oToCon", "oToTai"} else _MOTORCYCLE_PRICE
        value = chance(person).integer(f"price of {frame}", *price) * 1_000_000
        if (seller := company(person, day)) is not None:
            yield Deed(VEHICLE_SALE, day, (seller,), (person,), person, value, {"loai": VEHICLE, "soKhung": frame})


def _powers(person: Person) -> Iterator[Deed]:
    """A few couples: one empowers the other while both live and are married."""
    for marriage in marriages(person):
        if marriage.spouse.index is None:
            continue
        one, other = sorted((person.index, marriage.spouse.index))
        draw = _chance(person.nation, one)
        if not draw.share("empowers", 0.15):
            continue
        first, second = person.nation.person(one), person.nation.person(other)
        day = marriage.since + timedelta(draw.days("empowered", 200, 7000))
        ended = current(marriage.ended, AsOf.day(date.max)) if marriage.ended else None
        lived = all(party.death is None or day < party.death for party in (first, second))
        if lived and (ended is None or day.isoformat() < ended):
            yield Deed(POWER, day, (first,), (second,), first)


# -- who else ----------------------------------------------------------------------------------------------------------


def company(person: Person, day: date) -> Organisation | None:
    """A company of the person's province that was there on that day."""
    return _organisation(person, "company", day)


def office(person: Person, day: date) -> Organisation | None:
    """A notary office of the person's province that was there on that day."""
    return _organisation(person, "notary_office", day)


def _organisation(person: Person, kind: str, day: date) -> Organisation | None:
    organisations = person.nation.organisations
    home = person.residence(day)
    unit = home.unit_on(_OLD_UNITS) if home else None
    province = unit.province_code if unit and unit.province_code in organisations.provinces else None
    found = organisations.of_kind(kind, province or next(iter(organisations.provinces)))
    first = chance(person).integer(f"{kind} {day}", 0, len(found) - 1)
    turns = (found[(first + turn) % len(found)] for turn in range(min(6, len(found))))
    return next((one for one in turns if one.founded <= day), None)
