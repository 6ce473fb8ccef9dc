"""Dossiers of driver licences, as provinces fetch them from the ministry: a session, then one path (wire.md E.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from mock_national_db.operation import Answer
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _accounts as accounts
from mock_sectoral_dbs.wires import _ngsp
from mock_sectoral_dbs.wires._body import Unreadable, fields
from mock_sectoral_dbs.wires._licence_services import SERVICES, Service
from mock_sectoral_dbs.wires._question import Malformed, Sent

_BASE = "/apiDVC-GPLX"
_LOGIN, _SERVICES = "tcdbdvcdata/mapi/login", "tcdbdvcdata/mapi/g"
_SESSION = "licence"
OK, NO_ACCOUNT, MALFORMED, NOT_OFFERED = 0, 1, 2, 4
_TEXTS = {
    NO_ACCOUNT: "Sai tài khoản hoặc phiên làm việc đã hết hạn / Wrong account, or the session has ended",
    MALFORMED: "Tham số thiếu hoặc sai: {what} / A parameter is missing or wrong: {what}",
    NOT_OFFERED: "Không có dịch vụ này / No such service; offered: {what}",
}
_NOTE = "synthetic: dossiers are what the register's log says; numbers, codes and the file"


class _Asked(NamedTuple):
    """Which service, with what; what is wrong with it is told once the session is known."""

    about: _ngsp.Envelope
    sent: Sent
    service: Service | None = None
    refused: tuple[int, str] | None = None


def parse(request: Request, options: Options) -> Call | Reply:
    """JSON or a form posted to the login or to the path of all services."""
    about = _ngsp.envelope(request, options)
    name = _ngsp.operation(request.path, _BASE)
    if wrong := _ngsp.misdirected(request, name, (_LOGIN, _SERVICES), "POST", about):
        return wrong
    try:
        sent = fields(request)
    except Unreadable:
        return _refused((MALFORMED, "JSON"), about)
    return Call(_Asked(about, sent)) if name == _LOGIN else _understand(sent, about)


def _understand(sent: Sent, about: _ngsp.Envelope) -> Call:
    service = SERVICES.get(sent.get("service", ""))
    if service is None:
        return Call(_Asked(about, sent, refused=(NOT_OFFERED, ", ".join(SERVICES))))
    try:
        return Call(_Asked(about, sent, service), service.asks(sent), partial(service.then, sent))
    except Malformed as error:
        return Call(_Asked(about, sent, refused=(MALFORMED, str(error))))


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """`error_code` 0 and a session, or what the service tells, empty where there is nothing."""
    asked = call.operation
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    if asked.service is None and asked.refused is None:
        return _session(asked, context)
    if accounts.holder(_SESSION, asked.sent.get("session", ""), context.options.access, context.wall) is None:
        return _refused((NO_ACCOUNT, ""), asked.about)
    if asked.service is None:
        return _refused(asked.refused or (NOT_OFFERED, ""), asked.about)
    told: Mapping[str, object] = asked.service.told(asked.sent, answers)
    return _ngsp.answered({**told, "error_code": OK}, asked.about, notes=(_NOTE,))


def _session(asked: _Asked, context: Context) -> Reply:
    access, user = context.options.access, asked.sent.get("username", "")
    if not accounts.is_client(user, asked.sent.get("password", ""), accounts.secret_of(user, access), access):
        content = {"error_code": NO_ACCOUNT, "result": _TEXTS[NO_ACCOUNT], "session": None}
        return _ngsp.answered(content, asked.about, notes=("synthetic: fault",))
    session = accounts.token(_SESSION, user, accounts.ending(access, context.wall), access)
    return _ngsp.answered({"error_code": OK, "result": "success", "session": session}, asked.about)


def _refused(why: tuple[int, str], about: _ngsp.Envelope) -> Reply:
    code, what = why
    content = {"data": [], "error_code": code, "message": _TEXTS[code].format(what=what)}
    return _ngsp.answered(content, about, notes=("synthetic: fault",))


WIRE = Wire("licence_dossiers", _ngsp.routes(_BASE), parse, render)
