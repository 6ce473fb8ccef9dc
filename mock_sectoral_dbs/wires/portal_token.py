"""The insurer's portal: an account's tokens, without which it answers nothing (wire.md E.4b)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_national_db.operation import Answer
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _portal_token as tokens
from mock_sectoral_dbs.wires._body import Unreadable, fields, not_allowed, said


def parse(request: Request, options: Options) -> Call | Reply:
    """User name and the MD5 of the password, in JSON or a form; the clock is not here yet."""
    del options
    if request.method != "POST":
        return not_allowed("POST", _refused("205"))
    try:
        return Call(fields(request))
    except Unreadable:
        return said(_refused("205"), notes=("synthetic: fault",))


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """The tokens, or 401 for whom nobody knows."""
    del answers
    sent = call.operation
    assert isinstance(sent, dict)  # noqa: S101 - a Call of another wire is a mistake of ours
    user, access = sent.get("username", ""), context.options.access
    if not tokens.is_client(user, sent.get("password", ""), access):
        return said(_refused("401"))
    return said({"maKetQua": "200", "APIKey": tokens.granted(user, access, context.wall)})


def _refused(code: str) -> dict[str, object]:
    return {"maKetQua": code, "APIKey": None}


WIRE = Wire("portal_token", ("/api/token/take",), parse, render)
