"""Seeking rows by what stands in them; no index is kept for it, since only a stretch of them is read at a time."""

from __future__ import annotations

from struct import calcsize
from typing import NamedTuple

from mock_national_db.nation.columns import COLUMNS, KEYS, PLACE, WIDTHS

__all__ = ["Sought", "condition"]


class Sought(NamedTuple):
    """Rows of which one of the `columns` holds one of the `values`; of a range, any number in it."""

    columns: tuple[str, ...]
    values: frozenset[int] | range


def condition(sought: Sought) -> tuple[str, list[int | bytes]]:
    """The same in SQL: a condition on the table, and the values of its parameters."""
    parts = [_held(column, sought.values) for column in sought.columns]
    return f"({' OR '.join(text for text, _ in parts)})", [value for _, values in parts for value in values]


def _held(column: str, values: frozenset[int] | range) -> tuple[str, list[int | bytes]]:
    if isinstance(values, range):
        return f"+{_key(column)} BETWEEN ? AND ?", [values.start, values.stop - 1]  # +: in the order of idx, no sort
    marks = ", ".join("?" * len(values))
    width = _width(column)
    packed = [value.to_bytes(width, "little", signed=True) for value in sorted(values)]
    return f"substr(packed, {_place(column)}, {width}) IN ({marks})", list(packed)


def _key(column: str) -> str:
    if column not in KEYS:
        raise ValueError(f"{column} stands packed in the row, where ranges cannot be compared")
    return column


def _width(column: str) -> int:
    return calcsize(f"<{WIDTHS[PLACE[column]]}")


def _place(column: str) -> int:
    """Where the column begins in the packed row, from 1 as SQL counts."""
    return 1 + sum(map(_width, COLUMNS[: PLACE[column]]))
