"""Tables of the population, told as aggregates that reveal nobody, and their description."""

from __future__ import annotations

import asyncio

import msgspec
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dancu_sandbox.web.asked import body_of, place_of
from dancu_sandbox.web.openapi import description_of_tables
from mock_national_db.service.statistics import begun

TABLES = "/statistics/v1/tables"
router = APIRouter()


@router.post(TABLES)
async def tables(request: Request) -> Response:
    """How many people there are of each kind; the nation is counted beside the loop, which goes on answering others."""
    store, workspace = place_of(request)
    asked = await body_of(request)
    store.log.hold(asyncio.get_running_loop().call_soon)
    count = begun(store, workspace, asked)
    return Response(await run_in_threadpool(lambda: msgspec.json.encode(count())), media_type="application/json")


@router.get("/statistics/openapi.json")
async def openapi() -> Response:
    """The description, made of the contract's own schemas."""
    return JSONResponse(description_of_tables(TABLES, "v1"))
