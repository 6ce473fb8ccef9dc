"""Convictions: what the courts gave and was served, when the law clears it, what it bars from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_sectoral_dbs._proceedings import later_by_months
from mock_sectoral_dbs._sentences import PRISON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mock_national_db.timeline import AsOf

    Served = Mapping[str, date | None]  # by the number of the judgment, the day it was served

CLEARED, STANDING = "daXoa", "chuaXoa"
_PRISON_YEARS = ((60, 2), (180, 3))  # up to so many months of prison, so many years until it is cleared (art. 70)
_LONGEST, _OUTSIDE = 5, 1


def convictions(
    judgments: Iterable[Mapping[str, Any]], served: Served, decided: Mapping[str, date], as_of: AsOf
) -> list[dict[str, Any]]:
    """Each judgment as it stands, those decided upon cleared from their day.

    The latest is looked at first: while one is not cleared, a new one puts its clearing off (art. 73).
    """
    told: list[dict[str, Any]] = []
    following: tuple[str, date | None] | None = None
    for judgment in sorted(judgments, key=lambda one: str(one["ngayTuyen"]), reverse=True):
        number, done = judgment["soBanAn"], served.get(judgment["soBanAn"])
        day = _cleared(judgment, done, done)
        if following is not None and (day is None or following[0] < day.isoformat()):
            day = _cleared(judgment, done, following[1])
        following = judgment["ngayTuyen"], done
        told.append(_entry(judgment, done, min(filter(None, (decided.get(number), day)), default=None), as_of))
    return told[::-1]


def _cleared(judgment: Mapping[str, Any], done: date | None, counted: date | None) -> date | None:
    """By law, so many years after the sentence was served, and not while one is still barred from something."""
    if done is None or counted is None:
        return None
    sentence = judgment["hinhPhat"]
    day, barred = years_later(counted, _years(sentence)), ban(judgment, {judgment["soBanAn"]: done})
    return max(day, date.fromisoformat(barred["denNgay"])) if barred and "denNgay" in barred else day


def _years(sentence: Mapping[str, Any]) -> int:
    if sentence["loai"] != PRISON:
        return _OUTSIDE
    return next((years for months, years in _PRISON_YEARS if sentence.get("thoiHanThang", 0) <= months), _LONGEST)


def _entry(judgment: Mapping[str, Any], done: date | None, cleared: date | None, as_of: AsOf) -> dict[str, Any]:
    sentence = judgment["hinhPhat"]
    day = cleared if cleared and cleared <= as_of.on else None
    return {
        **{name: judgment[name] for name in ("soBanAn", "ngayTuyen", "toaAn")},
        **{name: sentence[name] for name in ("toiDanh", "dieuLuat", "thoiHanThang") if name in sentence},
        "loaiHinhPhat": sentence["loai"],
        "ngayChapHanhXong": done.isoformat() if done else None,
        "tinhTrang": CLEARED if day else STANDING,
        "ngayXoa": day.isoformat() if day else None,
    }


def ban(judgment: Mapping[str, Any], served: Served) -> dict[str, Any] | None:
    """What a sentence bars from: after a prison term is served, else since the judgment is in force."""
    barred = judgment["hinhPhat"].get("camDamNhiem")
    if barred is None:
        return None
    number, is_prison = judgment["soBanAn"], judgment["hinhPhat"]["loai"] == PRISON
    since = served.get(number) if is_prison else date.fromisoformat(judgment["ngayHieuLuc"])
    until = later_by_months(since, barred["thoiHanThang"]).isoformat() if since else None
    dates = {"tuNgay": since.isoformat(), "denNgay": until} if since else {}
    return {"noiDung": barred["noiDung"], "soQuyetDinh": number, **dates}
