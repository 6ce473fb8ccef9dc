"""The agency's side of a reconciliation: a file or a registry as the view `given`, each cell as text, in its order."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.reconciling import spelling, tables
from dancu_sandbox.reconciling.beginning import begun, is_headed
from dancu_sandbox.reconciling.columns import Fields, Mapped, fields_of, recognised
from dancu_sandbox.reconciling.copies import OTHER, Copies
from dancu_sandbox.reconciling.headings import title
from dancu_sandbox.reconciling.people import quoted
from mock_national_db.names import folded

if TYPE_CHECKING:
    import duckdb

CSV, EXCEL, PARQUET = ".csv", ".xlsx", ".parquet"
FORMS = (CSV, ".tsv", ".txt", EXCEL, PARQUET)
_ORDINAL = {"STT", "TT", "SOTHUTU", "NO", "ID"}
_ADDRESS = ("maPhuongXa", "maQuanHuyen", "maTinhThanh", "hieuLucTu", "chiTiet")
_SAMPLE = 1000
_COPIED = (
    "auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', max_line_size = 16777216, "
    "buffer_size = 67108864, parallel = false"
)


@dataclass(frozen=True)
class Where:
    """Where in a file the people are, as the agency says; None for what is found by itself."""

    mapped: Mapped = field(default_factory=dict)
    sheet: str | None = None
    header_row: int | None = None

    def field_of(self, heading: str) -> str | None:
        """The field of a heading, by the agency's word or its own."""
        return recognised(heading, self.mapped)

    def known(self, row: tables.Row) -> int:
        """How many headings of people a row has."""
        return sum(self.field_of(cell) is not None for cell in row if cell) if is_headed(row, self.field_of) else 0


@dataclass(frozen=True)
class Given:
    """What there is in the view `given`: `dong` (1 is the first row), the columns `c0`, `c1` …, the fields by name."""

    headings: Sequence[str]
    fields: Fields
    form: str
    dialect: tables.Dialect
    copies: Copies | None = None
    """What the records of a registry of ours repeat; None for a file."""
    source: Path = Path()
    sheet: str | None = None
    above: Sequence[tables.Row] = ()
    """Every row of the file down to its headings."""

    @property
    def compared(self) -> tuple[str, ...]:
        """The fields that the view has, those within an address among them."""
        if "thuongTru" in self.fields and "maPhuongXa" not in self.fields:
            return (*(name for name in self.fields if name not in _ADDRESS), *_ADDRESS)
        return tuple(name for name in self.fields if name != "thuongTru")

    @property
    def besides(self) -> Mapping[str, int]:
        """The columns of a register that the rules alone read."""
        return self.copies.besides if self.copies else {}

    @property
    def asked(self) -> tuple[str, ...]:
        """All that the rules read of a row."""
        return (*self.compared, *self.besides)

    def heading(self, name: str) -> str:
        """What the file calls a field, else what the contracts do."""
        places = {**self.besides, **self.fields}
        if name in places:
            return self.headings[places[name]]
        whole = f"{self.headings[places['thuongTru']]}: " if name in _ADDRESS and "thuongTru" in places else ""
        return f"{whole}{title(name)}"

    @property
    def rest(self) -> str:
        """What else a row says, in one number: two rows of one person that differ in it are no duplicates."""
        taken = self.fields.values()
        more = [f"c{i}" for i, name in enumerate(self.headings) if i not in taken and folded(name) not in _ORDINAL]
        return f"hash({', '.join(more)})" if more else "0"


def of_file(db: duckdb.DuckDBPyConnection, path: Path, workplace: Path, where: Where) -> Given:
    """Make the view of a file; `workplace` holds what is written meanwhile. What is wrong in the file ends with 2."""
    if not path.is_file():
        raise tables.refused(path, "không có tệp này.", "there is no such file.")
    form = path.suffix.lower()
    if form not in FORMS:
        vi = f"không đọc được dạng tệp này. Lưu lại thành một trong: {', '.join(FORMS)}."
        raise tables.refused(path, vi, f"this kind of file is not read. Save it as one of {', '.join(FORMS)}.")
    if not path.stat().st_size:
        raise tables.refused(path, "tệp trống.", "it is empty.")
    if (where.sheet and form != EXCEL) or (where.header_row and form == PARQUET):
        vi = "--sheet chỉ dùng cho .xlsx, --header-row cho .xlsx và CSV."
        raise tables.refused(path, vi, "--sheet is for .xlsx alone, --header-row for .xlsx and CSV.")
    if form == PARQUET:
        return _of_parquet(db, path, where)
    if form == EXCEL:
        with tables.excel_rows(path, where.sheet, lambda row: is_headed(row, where.field_of)) as (sheet, rows):
            return _of_rows(db, Given([], {}, form, tables.Dialect(), None, path, sheet), rows, workplace, where)
    dialect = tables.dialect_of(path, where.known)
    return _of_rows(db, Given([], {}, form, dialect, None, path), tables.csv_rows(path, dialect), workplace, where)


def _of_rows(
    db: duckdb.DuckDBPyConnection, empty: Given, rows: Iterator[tables.Row], workplace: Path, where: Where
) -> Given:
    beginning, beneath = begun(empty.source, rows, where.field_of, where.header_row)
    _copied(db, len(beginning.headings), beneath, workplace)
    given = replace(empty, headings=beginning.headings, above=beginning.written)
    return _recognised(db, given, ["VARCHAR"] * len(given.headings), where)


def of_records(
    db: duckdb.DuckDBPyConnection, name: str, copies: Copies, rows: Iterable[tables.Row], workplace: Path
) -> Given:
    """Make the view of a registry's records: its columns, and whether another address is written otherwise."""
    width = len(copies.columns) + 1
    _copied(db, width, enumerate(rows, 1), workplace)
    given = Given(copies.columns, copies.fields, CSV, tables.Dialect(), copies)
    return _viewed(db, name, given, ["VARCHAR"] * width)


def _copied(db: duckdb.DuckDBPyConnection, width: int, rows: Iterable[tuple[int, tables.Row]], workplace: Path) -> None:
    """The rows as Parquet: whatever they came from, they are read fast from here on."""
    copy, target = workplace / "given.csv", quoted(workplace / "given.parquet")
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows((place, *(_without_nul(cell) for cell in row)) for place, row in rows)
    columns = ", ".join(["'dong': 'BIGINT'", *(f"'c{i}': 'VARCHAR'" for i in range(width))])
    db.execute(
        f"COPY (FROM read_csv('{quoted(copy)}', columns = {{{columns}}}, {_COPIED})) TO '{target}' (FORMAT parquet)"
    )
    copy.unlink()
    db.execute(f"CREATE VIEW source AS FROM read_parquet('{target}')")


def _without_nul(cell: str | None) -> str | None:
    return cell.replace("\0", "") if cell else cell


def _of_parquet(db: duckdb.DuckDBPyConnection, path: Path, where: Where) -> Given:
    import duckdb  # noqa: PLC0415 - only this command pays for it

    read = f"read_parquet('{quoted(path)}', file_row_number = true)"
    try:
        columns = db.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {read}").fetchall()
    except duckdb.Error as error:
        raise tables.refused(path, "không phải tệp Parquet.", "it is no Parquet file.") from error
    headings, types = [name for name, *_ in columns], [kind for _, kind, *_ in columns]
    named = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}" AS c{i}' for i, name in enumerate(headings))
    db.execute(f"CREATE VIEW source AS SELECT file_row_number + 1 AS dong, {named} FROM {read}")
    return _recognised(db, Given(headings, {}, PARQUET, tables.Dialect(), None, path), types, where)


def _recognised(db: duckdb.DuckDBPyConnection, given: Given, types: Sequence[str], where: Where) -> Given:
    fields = fields_of(
        given.headings,
        where.mapped,
        has_text=lambda place: types[place] == "VARCHAR" and _has_text(db, place),
        has_numbers=lambda place: _has_numbers(db, f"c{place}", types[place]),
    )
    return _viewed(db, given.source.name, replace(given, fields=fields), types)


def _viewed(db: duckdb.DuckDBPyConnection, name: str, given: Given, types: Sequence[str]) -> Given:
    if not db.execute("SELECT 1 FROM source LIMIT 1").fetchall():
        vi = f"{name}: có tên cột nhưng không có dòng nào."
        raise Leave(WRONG_CALL, vi, f"{name}: there are headings but no rows.")
    texts = {place: _text(f"c{place}", types[place]) for place in given.fields.values()}
    cells = ", ".join(f"{texts.get(i, f'c{i}')} AS c{i}" for i in range(len(types)))
    db.execute(f"CREATE VIEW cells AS SELECT dong, {cells} FROM source")
    named = ", ".join(_fields(given))
    db.execute(f"CREATE VIEW given AS SELECT *, {named}, {given.rest} AS rest FROM cells")
    return given


def _has_text(db: duckdb.DuckDBPyConnection, place: int) -> bool:
    """Whether a column holds something else than JSON objects."""
    sample = f"SELECT c{place} AS cell FROM source WHERE c{place} IS NOT NULL LIMIT {_SAMPLE}"
    found = db.execute(f"SELECT 1 FROM ({sample}) WHERE NOT starts_with(ltrim(cell), '{{') LIMIT 1").fetchall()
    return bool(found)


def _has_numbers(db: duckdb.DuckDBPyConnection, column: str, kind: str) -> bool:
    """Whether most cells of a column look like personal numbers, as people and spreadsheets write them."""
    cells = db.execute(
        f"SELECT cell FROM (SELECT {_text(column, kind)} AS cell FROM source) WHERE cell IS NOT NULL LIMIT {_SAMPLE}"
    )
    read = [spelling.looks_personal(cell) for (cell,) in cells.fetchall()]
    return 2 * sum(read) > len(read)


def _text(column: str, kind: str) -> str:
    """A cell of that type as text, None for blank."""
    if kind == "VARCHAR":
        return f"nullif({column}, '')"
    if kind in {"DOUBLE", "FLOAT"} or kind.startswith("DECIMAL"):
        whole = f"CAST(TRY_CAST({column} AS HUGEINT) AS VARCHAR)"
        return (
            f"coalesce(CASE WHEN {column} = floor({column}) THEN {whole} END, nullif(CAST({column} AS VARCHAR), 'nan'))"
        )
    return f"to_json({column})::VARCHAR" if re.match(r"STRUCT|MAP|JSON", kind) else f"CAST({column} AS VARCHAR)"


def _fields(given: Given) -> Iterator[str]:
    for name in given.compared:
        if name in given.fields and not (name in _ADDRESS and "thuongTru" in given.compared):
            yield f'c{given.fields[name]} AS "{name}"'
        else:
            cell = f"c{given.fields['thuongTru']}"
            yield f"CASE WHEN json_valid({cell}) THEN json_extract_string({cell}, '$.{name}') END AS \"{name}\""
    yield from (f'c{place} AS "{name}"' for name, place in given.besides.items())
    if given.copies is not None:
        yield f'c{len(given.headings)} AS "{OTHER}"'
