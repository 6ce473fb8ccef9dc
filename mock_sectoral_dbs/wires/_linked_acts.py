"""The linked procedures of birth, death and marriage: dossiers in, how they stand and what came of them (E.2b)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_sectoral_dbs.wires import _civil_dossiers as dossiers
from mock_sectoral_dbs.wires._civil_papers import (
    Fault,
    HandedIn,
    declaration,
    handed_in,
    kind_of,
    listed,
    moment,
)
from mock_sectoral_dbs.wires._civil_results import with_certificate
from mock_sectoral_dbs.wires._progress import due
from mock_sectoral_dbs.wires._written import text

if TYPE_CHECKING:
    from datetime import date

    from mock_national_db.wires import Desk

Json = Mapping[str, Any]
_MOST, _TO_SUPPLEMENT = 3, 5  # numbers asked for at once; working days to hand in what is missing
_UNKNOWN = "201 RECORD_NOT_FOUND: Hồ sơ không tồn tại / No such dossier"
_STATES: Mapping[str, str] = {
    "1": "Chờ tiếp nhận / Waiting",
    "2": "Yêu cầu bổ sung / To be supplemented",
    "3": "Đang xử lý / In progress",
    "4": "Có kết quả / Result",
    "5": "Đã trả kết quả / Result returned",
    "6": "Từ chối / Refused",
    "7": "Đã gửi Bộ Tư pháp / Sent to the Ministry of Justice",
}
_OFFICER = {"nguoiXuLy": "Công chức thử nghiệm", "chucDanh": "Công chức tư pháp - hộ tịch"}


class Asked(NamedTuple):
    """Which dossiers, of which kind; the rest is repeated in the answer."""

    numbers: list[str]
    kind: str
    module: str
    province: str


# -- nhanHoSoDKHT ------------------------------------------------------------------------------------------------------


def read_dossier(sent: Json) -> HandedIn:
    """Raises Fault, Malformed."""
    read = handed_in(sent, declaration(sent.get("data")), "maHoSoLT")
    moment(sent, "ngayTiepNhan")
    return read


def receive(desk: Desk, sent: HandedIn) -> Json:
    """`status` is a text here; a dossier that came before is refused in words that clients take for success."""
    if not dossiers.hand_in(desk, sent.number, sent.papers, sent.declared):
        return not_received(Fault("500", dossiers.RECEIVED))
    return {"status": "1", "statusDescription": "Thành công / Success", "errorCode": "", "errorDescription": ""}


def not_received(fault: Fault) -> Json:
    """The same envelope with what is wrong."""
    told = {"status": "0", "statusDescription": "Không thành công / Failure"}
    return {**told, "errorCode": fault.code, "errorDescription": fault.detail}


# -- LayKetQua ---------------------------------------------------------------------------------------------------------


def read_question(sent: Json) -> Asked:
    """Raises Fault, Malformed."""
    numbers = listed(sent, "maDinhDanhHoSo", _MOST)
    return Asked(numbers, kind_of(sent), text(sent, "module"), text(sent, "maTinh"))


def results(desk: Desk, asked: Asked) -> Json:
    """One item for each number; `status` is a number here, 0 if none of them is known."""
    found = [_dossier(desk, number, asked) for number in asked.numbers]
    value = [_item(asked, number, dossier) for number, dossier in zip(asked.numbers, found, strict=True)]
    return _told(value) if any(found) else {**no_results(Fault("201", "maDinhDanhHoSo")), "value": value}


def no_results(fault: Fault) -> Json:
    """The same envelope with what is wrong."""
    return {"status": 0, "statusDescription": f"{fault.code} {fault.detail}", "value": []}


def _told(value: list[Json]) -> Json:
    return {"status": 1, "statusDescription": "Thành công / Success", "value": value}


def _dossier(desk: Desk, number: str, asked: Asked) -> dossiers.Dossier | None:
    """By the number of the linked dossier, else by that of the one-stop shop."""
    found = dossiers.look(desk, number) if number else None
    if found is None and number:
        found = next((one for one in dossiers.every(desk) if one.papers["maHoSoMCDT"] == number), None)
    return found if found is not None and found.kind == asked.kind else None


def _item(asked: Asked, number: str, dossier: dossiers.Dossier | None) -> Json:
    if dossier is None:
        return {**_blank(asked), "maHoSoLT": number, "errors": _UNKNOWN}
    state, since = dossier.stage
    return {
        **_blank(asked),
        "maDonVi": int(dossier.papers["maDonVi"]),
        "maHoSoLT": dossier.number,
        "maHoSoMCDT": dossier.papers["maHoSoMCDT"],
        "trangThai": int(state),
        "thoiGianThucHien": f"{since:%d/%m/%Y} 08:00:00",
        "ghiChu": _STATES[state],
        "ketQuaXuLy": _result(dossier),
        **_OFFICER,
        "phongBanXuLy": (dossier.result or {}).get("coQuan", ""),
        "noiDungXuLy": dossier.outcome.get("refused", dossiers.MISSING if state == dossiers.SUPPLEMENT else ""),
        "hanBoSungHoSo": _last_day(since) if state == dossiers.SUPPLEMENT else None,
    }


def _blank(asked: Asked) -> dict[str, Any]:
    empty = ("maHoSoLT", "maHoSoMCDT", "errors", "trangThai", "thoiGianThucHien", "ghiChu", "ketQuaXuLy")
    more = ("nguoiXuLy", "chucDanh", "phongBanXuLy", "noiDungXuLy", "hanBoSungHoSo")
    return {"maDonVi": None, "maTinh": asked.province, "module": asked.module, **dict.fromkeys((*empty, *more))}


def _last_day(since: date) -> str:
    return f"{due(since, _TO_SUPPLEMENT):%d/%m/%Y}"


def _result(dossier: dossiers.Dossier) -> Json | None:
    if dossier.result is None:
        return None
    shown = with_certificate(dossier.kind, dossier.result)
    return {name: value for name, value in shown.items() if name != "coQuan"}
