"""Addresses out of a row's numbers: commune, hamlet, house and group, and the part of a split commune they lie in."""

from __future__ import annotations

from functools import lru_cache

from mock_national_db import units
from mock_national_db.units import Address

__all__ = ["COUNTRIES", "abroad", "commune", "dwelling", "packed"]

COUNTRIES = (
    ("JP", "Tokyo"),
    ("KR", "Seoul"),
    ("TW", "Taipei"),
    ("US", "California"),
    ("AU", "Sydney"),
    ("DE", "Berlin"),
)
_SOUTH_FROM = "49"
_BIRTH_HOUSES = ("", "Trạm y tế", "Trung tâm y tế", "Bệnh viện đa khoa")


def packed(hamlet: int, house: int = 0, group: int = 0) -> int:
    """A detail as a row holds it; 0 for no house number or group."""
    return hamlet * 1_000_000 + house * 1_000 + group


@lru_cache(maxsize=65_536)
def dwelling(code: int, detail: int) -> Address:
    """A dwelling in a commune of before July 2025; its hamlet decides which part of a split commune it lies in."""
    unit = f"{code:05}"
    hamlet = detail // 1_000_000
    parts = units.targets().get(unit, ())
    target = parts[hamlet % len(parts)] if len(parts) > 1 else None
    return Address(unit, "legacy", _detail(unit, hamlet, detail // 1_000 % 1_000, detail % 1_000), target)


def _detail(unit: str, hamlet: int, house: int, group: int) -> str:
    where = units.legacy()[unit]
    town, south = where.name.startswith(("Phường", "Thị trấn")), where.province_code >= _SOUTH_FROM
    kind = ("Khu vực" if town else "Ấp") if south else ("Tổ dân phố" if town else "Thôn")
    parts = (f"Số {house}" if house else "", f"tổ {group}" if group else "", f"{kind} {hamlet}")
    return ", ".join(part for part in parts if part)


@lru_cache(maxsize=16_384)
def commune(code: int, kind: int = 0) -> Address:
    """A commune alone, or the place in it where children are born."""
    return Address(f"{code:05}", "legacy", _BIRTH_HOUSES[kind])


def abroad(place: int) -> Address:
    """An address in a foreign country."""
    country, city = COUNTRIES[place]
    return Address("", "legacy", city, None, country)
