"""JSON as people write it, into a file by any editor or on the command line; what is wrong with it, and where."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from dancu_sandbox.leaving import WRONG_CALL, Leave

STDIN = "-"
_UNREADABLE: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("không có tệp này", "there is no such file"),
    IsADirectoryError: ("là thư mục, không phải tệp", "it is a folder, not a file"),
    PermissionError: ("không có quyền đọc", "it may not be read"),
}
_ENCODING = (
    "không phải văn bản UTF-8. Lưu lại tệp với bảng mã UTF-8",
    "it is no UTF-8 text. Save it with the encoding UTF-8",
)
_EMPTY = ("không có gì trong đó. Viết một đối tượng JSON {…}", "there is nothing in it. Write one JSON object {…}")
_DEEP = ("lồng quá sâu. Bớt ngoặc { [ lồng nhau", "it is nested too deeply. Take out braces and brackets")
_LONG = (
    "có số quá dài. Bớt chữ số, hoặc đặt trong ngoặc kép",
    "a number in it is too long. Take out digits, or quote it",
)
_NO_OBJECT = ('cần một đối tượng JSON, viết là {"trường": giá trị}', 'it wants one JSON object, {"field": value}')


def object_in(file: str | Path, option: str) -> dict[str, Any]:
    """The JSON object in a file ("-" is standard input): UTF-8 with or without a mark, UTF-16 with one.

    Anything else ends the command with 2, naming file, line and way out; no message repeats what the file holds.
    """
    what = f"{option} {file}"
    raw = _bytes(file, what)
    try:
        text = raw.decode(json.detect_encoding(raw))
    except UnicodeDecodeError as error:
        raise _wrong(what, _ENCODING, raw[: error.start].count(b"\n") + 1) from None
    return object_of(text, what)


def object_of(text: str, what: str) -> dict[str, Any]:
    """The JSON object that was written."""
    found = json_of(text, what)
    if not isinstance(found, dict):
        raise _wrong(what, _NO_OBJECT)
    return found


def json_of(text: str, what: str) -> Any:
    """The JSON that was written."""
    if not text.strip():
        raise _wrong(what, _EMPTY)
    try:
        return json.loads(text)
    except RecursionError:
        raise _wrong(what, _DEEP) from None
    except json.JSONDecodeError as error:
        vi = f"không phải JSON từ cột {error.colno}. Xem dấu phẩy, ngoặc kép, ngoặc ở đó và ngay trước đó"
        en = f"no JSON from column {error.colno} on. Look for a comma, quote or bracket, there and just before"
        raise _wrong(what, (vi, en), error.lineno) from None
    except ValueError:
        raise _wrong(what, _LONG) from None


def _bytes(file: str | Path, what: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == STDIN else Path(file).read_bytes()
    except (OSError, ValueError) as error:
        words = next((each for kind, each in _UNREADABLE.items() if isinstance(error, kind)), None)
        raise _wrong(what, words or (f"không đọc được ({error})", f"it cannot be read ({error})")) from error


def _wrong(what: str, words: tuple[str, str], line: int = 0) -> Leave:
    vi, en = words
    return Leave(
        WRONG_CALL,
        f"{what}{f', dòng {line}' if line else ''}: {vi}.",
        f"{what}{f', line {line}' if line else ''}: {en}.",
    )
