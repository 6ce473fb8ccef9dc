"""The traffic police's look-ups of vehicles: an account's token, then a plate with its frame number (wire.md E.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mock_national_db.operation import Answer
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _accounts as accounts
from mock_sectoral_dbs.wires._body import Unreadable, fields, not_allowed, said
from mock_sectoral_dbs.wires._question import Malformed, Sent
from mock_sectoral_dbs.wires._vehicles import LOOK_UPS, LookUp

_LOGIN, _LOOK_UP = "/dvcsv/auth/login", "/dvcsv/tracuu"
_TOKEN = "vehicle"  # noqa: S105 - the kind of token
_NOTE = "synthetic: shape of the answer"
_OK, _UNKNOWN, _MALFORMED, _NOT_OFFERED = (200, 0), (401, 1), (400, 2), (404, 4)
_TEXTS = {
    _OK: "success",
    _UNKNOWN: "Sai tài khoản hoặc phiên làm việc đã hết hạn / Wrong account, or the session has ended",
    _MALFORMED: "Tham số thiếu hoặc sai: {what} / A parameter is missing or wrong: {what}",
    _NOT_OFFERED: "Không có dịch vụ này / No such service; offered: {what}",
}


class _Asked(NamedTuple):
    """What is looked up, by whose token; what is wrong with it is told once the token is known."""

    token: str
    look_up: LookUp | None = None
    sent: Sent | None = None
    refused: Reply | None = None


def parse(request: Request, options: Options) -> Call | Reply:
    """An account posted, or a look-up whose parameters are parts of the path."""
    del options
    method = "POST" if request.path == _LOGIN else "GET"
    if request.method != method:
        return not_allowed(method, _content(_MALFORMED, method))
    if request.path == _LOGIN:
        return _account(request)
    token = request.headers.get("authorization", "").partition(" ")[2].strip()
    name, _, rest = request.path.removeprefix(f"{_LOOK_UP}/").partition("/")
    look_up = LOOK_UPS.get(name)
    if look_up is None:
        return Call(_Asked(token, refused=_refused(_NOT_OFFERED, ", ".join(LOOK_UPS))))
    return _understand(look_up, rest, token)


def _account(request: Request) -> Call | Reply:
    try:
        return Call(fields(request))
    except Unreadable:
        return _refused(_MALFORMED, "JSON")


def _understand(look_up: LookUp, rest: str, token: str) -> Call:
    try:
        sent = look_up.reads(rest)
        return Call(_Asked(token, look_up, sent), look_up.asks(sent))
    except Malformed as error:
        return Call(_Asked(token, refused=_refused(_MALFORMED, str(error))))


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """A token, or `data`, which is null where there is nothing to tell."""
    asked = call.operation
    if not isinstance(asked, _Asked):
        assert isinstance(asked, dict)  # noqa: S101 - a Call of another wire is a mistake of ours
        return _token(asked, context)
    if not _is_known(asked.token, context):
        return _refused(_UNKNOWN)
    if asked.refused is not None or asked.look_up is None:
        return asked.refused or _refused(_NOT_OFFERED, ", ".join(LOOK_UPS))
    told = asked.look_up.told(asked.sent or {}, answers)
    return said({**_content(_OK), "data": told}, notes=(_NOTE,))


def _token(sent: Sent, context: Context) -> Reply:
    access, user = context.options.access, sent.get("username", "")
    if not accounts.is_client(user, sent.get("password", ""), accounts.secret_of(user, access), access):
        return _refused(_UNKNOWN)
    return said({"token": accounts.token(_TOKEN, user, accounts.ending(access, context.wall), access)})


def _is_known(token: str, context: Context) -> bool:
    """Where access asks for proof, its bearer token came in the same header and was checked before."""
    access = context.options.access
    return bool(access.modes) or accounts.holder(_TOKEN, token, access, context.wall) is not None


def _refused(code: tuple[int, int], what: str = "") -> Reply:
    return said(_content(code, what), status=code[0], notes=("synthetic: fault",))


def _content(code: tuple[int, int], what: str = "") -> dict[str, object]:
    return {"code": code[1], "message": _TEXTS[code].format(what=what), "data": None}


WIRE = Wire("traffic_police", (_LOGIN, f"{_LOOK_UP}/*"), parse, render)
