"""The national public-service portal as provinces ask it: a session, then one path for all services (wire.md C.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _accounts as accounts
from mock_sectoral_dbs.wires._body import Unreadable, fields, not_allowed, parsed, said
from mock_sectoral_dbs.wires._portal_dossiers import DOSSIERS, EXISTS, UNKNOWN, Refused
from mock_sectoral_dbs.wires._portal_services import SERVICES, Malformed

if TYPE_CHECKING:
    from mock_national_db.operation import Answer
    from mock_national_db.wires import Desk

_LOGIN, _SERVICES, _PROVINCE = "/dvcqg/mapi/login", "/dvcqg/mapi/g", "/KetNoiMotCuaQuocGia"
OK, NO_ACCOUNT, MALFORMED, NOT_OFFERED = 0, 1, 2, 4
_TEXTS = {
    NO_ACCOUNT: "Sai tài khoản hoặc phiên làm việc đã hết hạn / Wrong account, or the session has ended",
    MALFORMED: "Tham số thiếu hoặc sai: {what} / A parameter is missing or wrong: {what}",
    EXISTS: "Hồ sơ đã tồn tại / The dossier exists",
    NOT_OFFERED: "Không có dịch vụ này / No such service; offered: {what}",
    UNKNOWN: "Không có hồ sơ này / No such dossier",
}
_ROW_NOTE = "synthetic: names of the keys besides TECHNICALID"


class _Asked(NamedTuple):
    """Which service, with what; `session` None where none is needed."""

    service: str
    sent: Mapping[str, Any]
    session: str | None = None


def parse(request: Request, options: Options) -> Call | Reply:
    """JSON posted to the adapter, or the provinces' own GET forms."""
    del options
    is_form = request.path.startswith(_PROVINCE)
    method = "GET" if is_form else "POST"
    if request.method != method:
        return not_allowed(method, _fault(MALFORMED, method))
    try:
        sent = {name: text.strip() for name, text in request.query.items()} if is_form else fields(request)
        if request.path == _LOGIN:
            return Call(_Asked(_LOGIN, sent))
        service = request.path.removeprefix(f"{_PROVINCE}/") if is_form else sent.get("service", "")
        if is_form:
            return Call(_Asked(service, sent))
        whole = parsed(request.body) if service in DOSSIERS else sent
    except Unreadable:
        return _refused(MALFORMED, "JSON")
    return Call(_Asked(service, whole, sent.get("session", "")))


def act(call: Call, desk: Desk, context: Context) -> Reply:
    """`error_code` 0 and a session, or a `result`, empty where there is nothing to tell."""
    asked, access = call.operation, context.options.access
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    if asked.service == _LOGIN:
        return _session(asked.sent, context)
    if asked.session is not None and accounts.holder("session", asked.session, access, context.wall) is None:
        return _refused(NO_ACCOUNT)
    try:
        return said({"error_code": OK, "result": _result(asked, desk, access.secret)}, notes=(_ROW_NOTE,))
    except Malformed as error:
        return _refused(MALFORMED, str(error))
    except Refused as refused:
        return _refused(refused.code, _offered(asked) if refused.code == NOT_OFFERED else "")


def _result(asked: _Asked, desk: Desk, secret: str) -> list[Mapping[str, Any]]:
    """What the service tells; the provinces' forms take no dossiers."""
    if asked.service in DOSSIERS and asked.session is not None:
        return DOSSIERS[asked.service](desk, asked.sent)
    service = SERVICES.get(asked.service)
    if service is None:
        raise Refused(NOT_OFFERED)
    answers: list[Answer] = []
    for question in Call(asked, service.asks(asked.sent), service.then).questions(answers):
        answers.append(desk.ask(question))  # noqa: PERF401 - the next question depends on the answers so far
    return service.told(asked.sent, answers, secret)


def _offered(asked: _Asked) -> str:
    return ", ".join((*SERVICES, *(DOSSIERS if asked.session is not None else ())))


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


WIRE = Wire("national_portal", (_LOGIN, _SERVICES, f"{_PROVINCE}/*"), parse, act=act)
