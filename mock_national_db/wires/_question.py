"""From what a client sends to a question to the population register: number, name and birth date must all agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from mock_national_db.dates import PartialDate
from mock_national_db.operation import Operation
from mock_national_db.wires._faults import WireFault

_PERSONAL, _OLD = 12, 9
_LONGEST_NAME = 100
_WHOLE_DAY = len("1990-03-02")


def subject(fields: Mapping[str, str]) -> dict[str, str]:
    """Whose record: SoDinhDanh of 12 digits or SoCMND of 9; a SoCMND of 12 digits is a personal number."""
    number = fields.get("SoDinhDanh", "")
    if number:
        return {"soDinhDanh": _digits(number, _PERSONAL, "personal_number")}
    number = fields.get("SoCMND", "")
    if not number:
        raise WireFault("no_number")
    if len(number) == _PERSONAL:
        return {"soDinhDanh": _digits(number, _PERSONAL, "old_number")}
    return {"soCMND": _digits(number, _OLD, "old_number")}


def _digits(number: str, length: int, fault: str) -> str:
    if len(number) != length or not (number.isascii() and number.isdigit()):
        raise WireFault(fault)
    return number


def name(fields: Mapping[str, str]) -> str:
    """The name as sent: folded, in capitals with accents, or in the three parts of the first generation."""
    sent = fields.get("HoVaTen") or " ".join(fields[part] for part in ("Ho", "ChuDem", "Ten") if part in fields)
    if not sent:
        raise WireFault("no_name")
    if len(sent) > _LONGEST_NAME:
        raise WireFault("long_name")
    return sent


def agency(fields: Mapping[str, str]) -> str:
    """The code of the agency that asks, if the message names it; the official (MaCanBo) is nobody to be counted."""
    return fields.get("MaDVC", "")


def birth(fields: Mapping[str, str]) -> str:
    """The birth date as the contract spells it: a day, a month or a year."""
    sent = fields.get("NgayThangNam") or fields.get("Nam") or fields.get("NgayThangNamSinh")
    if not sent:
        raise WireFault("no_birth")
    return spelled(sent)


def spelled(sent: str) -> str:
    """Any date form of wire.md F.4 as YYYY-MM-DD, YYYY-MM or YYYY; raises WireFault."""
    try:
        if len(sent) == 8 and sent.isascii() and sent.isdigit() and not sent.endswith("00"):
            text = f"{sent[:4]}-{sent[4:6]}-{sent[6:]}"
            date.fromisoformat(text)
            return text
        return _rarer(sent)
    except ValueError as error:
        raise WireFault("birth") from error


@lru_cache(512)
def _rarer(sent: str) -> str:
    return str(PartialDate.parse(sent))


def is_whole(born: str) -> bool:
    """Whether the date is a day and not a month or a year."""
    return len(born) == _WHOLE_DAY


def agrees(held: object, born: str) -> bool:
    """Whether two dates agree at the coarser precision of the two."""
    known = str(held or "")
    return bool(known) and (known.startswith(born) or born.startswith(known))


def question(whose: Mapping[str, str], claims: Mapping[str, Any], fields: tuple[str, ...]) -> Operation:
    """A look-up that discloses nothing unless every claim agrees, names by the folded rule."""
    return Operation("population", "lookup", whose, claims, fields, name_rule="folded")
