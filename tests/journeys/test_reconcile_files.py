"""The files that `dancu reconcile` is given: every form that people keep, and every way in which one can be wrong."""

import codecs
import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest

from dancu_sandbox.reconciling import spelling
from dancu_sandbox.reconciling.findings import findings
from tests.journeys.running import generated, said
from tests.tree import ROOT, WAYS_IN

COLUMNS = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh")
Row = tuple[str, ...]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory)


@pytest.fixture(scope="module")
def rows(folder: Path) -> list[Row]:
    people = json.loads(said("citizens", "--data", folder, "--limit", "60", "--all", "--json").stdout)
    return [tuple(person[name] for name in COLUMNS) for person in people]


def _csv(rows: list[Row], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([COLUMNS, *rows])
    return text.getvalue()


def _excel(path: Path, rows: list[Row], *, is_number: bool = False) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(COLUMNS)
    for number, *rest in rows:
        page.append([int(number) if is_number else number, *rest])
    book.save(path)
    return path


def _parquet(path: Path, rows: list[Row], number: str = "VARCHAR") -> Path:
    values = ", ".join(str(row) for row in rows)
    named = f"SELECT col0::{number} AS soDinhDanh, col1 AS hoVaTen, col2 AS ngaySinh, col3 AS gioiTinh, 1.5 AS luong"
    with duckdb.connect() as db:
        db.execute(f"COPY ({named} FROM (VALUES {values})) TO '{path}' (FORMAT parquet)")
    return path


WAYS: dict[str, Callable[[Path, list[Row]], Path]] = {
    "csv": lambda place, rows: _put(place / "a.csv", _csv(rows).encode()),
    "semicolons": lambda place, rows: _put(place / "a.csv", _csv(rows, ";").encode()),
    "tabs": lambda place, rows: _put(place / "a.tsv", _csv(rows, "\t").encode()),
    "a byte order mark": lambda place, rows: _put(place / "a.csv", codecs.BOM_UTF8 + _csv(rows, ";").encode()),
    "UTF-16": lambda place, rows: _put(place / "a.txt", _csv(rows, "\t").encode("utf-16")),
    "Excel": lambda place, rows: _excel(place / "a.xlsx", rows),
    "Parquet": lambda place, rows: _parquet(place / "a.parquet", rows),
}


def _put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("way", WAYS)
def test_a_file_in_any_form_is_read_and_written_as_it_came(
    folder: Path, rows: list[Row], tmp_path: Path, way: str
) -> None:
    file = WAYS[way](tmp_path, [(rows[0][0], rows[0][1] + "h", *rows[0][2:]), *rows[1:]])
    out = tmp_path / f"corrected{file.suffix}"
    told = said("reconcile", file, "--data", folder, "--json", "--out", out)
    assert (told.exit_code, json.loads(told.stdout)["outcomes"]) == (1, {"agrees": 59, "name_near": 1})
    again = said("reconcile", out, "--data", folder, "--json")
    assert (again.exit_code, json.loads(again.stdout)["outcomes"]) == (0, {"agrees": 60})


def test_a_csv_is_corrected_in_its_own_dialect(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    file = WAYS["a byte order mark"](tmp_path, rows)
    said("reconcile", file, "--data", folder, "--out", tmp_path / "corrected.csv")
    assert (tmp_path / "corrected.csv").read_bytes() == file.read_bytes()


def test_what_is_not_compared_keeps_its_type_in_parquet(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    out = tmp_path / "corrected.parquet"
    said("reconcile", _parquet(tmp_path / "a.parquet", rows), "--data", folder, "--out", out)
    with duckdb.connect() as db:
        types = {name: kind for name, kind, *_ in db.execute(f"DESCRIBE FROM read_parquet('{out}')").fetchall()}
        held = db.execute(f"SELECT DISTINCT luong FROM read_parquet('{out}')").fetchall()
    assert types == {**dict.fromkeys(COLUMNS, "VARCHAR"), "luong": "DECIMAL(2,1)"}
    assert [float(value) for (value,) in held] == [1.5]


@pytest.mark.parametrize("kind", ["BIGINT", "DOUBLE", "DECIMAL(12,0)"])
def test_numbers_that_lost_their_zeros_in_parquet_are_repaired(
    folder: Path, rows: list[Row], tmp_path: Path, kind: str
) -> None:
    out = tmp_path / "corrected.parquet"
    file = _parquet(tmp_path / "a.parquet", rows, kind)
    told = json.loads(said("reconcile", file, "--data", folder, "--json", "--out", out).stdout)
    assert told["outcomes"] == {"repaired_number": 60}
    assert json.loads(said("reconcile", out, "--data", folder, "--json").stdout)["outcomes"] == {"agrees": 60}


def test_numbers_that_excel_made_of_texts_are_repaired(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    file, out = _excel(tmp_path / "a.xlsx", rows, is_number=True), tmp_path / "corrected.xlsx"
    told = json.loads(said("reconcile", file, "--data", folder, "--json", "--out", out).stdout)
    assert told["outcomes"] == {"repaired_number": 60}
    page = openpyxl.load_workbook(out).worksheets[0]
    assert [tuple(cell.value for cell in row) for row in page.iter_rows(min_row=2)] == rows
    assert {cell.number_format for cell in page["A"][1:]} == {"@"}


def test_a_cell_that_begins_like_a_formula_stays_a_text(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    file = _put(tmp_path / "a.csv", _csv([(rows[0][0], "=1+1", *rows[0][2:])]).encode())
    said("reconcile", file, "--data", folder, "--out", tmp_path / "b.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_addresses_as_dancu_writes_them_are_read_from_json(folder: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "people.csv", tmp_path / "corrected.csv"
    said("generate", "--data", folder, "--out", file)
    told = json.loads(said("reconcile", file, "--data", folder, "--json", "--out", out).stdout)
    assert told["outcomes"] == {"agrees": 400}
    assert out.read_bytes() == file.read_bytes()


def test_addresses_that_are_running_text_are_left_and_named(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    text = "\n".join(["soDinhDanh,hoVaTen,Thường trú", *(f"{row[0]},{row[1]},Ấp 3" for row in rows)])
    told = said("reconcile", _put(tmp_path / "a.csv", text.encode()), "--data", folder, "--json")
    assert json.loads(told.stdout)["outcomes"] == {"agrees": 60}
    assert "Not compared: Thường trú." in told.stderr
    assert "'Thường trú' is text, no address with codes. Add a column maPhuongXa to compare it." in told.stderr


def test_columns_that_are_missing_or_not_known_are_named_with_the_way_out(
    folder: Path, rows: list[Row], tmp_path: Path
) -> None:
    text = "\n".join(["CCCD,Họ tên,Lương", *(f"{row[0]},{row[1]},5" for row in rows)])
    told = said("reconcile", _put(tmp_path / "a.csv", text.encode()), "--data", folder)
    assert "Không đối chiếu các cột: Lương." in told.stderr
    assert "Not in the file: ngaySinh, gioiTinh, soCMND, maPhuongXa. Add it to compare." in told.stderr


WRONG: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("a.csv", b"", "it is empty"),
    "blank lines": ("a.csv", b"\n\n\n", "it is empty"),
    "no rows": ("a.csv", b"soDinhDanh,hoVaTen\n", "there are headings but no rows"),
    "no column that says who": ("a.csv", b"hoTen,luong\nA,1\n", "No column says who is meant"),
    "a misspelt column": ("a.csv", b"soDinhDan,luong\nA,1\n", "'soDinhDan': did you mean soDinhDanh?"),
    "nothing near": (
        "a.csv",
        b"Nam,Nu\nx,\n",
        "(there are: Nam; Nu). It needs soDinhDanh, soCMND, or hoVaTen with ngaySinh. Say",
    ),
    "numbers under a strange heading": (
        "a.csv",
        "Mã KH;Họ tên\n099190000001;Đào Thanh Hà\n".encode(),
        'The column \'Mã KH\' looks like personal numbers. If so: --map "Mã KH=soDinhDanh"; if not: --map "Mã KH=".',
    ),
    "two columns of one name": ("a.csv", "CCCD;Họ tên;Họ tên\n1;A;B\n".encode(), "2 columns are named 'Họ tên'"),
    "TCVN3": ("a.csv", "Sè CCCD;Hä vµ tªn\n1;A\n".encode(), "The text is TCVN3"),
    "a name in two columns": (
        "a.csv",
        "CCCD;Họ đệm;Tên\n1;A;B\n".encode(),
        "two columns, 'Họ đệm' and 'Tên'. Join them",
    ),
    "no headings": ("a.csv", "099190000001,Nguyễn Văn Thử\n".encode(), "The first line is data"),
    "another encoding": ("a.csv", "soDinhDanh,hoVaTen\n099190000001,Đào Thanh Hà\n".encode("cp1258"), "not UTF-8"),
    "an open quote": ("a.csv", b'soDinhDanh,hoVaTen\n099190000001,"Thu\n', "an open quote"),
    "too many cells": ("a.csv", b"soDinhDanh,hoVaTen\n099190000001,A,B\n", "row 2 has more cells than headings (2)"),
    "no text": ("a.csv", b"\x00\x01\x02", "it is no CSV text"),
    "no Parquet": ("a.parquet", b"soDinhDanh,hoVaTen\n099190000001,A\n", "it is no Parquet file"),
    "no workbook": ("a.xlsx", b"soDinhDanh,hoVaTen\n099190000001,A\n", "no Excel workbook"),
    "an empty workbook": ("a.xlsx", b"", "it is empty"),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0", "this kind of file is not read"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_cannot_be_read_is_refused_in_both_languages(folder: Path, tmp_path: Path, name: str) -> None:
    file, content, expected = WRONG[name]
    told = said("reconcile", _put(tmp_path / file, content), "--data", folder, "--json")
    assert (told.exit_code, told.stdout) == (2, "")
    vi, en = told.stderr.strip().splitlines()[-2:]
    assert vi.startswith("✗ ")
    assert expected in en
    assert re.findall(r"\d{9,}|Traceback", told.stderr) == []


def test_a_parquet_file_cut_short_is_refused(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    whole = _parquet(tmp_path / "whole.parquet", rows).read_bytes()
    told = said("reconcile", _put(tmp_path / "a.parquet", whole[:-20]), "--data", folder)
    assert told.exit_code == 2
    assert "it is no Parquet file" in told.stderr


def test_a_parquet_file_that_is_damaged_within_is_told_as_such(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    whole = bytearray(_parquet(tmp_path / "whole.parquet", rows).read_bytes())
    whole[4:400] = b"\xff" * 396
    told = said("reconcile", _put(tmp_path / "a.parquet", bytes(whole)), "--data", folder)
    assert (told.exit_code, told.stdout) == (4, "")
    assert "A file could not be read or written." in told.stderr


def test_cells_may_hold_lines_quotes_and_marks_of_comments(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    odd = [(*row, cell) for row, cell in zip(rows, ['a "b", c', "d\ne", "#f", "g\r\nh", "NULL", "'"], strict=False)]
    text = io.StringIO()
    csv.writer(text).writerows([(*COLUMNS, "#ghi chú"), *odd])
    file, out = _put(tmp_path / "a.csv", text.getvalue().encode()), tmp_path / "b.csv"
    told = said("reconcile", file, "--data", folder, "--json", "--out", out)
    assert json.loads(told.stdout)["outcomes"] == {"agrees": 6}
    assert out.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("value", "outcome"), [("nan", "blank_number"), ("inf", "malformed_number"), ("1e300", "malformed_number")]
)
def test_a_fraction_that_is_no_whole_number_is_a_finding(
    folder: Path, tmp_path: Path, value: str, outcome: str
) -> None:
    table = tmp_path / "a.parquet"
    with duckdb.connect() as db:
        db.execute(
            f"COPY (SELECT '{value}'::DOUBLE AS soDinhDanh, 'Không Ai' AS hoVaTen) TO '{table}' (FORMAT parquet)"
        )
    result = tmp_path / "r.csv"
    assert said("reconcile", table, "--data", folder, "--result", result).exit_code == 1
    (row,) = csv.DictReader(result.read_text(encoding="utf-8").splitlines())
    assert outcome in row["findings"].split()


def test_a_parquet_file_without_rows_is_refused(folder: Path, tmp_path: Path) -> None:
    with duckdb.connect() as db:
        db.execute(f"COPY (SELECT 'x' AS soDinhDanh WHERE false) TO '{tmp_path}/a.parquet' (FORMAT parquet)")
    told = said("reconcile", tmp_path / "a.parquet", "--data", folder)
    assert (told.exit_code, "there are headings but no rows" in told.stderr) == (2, True)


@pytest.mark.parametrize(
    ("options", "code", "expected"),
    [
        ([], 2, "one file or one registry"),
        (["FILE", "--registry", "population"], 2, "one file or one registry"),
        (["--registry", "taxx"], 2, "Did you mean tax?"),
        (["no-such-file.csv"], 2, "there is no such file"),
        (["FILE", "--out", "FILE"], 2, "is the file that is reconciled"),
        (["FILE", "--out", "x.pdf"], 2, "--out ends in one of"),
        (["FILE", "--result", "no-such-folder/x.csv"], 4, "no folder no-such-folder"),
    ],
)
def test_a_wrong_call_is_told_with_the_way_out(
    folder: Path, rows: list[Row], tmp_path: Path, options: list[str], code: int, expected: str
) -> None:
    file = WAYS["csv"](tmp_path, rows)
    told = said("reconcile", *(file if word == "FILE" else word for word in options), "--data", folder)
    assert (told.exit_code, told.stdout, expected in told.stderr) == (code, "", True)


def test_no_number_is_told_on_standard_error(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    odd = [(number[:-1] + "x", *rest) for number, *rest in rows]
    told = said("reconcile", WAYS["csv"](tmp_path, odd), "--data", folder, "--result", tmp_path / "result.csv")
    assert told.exit_code == 1
    assert re.findall(r"\d{9,}", told.stderr + told.stdout) == []


def test_the_nation_is_exported_once_for_a_day_and_named_by_its_version(
    folder: Path, rows: list[Row], tmp_path: Path
) -> None:
    file = WAYS["csv"](tmp_path, rows)
    said("reconcile", file, "--data", folder)
    (first,) = folder.glob("people-*.parquet")
    written = first.stat().st_mtime_ns
    said("reconcile", file, "--data", folder)
    assert [path.stat().st_mtime_ns for path in folder.glob("people-*.parquet")] == [written]
    os.utime(first, (0, 0))
    said("reconcile", file, "--data", folder, "--on", "2026-01-01")
    (second,) = folder.glob("people-*.parquet")
    assert second.name != first.name


def test_other_commands_load_nothing_of_it() -> None:
    every = "[c.dancu.get_command(None, name) for name in c.dancu.list_commands(None)]"
    loaded = "sorted({'duckdb', 'openpyxl'} & {*sys.modules})"
    asked = f"import sys, dancu_sandbox.command_line as c; {every}; print({loaded})"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("099190000001", "099190000001"),
        (" 099 190 000 001 ", "099190000001"),
        ("'099190000001", "099190000001"),
        ("99190000001", "099190000001"),
        ("99190000001.0", "099190000001"),
        ("9.9190000001E+10", "099190000001"),
        ("9,9190000001E+10", "099190000001"),
        ("9.919E+10", None),
        ("1234567", None),
        ("0991900000011", None),
        ("09919000000x", None),
        ("٠٩٩١٩٠٠٠٠٠٠١", None),
        ("999000001", "999000001"),
        ("", None),
    ],
)
def test_a_number_is_put_right_only_where_nothing_is_lost(cell: str, number: str | None) -> None:
    assert spelling.digits(cell, spelling.PERSONAL, spelling.CMND) == number


def test_what_looks_like_a_personal_number_is_told_from_other_numbers() -> None:
    alike = ["099190000001", "099 190 000 001", "99190000001", "99190000001.0"]
    others = ["000190000001", "0300000001", "4899000001", "999000001", "Ấp 3"]
    assert [cell for cell in (*others, *alike) if spelling.looks_personal(cell)] == alike


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1984-12-03", "1984-12-03"),
        ("03/12/1984", "1984-12-03"),
        ("3/12/1984", "1984-12-03"),
        ("3.12.1984", "1984-12-03"),
        ("19841203", "1984-12-03"),
        ("1984-12-03 00:00:00", "1984-12-03"),
        ("12/1984", "1984-12"),
        ("1984", "1984"),
        ("1984.0", "1984"),
        ("31/02/1984", None),
        ("03/12/84", None),
        ("hôm qua", None),
    ],
)
def test_a_day_is_read_as_people_write_it(cell: str, day: str | None) -> None:
    assert spelling.day(cell) == day


def test_every_heading_and_every_outcome_is_on_the_page() -> None:
    page = (ROOT / "docs/reconcile.md").read_text(encoding="utf-8")
    headings = json.loads((WAYS_IN / "reconciling/headings.json").read_text(encoding="utf-8"))
    rows = [
        f"| `{field}` | {' · '.join(told['words'])} | {' · '.join(told['besides'])} |"
        for field, told in headings["fields"].items()
    ]
    assert [
        row for row in (*rows, *(" · ".join(headings[name]) for name in ("besides", "others"))) if row not in page
    ] == []
    qualities = {"dung": "đúng", "du": "đủ", "sach": "sạch", "song": "sống"}
    lines = [f"| `{name}` | {qualities[f['quality']]} | {f['vi']} | {f['en']} |" for name, f in findings().items()]
    assert [line for line in lines if line not in page] == []


# -- hostile workbooks -------------------------------------------------------------------------------------------------

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
UNREAD = "a cell after row 1 cannot be read. Open it in Excel, mend it, and save it anew as .xlsx."
ODD_ROWS = {
    "a row beyond all": ('<row r="99999999999"><c><v>1</v></c></row>', "it has rows that no Excel has."),
    "a column beyond all": ('<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>', UNREAD),
    "a number that is none": ('<row r="2"><c r="A2"><v>abc</v></c></row>', UNREAD),
    "a number without end": (f'<row r="2"><c r="A2"><v>{"9" * 5000}</v></c></row>', UNREAD),
    "a text that is not there": ('<row r="2"><c r="A2" t="s"><v>999999</v></c></row>', UNREAD),
    "a day that is none": ('<row r="2"><c r="A2" t="d"><v>9999-99-99</v></c></row>', UNREAD),
}


def _sheet(path: Path, whole: Path, body: str) -> Path:
    """The workbook with another sheet in its place."""
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>soDinhDanh</t></is></c></row>'
    page = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{cells}{body}</sheetData></worksheet>'
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, page if part == SHEET else old.read(part))
    return path


@pytest.mark.parametrize("name", ODD_ROWS)
def test_a_cell_that_cannot_be_read_ends_the_command_with_its_row(
    folder: Path, rows: list[Row], tmp_path: Path, name: str
) -> None:
    body, problem = ODD_ROWS[name]
    odd = _sheet(tmp_path / "a.xlsx", _excel(tmp_path / "whole.xlsx", rows), body)
    told = said("reconcile", odd, "--data", folder)
    assert (told.exit_code, told.stderr.splitlines()[-1].strip()) == (2, f"a.xlsx: {problem}")


def test_a_workbook_that_would_fill_the_memory_is_refused_unread(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    much = "<row><c><v>1</v></c></row>" * (1 << 22)
    bomb = _sheet(tmp_path / "a.xlsx", _excel(tmp_path / "whole.xlsx", rows), much)
    assert bomb.stat().st_size * 100 < len(much)
    told = said("reconcile", bomb, "--data", folder)
    assert (told.exit_code, "a.xlsx: it is packed to hold far too much." in told.stderr) == (2, True)


@pytest.mark.parametrize("cell", [f"1.5e{'9' * 5000}", f"1.{'5' * 5000}e5000", "9" * 6000, "1.5E٩٩٩٩"])
def test_no_number_is_too_long_to_be_none(cell: str) -> None:
    assert spelling.digits(cell, spelling.PERSONAL) is None
    assert not spelling.looks_personal(cell)


def test_a_row_of_headings_beyond_all_is_no_way_of_calling(folder: Path, rows: list[Row], tmp_path: Path) -> None:
    table = _put(tmp_path / "a.csv", _csv(rows).encode())
    told = said("reconcile", table, "--header-row", "9" * 30, "--data", folder)
    assert (told.exit_code, "Invalid value for '--header-row'" in told.stderr) == (2, True)
