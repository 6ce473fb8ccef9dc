"""The whole nation as canonical JSON lines, the same bytes everywhere, and their digest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, BinaryIO

from mock_national_db.nation.arguments import Arguments
from mock_national_db.nation.block import blocks
from mock_national_db.nation.columns import COLUMNS
from mock_national_db.nation.decode import DrawnFacts
from mock_national_db.timeline import Timeline

__all__ = ["digest", "lines"]


def lines(arguments: Arguments) -> Iterator[bytes]:
    """One person a line, in the order of the index, every fact that is known."""
    for block in blocks(arguments):
        for row in zip(*(block[name].tolist() for name in COLUMNS), strict=True):
            facts = DrawnFacts(row)
            known = {name: _plain(facts[name]) for name in facts if facts[name] is not None}
            yield _line({"idx": row[0], **known})


def digest(arguments: Arguments, file: BinaryIO | None = None) -> str:
    """The SHA-256 of the export, which is also written to `file` if given."""
    seen = sha256()
    for line in lines(arguments):
        seen.update(line)
        if file is not None:
            file.write(line)
    return seen.hexdigest()


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Timeline):
        return [_plain(fact) for fact in value.facts]
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value
