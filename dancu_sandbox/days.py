"""A day as people in Vietnam write it, 31/12/2026, as the contracts have it."""

import re

_DAY_FIRST = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")


def iso(said: str) -> str:
    """23/11/2026, 11/2026 and 2026 as ISO has them; anything else, ISO itself too, stays as it is."""
    found = _DAY_FIRST.fullmatch(said.strip())
    return "-".join(part.zfill(2) for part in (found[3], found[2], found[1]) if part) if found else said
