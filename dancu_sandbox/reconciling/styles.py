"""How the cells of a column are mostly spelled, so that a mended one is spelled alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from dancu_sandbox.reconciling import spelling

if TYPE_CHECKING:
    import duckdb

    from dancu_sandbox.reconciling.given import Given

Styles = Mapping[str, str]
"""A cell of each column that is spelled as most are, by field; the days of death are spelled as those of birth."""
_SAMPLE = 1_000


def _day(cell: str) -> str | None:
    return re.sub(r"\d+", "0", cell) if spelling.shows_day(cell) else None


def _sex(cell: str) -> str | None:
    return f"{cell.isdecimal()} {cell.isupper()}" if spelling.sex(cell) in {"1", "2"} else None


def _name(cell: str) -> str | None:
    return str(cell.isupper())


_SHAPES: Mapping[str, Callable[[str], str | None]] = {
    "hoVaTen": _name,
    "ngaySinh": _day,
    "gioiTinh": _sex,
    "ngayChet": _day,
}
"""What two cells of a field have in common that are spelled alike, None for one that shows nothing."""


def styles_of(db: duckdb.DuckDBPyConnection, given: Given) -> Styles:
    """The styles of a file, by its first rows."""
    found: dict[str, str] = {}
    for name, shape in _SHAPES.items():
        if name in given.compared:
            cells = db.execute(f'SELECT "{name}" FROM given WHERE "{name}" IS NOT NULL LIMIT {_SAMPLE}').fetchall()
            if (typical := _typical([cell for (cell,) in cells], shape)) is not None:
                found[name] = typical
    return {"ngayChet": found["ngaySinh"], **found} if "ngaySinh" in found else found


def _typical(cells: Sequence[str], shape: Callable[[str], str | None]) -> str | None:
    shapes = Counter(shaped for cell in cells if (shaped := shape(cell)) is not None)
    if not shapes:
        return None
    ((most, _),) = shapes.most_common(1)
    return next(cell for cell in cells if shape(cell) == most)
