"""Proofs of who calls: the hash over URL, user, time and secret (wire.md A.2), and tokens that need no memory (A.3)."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

ANYBODY = "anyone"
_SECONDS, _MILLISECONDS = 10, 13


def vdxp_hash(service_url: str, user: str, timestamp: str, secret: str) -> str:
    """SHA-256 of the four put together, in lower-case hex (A.2)."""
    return sha256(f"{service_url}{user}{timestamp}{secret}".encode(errors="replace")).hexdigest()


def is_timely(timestamp: str, skew: float | None, now: datetime) -> bool:
    """Whether it is epoch seconds or milliseconds, and not more than `skew` seconds off."""
    if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) not in (_SECONDS, _MILLISECONDS):
        return False
    seconds = int(timestamp) / (1000 if len(timestamp) == _MILLISECONDS else 1)
    return skew is None or abs(now.timestamp() - seconds) <= skew


def signed(user: str, expires: int, secret: str) -> str:
    """A token that carries whose it is and until when (epoch seconds), and proves it."""
    claims = urlsafe_b64encode(json.dumps([user, expires]).encode()).decode()
    return f"{claims}.{_signature(claims, secret)}"


def user_of(token: str, secret: str, now: datetime) -> str | None:
    """Whose token it is; None if it is not one of ours or too old."""
    claims, _, signature = token.partition(".")
    if not equal(signature, _signature(claims, secret)):
        return None
    user, expires = json.loads(urlsafe_b64decode(claims))
    return str(user) if now.timestamp() < expires else None


@lru_cache(256)
def named(authorization: str) -> str:
    """Whom a Bearer token of ours names, proved or not; "" if it was handed to anybody or is none of ours."""
    try:
        user, _ = json.loads(urlsafe_b64decode(authorization.partition(" ")[2].strip().partition(".")[0]))
    except (NotBase64, ValueError, TypeError, RecursionError):
        return ""
    return "" if user == ANYBODY else str(user)


def _signature(claims: str, secret: str) -> str:
    return hmac.new(secret.encode(), claims.encode(errors="replace"), sha256).hexdigest()


def equal(one: str, other: str) -> bool:
    """Whether two secrets are one, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def decoded(text: str) -> str:
    """Base64 of UTF-8; nothing if it is not."""
    try:
        return b64decode(text, validate=True).decode()
    except (NotBase64, ValueError):
        return ""


def credentials(headers: Mapping[str, str]) -> tuple[str, str]:
    """AccessKey and SecretKey of `lgspaccesstoken`, or the consumer key and secret of Basic (wire.md A.3, C.1)."""
    if lgsp := headers.get("lgspaccesstoken"):
        keys = _object(decoded(lgsp))
        return str(keys.get("AccessKey", "")), str(keys.get("SecretKey", ""))
    scheme, _, proof = headers.get("authorization", "").partition(" ")
    user, _, secret = (decoded(proof.strip()) if scheme.lower() == "basic" else "").partition(":")
    return user, secret


def _object(text: str) -> dict[str, Any]:
    try:
        keys = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return keys if isinstance(keys, dict) else {}
