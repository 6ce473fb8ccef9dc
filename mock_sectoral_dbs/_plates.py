"""Number plates: which are drawn, whose a plate can be, and which the log gives."""

from __future__ import annotations

import re
from string import digits
from typing import TYPE_CHECKING

from mock_sectoral_dbs import _assets

if TYPE_CHECKING:
    from mock_national_db.workspace import Workspace

KIND = "plate_place"
_LETTERS = "ABCDEFGHKLMNPSTUVXY"  # and Z, which is for the log and the personas
_SECONDS = f"{digits[1:]}{_LETTERS}Z"
_EACH = 100_000
_SERIES = (*(f"{one}{two}" for one in _LETTERS for two in _SECONDS), *_LETTERS)  # motorcycles have two, cars one
_PLATE = re.compile(r"10([A-Z][A-Z0-9]?)-([0-9]{3})\.([0-9]{2})")
_OF_THE_LOG = 90_000  # of a series; the rest is for personas


def plate(place: int) -> str | None:
    """The plate at that place among all, None beyond the last."""
    series, serial = divmod(place, _EACH)
    return _spelled(_SERIES[series], serial) if series < len(_SERIES) else None


def _spelled(series: str, serial: int) -> str:
    return f"10{series}-{serial // 100:03}.{serial % 100:02}"


def is_car(plate: str) -> bool:
    """Whether it is a car's or a lorry's: those have a series of one letter."""
    return plate.index("-") == len("10A")


def owners(workspace: Workspace, text: str) -> list[int]:
    """Whose vehicle can have that plate."""
    found = _PLATE.fullmatch(text)
    if found is None or found[1] not in _SERIES:
        return []
    place = _SERIES.index(found[1]) * _EACH + int(found[2] + found[3])
    return _assets.owners(workspace, KIND, f"{place:08}")


def written(position: int, *, is_car: bool) -> str:
    """The plate of the log's event at that position."""
    turn, serial = divmod(position, _OF_THE_LOG)
    return _spelled("Z" if is_car else f"Z{_SECONDS[turn % 9]}", serial)
