"""A day as people in Vietnam write it, 31/12/2026, as the contracts have it."""

import re
from datetime import date

_DAY_FIRST = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")


def iso(said: str) -> str:
    """23/11/2026, 11/2026 and 2026 as ISO has them; anything else stays, ISO itself and days that there are not too."""
    found = _DAY_FIRST.fullmatch(said.strip())
    if not found or not _is_there(*map(int, found.groups(default="1"))):
        return said
    return "-".join(part.zfill(2) for part in (found[3], found[2], found[1]) if part)


def _is_there(day: int, month: int, year: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
