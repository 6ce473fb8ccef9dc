"""What deviates in a row, field by field: as it was given, as the nation has it, and whether it was mended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dancu_sandbox.reconciling.findings import findings

if TYPE_CHECKING:
    from dancu_sandbox.reconciling.findings import Cells, Verdict
    from dancu_sandbox.reconciling.given import Given

SHOWN = ("cot", "giaTri", "giaTriQuocGia", "daSua")
"""The file's word for the field, the value given, the nation's, and whether it was mended; a line for each field."""
_MENDED = {True: "có", False: "không"}


def deviations(given: Given, cells: Cells, verdict: Verdict) -> tuple[str | None, ...]:
    """The columns SHOWN of a row, None where nothing deviates."""
    right = {**verdict.told, **verdict.fixed}
    lines = [
        (given.heading(name), cells.get(name) or "", right.get(name) or "", _MENDED[name in verdict.fixed])
        for name in dict.fromkeys(_fields(given, cells, verdict))
    ]
    return tuple("\n".join(column) for column in zip(*lines, strict=True)) if lines else (None,) * len(SHOWN)


def _fields(given: Given, cells: Cells, verdict: Verdict) -> Iterator[str]:
    """What is found first, then what is mended along with it."""
    right = {**verdict.told, **verdict.fixed}
    other_address = any(name in given.besides for name in right)
    for finding in verdict.ordered:
        name = findings()[finding].get("field")
        if name is not None and (name in right or (name in cells and not other_address)):
            yield name
    changed = (name for name, value in right.items() if name in cells and cells[name] != value)
    yield from (name for name in changed if name != "thuongTru")  # its parts are told
