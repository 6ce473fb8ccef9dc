"""Tables that people keep: CSV and Excel read cell by cell into text, and how a cell is spelled."""

from __future__ import annotations

import codecs
import csv
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.saying import note

Row = Sequence[str | None]
_SEPARATORS = ",;\t|"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written, so that the corrected one is written alike."""

    separator: str = ","
    encoding: str = "utf-8"


def refused(path: Path, vi: str, en: str) -> Leave:
    """A file that cannot be read, and the way out."""
    return Leave(WRONG_CALL, f"{path.name}: {vi}", f"{path.name}: {en}")


def dialect_of(path: Path) -> Dialect:
    """The encoding by its mark, and the separator that the headings have most of."""
    with path.open("rb") as file:
        start = file.read(4096)
    encoding = next((name for mark, name in _BOMS if start.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in start:
        raise refused(path, "không phải tệp văn bản CSV.", "it is no CSV text.")
    first = start.decode(encoding, errors="replace").partition("\n")[0]
    return Dialect(max(_SEPARATORS, key=first.count) if first else ",", encoding)


def csv_rows(path: Path, dialect: Dialect) -> Iterator[Row]:
    """The rows of a CSV file, headings first; a fault is told by its line, never by what stands there."""
    with path.open(encoding=dialect.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=dialect.separator, strict=True)
        try:
            yield from ([cell.strip() or None for cell in row] for row in reader)
        except UnicodeDecodeError as error:
            vi = "không phải mã hóa UTF-8. Lưu lại bằng Excel: Save As → CSV UTF-8."
            raise refused(path, vi, "not UTF-8. Save it anew, in Excel as: Save As → CSV UTF-8.") from error
        except (csv.Error, UnicodeError) as error:
            line = reader.line_num
            vi = f"dòng {line}: dấu ngoặc kép không đóng hoặc ký tự lạ. Sửa dòng ấy rồi chạy lại."
            raise refused(path, vi, f"line {line}: an open quote or a strange character. Mend that line.") from error


def excel_rows(path: Path) -> Iterator[Row]:
    """The rows of the first sheet of a workbook, headings first."""
    with closing(_workbook(path)) as book:
        if not book.worksheets:
            raise refused(path, "không có trang tính nào.", "it has no worksheet.")
        first = book.worksheets[0]
        if len(book.worksheets) > 1:
            note(f"Chỉ đọc trang tính đầu: {first.title}.", f"Only the first sheet is read: {first.title}.")
        first.reset_dimensions()
        for row in first.iter_rows(values_only=True):
            yield [spelled(cell) for cell in row]


def _workbook(path: Path) -> Any:
    import openpyxl  # noqa: PLC0415 - only those who have a workbook pay for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        vi = "không phải tệp Excel .xlsx, hoặc có mật khẩu. Lưu lại dạng .xlsx không mật khẩu, hoặc CSV UTF-8."
        en = "no Excel workbook (.xlsx), or one with a password. Save it as .xlsx without, or as CSV UTF-8."
        raise refused(path, vi, en) from error


def spelled(cell: Any) -> str | None:
    """A cell as text: a whole number without a fraction, a day as 1984-12-03."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip() or None if cell is not None else None


def headed(path: Path, rows: Iterator[Row]) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    """The headings, and the rows beneath that hold anything, each with its place (1 is the first beneath)."""
    headings = next((row for row in rows if any(row)), None)
    if headings is None:
        raise refused(path, "tệp trống. Cần một dòng tên cột và các dòng số liệu.", "it is empty: headings and rows.")
    names = [cell or "" for cell in headings]
    while names and not names[-1]:
        names.pop()
    return names, _fitted(path, len(names), rows)


def _fitted(path: Path, width: int, rows: Iterator[Row]) -> Iterator[tuple[int, Row]]:
    for place, row in enumerate(rows, 1):
        if any(row[width:]):
            vi = f"dòng số liệu {place} có nhiều ô hơn dòng tên cột ({width}). Đặt ô có dấu phân cách trong ngoặc kép."
            en = f"row {place} has more cells than headings ({width}). Quote cells that hold the separator."
            raise refused(path, vi, en)
        if any(row):
            yield place, [*row[:width], *[None] * (width - len(row))]
