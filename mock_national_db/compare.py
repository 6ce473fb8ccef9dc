"""Verifying a claim against what a register holds: one rule per kind of field, named by the contract's `x-compare`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from mock_national_db import names
from mock_national_db.dates import PartialDate
from mock_national_db.units import REFORM, Address, legacy, modern, targets

if TYPE_CHECKING:
    from datetime import date

    from mock_national_db.operation import NameRule


class Finding(msgspec.Struct, frozen=True):
    """How a claim compares: one of the vocabulary's claim outcomes, and whether it may count as a yes."""

    match: str
    agrees: bool


MATCH = Finding("match", agrees=True)
MISMATCH = Finding("mismatch", agrees=False)
NO_VALUE = Finding("no_value", agrees=False)
_WORST = ("match", "partial", "former", "near", "swapped", "ambiguous", "no_value", "mismatch")

Rule = Callable[[Any, Any, "Setting"], Finding]


class Setting(msgspec.Struct, frozen=True):
    """What comparing depends on besides the two values: the day asked about and the rule for names."""

    on: date
    name_rule: NameRule


def by_name(claimed: str, held: str, setting: Setting) -> Finding:
    """Names by the rule of the wire; `near` is only ever a hint."""
    if names.same(claimed, held, setting.name_rule):
        return MATCH
    return Finding("near", agrees=False) if names.near(claimed, held) else MISMATCH


def by_date(claimed: str, held: str, setting: Setting) -> Finding:
    """Dates at the coarser precision of the two; a yes only if the register itself knows no more."""
    del setting
    if claimed == held:
        return MATCH
    one, other = PartialDate.parse(claimed), PartialDate.parse(held)
    if one == other:
        return MATCH
    precision = min(one.precision, other.precision)
    if one.precision != other.precision and one.coarsened(precision) == other.coarsened(precision):
        return Finding("partial", agrees=other.precision == precision)
    swapped = one.day and other.day and (one.year, one.day, one.month) == other
    return Finding("swapped", agrees=False) if swapped else MISMATCH


def by_address(claimed: Mapping[str, Any], held: Address, setting: Setting) -> Finding:
    """Addresses by the commune: an old unit and the one that took it over are the same place.

    `ambiguous` where the old commune was split and the code alone cannot tell the part (domain.md 7, P41).
    """
    if claimed.get("quocGia", "VN") != held.country:
        return MISMATCH
    if "maPhuongXa" not in claimed:
        return _by_province(claimed, held, setting)
    eras = _eras(claimed, setting.on)
    if not any(claimed["maPhuongXa"] in era for era in eras):
        return MISMATCH
    return min((_in_era(claimed, held, is_legacy=era is legacy()) for era in eras), key=lambda f: _WORST.index(f.match))


def _by_province(claimed: Mapping[str, Any], held: Address, setting: Setting) -> Finding:
    units = [held.unit_on(day) for day in (setting.on, REFORM, date_before_reform())]
    codes = {unit.province_code for unit in units if unit}
    return MATCH if not codes or claimed.get("maTinhThanh") in {None, *codes} else MISMATCH


def date_before_reform() -> date:
    """The last day of the units of three levels."""
    return REFORM.replace(month=6, day=30)


def _eras(claimed: Mapping[str, Any], on: date) -> list[Mapping[str, Any]]:
    since = claimed.get("hieuLucTu")
    if since is not None:
        return [modern()] if since >= REFORM.isoformat() else [legacy()]
    if claimed.get("maQuanHuyen"):
        return [legacy()]
    unit = modern().get(claimed["maPhuongXa"])
    if on < REFORM or unit is None:
        return [legacy()]
    stated = claimed.get("maTinhThanh")
    return [legacy()] if stated not in {None, unit.province_code} else [modern()]


def _in_era(claimed: Mapping[str, Any], held: Address, *, is_legacy: bool) -> Finding:
    code = claimed["maPhuongXa"]
    if is_legacy and held.era == "legacy":
        return _same_detail(claimed, held) if code == held.unit else _overlap(code, held)
    if is_legacy:
        return _overlap(code, held)
    now = held.unit_on(REFORM)
    if held.is_undecided and code in targets().get(held.unit, ()):
        return Finding("ambiguous", agrees=False)
    return _same_detail(claimed, held) if now and now.code == code else MISMATCH


def _overlap(old_code: str, held: Address) -> Finding:
    """An old unit claimed of somebody whose own unit is another: the same place only after the merger."""
    now = held.unit_on(REFORM)
    parts = targets().get(old_code, ())
    if held.era == "legacy" or now is None or now.code not in parts:
        return MISMATCH
    return MATCH if len(parts) == 1 else Finding("ambiguous", agrees=False)


def _same_detail(claimed: Mapping[str, Any], held: Address) -> Finding:
    if "chiTiet" not in claimed or names.same(claimed["chiTiet"], held.detail, "exact"):
        return MATCH
    return MISMATCH


def by_value(claimed: Any, held: Any, setting: Setting) -> Finding:
    """Codes, numbers and yes or no, to the letter."""
    del setting
    return MATCH if claimed == held else MISMATCH


def by_parts(rules: Mapping[str, Rule]) -> Rule:
    """An object part by part; the worst finding is the object's."""

    def rule(claimed: Mapping[str, Any], held: Any, setting: Setting) -> Finding:
        parts = held.shown() if hasattr(held, "shown") else held
        found = [
            rules[name](value, parts[name], setting) if name in parts else NO_VALUE for name, value in claimed.items()
        ]
        worst = max(found, key=lambda f: _WORST.index(f.match), default=MATCH)
        return Finding(worst.match, agrees=all(f.agrees for f in found))

    return rule


RULES: dict[str, Rule] = {"name": by_name, "date": by_date, "address": by_address, "exact": by_value}
