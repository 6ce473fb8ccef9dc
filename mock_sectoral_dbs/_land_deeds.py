"""Deeds about land: sales, gifts and mortgages behind the certificates that a citizen stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from mock_sectoral_dbs import _assets, _certificates
from mock_sectoral_dbs._deed import GIFT, LAND, LAND_SALE, MORTGAGE, Deed, Party, Subject, chance, company
from mock_sectoral_dbs._life import is_told_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_national_db.person import Person
    from mock_sectoral_dbs._certificates import Certificate

BEFORE_REGISTRATION = timedelta(20)
_FEMALE = "2"
_FIELDS = ("soGCN", "maThua", "dienTich", "ngayCap", "nguonGocSuDung", "nguoiCungSoHuu", "bienDong")


class _Holding(msgspec.Struct, frozen=True):
    """A certificate: on whom it stands, first the one it was issued to, and what was agreed on about it."""

    holders: tuple[Party, ...]
    how: str
    issued: date | None
    """None for what was not acquired in the nation as it is drawn."""
    mortgages: tuple[tuple[date, Party], ...]
    land: Callable[[], Mapping[str, Any]]


def land_deeds(person: Person, registry: str) -> Iterator[Deed]:
    """Those behind the person's land, and a spouse's that is his too."""
    return _deeds(person, registry, _certificates.held_by(person, _certificates.is_deeded))


def gifts(person: Person, registry: str) -> Iterator[Deed]:
    """What the person gave his children."""
    for index in person.nation.children(person.index) if _may_give(person) else ():
        if _certificates.may_be_given(person.nation, index):
            child = person.nation.person(index)
            deeds = _deeds(child, registry, _certificates.certificates(child, _certificates.is_given))
            yield from (deed for deed in deeds if deed.kind == GIFT and deed.given_by[0].index == person.index)


def _deeds(person: Person, registry: str, drawn: Iterator[Certificate]) -> Iterator[Deed]:
    for held in _told(person, registry) if is_told_of(person, registry) else map(_holding, drawn):
        first = held.holders[0]
        if held.issued is not None:
            yield from _acquired(held, first, held.issued - BEFORE_REGISTRATION)
        for day, bank in held.mortgages:
            yield Deed(MORTGAGE, day, held.holders, (bank,), first, partial(_worth, held, first, hundredths=70))


def _acquired(held: _Holding, first: Person, day: date) -> Iterator[Deed]:
    """A sale by a company of the place, or a parent's gift."""
    about = partial(_worth, held, first)
    if held.how == _certificates.BOUGHT and (seller := company(first, day)) is not None:
        yield Deed(LAND_SALE, day, (seller,), held.holders, first, about)
    elif held.how == _certificates.GIVEN and (giver := _giver(first, day)) is not None:
        yield Deed(GIFT, day, (giver,), held.holders, first, about)


def _giver(person: Person, day: date) -> Person | None:
    parents = (one for name in ("cha", "me") if (one := person.kin(name, day)) is not None and _may_give(one))
    return next((one for one in parents if one.death is None or one.death > day), None)


def _may_give(parent: Person) -> bool:
    """Whether the parent can be who gives land to a child: not she whose only husband lives, as he gives."""
    if parent.sex != _FEMALE or parent.is_touched:
        return True
    married: Sequence[Any] = parent.fact("honNhan") or ()
    return len(married) != 1 or married[0].until is not None or married[0].spouse.index is None


def _worth(held: _Holding, first: Person, hundredths: int = 100) -> Subject:
    land = held.land()
    price = int(land["dienTich"]) * chance(first).integer(f"price of {land['maThua']}", 1, 9) * 1_000_000
    return price * hundredths // 100, {"loai": LAND, "soGCN": land["soGCN"], "maThua": land["maThua"]}


# -- as chance drew it -------------------------------------------------------------------------------------------------


def _holding(held: Certificate) -> _Holding:
    begun = held.mortgaged
    is_mortgaged = begun is not None and begun <= held.owner.nation.as_of.on
    mortgages = ((begun, partial(_bank, held)),) if begun is not None and is_mortgaged else ()
    return _Holding(_both(held), held.how, held.since, mortgages, partial(_spelled, held))


def _both(held: Certificate) -> tuple[Party, ...]:
    other = held.shared_with
    return (held.owner,) if other is None else (held.owner, partial(held.owner.nation.person, other))


def _bank(held: Certificate) -> dict[str, Any]:
    return _named(held.bank or {})


def _spelled(held: Certificate) -> Mapping[str, Any]:
    return {**held.rest(), "soGCN": held.number}


# -- as a persona's file or the log tells it ---------------------------------------------------------------------------


def _told(person: Person, registry: str) -> Iterator[_Holding]:
    for row in zip(*(person.known(f"{registry}.{name}") for name in _FIELDS), strict=True):
        land = dict(zip(_FIELDS, row, strict=True))
        issued = date.fromisoformat(land["ngayCap"]) if is_drawn(land["soGCN"][2:]) else None
        noted = (note for note in land["bienDong"] or () if note["noiDung"] == MORTGAGE)
        mortgages = tuple((date.fromisoformat(note["ngay"]), _named(note["benNhan"])) for note in noted)
        holders = _holders(person, land["nguoiCungSoHuu"], land["soGCN"])
        yield _Holding(holders, land["nguonGocSuDung"], issued, mortgages, partial(dict, land))


def _named(bank: Mapping[str, Any]) -> dict[str, Any]:
    return {"hoVaTen": bank["ten"], "maToChuc": bank.get("ma")}


def is_drawn(digits: str) -> bool:
    """Whether a number is of the nation itself; those of personas and of the log begin with 9."""
    return not digits.startswith("9")


def _holders(person: Person, other: Any, certificate: str) -> tuple[Person, ...]:
    index = getattr(other, "index", None)
    if index is None:
        return (person,)
    first, second = sorted((person, person.nation.person(index)), key=lambda one: one.index)
    return (second, first) if _is_issued_to(second, certificate) else (first, second)


def _is_issued_to(person: Person, certificate: str) -> bool:
    turns = _assets.turns(person.index)
    return any(_assets.number(person, _certificates.KIND, turn) == certificate for turn in turns)
