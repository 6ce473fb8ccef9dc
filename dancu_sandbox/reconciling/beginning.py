"""Where a table begins in a file that has titles above it: the row of headings, found by what stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from dancu_sandbox.reconciling.columns import WHO
from dancu_sandbox.reconciling.headings import is_of_others
from dancu_sandbox.reconciling.tables import Row, refused
from dancu_sandbox.saying import note

Recognise = Callable[[str], str | None]
"""The field of a heading, None for what is none."""
_LOOKED = 50
_DATA = re.compile(r"\d{6}")
_COUNTED = re.compile(r"\(?(\d{1,2}|[A-Z])\)?")


@dataclass(frozen=True)
class Beginning:
    """The headings, and every row down to the last of them as it stands in the file."""

    headings: Sequence[str]
    written: Sequence[Row]


def begun(
    path: Path, rows: Iterator[Row], recognise: Recognise, row: int | None
) -> tuple[Beginning, Iterator[tuple[int, Row]]]:
    """The beginning, and the rows beneath that hold anything, each with its place (1 is the first beneath).

    `row` (1 is the file's first) is where the headings are said to be.
    """
    first = list(islice(rows, max(_LOOKED, (row or 0) + 2)))
    at = _said(path, first, row) if row is not None else _found(path, first, recognise)
    start, end = _heading_rows(first, at, recognise)
    names = _joined(first[start], first[start + 1] if end - start > 1 else [])
    while names and not names[-1]:
        names.pop()
    _tell(names, start + 1, end)
    if end < len(first) and _is_counted(first[end], names, recognise):
        end += 1
    beginning = Beginning(names, first[:end])
    return beginning, _fitted(path, len(names), chain(first[end:], rows), end)


def is_headed(row: Row, recognise: Recognise) -> bool:
    """Whether a row has a heading by which people are told apart, and nothing like a number of theirs."""
    cells = list(filter(None, row))
    return any(recognise(cell) in WHO for cell in cells) and not any(map(_DATA.search, cells))


def _said(path: Path, first: Sequence[Row], row: int) -> int:
    if row > len(first) or not any(first[row - 1]):
        vi = f"--header-row {row}: dòng ấy trống hoặc không có."
        raise refused(path, vi, f"--header-row {row}: that row is blank or not there.")
    return row - 1


def _found(path: Path, first: Sequence[Row], recognise: Recognise) -> int:
    """The first row with a heading of a person; where there is none, the first not much narrower than others."""
    widths = [sum(map(bool, row)) for row in first]
    if not any(widths):
        raise refused(path, "tệp trống. Cần một dòng tên cột và các dòng số liệu.", "it is empty: headings and rows.")
    headed = (place for place, row in enumerate(first) if is_headed(row, recognise))
    wide = next(place for place, width in enumerate(widths) if 2 * width >= max(widths))
    return next(headed, wide)


def _heading_rows(first: Sequence[Row], at: int, recognise: Recognise) -> tuple[int, int]:
    """From which row to before which the headings stand: one row, or two of which the upper groups the lower."""
    if at and any(cell and is_of_others(cell) for cell in first[at - 1][1:]):
        return at - 1, at + 1
    if at + 1 < len(first) and _is_grouped(first[at], first[at + 1], recognise):
        return at, at + 2
    return at, at + 1


def _is_grouped(upper: Row, lower: Row, recognise: Recognise) -> bool:
    """Whether the lower row names parts of the upper's columns: words alone, and nothing beneath the name."""
    fields = [recognise(cell) if cell else None for cell in upper]
    who = next((fields.index(field) for field in ("hoVaTen", "soDinhDanh", "soCMND") if field in fields), None)
    words = [cell for cell in lower if cell]
    return who is not None and not _at(lower, who) and bool(words) and not any(re.search(r"\d", cell) for cell in words)


def _joined(upper: Row, lower: Row) -> list[str]:
    """The names of both rows; one above goes on over the columns to its right that have none there."""
    names, over = [], ""
    for place in range(max(len(upper), len(lower))):
        above, beneath = _at(upper, place), _at(lower, place)
        over = above or (over if beneath else "")
        names.append(f"{over} {beneath}".strip())
        over = over if beneath else ""
    return names


def _at(row: Row, place: int) -> str:
    return (row[place] if place < len(row) else None) or ""


def _is_counted(row: Row, names: Sequence[str], recognise: Recognise) -> bool:
    """Whether a row beneath the headings only counts the columns: (1), (2), (3)."""
    cells = [_at(row, place) for place, name in enumerate(names) if recognise(name) in WHO]
    return bool(cells) and all(map(_COUNTED.fullmatch, cells))


def _tell(names: Sequence[str], start: int, end: int) -> None:
    named = "; ".join(filter(None, names))
    if start < end:
        vi = f"Tên cột nằm ở hai dòng {start} và {end}, đọc ghép thành: {named}."
        note(vi, f"The headings stand in two rows, {start} and {end}, read together as: {named}.")
    elif start > 1:
        note(f"Tên cột ở dòng {start}: {named}.", f"The headings are in row {start}: {named}.")


def _fitted(path: Path, width: int, rows: Iterator[Row], above: int) -> Iterator[tuple[int, Row]]:
    for place, row in enumerate(rows, 1):
        if any(row[width:]):
            line = above + place
            vi = f"dòng {line} có nhiều ô hơn dòng tên cột ({width}). Đặt ô có dấu phân cách trong ngoặc kép, "
            en = f"row {line} has more cells than headings ({width}). Quote cells that hold the separator, "
            raise refused(path, f"{vi}hoặc chỉ dòng tên cột: --header-row.", f"{en}or say --header-row.")
        if any(row):
            yield place, [*row[:width], *[None] * (width - len(row))]
