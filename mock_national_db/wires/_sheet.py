"""A list as a file: comma-separated values in UTF-8 with its byte order mark, as base64."""

from __future__ import annotations

import csv
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any

from mock_national_db.wires._partial import PLACE

Json = Mapping[str, Any]
_NUMBER = "soDinhDanh"


def sheet(records: Iterable[Json], fields: tuple[str, ...]) -> str:
    """A line of names, spelled as in the messages, and a line for each record."""
    text = StringIO()
    lines = csv.writer(text)
    columns = (_NUMBER, *fields)
    lines.writerow([name for field in columns for name in _names(field)])
    lines.writerows([list(_values(record, columns)) for record in records])
    return b64encode(text.getvalue().encode("utf-8-sig")).decode()


def _names(field: str) -> Iterable[str]:
    if field == "thuongTru":
        return PLACE
    return ("NgayThangNamSinh",) if field == "ngaySinh" else (field[0].upper() + field[1:],)


def _values(record: Json, fields: Iterable[str]) -> Iterator[str]:
    for field in fields:
        value = record.get(field, "")
        yield from (value.get(part, "") for part in PLACE.values()) if field == "thuongTru" else (value,)
