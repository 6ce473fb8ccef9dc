"""What questions about numbers, days and lists have in common, and a parameter that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

Sent = Mapping[str, str]
_NUMBER = re.compile("[0-9]{1,7}")
_LONGEST_PAGE = 1000
_DAY = "dd/MM/yyyy, yyyy-MM-dd"


class Malformed(Exception):
    """A parameter that is missing or cannot be read: its name, and what is wanted there; never its value."""

    def __init__(self, name: str, wanted: str = "") -> None:
        super().__init__(f"{name} ({wanted})" if wanted else name)


def required(sent: Sent, name: str, form: str, wanted: str = "") -> str:
    """The parameter, if it is written as the regular expression says; `wanted` tells people."""
    text = sent.get(name, "")
    if not re.fullmatch(form, text):
        raise Malformed(name, wanted)
    return text


def day(sent: Sent, name: str) -> date:
    """`dd/MM/yyyy` or `yyyy-MM-dd`."""
    text = required(sent, name, "[0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}", _DAY)
    try:
        return date.fromisoformat("-".join(reversed(text.split("/"))))
    except ValueError as error:
        raise Malformed(name, _DAY) from error


class Page(NamedTuple):
    """A part of a list: how many are passed over, and how many are shown at most."""

    offset: int = 0
    limit: int = 100

    def of(self, whole: Sequence[Any]) -> Sequence[Any]:
        """What is shown of it."""
        return whole[self.offset : self.offset + self.limit]


def page(sent: Sent) -> Page:
    """`offset` and `limit`, which may be absent."""
    asked = Page(*(_count(sent, name, default) for name, default in Page._field_defaults.items()))
    if not 0 < asked.limit <= _LONGEST_PAGE:
        raise Malformed("limit", f"1-{_LONGEST_PAGE}")
    return asked


def _count(sent: Sent, name: str, default: int) -> int:
    text = sent.get(name) or str(default)
    if not _NUMBER.fullmatch(text):
        raise Malformed(name, "0-9")
    return int(text)
