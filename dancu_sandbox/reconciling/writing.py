"""What a reconciliation leaves behind: the result, a row for each row, and the corrected file, written as it came."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dancu_sandbox.leaving import FOLDER, WRONG_CALL, Leave
from dancu_sandbox.reconciling import workbook
from dancu_sandbox.reconciling.counting import AGREES
from dancu_sandbox.reconciling.deviations import SHOWN
from dancu_sandbox.reconciling.findings import findings
from dancu_sandbox.reconciling.given import EXCEL, FORMS, PARQUET
from dancu_sandbox.reconciling.people import quoted

if TYPE_CHECKING:
    import duckdb

    from dancu_sandbox.reconciling.given import Given
    from dancu_sandbox.reconciling.tables import Row

_BATCH = 10_000
_EXCEL_ROWS = 1_048_575
_AGREES = "Khớp với cơ sở dữ liệu quốc gia", "Agrees with the national database"
_KEYS = ("soDinhDanh", "soCMND", "hoVaTen")


def check(option: str, path: Path | None, given_form: str) -> str:
    """The form that a file is to be written in: its suffix's, else that of what came. A wrong one ends with 2."""
    if path is None:
        return given_form
    form = path.suffix.lower() or given_form
    if form not in FORMS:
        raise Leave(WRONG_CALL, f"{option}: đuôi {', '.join(FORMS)}.", f"{option} ends in one of {', '.join(FORMS)}.")
    if not path.parent.is_dir():
        raise Leave(FOLDER, f"{option}: không có thư mục {path.parent}.", f"{option}: no folder {path.parent}.")
    return form


def result(db: duckdb.DuckDBPyConnection, given: Given, path: Path, form: str) -> None:
    """Each row's place, what it calls the person, outcome, findings, the reason in both languages, what deviates."""
    keys = [name for name in _KEYS if name in given.compared][:1]
    rows = {"dongTep": f"g.dong + {len(given.above)}"} if given.above else {}
    named = ["g.dong", *rows.values(), *(f'g."{name}"' for name in keys)]
    vi, en = _AGREES
    shown = ", ".join(f"m.{name}" for name in SHOWN)
    query = (
        f"SELECT {', '.join(named)}, coalesce(m.outcome, '{AGREES}') AS outcome, coalesce(m.said, '') AS findings, "
        f"coalesce(m.lyDo, '{vi}') AS lyDo, coalesce(m.reason, '{en}') AS reason, {shown} "
        f"FROM given g LEFT JOIN (FROM verdict JOIN meaning USING (said)) m ON m.dong = g.dong"
    )
    _write(db, query, ["dong", *rows, *keys, "outcome", "findings", "lyDo", "reason", *SHOWN], given, path, form)


def corrected(db: duckdb.DuckDBPyConnection, given: Given, path: Path, form: str) -> None:
    """The file with what is right in every cell of which it is known, and without its duplicates.

    A workbook stays as it was but for those cells, its duplicates are marked.
    """
    if form == given.form == EXCEL:
        with _whole(path) as unfinished:
            return workbook.mend(db, given, unfinished)
    places = {place: name for name, place in (*given.besides.items(), *given.fields.items())}
    columns = ", ".join(_cell(place, places.get(place)) for place in range(len(given.headings)))
    query = (
        f"SELECT {columns} FROM given g LEFT JOIN verdict v ON v.dong = g.dong "
        "WHERE v.said IS NULL OR NOT starts_with(v.said, 'duplicate')"
    )
    above = given.above if form == given.form and form != PARQUET else ()
    return _write(db, query, given.headings, given, path, form, above)


def _cell(place: int, field: str | None) -> str:
    cell = f"g.c{place}"
    if field is None:
        return cell
    return f'CASE WHEN v."{field}" IS NULL THEN {cell} ELSE nullif(v."{field}", \'\') END'


def _write(
    db: duckdb.DuckDBPyConnection,
    query: str,
    headings: Sequence[str],
    given: Given,
    path: Path,
    form: str,
    above: Sequence[Row] = (),
) -> None:
    db.execute("SET disabled_optimizers = 'build_side_probe_side'")  # a join turned round loses the order of the file
    with _whole(path) as unfinished:
        if form == PARQUET:
            names = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in headings)
            db.execute(f"COPY (FROM ({query}) AS written({names})) TO '{quoted(unfinished)}' (FORMAT parquet)")
            return
        rows = _rows(db, query)
        if form == EXCEL:
            _write_excel(unfinished, headings, rows)
        else:
            _write_csv(unfinished, above or [headings], rows, given, form)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Beside its place first, so that a file of that name is whole or as it was."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _rows(db: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    reading = db.cursor().execute(query)
    while rows := reading.fetchmany(_BATCH):
        yield from rows


def _write_csv(path: Path, above: Sequence[Row], rows: Iterable[tuple[Any, ...]], given: Given, form: str) -> None:
    separator = given.dialect.separator if given.form != EXCEL and form == given.form else ","
    encoding = "utf-8" if given.dialect.encoding == "utf-8" else "utf-8-sig"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter="\t" if form == ".tsv" else separator)
        writer.writerows(above)
        writer.writerows(rows)


def _write_excel(path: Path, headings: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Every cell is text, so that no number loses its zeros and nothing is taken for a formula."""
    import openpyxl  # noqa: PLC0415 - only those who want a workbook pay for it
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - the same
    from openpyxl.styles import Alignment  # noqa: PLC0415 - the same

    wrapped = Alignment(wrap_text=True, vertical="top")

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("dancu")
    for place, row in enumerate(chain([headings], rows)):
        if place > _EXCEL_ROWS:
            vi = "Excel chỉ chứa 1.048.575 dòng: chọn đuôi .csv hoặc .parquet."
            raise Leave(WRONG_CALL, vi, "Excel holds 1,048,575 rows at most: let the file end in .csv or .parquet.")
        page.append([_text_cell(WriteOnlyCell(page), value, wrapped) for value in row])
    book.save(path)


def _text_cell(cell: Any, value: object, wrapped: Any) -> Any:
    if value is not None:
        cell.value, cell.number_format = str(value), "@"
        cell.data_type = "s"
        if "\n" in cell.value:
            cell.alignment = wrapped
    return cell


def meaning(outcome: str) -> str:
    """What an outcome means, in both languages."""
    known = findings().get(outcome, {"vi": _AGREES[0], "en": _AGREES[1]})
    return f"{known['vi']} / {known['en']}"
