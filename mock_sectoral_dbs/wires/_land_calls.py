"""What VBDLIS tells the portal of its own accord: moved on, supplement wanted or received, ended (wire.md E.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mock_national_db.wires import Desk, Outgoing
from mock_sectoral_dbs.wires import _course as course
from mock_sectoral_dbs.wires import _land_dossiers as dossiers
from mock_sectoral_dbs.wires._progress import PAPERS, Stage

Json = Mapping[str, Any]
_OFFICER, _COUNTER = "vpdkdd", "motcua"
_PATHS = {
    course.PROCESSING: "ChuyenHoSo",
    course.WAITING: "YeuCauBoSungHoSo",
    dossiers.SUPPLEMENTED: "NhanBoSungHoSo",
    course.DONE: "KetThucHoSo",
    course.REFUSED: "KetThucHoSo",
}
_ENDS = {course.DONE: (1, "Đã giải quyết"), course.REFUSED: (2, "Từ chối giải quyết")}


def calls(desk: Desk, code: str) -> Sequence[Outgoing]:
    """All that the portal is to be told and was not; `code` is its SecurityCode, in the path and in the body."""
    return [
        _call(dossier, what, held, code)
        for dossier in dossiers.every(desk)
        for what, held in dossiers.to_tell(desk, dossier)
    ]


def _call(dossier: dossiers.Dossier, what: str, held: Stage, code: str) -> Outgoing:
    body = {"SoBienNhan": dossier.number, **_told(dossier, what, held), "SecurityCode": code}
    return Outgoing(f"{_PATHS[what]}/{code}", body, dossier.number, dossiers.told_of(dossier, what))


def _told(dossier: dossiers.Dossier, what: str, held: Stage) -> Json:
    day = _moment(held.since)
    if what == course.PROCESSING:
        moved = {"MaCanBoChuyen": _COUNTER, "MaCanBoNhan": _OFFICER, "MaTrangThai": "4", "LaTrangThaiChuyenLai": False}
        return {
            **moved,
            "NoiDungXuLy": "Đang xử lý",
            "NgayChuyen": _moment(dossiers.worked_at(dossier)),
            "DanhSachTapTin": None,
        }
    if what == course.WAITING:
        return {"NgayChoBoSung": day, "MaCanBoXuLy": _OFFICER, "LaTamDung": True, "GhiChu": "", "TapTin": None}
    if what == dossiers.SUPPLEMENTED:
        promised = dossier.turns[-1].what[PAPERS]["NgayHenTraMoi"]
        return {
            "NgayNhanBoSung": _moment(dossiers.worked_at(dossier)),
            "NgayHenTraMoi": promised,
            "GhiChu": "",
            "TapTin": None,
        }
    end, words = _ENDS[what]
    ended = {"NgayKetThuc": day, "MaCanBoXuLy": _OFFICER, "TrangThaiKetThuc": end, "GhiChu": words}
    return {**ended, "DanhSachGiayToKetQua": []}


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"
