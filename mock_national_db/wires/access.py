"""Who may use the wires: callers of the national platform (wire.md A.2) and of a provincial one (A.3), or anyone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mock_national_db.wires._entitlement import service_asked
from mock_national_db.wires._faults import WireFault, soap_fault
from mock_national_db.wires._proofs import (
    ANYBODY,
    credentials,
    decoded,
    equal,
    is_timely,
    named,
    signed,
    user_of,
    vdxp_hash,
)
from mock_national_db.wires.wire import Reply, Request

MODES = ("vdxp-hash", "lgsp-token", "bearer")
TOKEN_PATHS = ("/token", "/lgsp/token", "/lgsp/getToken")
JSON = "application/json; charset=utf-8"
_LONGEST = 2000
_CHALLENGE = (("WWW-Authenticate", 'Basic realm="VDXP", Bearer realm="LGSP"'),)


@dataclass(frozen=True, slots=True)
class Client:
    """A system that may call: its secret, and the services (`037`, `033`, …) it is entitled to (None: all)."""

    secret: str = field(repr=False)
    services: frozenset[str] | None = None


@dataclass(frozen=True)
class AccessOptions:
    """Which proofs are accepted; none is asked for unless `modes` names one.

    `clients` by user name or access key. `service_urls` is what each service puts into the hash (sv_url), its path
    unless given. `skew` is how many seconds a Timestamp may be off (None: any). `secret` signs tokens, so that every
    worker process accepts them, for `lifetime` seconds; `tokens` are fixed bearer tokens and whose they are.
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
        _entitled(access.clients.get(_user(request, access, now)), request)
    except WireFault as fault:
        return _refusal(request, fault)
    return None


def caller(headers: Mapping[str, str]) -> str:
    """The system that a call's credentials name, whether or not they prove it; "" if they name none."""
    token = headers.get("authorization", "")
    return credentials(headers)[0] or (named(token) if len(token) < _LONGEST else "")


def service_of(path: str) -> str:
    """`037` of `/csdldc/037`: the last part of the path."""
    return path.rstrip("/").rpartition("/")[2]


def issue(request: Request, access: AccessOptions, now: datetime) -> Reply:
    """The answer of the token endpoint: a bearer token for whoever proves to be a client, or 401."""
    user, secret = credentials(request.headers)
    client = access.clients.get(user)
    if access.modes and (client is None or not equal(secret, client.secret)):
        return _refusal(request, WireFault("unauthorised", "lgspaccesstoken"))
    token = signed(user or ANYBODY, int(now.timestamp()) + access.lifetime, access.secret)
    granted = {"access_token": token, "scope": "am_application_scope default", "token_type": "Bearer"}
    return Reply(200, json.dumps({**granted, "expires_in": access.lifetime}).encode(), JSON)


def _entitled(client: Client | None, request: Request) -> None:
    if client is None or client.services is None:
        return
    if (service := service_asked(request)) not in client.services:
        raise WireFault("forbidden", service)


def _user(request: Request, access: AccessOptions, now: datetime) -> str:
    scheme, _, proof = request.headers.get("authorization", "").partition(" ")
    scheme, proof = scheme.lower(), proof.strip()
    if scheme == "basic" and "vdxp-hash" in access.modes:
        return _by_hash(request, proof, access, now)
    if scheme == "bearer" and (user := _by_token(proof, access, now)) is not None:
        return user
    raise WireFault("unauthorised", "Authorization")


def _by_hash(request: Request, proof: str, access: AccessOptions, now: datetime) -> str:
    user, _, sent = decoded(proof).rpartition(":")
    timestamp = request.headers.get("timestamp", "").strip()
    if not is_timely(timestamp, access.skew, now):
        raise WireFault("unauthorised", "Timestamp")
    client = access.clients.get(user)
    url = access.service_urls.get(service_of(request.path), request.path)
    wanted = vdxp_hash(url, user, timestamp, client.secret if client else "")
    if not equal(sent, wanted) or client is None:
        raise WireFault("unauthorised", "Authorization")
    return user


def _by_token(token: str, access: AccessOptions, now: datetime) -> str | None:
    if "bearer" in access.modes:
        for fixed, user in access.tokens.items():
            if equal(token, fixed):
                return user
    return user_of(token, access.secret, now) if "lgsp-token" in access.modes else None


def _refusal(request: Request, fault: WireFault) -> Reply:
    status = 403 if fault.code == "forbidden" else 401
    headers = _CHALLENGE if status == 401 else ()
    if "json" in request.headers.get("content-type", "") + request.headers.get("accept", ""):
        body = json.dumps({"errorCode": fault.code, "message": fault.text}, ensure_ascii=False).encode()
        return Reply(status, body, JSON, headers)
    reply = soap_fault(fault, status=status)
    return Reply(status, reply.body, reply.content_type, (*headers, *reply.headers))
