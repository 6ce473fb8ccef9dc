"""Each registry's health and its description, and the health of the whole."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

import dancu_contracts
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dancu_sandbox.web.openapi import description
from mock_national_db.service.faults import CallFault

router = APIRouter()


@router.get("/health")
async def health(request: Request) -> Response:
    """Ready, with which registries and at what time."""
    store, served = request.app.state.store, request.app.state.served
    about = {
        "status": "ok",
        "version": version("dancu-sandbox"),
        "clock": store.workspace(request.scope["workspace"]).clock.isoformat(),
        "ids": store.nation.arguments.ids,
        "registries": list(served),
    }
    return JSONResponse(about)


@router.get("/{registry}/health")
async def registry_health(request: Request, registry: str) -> Response:
    """Ready, and by which contract."""
    contract = dancu_contracts.registry(_served(request, registry))
    return JSONResponse({"status": "ok", "registry": contract.name, "contract": contract.version})


@router.get("/{registry}/openapi.json")
async def openapi(request: Request, registry: str) -> Response:
    """The registry's description, made of the contract's own schemas."""
    return JSONResponse(_described(_served(request, registry)))


@cache
def _described(registry: str) -> dict[str, Any]:
    return description(registry)


def _served(request: Request, registry: str) -> str:
    served = request.app.state.served
    if registry not in served:
        raise CallFault("unknown_registry", registries=", ".join(served))
    return registry
