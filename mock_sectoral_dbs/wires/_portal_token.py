"""Tokens of the insurer's portal: `hash:username:timestamp`, signed, so that every worker process knows its own."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import md5, sha256

from mock_national_db.wires.access import AccessOptions


def is_client(user: str, password: str, access: AccessOptions) -> bool:
    """Whether the MD5 of the user's secret was sent; anyone is a client where no proof is asked for."""
    if not access.modes:
        return bool(user and password)
    client = access.clients.get(user)
    secret = md5(client.secret.encode(), usedforsecurity=False).hexdigest() if client else ""
    return client is not None and _equal(password.lower(), secret)


def granted(user: str, access: AccessOptions, now: datetime) -> dict[str, str]:
    """The `APIKey`: both tokens, and when they end (UTC)."""
    ends = now + timedelta(seconds=access.lifetime)
    return {
        "access_token": _token("access", user, str(int(ends.timestamp())), access.secret),
        "id_token": _signature("id", user, str(int(ends.timestamp())), access.secret),
        "token_type": "Bearer",
        "username": user,
        "expires_in": f"{ends.replace(microsecond=0, tzinfo=None).isoformat()}Z",
    }


def is_known(sent: Mapping[str, str], access: AccessOptions, now: datetime) -> bool:
    """Whether `token`, `id_token` and `username` belong together and are not too old."""
    token, user = sent.get("token", ""), sent.get("username", "")
    ends = token.rpartition(":")[2]
    if not (ends.isascii() and ends.isdigit() and len(ends) < 12) or now.timestamp() >= int(ends):
        return False
    is_token = _equal(token, _token("access", user, ends, access.secret))
    return is_token and _equal(sent.get("id_token", ""), _signature("id", user, ends, access.secret))


def _token(kind: str, user: str, ends: str, secret: str) -> str:
    return f"{_signature(kind, user, ends, secret)}:{user}:{ends}"


def _signature(kind: str, user: str, ends: str, secret: str) -> str:
    said = f"{kind}:{user}:{ends}".encode(errors="replace")
    return hmac.new(secret.encode(), said, sha256).hexdigest()


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))
