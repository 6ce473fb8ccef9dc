"""The insurer's portal: an account's tokens, without which it answers nothing (wire.md E.4b)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5

from mock_national_db.operation import Answer
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _accounts as accounts
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
    sent, access = call.operation, context.options.access
    assert isinstance(sent, dict)  # noqa: S101 - a Call of another wire is a mistake of ours
    user, secret = sent.get("username", ""), accounts.secret_of(sent.get("username", ""), access)
    hashed = None if secret is None else md5(secret.encode(), usedforsecurity=False).hexdigest()
    if not accounts.is_client(user, sent.get("password", "").lower(), hashed, access):
        return said(_refused("401"))
    ends = accounts.ending(access, context.wall)
    key = {
        "access_token": accounts.token("access", user, ends, access),
        "id_token": accounts.token("id", user, ends, access),
        "token_type": "Bearer",
        "username": user,
        "expires_in": f"{ends:%Y-%m-%dT%H:%M:%S}Z",
    }
    return said({"maKetQua": "200", "APIKey": key})


def _refused(code: str) -> dict[str, object]:
    return {"maKetQua": code, "APIKey": None}


WIRE = Wire("portal_token", ("/api/token/take",), parse, render)
