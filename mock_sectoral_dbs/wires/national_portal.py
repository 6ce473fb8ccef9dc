"""The national public-service portal as provinces ask it: a session, then one path for all services (wire.md C.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mock_national_db.operation import Answer
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _accounts as accounts
from mock_sectoral_dbs.wires._body import Unreadable, fields, not_allowed, said
from mock_sectoral_dbs.wires._portal_services import SERVICES, Malformed

_LOGIN, _SERVICES, _PROVINCE = "/dvcqg/mapi/login", "/dvcqg/mapi/g", "/KetNoiMotCuaQuocGia"
OK, NO_ACCOUNT, MALFORMED, NOT_OFFERED = 0, 1, 2, 4  # 3 is for dossiers that exist already
_TEXTS = {
    NO_ACCOUNT: "Sai tài khoản hoặc phiên làm việc đã hết hạn / Wrong account, or the session has ended",
    MALFORMED: "Tham số thiếu hoặc sai: {what} / A parameter is missing or wrong: {what}",
    NOT_OFFERED: "Không có dịch vụ này / No such service; offered: {what}",
}
_ROW_NOTE = "synthetic: names of the keys besides TECHNICALID"


class _Asked(NamedTuple):
    """Which service, with what; `session` None where none is needed."""

    service: str
    sent: Mapping[str, str]
    session: str | None = None
    refused: Reply | None = None


def parse(request: Request, options: Options) -> Call | Reply:
    """JSON posted to the adapter, or the provinces' own GET forms."""
    del options
    is_form = request.path.startswith(_PROVINCE)
    method = "GET" if is_form else "POST"
    if request.method != method:
        return not_allowed(method, _fault(MALFORMED, method))
    try:
        sent = {name: text.strip() for name, text in request.query.items()} if is_form else fields(request)
    except Unreadable:
        return _refused(MALFORMED, "JSON")
    if request.path == _LOGIN:
        return Call(_Asked(_LOGIN, sent))
    service = request.path.removeprefix(f"{_PROVINCE}/") if is_form else sent.get("service", "")
    return _understand(service, sent, None if is_form else sent.get("session", ""))


def _understand(name: str, sent: Mapping[str, str], session: str | None) -> Call:
    """What is wrong with the question is told once the session is known."""
    service = SERVICES.get(name)
    if service is None:
        return Call(_Asked(name, sent, session, _refused(NOT_OFFERED, ", ".join(SERVICES))))
    try:
        return Call(_Asked(name, sent, session), service.asks(sent), service.then)
    except Malformed as error:
        return Call(_Asked(name, sent, session, _refused(MALFORMED, str(error))))


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """`error_code` 0 and a session, or a `result`, empty where there is nothing to tell."""
    asked, access = call.operation, context.options.access
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    if asked.service == _LOGIN:
        return _session(asked.sent, context)
    if asked.session is not None and accounts.holder("session", asked.session, access, context.wall) is None:
        return _refused(NO_ACCOUNT)
    if asked.refused is not None:
        return asked.refused
    result = SERVICES[asked.service].told(asked.sent, answers, access.secret)
    return said({"error_code": OK, "result": result}, notes=(_ROW_NOTE,))


def _session(sent: Mapping[str, str], context: Context) -> Reply:
    access, user = context.options.access, sent.get("username", "")
    if not accounts.is_client(user, sent.get("password", ""), accounts.secret_of(user, access), access):
        return _refused(NO_ACCOUNT)
    session = accounts.token("session", user, accounts.ending(access, context.wall), access)
    return said({"session": session, "error_code": OK})


def _refused(code: int, what: str = "") -> Reply:
    return said(_fault(code, what), notes=("synthetic: fault",))


def _fault(code: int, what: str) -> dict[str, object]:
    return {"error_code": code, "message": _TEXTS[code].format(what=what), "result": []}


WIRE = Wire("national_portal", (_LOGIN, _SERVICES, f"{_PROVINCE}/*"), parse, render)
