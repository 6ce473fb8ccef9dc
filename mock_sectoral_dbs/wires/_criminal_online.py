"""Criminal-record certificates over VNeID: a citizen's dossier in, its state and what the certificate says out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mock_national_db.wires import Desk
from mock_sectoral_dbs.wires import _course as course
from mock_sectoral_dbs.wires import _criminal_dossiers as dossiers
from mock_sectoral_dbs.wires._body import day_written
from mock_sectoral_dbs.wires._criminal_forms import Malformed, online
from mock_sectoral_dbs.wires._fields import texts

Json = Mapping[str, Any]
OK, FAILED = "00", "01"
_TEXTS = {
    dossiers.AGAIN: "Hồ sơ không ở trạng thái bổ sung, không thể thực hiện cập nhật",
    dossiers.OTHER: "Hồ sơ không ở trạng thái bổ sung, không thể thực hiện cập nhật",
    dossiers.NOBODY: "Không có công dân mang giấy tờ, họ tên, ngày sinh này / No citizen of that paper, name and birth",
}
_UNKNOWN = "Hồ sơ không tồn tại / No such dossier"
_STATES = {
    course.RECEIVED: ("2", "Được tiếp nhận"),
    course.PROCESSING: ("4", "Đang xử lý"),
    course.WAITING: ("5", "Yêu cầu bổ sung giấy tờ"),
    course.REFUSED: ("3", "Không được tiếp nhận"),
    course.DONE: ("9", "Đã xử lý xong"),
}
_NONE, _SOME = ("0", "Không có án tích"), ("1", "Có án tích")


def hand_in(sent: Json, desk: Desk) -> Json:
    """`00`, or `01` and why."""
    try:
        declared = online(sent)
    except Malformed as error:
        return answer(FAILED, malformed(str(error)))
    done, _ = dossiers.hand_in(desk, dossiers.ONLINE, declared)
    return answer(FAILED, _TEXTS[done]) if done in _TEXTS else answer(OK)


def take_result(sent: Json, desk: Desk) -> Json:
    """The state that a province reports of a dossier is kept with it; nothing follows from it here."""
    number = texts(sent).get("maHoSoMCDT", "")
    dossier = dossiers.found(desk, dossiers.ONLINE, number)
    if dossier is None:
        return answer(FAILED, _UNKNOWN)
    dossiers.note(desk, dossier, {"reported": texts(sent).get("trangThaiXuLy")})
    return answer(OK)


def state(sent: Json, desk: Desk) -> Json:
    """How the dossier stands, and what its certificate says."""
    dossier = dossiers.found(desk, dossiers.ONLINE, texts(sent).get("maHoSoMCDT", ""))
    if dossier is None:
        return {"status": 0, "statusDescription": _UNKNOWN, "value": []}
    outcome = dossiers.outcome(desk, dossier)
    code, title = _STATES[outcome.stage.state]
    result = _certificate(desk, dossier, outcome) if outcome.certificate is not None else None
    value = {"maHoSoMCDT": dossier.number, "trangThaiXuLy": code, "tenTrangThaiXuLy": title, "ketQuaXuLy": result}
    return {"status": 1, "statusDescription": "", "value": [value]}


def answer(code: str, detail: str | None = None) -> Json:
    """As VNeID's messages are answered."""
    return {"statusCode": code, "data": None, "errorDetail": detail}


def malformed(what: str) -> str:
    """Which fields are wrong, in both languages."""
    return f"Trường thiếu hoặc sai: {what} / Fields missing or malformed: {what}"


# -- the certificate ---------------------------------------------------------------------------------------------------


def _certificate(desk: Desk, dossier: dossiers.Dossier, outcome: dossiers.Outcome) -> Json:
    said, issued = dossiers.convictions(desk, dossier, outcome.stage), outcome.certificate or {}
    code, title = _SOME if said["tinhTrangAnTich"] == "coAnTich" else _NONE
    return {
        "soPhieuLLTP": issued["soPhieu"],
        "ngayCapPhieu": day_written(issued["ngayCap"]),
        "loaiPhieu": issued["loaiPhieu"],
        "nguoiLapPhieu": "",
        "nguoiKy": "",
        "chucVu": "",
        "tinhTrangAnTich": code,
        "tenTinhTrangAnTich": title,
        "thongTinAn": [_conviction(one) for one in said["thongTinAn"] or ()],
        "dsCDNCV": [_ban(one) for one in said["dsCDNCV"] or ()],
        "phieuLLTP": "",
    }


def _conviction(held: Json) -> Json:
    court = held.get("toaAn", {})
    months = held.get("thoiHanThang")
    return {
        "soBanAn": held["soBanAn"],
        "ngayBanAn": day_written(held["ngayTuyen"]),
        "toaDaTuyen": court.get("ma", ""),
        "tenToaDaTuyen": court.get("ten", ""),
        "dsToiDanh": [{"toiDanh": "", "tenToiDanh": held.get("toiDanh", "")}],
        "dsHinhPhatChinh": [
            {"maHinhPhat": "", "tenHinhPhat": held["loaiHinhPhat"], "ghiChu": f"{months} tháng" if months else ""}
        ],
        "dsHinhPhatBoSung": [],
        "ngayChapHanh": day_written(held.get("ngayChapHanhXong")) or "",
        "ngayXoaAn": day_written(held.get("ngayXoa")) or "",
        "dieuKhoan": held.get("dieuLuat", ""),
    }


def _ban(held: Json) -> Json:
    since, until = (day_written(held.get(name)) or "" for name in ("tuNgay", "denNgay"))
    return {
        "soQuyetDinh": held.get("soQuyetDinh", ""),
        "chucVuCam": held["noiDung"],
        "thoiHanCam": until,
        "camTuNgay": since,
    }


HANDLED: Mapping[str, Callable[[Json, Desk], Json]] = {
    "nhanHoSoLLTP": hand_in,
    "traKetQuaHoSoLLTP": take_result,
    "traTrangThaiHoSoLLTP": state,
}
