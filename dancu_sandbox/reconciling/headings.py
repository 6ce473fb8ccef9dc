"""Which column is which: the vocabulary's names and the headings that agencies write, whatever their case and marks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NoReturn

from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.near import nearest
from dancu_sandbox.saying import note
from mock_national_db.names import folded

Fields = Mapping[str, int]
"""The place of the column of each field that was recognised."""
KEYS = (("soDinhDanh",), ("soCMND",), ("hoVaTen", "ngaySinh"))
_USUAL = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh", "soCMND", "maPhuongXa")
_HOW = "docs/reconcile.md"
_LIKE_A_NUMBER = re.compile(r"\d{8}")


@cache
def _known() -> Mapping[str, str]:
    """The field of each heading, as `folded`."""
    written = json.loads(files(__package__).joinpath("headings.json").read_text(encoding="utf-8"))
    return {folded(heading): field for field, headings in written.items() for heading in (field, *headings)}


def fields_of(headings: Sequence[str], *, has_text: Callable[[int], bool]) -> Fields:
    """The fields of a file's columns; what is not recognised is told, and a file of which nobody can be found refused.

    `has_text` says of a column by its place whether it holds running text, of which no address can be read.
    """
    if any(_LIKE_A_NUMBER.search(heading) for heading in headings):
        vi = f"Dòng đầu là số liệu, không phải tên cột. Thêm một dòng tên cột: {', '.join(_USUAL)}."
        raise Leave(WRONG_CALL, vi, f"The first line is data, no headings. Put one above: {', '.join(_USUAL)}.")
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = _known().get(folded(heading))
        if field is not None and not (field == "thuongTru" and has_text(place)):
            found.setdefault(field, place)
    if not any(all(field in found for field in key) for key in KEYS):
        _refuse(headings)
    _tell(headings, found)
    return found


def _refuse(headings: Sequence[str]) -> NoReturn:
    named = ", ".join(heading for heading in headings if heading) or "–"
    like = [(heading, near) for heading in headings if heading and (near := nearest(folded(heading), _known()))]
    vi = "".join(f" {heading!r}: có phải {_known()[near]}?" for heading, near in like)
    en = "".join(f" {heading!r}: did you mean {_known()[near]}?" for heading, near in like)
    raise Leave(
        WRONG_CALL,
        f"Không có cột nào cho biết là ai (có: {named}). Cần soDinhDanh, soCMND, hoặc hoVaTen và ngaySinh.{vi}",
        f"No column says who is meant (there are: {named}). "
        f"It needs soDinhDanh, soCMND, or hoVaTen with ngaySinh.{en} The headings are in {_HOW}.",
    )


def _tell(headings: Sequence[str], found: Fields) -> None:
    """What is not compared, and what is not there to compare."""
    if left := [heading or "?" for place, heading in enumerate(headings) if place not in found.values()]:
        named = ", ".join(left)
        note(
            f"Không đối chiếu các cột: {named}. Đổi tên cột theo {_HOW} nếu cần đối chiếu.",
            f"Not compared: {named}. To compare a column, name it as {_HOW} says.",
        )
    if missing := [
        name for name in _USUAL if name not in found and not (name == "maPhuongXa" and "thuongTru" in found)
    ]:
        named = ", ".join(missing)
        note(f"Tệp không có cột: {named}. Thêm cột ấy để đối chiếu.", f"Not in the file: {named}. Add it to compare.")
