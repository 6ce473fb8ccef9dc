"""The drawn people as columns at one moment: what a reconciliation compares, decoded block by block, not one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from mock_national_db import names
from mock_national_db.dates import PartialDate
from mock_national_db.nation.address import dwelling
from mock_national_db.nation.columns import COLUMNS, WIDTHS
from mock_national_db.nation.names import spelled
from mock_national_db.nation.places import HOMELESS
from mock_national_db.timeline import HANOI, SEED_TIME
from mock_national_db.units import Address

if TYPE_CHECKING:
    from mock_national_db.timeline import AsOf

__all__ = ["ADDRESS_PARTS", "SHEET", "read", "sheet", "written"]

SHEET = (
    "idx",
    "soDinhDanh",
    "soCMND",
    "hoVaTen",
    "ngaySinh",
    "gioiTinh",
    "maPhuongXa",
    "maTinhThanh",
    "chiTiet",
    "trangThai",
    "ngayChet",
    "gap",
    "thuongTru",
    "soDinhDanhCu",
    "soCMNDCu",
    "hoVaTenCu",
    "thuongTruCu",
)
"""The columns: texts but for `idx`, None where nothing is known. `gap` is the name by the rule `folded`; those that end
in `Cu` hold what was true before, a line each; `thuongTru` is an address as `written`."""
ADDRESS_PARTS = ("maPhuongXa", "maTinhThanh", "chiTiet", "thuongTru")
_PACKED = np.dtype([(name, f"<{width}") for name, width in zip(COLUMNS, WIDTHS, strict=True)])
_DETAIL = 10**10  # more than any packed detail
_NEVER = -1


def written(address: Address) -> str:
    """An address as one text that `read` reads."""
    return "|".join((address.unit, address.era, address.target or "", address.country, address.detail))


def read(text: str) -> Address:
    """The address that was `written`."""
    unit, era, target, country, detail = text.split("|", 4)
    return Address(unit, era, detail, target or None, country)


def sheet(packed: Iterable[bytes], as_of: AsOf) -> dict[str, Any]:
    """A block of packed rows as the columns of SHEET, without those who were not born yet."""
    rows = np.frombuffer(b"".join(packed), dtype=_PACKED)
    rows = rows[rows["birth"] <= int(f"{as_of.on:%Y%m%d}")]
    today = as_of.on.toordinal()
    renamed = (rows["renamed"] > 0) & (rows["renamed"] <= today)
    named = np.where((rows["renamed"] > 0) & ~renamed, rows["name_before"], rows["name"])
    return {
        "idx": rows["idx"],
        "soDinhDanh": _texts(rows["number"], "{:012}".format),
        "soCMND": _texts(rows["cmnd"], "{:09}".format),
        "hoVaTen": _texts(named, spelled),
        "ngaySinh": _texts(rows["birth"], lambda birth: str(PartialDate.of_number(birth))),
        "gioiTinh": _texts(rows["sex"], str),
        **_life(rows, as_of),
        "gap": _texts(named, lambda code: names.folded(spelled(code))),
        **_residence(rows, as_of.on),
        "soDinhDanhCu": np.full(len(rows), None, dtype=object),
        "soCMNDCu": _texts(rows["cmnd_before"], "{:09}".format),
        "hoVaTenCu": _texts(np.where(renamed, rows["name_before"], 0), spelled),
    }


def _texts(values: Any, spell: Callable[[int], str | None]) -> Any:
    """Each value once as text, None for 0."""
    distinct, place = np.unique(values, return_inverse=True)
    spelt = np.array([spell(value) if value else None for value in distinct.tolist()] or [None], dtype=object)
    return spelt[place]


def _life(rows: Any, as_of: AsOf) -> dict[str, Any]:
    """A death is told in the morning of the day that it became known."""
    today, known = as_of.on.toordinal(), _last_morning(as_of)
    dead = (rows["died"] > 0) & (rows["died"] <= today) & (rows["death_known"] <= known)
    lost = (rows["missing"] > 0) & (rows["missing"] <= min(today, known))
    states = np.array(["conSong", "matTich", "daChet"], dtype=object)
    died = np.where(dead, rows["died"], 0)
    return {
        "trangThai": states[np.where(dead, 2, np.where(lost, 1, 0))],
        "ngayChet": _texts(died, lambda day: date.fromordinal(day).isoformat()),
    }


def _last_morning(as_of: AsOf) -> int:
    known = as_of.known.astimezone(HANOI)
    return known.toordinal() - (known.timetz() < SEED_TIME.timetz())


def _residence(rows: Any, on: date) -> dict[str, Any]:
    moved = rows["moved"] <= on.toordinal()  # 0: never, and home is where he always was
    has_home = rows["stay"] != HOMELESS
    home = _places(rows, "home"), _places(rows, "before")
    lives = np.where(has_home, np.where(moved, home[0], home[1]), _NEVER)
    lived = np.where(has_home & moved & (rows["moved"] > 0), home[1], _NEVER)
    distinct, place = np.unique(lives, return_inverse=True)
    now = np.empty((len(distinct), len(ADDRESS_PARTS)), dtype=object)
    for row, packed in enumerate(distinct.tolist()):
        now[row] = _parts(packed, on)
    parts = {name: now[place, column] for column, name in enumerate(ADDRESS_PARTS)}
    return {**parts, "thuongTruCu": _texts(lived + 1, lambda packed: _parts(packed - 1, on)[-1])}


def _places(rows: Any, name: str) -> Any:
    return rows[name].astype(np.int64) * _DETAIL + rows[f"{name}_detail"]


def _parts(packed: int, on: date) -> tuple[str | None, ...]:
    if packed == _NEVER:
        return (None,) * len(ADDRESS_PARTS)
    address = dwelling(*divmod(packed, _DETAIL))
    unit = address.unit_on(on)
    return (unit.code if unit else None, unit.province_code if unit else None, address.detail, written(address))
