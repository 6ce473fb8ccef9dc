"""When two addresses are one place, though its commune was merged into another on 1 July 2025."""

import csv
from collections.abc import Mapping
from functools import cache

from dancu_contracts import units_file

from dancu_connectors.names import exact

Address = Mapping[str, object]


def is_address(value: Mapping[str, object]) -> bool:
    """Whether an object of a record is an address in Vietnam."""
    return "maPhuongXa" in value


def same_place(one: Address, other: Address) -> bool:
    """By commune and detail; of an old commune and a new one, if the old one became (part of) the new one."""
    if not _same_text(one.get("chiTiet"), other.get("chiTiet")):
        return False
    here, there = str(one["maPhuongXa"]), str(other["maPhuongXa"])
    if _is_old(one) == _is_old(other):
        return here == there
    old, new = (here, there) if _is_old(one) else (there, here)
    return new in _became().get(old, frozenset())


def _is_old(address: Address) -> bool:
    """Units before July 2025 have a district, those since have none."""
    return "maQuanHuyen" in address


def _same_text(one: object, other: object) -> bool:
    """A detail that only one of them tells contradicts nothing."""
    return not one or not other or exact(str(one)) == exact(str(other))


@cache
def _became() -> Mapping[str, frozenset[str]]:
    """The communes of 2025 by each old commune that went into them."""
    found: dict[str, set[str]] = {}
    with units_file("commune_map_legacy_to_2025.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            found.setdefault(row["old_code"], set()).add(row["new_code"])
    return {old: frozenset(new) for old, new in found.items()}
