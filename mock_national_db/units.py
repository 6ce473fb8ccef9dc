"""Administrative units: three levels until 30 June 2025, two since 1 July 2025, and the map between them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Any

import msgspec
from dancu_contracts import units_file

REFORM = date(2025, 7, 1)
LAST_OF_OLD = date(2025, 6, 30)
_LEGACY_SINCE = "2004-07-08"  # QĐ 124/2004/QĐ-TTg gave the codes of two, three and five digits


@dataclass(frozen=True)
class Unit:
    """A commune as one era knows it; its code alone is ambiguous, since most codes were used again in 2025."""

    code: str
    name: str
    province_code: str
    province: str
    district_code: str | None = None
    district: str | None = None

    @property
    def era(self) -> str:
        """`legacy` for a commune of a district, `2025` for one directly under its province."""
        return "2025" if self.district_code is None else "legacy"

    @cached_property
    def shown(self) -> dict[str, str]:
        """What the vocabulary's `diaChi` says of it."""
        district = {"maQuanHuyen": self.district_code, "quanHuyen": self.district} if self.district_code else {}
        return {
            "maTinhThanh": self.province_code,
            **{k: v for k, v in district.items() if v is not None},
            "maPhuongXa": self.code,
            "tinhThanh": self.province,
            "phuongXa": self.name,
            "hieuLucTu": REFORM.isoformat() if self.era == "2025" else _LEGACY_SINCE,
        }


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(units_file(name).read_text(encoding="utf-8").splitlines()))


@cache
def legacy() -> dict[str, Unit]:
    """The communes valid until 30 June 2025, by code."""
    return {
        r["commune_code"]: Unit(
            r["commune_code"],
            r["commune"],
            r["province_code"],
            r["province"],
            r["district_code"],
            r["district"],
        )
        for r in _rows("communes_legacy.csv")
        if r["commune_code"]
    }


@cache
def modern() -> dict[str, Unit]:
    """The communes valid since 1 July 2025, by code."""
    return {
        r["commune_code"]: Unit(r["commune_code"], r["commune"], r["province_code"], r["province"])
        for r in _rows("communes_2025.csv")
    }


@cache
def targets() -> dict[str, tuple[str, ...]]:
    """The units of 2025 that took over each old commune, the main one first; several if it was split."""
    found: dict[str, list[str]] = {}
    for row in sorted(_rows("commune_map_legacy_to_2025.csv"), key=lambda r: r["is_default"] != "1"):
        found.setdefault(row["old_code"], []).append(row["new_code"])
    return {old: tuple(new) for old, new in found.items()}


def unit_on(code: str, on: date) -> Unit | None:
    """The commune that bore the code on that day."""
    return (legacy() if on < REFORM else modern()).get(code)


@lru_cache(maxsize=32_768)
def _unit(code: str, era: str, target: str | None, is_before: bool) -> Unit | None:  # noqa: FBT001 - a key
    if not code:
        return None
    if era == "2025":
        return modern()[code]
    new = None if is_before else target or next(iter(targets().get(code, ())), None)
    return modern()[new] if new else legacy()[code]


class Address(msgspec.Struct, frozen=True):
    """A place in a commune, or abroad (no `unit`); `target` is the part of a split commune it lies in."""

    unit: str
    era: str = "legacy"
    detail: str = ""
    target: str | None = None
    country: str = "VN"

    def unit_on(self, on: date) -> Unit | None:
        """The commune it lies in by the units valid on that day; an address of 2025 keeps its unit before that."""
        return _unit(self.unit, self.era, self.target, on < REFORM)

    @property
    def is_undecided(self) -> bool:
        """Whether it lies in a commune that was split and nobody knows in which part."""
        return self.era == "legacy" and self.target is None and len(targets().get(self.unit, ())) > 1

    def on(self, on: date) -> dict[str, Any]:
        """The vocabulary's `diaChi` in the units valid on that day."""
        unit = self.unit_on(on)
        shown = unit.shown.copy() if unit else {}
        if self.detail:
            shown["chiTiet"] = self.detail
        shown["quocGia"] = self.country
        return shown


class Unreformed(Address, frozen=True):
    """The same place as a register writes it that still knows the units of before 1 July 2025 alone."""

    def on(self, on: date) -> dict[str, Any]:
        """The vocabulary's `diaChi` in the old units, whatever the day."""
        return super().on(min(on, LAST_OF_OLD))
