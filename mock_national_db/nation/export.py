"""The whole nation as canonical JSON lines, the same bytes everywhere, and their digest."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO

import msgspec

from mock_national_db.nation.arguments import Arguments
from mock_national_db.nation.block import blocks, rows
from mock_national_db.nation.decode import FIELDS, DrawnFacts
from mock_national_db.timeline import Timeline

__all__ = ["digest", "lines"]


def _facts(value: Any) -> Any:
    if isinstance(value, Timeline):
        return value.facts
    raise TypeError(type(value).__name__)


_ENCODER = msgspec.json.Encoder(enc_hook=_facts, order="sorted")


def lines(arguments: Arguments) -> Iterator[bytes]:
    """One person a line, in the order of the index: every fact that is known, names of members sorted."""
    for block in blocks(arguments):
        for row in rows(block):
            facts = DrawnFacts(row)
            known = {name: value for name in FIELDS if (value := facts[name]) is not None}
            yield _ENCODER.encode({"idx": row[0], **known}) + b"\n"


def digest(arguments: Arguments, file: BinaryIO | None = None) -> str:
    """The SHA-256 of the export, which is also written to `file` if given."""
    seen = sha256()
    for line in lines(arguments):
        seen.update(line)
        if file is not None:
            file.write(line)
    return seen.hexdigest()
