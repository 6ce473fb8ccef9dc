"""Webhooks of a workspace: who is told of changes, what could not be told, and telling it once more."""

from __future__ import annotations

import secrets
import time
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from typing import Any

import dancu_contracts
import httpx
import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dancu_sandbox.delivery.subscriptions import Owed, Receiver, Subscription, Subscriptions
from dancu_sandbox.web.asked import body_of, count_of, place_of
from mock_national_db.service.faults import CallFault
from mock_national_db.service.feed import cloud_event, cursor_of, position_of

router = APIRouter(prefix="/_sandbox/webhooks")
PAGE = 100
NOW = "now"
OVERLAP = 86400.0
"""Seconds for which the old secret goes on signing."""


@router.post("")
async def subscribe(request: Request) -> Response:
    """Follow registries of the workspace; the secret is told this once."""
    asked = _held(await body_of(request))
    store, workspace = place_of(request)
    secret = _secret_of(asked)
    what = {name: asked[name] for name in ("registries", "types", "retries") if name in asked}
    url = _allowed(request, asked["url"])
    receiver = msgspec.convert({**what, "url": url, "secrets": [{"text": secret}]}, Receiver)
    stream, cursor = store.log.stream(workspace), asked.get("cursor")
    last = store.log.next_position(stream) - 1
    position = last if cursor == NOW else 0 if cursor is None else position_of(cursor, stream.generation)
    added = _kept(request).add(workspace, stream.generation, position, receiver)
    return JSONResponse({**_standing(request, added), "secret": secret}, 201)


@router.get("")
async def subscriptions(request: Request) -> Response:
    """The workspace's, each with what it waits for and what was given up."""
    _, workspace = place_of(request)
    return JSONResponse([_standing(request, one) for one in _kept(request).of(workspace)])


@router.delete("/{number}")
async def unsubscribe(request: Request, number: str) -> Response:
    """Tell it nothing more; how it stood."""
    told = _one(request, number)
    standing = _standing(request, told)
    _kept(request).remove(told.number)
    return JSONResponse(standing)


@router.get("/{number}/dead")
async def dead(request: Request, number: str) -> Response:
    """A page of what was given up, in the order of the log; `next` is where the following page begins."""
    told, first = _one(request, number), count_of(request, "from", 0)
    limit = min(count_of(request, "limit", PAGE), PAGE)
    given_up = [owed for owed in _kept(request).owed(told) if owed.is_dead and owed.position >= first]
    items = [_given_up(request, told, owed) for owed in given_up[:limit]]
    return JSONResponse({"items": items, "next": given_up[limit].position if len(given_up) > limit else None})


@router.post("/{number}/replay")
async def replay(request: Request, number: str) -> Response:
    """Tell it once more: {} at once what waits and was given up, {"cursor": "…"} everything after the cursor."""
    told, body = _one(request, number), await body_of(request)
    if not isinstance(body, Mapping) or not {*body} <= {"cursor"} or not isinstance(body.get("cursor", ""), str):
        raise CallFault("invalid", "/cursor", reason='{} / {"cursor": "…"}')
    if "cursor" in body:
        _kept(request).rewind(told, position_of(body["cursor"], told.generation))
    else:
        _kept(request).revive(told)
    return JSONResponse(_standing(request, _one(request, number)), 202)


@router.post("/{number}/rotate")
async def rotate(request: Request, number: str) -> Response:
    """Sign with a new secret, told this once; the old one signs beside it for a while."""
    told, asked = _one(request, number), _kept_to("rotation", await body_of(request))
    secret, overlap = _secret_of(asked), asked.get("overlap", OVERLAP)
    _kept(request).change(told, lambda receiver: receiver.rotated(secret, time.time(), overlap))
    return JSONResponse({**_standing(request, told), "secret": secret})


def _secret_of(asked: Mapping[str, Any]) -> str:
    return asked.get("secret") or f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def _kept(request: Request) -> Subscriptions:
    kept: Subscriptions = request.app.state.delivery.subscriptions
    return kept


def _one(request: Request, number: str) -> Subscription:
    _, workspace = place_of(request)
    for told in _kept(request).of(workspace):
        if str(told.number) == number:
            return told
    raise CallFault("unknown_webhook")


def _standing(request: Request, told: Subscription) -> dict[str, Any]:
    """A subscription as it is told, without its secret."""
    owed = _kept(request).owed(told)
    given_up = sum(one.is_dead for one in owed)
    return {
        "id": told.number,
        "url": told.receiver.url,
        "registries": told.receiver.registries,
        "types": told.receiver.types,
        "retries": told.receiver.retries,
        "cursor": cursor_of(told.generation, told.position),
        "waiting": len(owed) - given_up,
        "dead": given_up,
        "gone": told.receiver.is_gone,
    }


def _given_up(request: Request, told: Subscription, owed: Owed) -> dict[str, Any]:
    store, workspace = place_of(request)
    (event,) = store.log.since(store.log.stream(workspace), owed.position - 1, 1)
    sent = cloud_event(store, workspace, told.generation, event)
    return {"event": sent, "attempts": owed.attempts, "reason": owed.reason}


def _held(body: Any) -> Mapping[str, Any]:
    """The body, held against its contract, and what it names against the registries."""
    told = _kept_to("subscription", body)
    known = dancu_contracts.registries()
    for place, name in enumerate(told["registries"]):
        if name not in known:
            raise CallFault("unknown_registry", f"/registries/{place}", registries=", ".join(known))
    kinds = {kind for name in told["registries"] for kind in dancu_contracts.registry(name).events_schema["$defs"]}
    for place, kind in enumerate(told.get("types", ())):
        if kind not in kinds:
            raise CallFault("invalid", f"/types/{place}", reason=", ".join(sorted(kinds)))
    return told


def _kept_to(what: str, body: Any) -> Mapping[str, Any]:
    """The body, held against a part of the contract."""
    if problems := _validator(what).problems(body):
        deepest = max(problems, key=lambda violation: violation.pointer.count("/"))
        raise CallFault("invalid", deepest.pointer, reason=deepest.message)
    kept: Mapping[str, Any] = body
    return kept


@cache
def _validator(what: str) -> dancu_contracts.Validator:
    whole = dancu_contracts.service_schema("webhook")
    return dancu_contracts.validator(
        whole if what == "subscription" else {**whole["$defs"][what], "$defs": whole["$defs"]}
    )


def _allowed(request: Request, url: str) -> str:
    try:
        read = httpx.URL(url)
        is_whole = bool(read.host) and not read.userinfo and (read.port is None or 0 < read.port < 1 << 16)
    except httpx.InvalidURL:
        is_whole = False
    if not is_whole:
        raise CallFault("invalid", "/url", reason="http://127.0.0.1:9000/changes")
    if not request.app.state.delivery.may(url):
        raise CallFault("address_not_allowed", "/url")
    return url
