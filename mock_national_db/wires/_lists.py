"""The lists of the national database (wire.md A.6, names only): what each is asked by, and a page of people as XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

import dancu_contracts

from mock_national_db.criteria import Criterion, HasCode, OfAge, ResidesIn, communes
from mock_national_db.operation import Found, Search
from mock_national_db.wires import _partial
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires._live import NAMESPACE
from mock_national_db.wires._paging import Page, going_on
from mock_national_db.wires._text import attribute

Fields = Mapping[str, str]
OLDEST = 150
_AGE_DIGITS = 3
_UNITS = {name: field for name, field in _partial.PLACE.items() if name.startswith("Ma")}


class List(NamedTuple):
    """A list operation: the elements it is asked by, what they mean on a day, the fields it tells of each person."""

    elements: tuple[str, ...]
    criterion: Callable[[Fields, date], Criterion]
    told: tuple[str, ...]


def _place(sent: Fields, on: date) -> Criterion:
    if "MaTinhThanh" not in sent:
        raise WireFault("required", "MaTinhThanh")
    place: dict[str, str] = {}
    for name, field in _UNITS.items():
        if name in sent:
            place[field] = sent[name]
            if not communes(place, on):
                raise WireFault("unknown_unit", name)
    return ResidesIn(place)


def _age(sent: Fields, on: date) -> Criterion:
    del on
    if not sent:
        raise WireFault("required", "TuTuoi, DenTuoi")
    least, most = sent.get("TuTuoi", "0"), sent.get("DenTuoi", str(OLDEST))
    if not all(age.isascii() and age.isdigit() and len(age) <= _AGE_DIGITS for age in (least, most)):
        raise WireFault("ages")
    if not int(least) <= int(most) <= OLDEST:
        raise WireFault("ages")
    return OfAge(int(least), int(most))


def _coded(name: str, field: str) -> List:
    def criterion(sent: Fields, on: date) -> Criterion:
        del on
        if name not in sent:
            raise WireFault("required", name)
        if sent[name] not in dancu_contracts.code_table(field)["values"]:
            raise WireFault("unknown_code", name)
        return HasCode(field, sent[name])

    return List((name,), criterion, ("soCMND", "hoVaTen", field, "ngaySinh"))


_OF = "CungCapDanhSachTheo"
LISTS: Mapping[str, List] = {
    f"{_OF}DiaPhuong": List(tuple(_UNITS), _place, ("soCMND", "hoVaTen", "ngaySinh", "thuongTru")),
    f"{_OF}DoTuoi": List(("TuTuoi", "DenTuoi"), _age, ("soCMND", "hoVaTen", "ngaySinh")),
    f"{_OF}NhomMau": _coded("NhomMau", "nhomMau"),
    f"{_OF}GioiTinh": _coded("GioiTinh", "gioiTinh"),
    f"{_OF}DanToc": _coded("DanToc", "danToc"),
    f"{_OF}TonGiao": _coded("TonGiao", "tonGiao"),
}


def sought(name: str, sent: Fields, now: datetime, page: Page) -> Search:
    """The search that a list operation means at a moment; raises WireFault."""
    asked = LISTS[name]
    criterion = asked.criterion(sent, now.date())
    return Search("population", criterion, asked.told, *page, on=now.date(), known_at=now)


def collection(name: str, found: Found, now: datetime, **more: str) -> str:
    """The people found; the attributes say how many these are, of when, and where to go on if there may be more."""
    attributes = {"SoCongDan": str(len(found.records)), "ThoiDiemDuLieu": now.isoformat(timespec="seconds")}
    attributes |= {"TiepTheo": going_on(found), **more}
    told = "".join(f" {key}={attribute(value)}" for key, value in attributes.items() if value)
    people = "".join(_partial.citizen(record, LISTS[name].told) for record in found.records)
    opening = f'ns1:CongdanCollection xmlns:ns1="{NAMESPACE}"{told}'
    return f"<{opening}>{people}</ns1:CongdanCollection>" if people else f"<{opening}/>"
