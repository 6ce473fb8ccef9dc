"""Which administrative units are in use on a day."""

import csv
from collections.abc import Mapping
from functools import cache
from typing import Any

from dancu_contracts import units_file

REFORM = "2025-07-01"  # since then an address has no district


def in_use(address: Mapping[str, Any], day: str) -> bool:
    """Whether an address names a commune that is one on that day (ISO), in the right province."""
    table = "communes_2025.csv" if day >= REFORM else "communes_legacy.csv"
    if (address.get("maQuanHuyen") is None) != (day >= REFORM):
        return False
    return _communes(table).get(str(address.get("maPhuongXa"))) == address.get("maTinhThanh")


def is_commune(code: str, day: str) -> bool:
    """Whether a commune has that code on that day (ISO)."""
    return code in _communes("communes_2025.csv" if day >= REFORM else "communes_legacy.csv")


@cache
def _communes(table: str) -> Mapping[str, str]:
    with units_file(table).open(encoding="utf-8") as rows:
        return {row["commune_code"]: row["province_code"] for row in csv.DictReader(rows)}
