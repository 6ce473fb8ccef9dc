"""Sentences: what the Penal Code has for which offence, as a court of first instance would weigh it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_national_db.draw import Draw

PRISON, SUSPENDED, REFORM, FINE, WARNING = "tuCoThoiHan", "anTreo", "caiTaoKhongGiamGiu", "phatTien", "canhCao"
_MOST_SUSPENDED = 36  # months of prison beyond which none is suspended (art. 65)


@dataclass(frozen=True, slots=True)
class Range:
    """The kinds by weight, the prison term in months, the fine in millions of dong, what one is barred from besides.

    `harms` is whether somebody is left to be compensated.
    """

    kinds: Mapping[str, int]
    months: tuple[int, int]
    fine: tuple[int, int] = (0, 0)
    barred: str | None = None
    harms: bool = True


_RANGES = {
    "Trộm cắp tài sản": Range({PRISON: 70, SUSPENDED: 20, REFORM: 10}, (6, 36)),
    "Đánh bạc": Range({PRISON: 15, SUSPENDED: 45, REFORM: 10, FINE: 30}, (6, 30), (20, 100), harms=False),
    "Tàng trữ trái phép chất ma túy": Range({PRISON: 100}, (12, 60), harms=False),
    "Cố ý gây thương tích": Range({PRISON: 50, SUSPENDED: 40, REFORM: 10}, (6, 36)),
    "Vi phạm quy định về tham gia giao thông đường bộ": Range(
        {PRISON: 25, SUSPENDED: 60, FINE: 15}, (12, 48), (30, 100), "Hành nghề lái xe"
    ),
    "Lừa đảo chiếm đoạt tài sản": Range({PRISON: 85, SUSPENDED: 15}, (12, 84)),
    "Tham ô tài sản": Range({PRISON: 85, SUSPENDED: 15}, (24, 84), (0, 0), "Đảm nhiệm chức vụ quản lý tài sản"),
}
_OTHERWISE = Range({PRISON: 60, SUSPENDED: 35, WARNING: 5}, (6, 36))


def sentence(crime: Mapping[str, Any], draw: Draw, case: str) -> dict[str, Any]:
    """What the court gives for the crime of that case; a prison term counts from the day of detention."""
    law = _RANGES.get(crime.get("toiDanh", ""), _OTHERWISE)
    kind = draw.one_of(f"{case} sentence", law.kinds)
    months = draw.integer(f"{case} months", *law.months)
    told = {name: crime[name] for name in ("toiDanh", "dieuLuat") if name in crime}
    held = {"tinhTuNgay": crime["tamGiamTuNgay"]} if kind == PRISON and "tamGiamTuNgay" in crime else {}
    return {**told, "loai": kind, **_measured(law, draw, case, kind, months), **held, **_besides(law, draw, case)}


def _measured(law: Range, draw: Draw, case: str, kind: str, months: int) -> dict[str, int]:
    if kind == FINE:
        return {"soTienPhat": draw.integer(f"{case} fine", *law.fine) * 1_000_000}
    if kind == SUSPENDED:  # probation is twice the term, from one year to five
        term = min(months, _MOST_SUSPENDED)
        return {"thoiHanThang": term, "thuThachThang": min(max(2 * term, 12), 60)}
    return {"thoiHanThang": months} if kind in (PRISON, REFORM) else {}


def _besides(law: Range, draw: Draw, case: str) -> dict[str, Any]:
    if law.barred is None or not draw.share(f"{case} barred", 0.5):
        return {}
    return {"camDamNhiem": {"noiDung": law.barred, "thoiHanThang": 12 * draw.integer(f"{case} barred for", 1, 3)}}


def damages(crime: Mapping[str, Any], draw: Draw, case: str) -> int:
    """What is to be paid to those harmed by the crime of that case, in dong; 0 where nobody is."""
    law = _RANGES.get(crime.get("toiDanh", ""), _OTHERWISE)
    return draw.integer(f"{case} damages", 4, 300) * 500_000 if law.harms and draw.share(f"{case} harmed", 0.6) else 0
