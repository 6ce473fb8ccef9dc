"""An agency's workbook with its wrong cells mended and marked, and everything else as it was."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dancu_sandbox.reconciling.findings import findings
from dancu_sandbox.reconciling.tables import loaded, spelled
from dancu_sandbox.saying import note

if TYPE_CHECKING:
    import duckdb

    from dancu_sandbox.reconciling.given import Given

_AUTHOR = "dancu"
_YELLOW, _GREY = "FFF2CC", "D9D9D9"
_SAMPLE = 1_000


@dataclass(frozen=True)
class _Kind:
    """What most cells of a column are: days, numbers or texts, and how they are shown."""

    of: type
    number_format: str


def mend(db: duckdb.DuckDBPyConnection, given: Given, path: Path) -> None:
    """Write the workbook to `path`: each mended cell in yellow with what was there and why, each duplicate in grey."""
    book = loaded(given.source, rich_text=True)
    page = book[given.sheet]
    kinds = {place: _kind(page, place, len(given.above)) for place in given.fields.values()}
    duplicates = 0
    for place, said, fixes in _deviating(db, given):
        row = len(given.above) + place
        for name, value in fixes.items():
            column = given.fields[name]
            _put(page.cell(row, column + 1), value, kinds[column], _reasons(said, name))
        if said[0] == "duplicate":
            duplicates += 1
            _mark_row(page, row, len(given.headings))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(path)
    if duplicates:
        vi = f"{duplicates} dòng trùng được tô xám trong sổ tính, không bị xóa."
        note(vi, f"{duplicates} duplicate rows are grey in the workbook, not taken out.")


def _deviating(
    db: duckdb.DuckDBPyConnection, given: Given
) -> Iterator[tuple[int, Sequence[str], Mapping[str, str | None]]]:
    """The place of each row that is to be touched, its findings, and its mended cells."""
    names = tuple(given.fields)
    columns = ", ".join(f'"{name}"' for name in names)
    for place, said, *cells in db.execute(f"SELECT dong, said, {columns} FROM verdict WHERE said <> ''").fetchall():
        fixes = {name: cell or None for name, cell in zip(names, cells, strict=True) if cell is not None}
        yield place, said.split(), fixes


def _kind(page: Any, column: int, above: int) -> _Kind:
    cells = page.iter_rows(above + 1, min(page.max_row, above + _SAMPLE), column + 1, column + 1)
    kinds = Counter(_Kind(_type(cell.value), cell.number_format) for (cell,) in cells if cell.value is not None)
    return kinds.most_common(1)[0][0] if kinds else _Kind(str, "@")


def _type(value: Any) -> type:
    return date if isinstance(value, date) else int if isinstance(value, int | float) else str


def _put(cell: Any, value: str | None, kind: _Kind, why: str) -> None:
    """The value as the column's others are; a number that would lose its zeros as text."""
    from openpyxl.cell.cell import MergedCell  # noqa: PLC0415 - only those who have a workbook pay for it

    was = spelled(cell.value)
    if was == value or isinstance(cell, MergedCell):
        return
    _store(cell, value, kind)
    _mark(cell, _YELLOW, f"Đã ghi / was: {was or '–'}\n{why}")


def _store(cell: Any, value: str | None, kind: _Kind) -> None:
    if value is not None and kind.of is date and len(value) == len("2026-11-23"):
        cell.value, cell.number_format = datetime.fromisoformat(value), kind.number_format
    elif value is not None and kind.of is int and str(int(value) if value.isdecimal() else "") == value:
        cell.value = int(value)
    else:
        cell.value = value
        if value is not None:
            cell.data_type = "s"
            cell.number_format = "@" if value.isdecimal() else "General"


def _mark_row(page: Any, row: int, width: int) -> None:
    for cell in next(page.iter_rows(row, row, 1, width)):
        _mark(cell, _GREY, None)
    _mark(page.cell(row, 1), _GREY, _reasons(["duplicate"], ""))


def _mark(cell: Any, colour: str, comment: str | None) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415 - only those who have a workbook pay for it
    from openpyxl.styles import PatternFill  # noqa: PLC0415 - the same

    cell.fill = PatternFill("solid", fgColor=colour)
    if comment is not None:
        held = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(f"{held}{comment}", _AUTHOR, width=320, height=120)


def _reasons(said: Sequence[str], name: str) -> str:
    """Why a cell is marked: what was found of its field, else of the row."""
    own = [finding for finding in said if findings()[finding].get("field") == name] or said
    return "\n".join(f"{findings()[finding]['vi']} / {findings()[finding]['en']}" for finding in own)
