"""Power bills: what a supply used in a month, what that costs by the tariff of the day, and whether it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.draw import Draw, key
from mock_sectoral_dbs._life import months_later

if TYPE_CHECKING:
    from collections.abc import Sequence

PAID, UNPAID = "daThanhToan", "chuaThanhToan"
SHOWN = 6  # months
_AVERAGES = (  # dong per kWh before tax: QĐ 648, 2941, 2699, 1279/QĐ-BCT
    (date(2019, 3, 20), 1864.44),
    (date(2023, 11, 9), 2006.79),
    (date(2024, 10, 11), 2103.1155),
    (date(2025, 5, 10), 2204.0655),
)
_STEPS = ((50, 90), (50, 93), (100, 108), (100, 136), (100, 152), (10**9, 157))  # kWh, per cent of the average
_BUSINESS = 143  # per cent of the average, in normal hours below 6 kV
_TAXES = ((date.min, 10), (date(2023, 7, 1), 8), (date(2027, 1, 1), 10))  # per cent
_HOT = frozenset({3, 4, 5, 6})


@dataclass(frozen=True, slots=True)
class Supply:
    """What a customer code buys since when, and in how many households' allowance; None for business."""

    number: str
    since: date
    allowances: int | None


def cost(used: int, allowances: int | None, on: date) -> int:
    """Dong, tax included, of so many kWh in the month that ends on that day."""
    average = next((price for since, price in reversed(_AVERAGES) if since <= on), _AVERAGES[0][1])
    tax = next(rate for since, rate in reversed(_TAXES) if since <= on)
    if allowances is None:
        return round(used * round(average * _BUSINESS / 100) * (100 + tax) / 100)
    total, left = 0, used
    for width, share in _STEPS:
        part = min(left, width * allowances)
        total += part * round(average * share / 100)
        left -= part
    return round(total * (100 + tax) / 100)


def bills(supply: Supply, on: date) -> list[dict[str, Any]]:
    """The latest months' bills as they stand on that day, the oldest first."""
    draw = Draw(key(supply.number), "power bills", 0)
    months = [months_later(on, -back) for back in range(SHOWN, 0, -1)]
    return [_bill(supply, draw, month, on) for month in months if month >= months_later(supply.since, 1)]


def _bill(supply: Supply, draw: Draw, month: date, on: date) -> dict[str, Any]:
    base = draw.integer("base", 50, 320) * (1 if supply.allowances else 4)
    used = base * (draw.integer(f"used {month}", 80, 115) + (12 if month.month in _HOT else 0)) // 100
    issued = months_later(month, 1)
    told = {
        "ky": f"{month:%Y-%m}",
        "sanLuong": used,
        "soTien": cost(used, supply.allowances, issued - timedelta(1)),
    }
    is_late = draw.share("pays late", 0.12)
    paid = issued + timedelta(draw.days(f"paid {month}", *((35, 85) if is_late else (5, 18))))
    return {**told, **(settled(paid) if paid <= on else {"tinhTrang": UNPAID})}


def settled(day: date) -> dict[str, str]:
    """What a bill says once it was paid on that day."""
    return {"tinhTrang": PAID, "ngayThanhToan": day.isoformat()}


def owed(held: Sequence[dict[str, Any]]) -> int:
    """Dong that the bills leave unpaid."""
    return sum(bill["soTien"] for bill in held if bill["tinhTrang"] == UNPAID)
