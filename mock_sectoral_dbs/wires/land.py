"""The land offices' two systems, VBDLIS and iLIS: dossiers in, under either's paths and with one body (wire.md E.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mock_national_db.wires import Call, Context, Desk, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _accounts as accounts
from mock_sectoral_dbs.wires import _course as course
from mock_sectoral_dbs.wires import _land_dossiers as dossiers
from mock_sectoral_dbs.wires._body import Unreadable, fields, not_allowed, parsed, said
from mock_sectoral_dbs.wires._fields import Field, faults, iso_moment, number, text, texts
from mock_sectoral_dbs.wires._land_calls import calls

Json = Mapping[str, Any]
_VBDLIS, _ILIS, _TOKEN = "/vbdlis", "/ilis", "/ilis/token"
OK, MALFORMED, WHO, UNKNOWN, NOT_NOW = 200, 400, 401, 404, 409
_TEXTS = {
    OK: "Thành công",
    MALFORMED: "Trường thiếu hoặc sai: {what} / Fields missing or malformed: {what}",
    WHO: "Token thiếu hoặc đã hết hạn / No token, or an old one",
    UNKNOWN: "Không có {what} / No such {what}",
    NOT_NOW: "Hồ sơ không ở trạng thái này: {what} / The dossier is in another state: {what}",
}
_REQUIRED, _OPTIONAL = Field(text, is_required=True), Field(text)
_DOSSIER = {
    "SoBienNhan": _REQUIRED,
    "NguoiTiepNhan": _OPTIONAL,
    **dict.fromkeys(("NgayTiepNhan", "NgayHenTra"), Field(iso_moment)),
    **dict.fromkeys(("TinhId", "HuyenId", "XaId"), Field(number)),
    **dict.fromkeys(("MaHoSoMotCua", "DiaChiTaiSan"), _OPTIONAL),
}
_APPLICANT = {
    "HoTen": _REQUIRED,
    "SoChungMinh": _REQUIRED,
    **dict.fromkeys(("DiaChiChiTiet", "SoDienThoai"), _OPTIONAL),
}
_PROCEDURE = {"MaQuyTrinh": _REQUIRED, "TenQuyTrinh": _OPTIONAL}
_PARCEL = dict.fromkeys(("SoThuTuThua", "SoHieuBanDo", "DienTich", "DiaChiChiTiet"), _OPTIONAL)
_SUPPLEMENT = {"SoBienNhan": _REQUIRED, "NgayHenTraMoi": Field(iso_moment, is_required=True), "GhiChu": _OPTIONAL}
_RETURNED = {"SoBienNhan": _REQUIRED, "NgayTra": Field(iso_moment, is_required=True)}
_WRONG = {"SoBienNhan": _REQUIRED, "NoiDung": _REQUIRED}
_NOTE = "synthetic: code, type and message; data"


class _Asked(NamedTuple):
    """What is asked for, with what; `bearer` None where no token is needed."""

    name: str
    sent: Json
    bearer: str | None = None


class _Fault(Exception):
    """A code, and what is missing, unknown or in the way."""

    def __init__(self, code: int, what: str = "") -> None:
        super().__init__(code)
        self.code, self.text = code, _TEXTS[code].format(what=what)


def parse(request: Request, options: Options) -> Call | Reply:
    """The operation is the last part of the path, whatever lies between it and the system's name."""
    del options
    is_vbdlis = request.path.startswith(f"{_VBDLIS}/")
    name = request.path.rpartition("/")[2]
    if request.path == _TOKEN:
        return _login(request)
    handled = (_BY_VBDLIS if is_vbdlis else _BY_ILIS).get(name)
    if handled is None:
        return said(
            {"message": ", ".join(_BY_VBDLIS if is_vbdlis else _BY_ILIS)}, status=404, notes=("synthetic: fault",)
        )
    if request.method != "POST":
        return not_allowed("POST", {"message": "POST"})
    bearer = request.headers.get("authorization", "").partition(" ")[2].strip()
    return Call(_Asked(handled, _json(request.body), None if is_vbdlis else bearer))


def _json(body: bytes) -> Json:
    try:
        sent = parsed(body)
    except Unreadable:
        return {}
    return sent if isinstance(sent, Mapping) else {}


def _login(request: Request) -> Call | Reply:
    if request.method != "POST":
        return not_allowed("POST", {"error": "invalid_request"})
    try:
        return Call(_Asked(_TOKEN, fields(request)))
    except Unreadable:
        return said({"error": "invalid_request"}, status=400)


def act(call: Call, desk: Desk, context: Context) -> Reply:
    """`{data, status}` with status 200 whatever it says, or a token."""
    asked = call.operation
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    if asked.name == _TOKEN:
        return _granted(asked.sent, context)
    code, message = OK, _TEXTS[OK]
    try:
        _admit(asked.bearer, context)
        _ANSWERED[asked.name](asked.sent, desk)
    except _Fault as fault:
        code, message = fault.code, fault.text
    kind, now = "SUCCESS" if code == OK else "ERROR", desk.now.isoformat()
    status = {"success": code == OK, "code": code, "type": kind, "time": now, "message": message}
    content = {"data": int(code == OK), "status": status}
    return said(content, status=401 if code == WHO else 200, notes=(_NOTE,))


def _granted(sent: Mapping[str, str], context: Context) -> Reply:
    """OAuth 2, grant `password`: a token for whoever proves to be a client."""
    access, user = context.options.access, sent.get("username", "")
    if sent.get("grant_type") != "password":
        return said({"error": "unsupported_grant_type"}, status=400)
    if not accounts.is_client(user, sent.get("password", ""), accounts.secret_of(user, access), access):
        return said({"error": "invalid_grant"}, status=400)
    token = accounts.token("ilis", user, accounts.ending(access, context.wall), access)
    return said({"access_token": token, "token_type": "bearer", "expires_in": access.lifetime})


def _admit(bearer: str | None, context: Context) -> None:
    """Who was asked for a proof at the gate has shown it; else iLIS asks for a token of its own."""
    access = context.options.access
    if bearer is not None and not access.modes and accounts.holder("ilis", bearer, access, context.wall) is None:
        _refuse(WHO)


def _refuse(code: int, what: str = "") -> None:
    raise _Fault(code, what)


# -- the four operations -----------------------------------------------------------------------------------------------


def _take(sent: Json, desk: Desk) -> None:
    """A dossier; the same again is taken as the first time, another under its number is not."""
    parcels = sent.get("ThongTinThuaDat") or []
    wrong = [
        *faults(sent, _DOSSIER),
        *faults(sent.get("ThongTinNguoiNopDon"), _APPLICANT, "ThongTinNguoiNopDon"),
        *faults(sent.get("ThongTinQuyTrinh"), _PROCEDURE, "ThongTinQuyTrinh"),
        *_wrong_parcels(parcels),
    ]
    if wrong:
        _refuse(MALFORMED, ", ".join(wrong))
    content: dict[str, Any] = {
        **_kept(sent, _DOSSIER),
        "ThongTinNguoiNopDon": _kept(sent["ThongTinNguoiNopDon"], _APPLICANT),
        "ThongTinQuyTrinh": _kept(sent["ThongTinQuyTrinh"], _PROCEDURE),
        "ThongTinThuaDat": [_kept(parcel, _PARCEL) for parcel in parcels],
    }
    before = dossiers.found(desk, content["SoBienNhan"])
    if before is not None and before.content != content:
        _refuse(NOT_NOW, "SoBienNhan đã có / exists")
    if before is None and not dossiers.hand_in(desk, content["SoBienNhan"], content):
        _refuse(UNKNOWN, "ThongTinNguoiNopDon")


def _wrong_parcels(parcels: Any) -> list[str]:
    if not isinstance(parcels, list):
        return ["ThongTinThuaDat"]
    return [what for place, one in enumerate(parcels) for what in faults(one, _PARCEL, f"ThongTinThuaDat[{place}]")]


def _kept(form: Json, known: Mapping[str, Field]) -> dict[str, str]:
    return {name: value for name, value in texts(form).items() if name in known}


def _supplement(sent: Json, desk: Desk) -> None:
    dossier = _meant(sent, _SUPPLEMENT, desk, course.WAITING)
    papers = sent.get(dossiers.ADDED) or []
    if not isinstance(papers, list):
        _refuse(MALFORMED, dossiers.ADDED)
    added = [texts(one).get("TenGiayTo", "")[:200] for one in papers if isinstance(one, Mapping)]
    dossiers.go_on(desk, dossier, {**_kept(sent, _SUPPLEMENT), dossiers.ADDED: added})


def _return(sent: Json, desk: Desk) -> None:
    dossier = _meant(sent, _RETURNED, desk, course.DONE, course.REFUSED)
    dossiers.note(desk, dossier, {"returned": texts(sent)["NgayTra"]})


def _send_back(sent: Json, desk: Desk) -> None:
    """A wrong result: it is processed anew; what was noted on the certificate stays."""
    dossier = _meant(sent, _WRONG, desk, course.DONE, course.REFUSED)
    dossiers.go_on(desk, dossier, _kept(sent, _WRONG))


def _meant(sent: Json, known: Mapping[str, Field], desk: Desk, *states: str) -> dossiers.Dossier:
    """The dossier named, if it is in one of those states."""
    if wrong := list(faults(sent, known)):
        raise _Fault(MALFORMED, ", ".join(wrong))
    dossier = dossiers.found(desk, texts(sent)["SoBienNhan"])
    if dossier is None:
        raise _Fault(UNKNOWN, "SoBienNhan")
    if (held := dossiers.stage(desk, dossier).state) not in states:
        raise _Fault(NOT_NOW, held)
    return dossier


_ANSWERED: Mapping[str, Callable[[Json, Desk], None]] = {
    "take": _take,
    "supplement": _supplement,
    "return": _return,
    "send back": _send_back,
}
_BY_VBDLIS = {
    "tiepnhan": "take",
    "capnhattrangthaibosunghoso": "supplement",
    "capnhattrangthaitraketquahoso": "return",
    "phanhoihososaiketqua": "send back",
}
_BY_ILIS = {
    "TiepNhanHoSo": "take",
    "BoSungHoSo": "supplement",
    "CapNhatTrangThaiHoSo": "return",
    "phanhoihososaiketqua": "send back",
}
WIRE = Wire("land", (f"{_VBDLIS}/*", f"{_ILIS}/*"), parse, act=act, calls=calls)
