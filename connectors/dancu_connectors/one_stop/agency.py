"""The agency that takes a dossier in (cơ quan tiếp nhận): indicators are told by its code and its commune."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Required, TypedDict

from dancu_connectors.errors import InvalidRequest
from dancu_connectors.one_stop.units import is_commune

__all__ = ["Agency", "checked", "must_sit_somewhere"]


class Agency(TypedDict, total=False):
    """`ma`, its code (mã định danh, such as 000.00.00.H99); `ten`, its name; `maPhuongXa`, the commune where it sits.

    A code has up to 35 letters, digits, `.`, `_` and `-`, and is no bare number of 9 to 12 digits, which may be a
    person's. The commune's is one of the units of the day; an agency of a province or a ministry need not have one.
    """

    ma: Required[str]
    ten: str
    maPhuongXa: str


_SHAPES = {
    "ma": (
        re.compile(r"(?![0-9]{9,12}\Z)[A-Za-z0-9][A-Za-z0-9._-]{0,34}"),
        "mã cơ quan có tối đa 35 chữ không dấu, chữ số và . _ -, không phải số của một người, như 000.00.00.H99",
        "an agency's code has up to 35 letters, digits and . _ -, and is no person's number: 000.00.00.H99",
    ),
    "ten": (
        re.compile(r"[^\x00-\x1f]{1,200}"),
        "tên cơ quan là chuỗi tối đa 200 ký tự",
        "an agency's name is a text of up to 200 characters",
    ),
    "maPhuongXa": (
        re.compile(r"[0-9]{5}"),
        "mã phường, xã là chuỗi năm chữ số",
        "a commune's code is a text of five digits",
    ),
}


def checked(agency: Any) -> dict[str, str]:
    """The agency as the dossier keeps it, empty for none; InvalidRequest names what is not written so."""
    if not isinstance(agency, Mapping) or not {*agency} <= {*_SHAPES} or (agency and "ma" not in agency):
        vi = "Cơ quan tiếp nhận là một đối tượng có ma, và có thể có ten, maPhuongXa; không có trường khác."
        en = "The agency is an object with ma, and perhaps ten and maPhuongXa; it has no other field."
        raise InvalidRequest(vi, en, pointer="/agency")
    for name, value in agency.items():
        shape, vi, en = _SHAPES[name]
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise InvalidRequest(f"{name}: {vi}.", f"{name}: {en}.", pointer=f"/agency/{name}")
    return dict(agency)


def must_sit_somewhere(agency: Mapping[str, str], day: str) -> None:
    """InvalidRequest if its commune is none of the units of that day (ISO)."""
    code = agency.get("maPhuongXa")
    if code is not None and not is_commune(code, day):
        vi = f"maPhuongXa: vào ngày {date.fromisoformat(day):%d/%m/%Y} không có phường, xã mang mã {code}."
        raise InvalidRequest(vi, f"maPhuongXa: no commune has the code {code} on {day}.", pointer="/agency/maPhuongXa")
