"""Who calls: over which wire, for which system, and whether for a dossier that is kept here."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any, NamedTuple

from mock_national_db.wires.access import caller

__all__ = ["MARKS", "UNIFORM", "Asker", "asker_of"]

_DOSSIER = b"x-sandbox-dossier"
MARKS = frozenset({_DOSSIER, b"authorization", b"lgspaccesstoken"})
_LONGEST = 40
_CODE = re.compile(r"(?!.*\d{9})\w[\w.-]*")  # of a system or an agency; so many digits in a row may be a person's


class Asker(NamedTuple):
    """How a call came: its wire, the system it names ("": none), whether it serves a dossier that is kept here."""

    wire: str
    consumer: str = ""
    serves_dossier: bool = False


UNIFORM = Asker("uniform")


def asker_of(scope: MutableMapping[str, Any], wire: str, consumer: str = "") -> Asker:
    """From the headers in `marks`; the agency that a message names is told rather than its credentials' system."""
    marks: Mapping[bytes, bytes] | None = scope.get("marks")
    if marks and not consumer:
        consumer = caller({name.decode(): _text(value) for name, value in marks.items()})
    return _asker(wire, consumer if len(consumer) <= _LONGEST else "", marks is not None and _DOSSIER in marks)


def _text(value: bytes) -> str:
    return value.decode("latin-1")


@lru_cache(1024)
def _asker(wire: str, consumer: str, serves_dossier: bool) -> Asker:  # noqa: FBT001 - by place it is found faster
    return Asker(wire, consumer if _CODE.fullmatch(consumer) else "", serves_dossier)
