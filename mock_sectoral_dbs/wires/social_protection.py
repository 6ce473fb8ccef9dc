"""The social-protection system as provinces feed it: their dossiers, the steps taken, and what it has (wire.md E.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from mock_national_db.wires import Call, Context, Desk, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _ngsp
from mock_sectoral_dbs.wires import _social_dossiers as dossiers
from mock_sectoral_dbs.wires._body import day_written, json_object
from mock_sectoral_dbs.wires._fields import Field, day, faults, moment, one_of, text, texts, writable

Json = Mapping[str, Any]
_BASE = "/apiBTXH"
_MOMENT = "%d/%m/%Y %H:%M:%S"
OK, NO_KEY, MALFORMED, UNKNOWN = "0", "1", "2", "4"
_TEXTS = {
    OK: "Thành công",
    NO_KEY: "Thiếu AcceptKey / AcceptKey is missing",
    MALFORMED: "Trường thiếu hoặc sai: {what} / Fields missing or malformed: {what}",
    UNKNOWN: "Không có hồ sơ, hoặc không có công dân mang giấy tờ, họ tên, ngày sinh này"
    " / No such dossier, or no citizen of that paper, name and birth",
}
_SENT = (  # what is told back as it was sent, spelled as a client that pulls does
    "loaiDuLieu maHoSo maLinhVuc tenLinhVuc kenhThucHien loaiDoiTuong hinhThucTra maTTHC tenTTHC hoVaTen "
    "ngayThangNamSinh gioiTinhId danTocId cmnd cmnD_NgayCap cmnD_NoiCap maTinh maHuyen maXa hktT_MaTinh hktT_MaHuyen "
    "hktT_MaXa hktT_MaThon hktT_ChiTiet nohT_MaTinh nohT_MaHuyen nohT_MaXa nohT_MaThon nohT_ChiTiet soDienThoai email "
    "ngayTiepNhan donViXuLy noiNopHoSo hoSoCoThanhPhanSoHoa taiKhoanDuocXacThucVoiVNeID duocThanhToanTrucTuyen "
    "loaiDinhDanh soDinhDanh maCSDL urlDetail submitedDate certificateExtentData"
)
_STATUS, _TIMES = one_of(*(str(code) for code in range(1, 11))), ("ThoiGianBatDau", "ThoiGianKetThuc")
_DOSSIER = {
    **dict.fromkeys(("MaHoSo", "MaTTHC", "TenTTHC", "HoVaTen"), Field(text, is_required=True)),
    **dict.fromkeys(("NgayThangNamSinh", "CMND_NgayCap"), Field(day)),
    **dict.fromkeys(("NgayTiepNhan", "SubmitedDate"), Field(moment)),
    "LoaiDinhDanh": Field(one_of("1", "2")),
    "StatusId": Field(_STATUS),
}
_STEP = {
    "MaHoSo": Field(text, is_required=True),
    "StatusId": Field(_STATUS, is_required=True),
    "ThoiDiemXuLy": Field(moment),
}
_PLACES = ("MaTinh", "MaHuyen", "MaXa")
_PULL = {**dict.fromkeys(_TIMES, Field(moment)), **dict.fromkeys(_PLACES, Field(text))}
_ENDED = frozenset({"3", "7", "8", "9", "10"})
_KEPT = frozenset(_SENT.lower().split())
_NOTE = "synthetic: error codes other than 0"


class _Asked(NamedTuple):
    name: str
    sent: Json
    bearer: str
    about: _ngsp.Envelope


class _Fault(Exception):
    """A code of the service, and which fields are wrong."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code, self.text = code, _TEXTS[code].format(what=what)


def parse(request: Request, options: Options) -> Call | Reply:
    """JSON in, by one of three operations; the key is in it, or is the bearer's."""
    about = _ngsp.envelope(request, options)
    name = _ngsp.operation(request.path, _BASE)
    if wrong := _ngsp.misdirected(request, name, _ANSWERED, "POST", about):
        return wrong
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    return Call(_Asked(name, json_object(request.body), bearer, about))


def act(call: Call, desk: Desk, context: Context) -> Reply:
    """`{error_code, message}`; of a pull within `result`, with `data`."""
    del context
    asked = call.operation
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    code, message, rows = OK, _TEXTS[OK], None
    try:
        rows = _ANSWERED[asked.name](asked.sent, _key(asked), desk)
    except _Fault as fault:
        code, message = fault.code, fault.text
    return _ngsp.answered(_answer(asked.name, code, message, rows), asked.about, notes=(_NOTE,))


def _answer(name: str, code: str, message: str, rows: list[Json] | None) -> Json:
    if name != _PULLED:
        return {"error_code": code, "message": message}
    return {"result": {"message": message, "error_code": int(code), "data": rows or []}}


def _key(asked: _Asked) -> str:
    key = texts(asked.sent).get("AcceptKey", asked.bearer)
    if not key:
        raise _Fault(NO_KEY)
    return key


def _checked(sent: Json, fields: Mapping[str, Field]) -> dict[str, str]:
    """The form without the key; what is not told back and not looked at is left out."""
    held = texts({name: value for name, value in sent.items() if name in fields or name.lower() in _KEPT})
    wrong = [
        *faults(sent, fields),
        *(name for name, value in held.items() if name not in fields and not writable(value)),
    ]
    if wrong:
        raise _Fault(MALFORMED, ", ".join(wrong))
    return held


# -- the three operations ----------------------------------------------------------------------------------------------


def _send(sent: Json, key: str, desk: Desk) -> None:
    form = _checked(sent, _DOSSIER)
    if not form.keys() & {"SoDinhDanh", "CMND"}:
        raise _Fault(MALFORMED, "SoDinhDanh, CMND (một trong hai / either)")
    if not dossiers.send(desk, key, form):
        raise _Fault(UNKNOWN)


def _report(sent: Json, key: str, desk: Desk) -> None:
    step = _checked(sent, _STEP)
    dossier = dossiers.found(desk, step["MaHoSo"], key)
    if dossier is None:
        raise _Fault(UNKNOWN)
    dossiers.report(desk, dossier, step)


def _pull(sent: Json, key: str, desk: Desk) -> list[Json]:
    """What was handed in within the time and place asked about, whatever of them is said."""
    form = _checked(sent, _PULL)
    begin, end = (_read(form.get(name)) for name in _TIMES)
    return [
        _row(desk, one)
        for one in dossiers.every(desk, key)
        if (begin or datetime.min) <= one.entries[0].at.replace(tzinfo=None) <= (end or datetime.max)  # noqa: DTZ901
        and all(one.content.get(place, "") == form[place] for place in _PLACES if place in form)
    ]


def _read(written: str | None) -> datetime | None:
    return datetime.strptime(written, _MOMENT) if written else None  # noqa: DTZ007 - the clock's own time of day


def _row(desk: Desk, dossier: dossiers.Dossier) -> Json:
    sent = {name.lower(): value for name, value in dossier.content.items()}
    stage, granted = dossiers.outcome(desk, dossier)
    result = granted or {}
    return {
        "loaiKetQua": "",
        "ngayBanHanh": day_written(result.get("tuNgay")) or "",
        "soQuyetDinh": result.get("maDoiTuong", ""),
        "coQuanBanHanh": result.get("coQuanQuanLy", {}).get("ten", ""),
        "trichYeu": dossier.content["TenTTHC"] if granted else "",
        "acceptKey": "",
        **{name: sent.get(name.lower(), "") for name in _SENT.split()},
        "ngayHenTra": day_written(dossier.due),
        "ngayKetThucXuLy_ThucTe": day_written(stage.since.isoformat()) if stage.state in _ENDED else "",
        "statusId": stage.state,
    }


_PULLED = "LayDanhSachHoSo"
_ANSWERED: Mapping[str, Callable[[Json, str, Desk], list[Json] | None]] = {
    "DongBoDVC": _send,
    "XuLyHoSo": _report,
    _PULLED: _pull,
}
WIRE = Wire("social_protection", _ngsp.routes(_BASE), parse, act=act)
