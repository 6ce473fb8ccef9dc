"""Cells as people and spreadsheets write them: numbers without their zeros, days in several forms, sex in words."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from mock_national_db.dates import ImpossibleDate, PartialDate
from mock_national_db.names import folded

PERSONAL, CMND, UNIT, DISTRICT, PROVINCE = 12, 9, 5, 3, 2
_SIGNS = re.compile(r"[\s.'’`\-\u00a0\u200b]+")
_SCIENTIFIC = re.compile(r"(\d)[.,](\d{1,20})[eE]\+?(\d{1,2})")
_FRACTION = re.compile(r"[.,]0+$")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_PERSONAL = re.compile(r"0(?!00)\d{11}|[1-9]\d{10}|[1-9][0-3]\d{8}")  # the fourth digit, of century and sex, is small
_SHORT_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2})")
_WHOLE_DAY = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-](\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}|\d{8}")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_SEXES = {"1": "1", "NAM": "1", "MALE": "1", "2": "2", "NU": "2", "FEMALE": "2", "0": "0"}
_ENDED = re.compile("CHET|TUVONG|MATTICH|QUADOI|DAMAT|NGUNG|CHAMDUT|HETHIEULUC|HETHAN|THUHOI|HUY|DATHOI|DEAD|DECEASED")
_DIED = re.compile("CHET|TUVONG|QUADOI|DAMAT|DEAD|DECEASED")


def digits(cell: str, *widths: int) -> str | None:
    """The number of one of the widths that the cell stands for, None for what is none.

    Signs and a fraction of zeros are left out, zeros that a spreadsheet took are put back; a number in powers of ten
    counts only if it kept all its digits. A CMND filled up to the width of a personal number is the CMND.
    """
    text = _whole(_FRACTION.sub("", cell.strip()))
    if not (text.isascii() and text.isdecimal()):
        return None
    if CMND in widths and len(text) == PERSONAL and text.startswith("0" * (PERSONAL - CMND)):
        text = text[PERSONAL - CMND :]
    lost = next((width for width in sorted(widths) if len(text) <= width), None)
    return text.zfill(lost) if lost is not None and lost - len(text) <= _ZEROS[lost] else None


_ZEROS = {PERSONAL: 2, CMND: 1, UNIT: 4, DISTRICT: 2, PROVINCE: 1}
"""With how many zeros a number can begin: 001 is the smallest prefix of a personal number."""


def looks_personal(cell: str) -> bool:
    """Whether a cell of unknown meaning is probably a personal number, with its first zeros or without."""
    return _PERSONAL.fullmatch(_whole(_FRACTION.sub("", cell.strip()))) is not None


def _whole(text: str) -> str:
    if found := _SCIENTIFIC.fullmatch(text):
        return _power(text) if len(found[2]) == int(found[3]) else ""
    return _SIGNS.sub("", text)


def _power(text: str) -> str:
    try:
        return str(int(Decimal(text.replace(",", "."))))
    except InvalidOperation:
        return ""


@lru_cache(maxsize=65_536)
def day(cell: str) -> str | None:
    """A date of any precision as the vocabulary writes it; None for what is no date. The day comes before the month."""
    text = re.sub(r"[ T]00:00:00(\.0+)?$", "", _FRACTION.sub("", cell.strip()))
    if found := _DAY_FIRST.fullmatch(text):
        text = f"{found[1]:0>2}/{found[2]:0>2}/{found[3]}"
    elif found := _MONTH_FIRST.fullmatch(text):
        text = f"{found[1]:0>2}/{found[2]}"
    try:
        return str(PartialDate.parse(text))
    except ImpossibleDate:
        return None


def is_short_year_of(cell: str, held: str) -> bool:
    """Whether the cell is that day with the last two digits of its year."""
    found = _SHORT_YEAR.fullmatch(cell.strip())
    return found is not None and f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" == held[2:]


def is_whole_day(cell: str) -> bool:
    """Whether a cell is a date with day, month and year."""
    return len(day(cell) or "") == len("2026-11-23")


def shows_day(cell: str) -> bool:
    """Whether a cell shows how its column writes a whole day."""
    return _WHOLE_DAY.fullmatch(cell.strip()) is not None


def sex(cell: str) -> str | None:
    """The code of a sex: 0 unknown, 1 male, 2 female; None for what cannot be read."""
    return _SEXES.get(folded(_FRACTION.sub("", cell)))


def says_dead(cell: str | None) -> bool:
    """Whether a status says that the person died."""
    return cell is not None and _DIED.search(folded(cell)) is not None


def says_ended(cell: str | None) -> bool:
    """Whether a status says that the row is active no more."""
    return cell is not None and _ENDED.search(folded(cell)) is not None


def day_like(day: str, cell: str) -> str:
    """A day written as the cell writes its own, but for a year of two digits."""
    parts = day.split("-")
    found = re.search(r"[/.\-]", cell)
    if found is None and cell.isdecimal() and len(cell) == len("20261123"):
        return "".join(parts)
    if found is None or re.match(r"\d{4}", cell):
        return day
    return found[0].join(reversed(parts))


def name_like(name: str, cell: str) -> str:
    """A name in capitals where the cell is."""
    return name.upper() if cell.isupper() else name


def sex_like(code: str, cell: str) -> str:
    """A sex in words where the cell has words."""
    if cell[:1].isdecimal() or not cell:
        return code
    english = folded(cell) in {"MALE", "FEMALE"}
    words = ("male", "female") if english else ("Nam", "Nữ")
    word = words[int(code) - 1]
    return word.upper() if cell.isupper() else word


def one_digit_apart(one: str, other: str) -> bool:
    """Whether two numbers of one length differ in one digit, or in two neighbours that changed places."""
    if len(one) != len(other):
        return False
    apart = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) == 2 and apart[1] == apart[0] + 1:
        first, second = apart
        return (one[first], one[second]) == (other[second], other[first])
    return len(apart) == 1
