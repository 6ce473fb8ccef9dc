"""The land offices' two systems, VBDLIS and iLIS: dossiers in, under either's paths and with one body (wire.md E.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mock_national_db.wires import Call, Context, Desk, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _accounts as accounts
from mock_sectoral_dbs.wires._body import Unreadable, fields, json_object, not_allowed, said
from mock_sectoral_dbs.wires._land_calls import calls
from mock_sectoral_dbs.wires._land_operations import ANSWERED, OK, TEXTS, WHO, Fault

Json = Mapping[str, Any]
_VBDLIS, _ILIS, _TOKEN = "/vbdlis", "/ilis", "/ilis/token"
_NOTE = "synthetic: code, type and message; data"


class _Asked(NamedTuple):
    """What is asked for, with what; `bearer` None where no token is needed."""

    name: str
    sent: Json
    bearer: str | None = None


def parse(request: Request, options: Options) -> Call | Reply:
    """The operation is the last part of the path, whatever lies between it and the system's name."""
    del options
    is_vbdlis = request.path.startswith(f"{_VBDLIS}/")
    name = request.path.rpartition("/")[2]
    if request.path == _TOKEN:
        return _login(request)
    offered = _BY_VBDLIS if is_vbdlis else _BY_ILIS
    if name not in offered:
        return said({"message": ", ".join(offered)}, status=404, notes=("synthetic: fault",))
    if request.method != "POST":
        return not_allowed("POST", {"message": "POST"})
    bearer = request.headers.get("authorization", "").partition(" ")[2].strip()
    return Call(_Asked(offered[name], json_object(request.body), None if is_vbdlis else bearer))


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
    code, message = OK, TEXTS[OK]
    try:
        _admit(asked.bearer, context)
        ANSWERED[asked.name](asked.sent, desk)
    except Fault as fault:
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
        raise Fault(WHO)


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
