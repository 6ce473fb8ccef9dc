"""What a form must hold: which fields, of what kind, and which of them are missing or malformed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from mock_national_db.dates import ImpossibleDate, PartialDate

Json = Mapping[str, Any]
_LONGEST, _SHORT = 500, 200
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Kind(NamedTuple):
    """Whether a text is one of it, and how it is written: a pattern or the codes, empty where any text will do."""

    holds: Callable[[str], bool]
    wanted: str = ""


class Field(NamedTuple):
    """A field's kind, and whether a form must have it."""

    kind: Kind
    is_required: bool = False


def writable(value: str) -> bool:
    """Any text without control characters, however long."""
    return not _CONTROL.search(value)


def _is_text(value: str) -> bool:
    """Such a text of at most 500 characters."""
    return len(value) <= _LONGEST and writable(value)


def _is_short(value: str) -> bool:
    """Such a text of at most 200 characters."""
    return len(value) <= _SHORT and _is_text(value)


def _is_number(value: str) -> bool:
    """Digits alone, as many as a number of a person or a phone has."""
    return re.fullmatch("[0-9]{1,15}", value) is not None


def _is_day(value: str) -> bool:
    """`dd/MM/yyyy`, of a day that there is."""
    return re.fullmatch("[0-9]{2}/[0-9]{2}/[0-9]{4}", value) is not None and _is_partial_day(value)


def _is_partial_day(value: str) -> bool:
    """A day, a month `MM/yyyy` or a year."""
    if not re.fullmatch("(?:(?:[0-9]{2}/)?[0-9]{2}/)?[0-9]{4}", value):
        return False
    try:
        PartialDate.parse(value)
    except ImpossibleDate:
        return False
    return True


def _is_moment(value: str) -> bool:
    """`dd/MM/yyyy HH:mm:ss`, of a moment that there is."""
    try:
        datetime.strptime(value, "%d/%m/%Y %H:%M:%S")  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True


def _is_iso_moment(value: str) -> bool:
    """A day or moment as ISO 8601 writes it."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


text = Kind(_is_text)
short = Kind(_is_short)
number = Kind(_is_number, "0-9")
day = Kind(_is_day, "dd/MM/yyyy")
partial_day = Kind(_is_partial_day, "dd/MM/yyyy, MM/yyyy, yyyy")
moment = Kind(_is_moment, "dd/MM/yyyy HH:mm:ss")
iso_moment = Kind(_is_iso_moment, "yyyy-MM-dd, yyyy-MM-ddTHH:mm:ss")


def one_of(*codes: str) -> Kind:
    """One of these codes."""
    return Kind(lambda value: value in codes, ", ".join(codes))


def texts(form: Json) -> dict[str, str]:
    """The texts and numbers of a form, trimmed; what is empty or anything else is left out."""
    plain = {name: str(value).strip() for name, value in form.items() if isinstance(value, str | int | float)}
    return {name: value for name, value in plain.items() if value}


def faults(form: Any, fields: Mapping[str, Field], place: str = "") -> Iterator[str]:
    """Where a form is wrong (`place.name (as it is written)`): what is missing, and what is not of its kind."""
    if not isinstance(form, Mapping):
        yield f"{place or 'JSON'} ({{…}})"
        return
    held = texts(form)
    for name, field in fields.items():
        is_sent = form.get(name) not in (None, "")
        if (field.is_required and name not in held) or (is_sent and not field.kind.holds(held.get(name, ""))):
            wanted = f" ({field.kind.wanted})" if field.kind.wanted else ""
            yield f"{place}.{name}{wanted}" if place else f"{name}{wanted}"
