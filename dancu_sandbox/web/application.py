"""The application behind every path that is neither a registry's operation nor a wire's."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dancu_sandbox.delivery import Delivery
from dancu_sandbox.web import describing, dossiers, indicators, page, sandbox, statistics, webhooks
from mock_national_db.service.application import ASGI, unforeseen
from mock_national_db.service.calls import Calls
from mock_national_db.service.faults import CallFault
from mock_national_db.store import Store

PROBLEM = "application/problem+json"


def web(store: Store, served: Collection[str], delivery: Delivery, calls: Calls) -> ASGI:
    """`served` are the registries that this process answers for; changes are delivered as long as it lives.

    `calls` are those that it answered.
    """
    app = FastAPI(
        title="dancu",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=delivery.living,
    )
    app.state.store, app.state.served, app.state.delivery = store, tuple(served), delivery
    app.state.calls = calls
    for part in (page, statistics, sandbox, webhooks, dossiers, indicators, describing):
        app.include_router(part.router)
    app.add_exception_handler(CallFault, _told)
    app.add_exception_handler(HTTPException, _unrouted)
    app.add_exception_handler(sqlite3.Error, _stored)
    app.add_exception_handler(Exception, _unforeseen)
    return app


def problem(fault: CallFault) -> Response:
    """A fault as problem+json."""
    headers = {"Allow": str(fault.details["allowed"])} if "allowed" in fault.details else {}
    return Response(fault.body(), fault.status, headers, PROBLEM)


async def _told(_: Request, fault: Exception) -> Response:
    return problem(fault if isinstance(fault, CallFault) else CallFault("internal"))


async def _unrouted(request: Request, error: Exception) -> Response:
    """No such path, method, or registry: what there is instead is named."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        return problem(CallFault("method_not_allowed", allowed=(error.headers or {}).get("Allow", "")))
    if not request.scope["path"]:
        return RedirectResponse(f"{request.scope['root_path']}/")
    name, _, rest = request.scope["path"].lstrip("/").partition("/")
    served = request.app.state.served
    if name not in served and rest.partition("/")[0] in {"v1", "health", "openapi.json"}:
        return problem(CallFault("unknown_registry", registries=", ".join(served)))
    return problem(CallFault("not_found"))


async def _stored(_: Request, error: Exception) -> Response:
    """A full disk, a damaged file."""
    return problem(unforeseen(error))


async def _unforeseen(_: Request, __: Exception) -> Response:
    return problem(CallFault("internal"))
