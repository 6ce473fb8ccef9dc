"""An address told step by step: province, commune, house, each by name or code, in the units of the day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from dancu_connectors.names import folded

from dancu_sandbox.near import nearest
from dancu_sandbox.one_stop.taking import Unclear
from mock_national_db.units import REFORM, Unit, legacy, modern

_KIND = re.compile("(Tỉnh|Thành phố|Thị xã|Thị trấn|Quận|Huyện|Phường|Xã|Đặc khu) ")


def province(said: str, on: date) -> str:
    """The code of the province of that name or code; raises Unclear."""
    names = {unit.province_code: unit.province for unit in _units(on)}
    return _one(said, names, lambda code: code)


def commune(said: str, of: str, on: date) -> Unit:
    """The commune of that name or code in the province; raises Unclear."""
    units = {unit.code: unit for unit in _units(on) if unit.province_code == of}
    names = {code: unit.name for code, unit in units.items()}
    return units[_one(said, names, lambda code: f"{units[code].name}, {units[code].district or code}")]


def named(code: str, era: str) -> str:
    """The name of the province or commune of that code in an era, `legacy` or `2025`; "" if there is none."""
    return _names(era).get(code, "")


@cache
def _names(era: str) -> dict[str, str]:
    units = (legacy() if era == "legacy" else modern()).values()
    return {unit.province_code: unit.province for unit in units} | {unit.code: unit.name for unit in units}


def _units(on: date) -> Iterable[Unit]:
    return (legacy() if on < REFORM else modern()).values()


def _one(said: str, names: dict[str, str], told: Callable[[str], str]) -> str:
    """The code whose name it is, with its kind of unit or without."""
    wanted = folded(said)
    whole = [code for code, name in names.items() if wanted in {folded(name), code}]
    found = whole or [code for code, name in names.items() if wanted == folded(_KIND.sub("", name, count=1))]
    if len(found) == 1:
        return found[0]
    if found:
        several = "; ".join(f"{code}: {told(code)}" for code in found)
        raise Unclear(f"có nhiều nơi tên này, viết mã / several bear the name, write the code: {several}")
    near = nearest(said, [name for full in names.values() for name in (full, _KIND.sub("", full, count=1))])
    vi, en = (f"; có phải {near}?", f"; did you mean {near}?") if near else ("", "")
    raise Unclear(f"không có đơn vị này{vi} / there is no such unit{en}")
