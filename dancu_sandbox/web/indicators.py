"""The indicators of a workspace, live: as JSON, and as Prometheus reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dancu_contracts import procedures
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dancu_sandbox.web.asked import place_of
from mock_national_db.service.faults import CallFault

if TYPE_CHECKING:
    from dancu_connectors.one_stop.indicators import Indicator

router = APIRouter()


@router.get("/_sandbox/indicators")
async def told(request: Request) -> Response:
    """By procedure, agency or commune: `?by=procedure&by=commune`."""
    from dancu_connectors.one_stop.indicators import BY  # noqa: PLC0415 - with the engine, when first asked

    by = tuple(request.query_params.getlist("by")) or ("procedure",)
    if not {*by} <= {*BY} or len({*by}) != len(by):
        raise CallFault("invalid", "/by", reason=" | ".join(BY))
    return JSONResponse([each.as_json() for each in _indicators(request, by)])


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """The same by procedure, agency and commune at once, in Prometheus' text."""
    from dancu_sandbox.web.metrics import BY, CONTENT_TYPE, text  # noqa: PLC0415 - a start need not wait for Prometheus

    return Response(text(_indicators(request, BY)), media_type=CONTENT_TYPE)


def _indicators(request: Request, by: tuple[str, ...]) -> list[Indicator]:
    from dancu_connectors.one_stop.indicators import indicators  # noqa: PLC0415 - with the engine, when first asked

    from dancu_sandbox.one_stop import LogDossiers  # noqa: PLC0415

    store, workspace = place_of(request)
    now = store.workspace(workspace).clock
    return indicators(LogDossiers(store, workspace).watched(), now, by=by, empty=procedures())
