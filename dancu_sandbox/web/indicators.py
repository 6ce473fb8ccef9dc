"""The indicators of a workspace, live: as JSON, and as Prometheus reads them."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from dancu_contracts import procedures
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dancu_sandbox.web.asked import place_of
from mock_national_db.service.faults import CallFault

if TYPE_CHECKING:
    from dancu_connectors.one_stop.indicators import Watch

router = APIRouter()


@router.get("/_sandbox/indicators")
async def told(request: Request) -> Response:
    """By procedure, agency or commune: `?by=procedure&by=commune`."""
    from dancu_connectors.one_stop.indicators import BY, CallsOf  # noqa: PLC0415 - with the engine, when first asked

    by = tuple(request.query_params.getlist("by")) or ("procedure",)
    if not {*by} <= {*BY} or len({*by}) != len(by):
        raise CallFault("invalid", "/by", reason=" | ".join(BY))
    counted = request.app.state.calls.of(request.scope["workspace"])
    calls = [
        CallsOf(each.procedure, each.asker.consumer, each.registry, each.operation, count)
        for each, count in counted.items()
        if each.registry and not each.asker.serves_dossier
    ]
    watch, now = _watched(request)
    return JSONResponse([each.as_json() for each in watch.indicators(now, by=by, empty=procedures(), calls=calls)])


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """The same by procedure, agency and commune at once, and every call, in Prometheus' text."""
    from dancu_sandbox.web.metrics import BY, CONTENT_TYPE, text  # noqa: PLC0415 - a start need not wait for Prometheus

    watch, now = _watched(request)
    calls = request.app.state.calls.of(request.scope["workspace"])
    return Response(text(watch.indicators(now, by=BY), calls), media_type=CONTENT_TYPE)


def _watched(request: Request) -> tuple[Watch, datetime]:
    """The workspace's dossiers and its clock, of one moment."""
    from dancu_sandbox.one_stop.watching import Watching  # noqa: PLC0415 - with the engine, when first asked

    store, workspace = place_of(request)
    store.log.hold(asyncio.get_running_loop().call_soon)
    state = request.app.state
    if not hasattr(state, "watching"):
        state.watching = Watching(store)
    return state.watching.of(workspace), store.workspace(workspace).clock
