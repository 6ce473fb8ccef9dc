"""Webhooks of a workspace: who is told of changes, what could not be told, and telling it once more."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from typing import Any

import dancu_contracts
import httpx
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dancu_sandbox.delivery.subscriptions import Overtaken, Owed, Subscription, Subscriptions
from dancu_sandbox.web.asked import body_of, count_of, place_of
from mock_national_db.service.faults import CallFault
from mock_national_db.service.feed import cloud_event, cursor_of, position_of

router = APIRouter(prefix="/_sandbox/webhooks")
PAGE = 100
NOW = "now"


@router.post("")
async def subscribe(request: Request) -> Response:
    """Follow registries of the workspace; the secret is told this once."""
    told = _held(await body_of(request))
    store, workspace = place_of(request)
    url = _allowed(request, told["url"])
    secret = told.get("secret") or f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"
    stream, last = store.log.stream(workspace), store.log.next_position(store.log.stream(workspace)) - 1
    cursor = told.get("cursor")
    position = last if cursor == NOW else 0 if cursor is None else position_of(cursor, stream.generation)
    what = tuple(told["registries"]), tuple(told.get("types", ()))
    wanted = Subscription(0, workspace, url, *what, secret, stream.generation, position)
    added = _kept(request).add(wanted)
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
    """Tell it once more: {} what was given up, {"cursor": "…"} everything after the cursor."""
    told, body = _one(request, number), await body_of(request)
    if not isinstance(body, Mapping) or not {*body} <= {"cursor"} or not isinstance(body.get("cursor", ""), str):
        raise CallFault("invalid", "/cursor", reason='{} / {"cursor": "…"}')
    if "cursor" in body:
        _rewound(request, told, position_of(body["cursor"], told.generation))
    else:
        _kept(request).revive(told)
    return JSONResponse(_standing(request, _one(request, number)), 202)


def _rewound(request: Request, told: Subscription, position: int) -> None:
    """It moves on while it is told; the last word is ours."""
    while True:
        try:
            _kept(request).rewind(told, position)
        except Overtaken:
            told = _one(request, str(told.number))
        else:
            return


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
        "url": told.url,
        "registries": told.registries,
        "types": told.types,
        "cursor": cursor_of(told.generation, told.position),
        "waiting": len(owed) - given_up,
        "dead": given_up,
    }


def _given_up(request: Request, told: Subscription, owed: Owed) -> dict[str, Any]:
    store, workspace = place_of(request)
    (event,) = store.log.since(store.log.stream(workspace), owed.position - 1, 1)
    sent = cloud_event(store, workspace, told.generation, event)
    return {"event": sent, "attempts": owed.attempts, "reason": owed.reason}


def _held(body: Any) -> Mapping[str, Any]:
    """The body, held against its contract, and what it names against the registries."""
    if problems := _validator().problems(body):
        deepest = max(problems, key=lambda violation: violation.pointer.count("/"))
        raise CallFault("invalid", deepest.pointer, reason=deepest.message)
    told: Mapping[str, Any] = body
    known = dancu_contracts.registries()
    for place, name in enumerate(told["registries"]):
        if name not in known:
            raise CallFault("unknown_registry", f"/registries/{place}", registries=", ".join(known))
    kinds = {kind for name in told["registries"] for kind in dancu_contracts.registry(name).events_schema["$defs"]}
    for place, kind in enumerate(told.get("types", ())):
        if kind not in kinds:
            raise CallFault("invalid", f"/types/{place}", reason=", ".join(sorted(kinds)))
    return told


@cache
def _validator() -> dancu_contracts.Validator:
    return dancu_contracts.validator(dancu_contracts.service_schema("webhook"))


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
