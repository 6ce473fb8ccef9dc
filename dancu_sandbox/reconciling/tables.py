"""Tables that people keep: CSV and Excel read cell by cell into text, and how a cell is spelled."""

from __future__ import annotations

import codecs
import csv
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.saying import note

Row = Sequence[str | None]
_SEPARATORS = ",;\t|"
_LOOKED = 50
_EXCEL_ROWS = 1_048_576
_UNPACKED, _SWOLLEN = 100 << 20, 100
"""In bytes, and in times its size, what no honest workbook holds both of: one that would fill the memory does."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written, so that the corrected one is written alike."""

    separator: str = ","
    encoding: str = "utf-8"


def refused(path: Path, vi: str, en: str) -> Leave:
    """A file that cannot be read, and the way out."""
    return Leave(WRONG_CALL, f"{path.name}: {vi}", f"{path.name}: {en}")


def dialect_of(path: Path, known: Callable[[Row], int]) -> Dialect:
    """The encoding by its mark, and the separator that makes the most known headings of a row.

    `known` counts a row's headings.
    """
    with path.open("rb") as file:
        start = file.read(16_384)
    encoding = next((name for mark, name in _BOMS if start.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in start:
        raise refused(path, "không phải tệp văn bản CSV.", "it is no CSV text.")
    text = start.decode(encoding, errors="replace")

    def fits(separator: str) -> tuple[int, int]:
        return max(map(known, _started(text, separator)), default=0), max(
            map(len, _started(text, separator)), default=0
        )

    return Dialect(max(_SEPARATORS, key=fits), encoding)


def _started(text: str, separator: str) -> Iterator[Row]:
    """The first rows of a text, read with that separator as far as they can be."""
    with suppress(csv.Error):
        yield from islice(csv.reader(text.splitlines(keepends=True), delimiter=separator), _LOOKED)


def csv_rows(path: Path, dialect: Dialect) -> Iterator[Row]:
    """The rows of a CSV file, headings first; a fault is told by its line, never by what stands there."""
    with path.open(encoding=dialect.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=dialect.separator, strict=True)
        try:
            yield from ([cell.strip() or None for cell in row] for row in reader)
        except UnicodeDecodeError as error:
            vi = "không phải mã hóa UTF-8 (TCVN3, VNI, Windows-1258?). Lưu lại bằng Excel: Save As → CSV UTF-8."
            en = "not UTF-8 (TCVN3, VNI, Windows-1258?). Save it anew, in Excel as: Save As → CSV UTF-8."
            raise refused(path, vi, en) from error
        except (csv.Error, UnicodeError) as error:
            line = reader.line_num
            vi = f"dòng {line}: dấu ngoặc kép không đóng hoặc ký tự lạ. Sửa dòng ấy rồi chạy lại."
            raise refused(path, vi, f"line {line}: an open quote or a strange character. Mend that line.") from error


@contextmanager
def excel_rows(path: Path, sheet: str | None, is_headed: Callable[[Row], bool]) -> Iterator[tuple[str, Iterator[Row]]]:
    """A sheet's name and rows: the one that is named, else the first that has headings of people, else the first."""
    with closing(loaded(path, read_only=True, data_only=True)) as book:
        pages = {page.title: page for page in book.worksheets}
        if not pages:
            raise refused(path, "không có trang tính nào.", "it has no worksheet.")
        if sheet is not None and sheet not in pages:
            named = ", ".join(pages)
            raise refused(
                path, f"không có trang tính {sheet!r}. Có: {named}.", f"no sheet {sheet!r}. There are: {named}."
            )
        headed = (name for name, page in pages.items() if any(map(is_headed, islice(_cells(path, page), _LOOKED))))
        chosen = sheet or next(headed, next(iter(pages)))
        if sheet is None and len(pages) > 1:
            vi = f"Chỉ đọc trang tính {chosen!r}; trang khác: --sheet."
            note(vi, f"Only the sheet {chosen!r} is read; another: --sheet.")
        yield chosen, _cells(path, pages[chosen])


def _cells(path: Path, page: Any) -> Iterator[Row]:
    """The rows of a sheet; a fault is told by its row, never by what stands there."""
    page.reset_dimensions()
    rows, place = page.iter_rows(values_only=True), 0
    try:
        for place, row in enumerate(islice(rows, _EXCEL_ROWS), 1):  # noqa: B007 - a fault tells it
            yield [spelled(cell) for cell in row]
        beyond = next(rows, None)
    except Exception as error:
        vi = f"có ô không đọc được sau dòng {place}. Mở bằng Excel, sửa, rồi lưu lại dạng .xlsx."
        en = f"a cell after row {place} cannot be read. Open it in Excel, mend it, and save it anew as .xlsx."
        raise refused(path, vi, en) from error
    if beyond is not None:
        raise refused(path, f"có dòng sau dòng {_EXCEL_ROWS}. Lưu lại bằng Excel.", "it has rows that no Excel has.")


def loaded(path: Path, **how: Any) -> Any:
    """A workbook, as openpyxl loads it."""
    import openpyxl  # noqa: PLC0415 - only those who have a workbook pay for it

    if _is_swollen(path):
        vi = "nén một lượng dữ liệu quá lớn. Lưu lại bằng Excel, hoặc CSV UTF-8."
        raise refused(path, vi, "it is packed to hold far too much. Save it anew in Excel, or as CSV UTF-8.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(path, **how)
    except Exception as error:
        vi = "không phải tệp Excel .xlsx, hoặc có mật khẩu. Lưu lại dạng .xlsx không mật khẩu, hoặc CSV UTF-8."
        en = "no Excel workbook (.xlsx), or one with a password. Save it as .xlsx without, or as CSV UTF-8."
        raise refused(path, vi, en) from error


def _is_swollen(path: Path) -> bool:
    try:
        with ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # it is no workbook at all
    return unpacked > max(_UNPACKED, _SWOLLEN * path.stat().st_size)


def spelled(cell: Any) -> str | None:
    """A cell as text: a whole number without a fraction, a day as 1984-12-03."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip() or None if cell is not None else None
