"""Who may use the wires: the hash of the national platform (wire.md A.2) and the token of a provincial one (A.3)."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from mock_national_db.wires._faults import WireFault, soap_fault
from mock_national_db.wires.wire import Reply, Request

MODES = ("vdxp-hash", "lgsp-token", "bearer")
TOKEN_PATHS = ("/token", "/lgsp/token", "/lgsp/getToken")
JSON = "application/json; charset=utf-8"
_CHALLENGE = (("WWW-Authenticate", 'Basic realm="VDXP", Bearer realm="LGSP"'),)
_SECONDS, _MILLISECONDS = 10, 13


@dataclass(frozen=True, slots=True)
class Client:
    """A system that may call: its secret, and the services it is entitled to (None: all)."""

    secret: str = field(repr=False)
    services: frozenset[str] | None = None


@dataclass(frozen=True)
class AccessOptions:
    """Which proofs are accepted; none asked for unless `modes` names one.

    `clients` by user name or access key. `service_urls` is what each service puts into the hash (sv_url), its path
    unless given. `skew` is how many seconds a Timestamp may be off (None: any). `secret` signs tokens, so that every
    worker process accepts them; `tokens` are fixed bearer tokens and whose they are.
    """

    modes: tuple[str, ...] = ()
    clients: Mapping[str, Client] = field(default_factory=dict)
    service_urls: Mapping[str, str] = field(default_factory=dict)
    skew: float | None = None
    secret: str = field(default="sandbox", repr=False)
    lifetime: int = 3600
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for mode in self.modes:
            if mode not in MODES:
                raise ValueError(f"access is none or one of {', '.join(MODES)}, not {mode!r}")


def check(request: Request, access: AccessOptions, now: datetime) -> Reply | None:
    """None if the request may pass, else 401 (who is it?) or 403 (not entitled). `now` is the machine's clock."""
    if not access.modes or request.path in TOKEN_PATHS:
        return None
    try:
        _entitled(access.clients.get(_user(request, access, now)), service_of(request.path))
    except WireFault as fault:
        return _refusal(request, fault)
    return None


def _entitled(client: Client | None, service: str) -> None:
    if client is not None and client.services is not None and service not in client.services:
        raise WireFault("forbidden", service)


def service_of(path: str) -> str:
    """`037` of `/csdldc/037`: the last part of the path."""
    return path.rstrip("/").rpartition("/")[2]


def vdxp_hash(service_url: str, user: str, timestamp: str, secret: str) -> str:
    """SHA-256 of the four put together, in lower-case hex (A.2)."""
    return sha256(f"{service_url}{user}{timestamp}{secret}".encode(errors="replace")).hexdigest()


def issue(request: Request, access: AccessOptions, now: datetime) -> Reply:
    """The answer of the token endpoint: a bearer token for whoever proves to be a client, or 401."""
    try:
        user = _asking(request, access)
    except WireFault as fault:
        return _refusal(request, fault)
    token = signed(user, int(now.timestamp()) + access.lifetime, access.secret)
    granted = {"access_token": token, "scope": "am_application_scope default", "token_type": "Bearer"}
    return Reply(200, json.dumps({**granted, "expires_in": access.lifetime}).encode(), JSON)


def signed(user: str, expires: int, secret: str) -> str:
    """A token that carries whose it is and until when (epoch seconds), and proves it."""
    claims = urlsafe_b64encode(json.dumps([user, expires]).encode()).decode()
    return f"{claims}.{_signature(claims, secret)}"


def _signature(claims: str, secret: str) -> str:
    return hmac.new(secret.encode(), claims.encode(errors="replace"), sha256).hexdigest()


def _user(request: Request, access: AccessOptions, now: datetime) -> str:
    scheme, _, proof = request.headers.get("authorization", "").partition(" ")
    proof = proof.strip()
    if scheme.lower() == "basic" and "vdxp-hash" in access.modes:
        return _by_hash(request, proof, access, now)
    if scheme.lower() == "bearer" and "bearer" in access.modes and (user := _by_fixed(proof, access)):
        return user
    if scheme.lower() == "bearer" and "lgsp-token" in access.modes:
        return _by_token(proof, access, now)
    raise WireFault("unauthorised", "Authorization")


def _by_hash(request: Request, proof: str, access: AccessOptions, now: datetime) -> str:
    user, _, sent = _decoded(proof).rpartition(":")
    timestamp = request.headers.get("timestamp", "").strip()
    client = access.clients.get(user)
    if not _timely(timestamp, access.skew, now):
        raise WireFault("unauthorised", "Timestamp")
    url = access.service_urls.get(service_of(request.path), request.path)
    wanted = vdxp_hash(url, user, timestamp, client.secret if client else "")
    if not _equal(sent, wanted) or client is None:
        raise WireFault("unauthorised", "Authorization")
    return user


def _timely(timestamp: str, skew: float | None, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) not in (_SECONDS, _MILLISECONDS):
        return False
    seconds = int(timestamp) / (1000 if len(timestamp) == _MILLISECONDS else 1)
    return skew is None or abs(now.timestamp() - seconds) <= skew


def _by_fixed(token: str, access: AccessOptions) -> str | None:
    return next((user for fixed, user in access.tokens.items() if _equal(token, fixed)), None)


def _by_token(token: str, access: AccessOptions, now: datetime) -> str:
    claims, _, signature = token.partition(".")
    if not _equal(signature, _signature(claims, access.secret)):
        raise WireFault("unauthorised", "Bearer")
    user, expires = json.loads(urlsafe_b64decode(claims))
    if expires <= now.timestamp():
        raise WireFault("unauthorised", "Bearer")
    return str(user)


def _asking(request: Request, access: AccessOptions) -> str:
    user, secret = _credentials(request)
    if not access.modes:
        return user or "anyone"
    client = access.clients.get(user)
    if not _equal(secret, client.secret if client else "") or client is None:
        raise WireFault("unauthorised", "lgspaccesstoken")
    return user


def _credentials(request: Request) -> tuple[str, str]:
    """AccessKey and SecretKey of `lgspaccesstoken`, or the consumer key and secret of Basic (wire.md A.3, C.1)."""
    if lgsp := request.headers.get("lgspaccesstoken"):
        keys = _json_object(_decoded(lgsp))
        return str(keys.get("AccessKey", "")), str(keys.get("SecretKey", ""))
    scheme, _, proof = request.headers.get("authorization", "").partition(" ")
    user, _, secret = (_decoded(proof.strip()) if scheme.lower() == "basic" else "").partition(":")
    return user, secret


def _json_object(text: str) -> dict[str, Any]:
    try:
        keys = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return keys if isinstance(keys, dict) else {}


def _decoded(text: str) -> str:
    try:
        return b64decode(text, validate=True).decode()
    except (NotBase64, ValueError):
        return ""


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def _refusal(request: Request, fault: WireFault) -> Reply:
    status = 403 if fault.code == "forbidden" else 401
    headers = _CHALLENGE if status == 401 else ()
    if "json" in request.headers.get("content-type", "") + request.headers.get("accept", ""):
        body = json.dumps({"errorCode": fault.code, "message": fault.text}, ensure_ascii=False).encode()
        return Reply(status, body, JSON, headers)
    reply = soap_fault(fault, status=status)
    return Reply(status, reply.body, reply.content_type, (*headers, *reply.headers))
