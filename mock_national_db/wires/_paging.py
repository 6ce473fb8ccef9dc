"""The `paging` of a list: which page or where to go on; of the real one only the container's name is public."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from mock_national_db.operation import Found
from mock_national_db.wires._faults import WireFault

LARGEST = 1000
ELEMENTS = ("Trang", "SoBanGhi", "TiepTheo")
_COUNT = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_WHERE = re.compile(r"([0-9]{1,9})-([0-9]{1,12})", re.ASCII)


class Page(NamedTuple):
    """Beginning `after` an index, `skip` so many and tell at most `most`."""

    after: int = -1
    skip: int = 0
    most: int = LARGEST


def is_asked(fields: Mapping[str, str]) -> bool:
    """Whether a page is asked for, and not the whole list."""
    return any(name in fields for name in ELEMENTS)


def page(fields: Mapping[str, str]) -> Page:
    """The page asked for, the first of the largest unless told otherwise; raises WireFault."""
    most = _count(fields, "SoBanGhi", LARGEST)
    if most > LARGEST:
        raise WireFault("paging", "SoBanGhi")
    if "TiepTheo" in fields:
        return _going_on(fields["TiepTheo"], most)
    return Page(skip=(_count(fields, "Trang", 1) - 1) * most, most=most)


def _count(fields: Mapping[str, str], name: str, usual: int) -> int:
    if name not in fields:
        return usual
    if not _COUNT.fullmatch(fields[name]):
        raise WireFault("paging", name)
    return int(fields[name])


def _going_on(sent: str, most: int) -> Page:
    if (where := _WHERE.fullmatch(sent)) is None:
        raise WireFault("paging", "TiepTheo")
    return Page(int(where[1]), int(where[2]), most)


def going_on(found: Found) -> str:
    """TiepTheo: where the next page begins; empty after the last."""
    return "" if found.after is None else f"{found.after}-{found.skip}"
