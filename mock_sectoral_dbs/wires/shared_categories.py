"""The shared categories (danh mục dùng chung, DMDC) on the national platform (wire.md E.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from mock_national_db.operation import Answer
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _ngsp
from mock_sectoral_dbs.wires._body import Unreadable, parsed
from mock_sectoral_dbs.wires._categories import DOCUMENTED, columns, rows, titles

_BASE = "/dmdc"
_METADATA, _CATEGORY, _ALL = "Metadata", "Category", "AllCategory"
_OFFERED = (f"{_METADATA}/{{ma}}", f"{_CATEGORY}/{{ma}}", _ALL)
_NOT_KEPT = "synthetic: rows are checked and counted, not kept"


class _Asked(NamedTuple):
    kind: str
    category: str
    about: _ngsp.Envelope
    posted: Any = None


def parse(request: Request, options: Options) -> Call | Reply:
    """What there is, its columns, its rows; or rows to add."""
    about = _ngsp.envelope(request, options)
    kind, _, category = _ngsp.operation(request.path, _BASE).partition("/")
    category = category.lower()
    if (kind, category) != (_ALL, "") and not (kind in {_METADATA, _CATEGORY} and category in titles()):
        return _ngsp.unknown(_OFFERED, about)
    if kind == _CATEGORY and request.method == "POST":
        return _posted(category, request.body, about)
    if request.method != "GET":
        return _ngsp.not_allowed("GET, POST" if kind == _CATEGORY else "GET", about)
    return Call(_Asked(kind, category, about))


def _posted(category: str, body: bytes, about: _ngsp.Envelope) -> Call | Reply:
    try:
        posted = parsed(body)
    except Unreadable:
        posted = None
    if not isinstance(posted, list) or not all(isinstance(row, dict) for row in posted):
        return _ngsp.answered(_refused("not an array of objects"), about, status=400, notes=("synthetic: fault",))
    return Call(_Asked("POST", category, about, posted))


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """As of the workspace's clock, since the units of July 2025 are others."""
    del answers
    asked = call.operation
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    on = context.now.date()
    if asked.kind == "POST":
        return _ngsp.answered(_counted(asked, on), asked.about, notes=(_NOT_KEPT,))
    if asked.kind == _ALL:
        every = [{"CategoryCode": code, "CategoryName": title} for code, title in titles().items()]
        return _ngsp.answered(every, asked.about, notes=("synthetic: shape of the list",))
    told = _metadata(asked.category) if asked.kind == _METADATA else list(rows(asked.category, on))
    is_guess = asked.category != DOCUMENTED and bool(told)
    return _ngsp.answered(told, asked.about, notes=("guess: names of the columns",) if is_guess else ())


def _metadata(category: str) -> list[dict[str, str]]:
    return [
        {"PropertyCode": column.code, "PropertyName": column.name, "PropertyType": column.kind}
        for column in columns(category)
    ]


def _counted(asked: _Asked, on: date) -> dict[str, Any]:
    """All rows or none; the first that cannot be added is named by its place."""
    key = next((column.code for column in columns(asked.category)), None)
    taken = {row[key] for row in rows(asked.category, on)} if key else set()
    for place, row in enumerate(asked.posted if key else (), 1):
        code = row.get(key)
        if not isinstance(code, str) or not code:
            return _refused(f"Record {place}: {key} is null")
        if code in taken:
            return _refused(f'Record {place}: {key} "{code}" is duplicate')
        taken.add(code)
    return {"MSG": "Done", "Count": len(asked.posted)}


def _refused(why: str) -> dict[str, Any]:
    return {"MSG": f"Data not insert: {why}", "Count": 0}


WIRE = Wire("shared_categories", _ngsp.routes(_BASE), parse, render)
