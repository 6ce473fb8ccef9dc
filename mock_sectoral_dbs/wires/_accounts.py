"""Accounts of the portals: who knows a client's secret, and tokens `hash:user:end` that every worker process knows."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from mock_national_db.wires.access import AccessOptions

_TOKEN = re.compile(r"[0-9a-f]{64}:(?P<user>.*):(?P<ends>[0-9]{1,11})", re.DOTALL)


def secret_of(user: str, access: AccessOptions) -> str | None:
    """The secret that a client must show; None if there is no such client."""
    client = access.clients.get(user)
    return client.secret if client else None


def is_client(user: str, shown: str, secret: str | None, access: AccessOptions) -> bool:
    """Whether the secret was shown; anyone is a client where no proof is asked for."""
    if not access.modes:
        return bool(user and shown)
    return secret is not None and _equal(shown, secret)


def ending(access: AccessOptions, now: datetime) -> datetime:
    """When what is handed out now ends, in UTC."""
    return (now + timedelta(seconds=access.lifetime)).astimezone(UTC).replace(microsecond=0)


def token(kind: str, user: str, ends: datetime, access: AccessOptions) -> str:
    """A token of that kind, such as `access` or `session`."""
    return _signed(kind, user, str(int(ends.timestamp())), access.secret)


def holder(kind: str, sent: str, access: AccessOptions, now: datetime) -> str | None:
    """Whose token of that kind it is; None if it is none of ours or too old."""
    parts = _TOKEN.fullmatch(sent)
    if parts is None or now.timestamp() >= int(parts["ends"]):
        return None
    return parts["user"] if _equal(sent, _signed(kind, parts["user"], parts["ends"], access.secret)) else None


def _signed(kind: str, user: str, ends: str, secret: str) -> str:
    said = f"{kind}:{user}:{ends}".encode(errors="replace")
    return f"{hmac.new(secret.encode(), said, sha256).hexdigest()}:{user}:{ends}"


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))
