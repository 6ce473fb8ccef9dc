"""What only a sandbox has: personas, citizens to try, the clock, workspaces, beginning anew."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dancu_sandbox import catalogue
from dancu_sandbox.citizens import PAGE, living
from dancu_sandbox.dirty import dirty
from dancu_sandbox.folder import HANOI, YEARS, clock_of
from dancu_sandbox.web.asked import body_of, count_of, place_of
from mock_national_db.service.faults import CallFault
from mock_national_db.simulating import day_passes, expected
from mock_national_db.store import Store

router = APIRouter(prefix="/_sandbox")
_HIGHEST_RATE = 1000


@router.get("/personas")
async def personas() -> Response:
    """Named test citizens."""
    return JSONResponse(catalogue.personas())


@router.get("/registries")
async def registries(request: Request) -> Response:
    """The registries served here, with what may be verified in each."""
    return JSONResponse([catalogue.described(name) for name in request.app.state.served])


@router.get("/procedures")
async def procedures() -> Response:
    """What a call may serve."""
    return JSONResponse(catalogue.procedures())


@router.get("/citizens")
async def citizens(request: Request) -> Response:
    """A page of living people with a number, in the order of the index; `next` is where the following page begins."""
    store, workspace = place_of(request)
    limit, first = count_of(request, "limit", PAGE), count_of(request, "from", 0)
    items, following = living(store, workspace, first, min(limit, PAGE), whole="all" in request.query_params)
    return Response(msgspec.json.encode({"items": items, "next": following}), media_type="application/json")


@router.get("/dirt")
async def dirt(request: Request) -> Response:
    """A page of what registers hold otherwise than the nation; `next` is where the following page begins."""
    store, workspace = place_of(request)
    registries = request.query_params.getlist("registry")
    if not {*registries} <= {*store.registries}:
        raise CallFault("unknown_registry", "/registry")
    items, following = dirty(
        store, workspace, registries, count_of(request, "from", 0), count_of(request, "limit", PAGE)
    )
    return Response(msgspec.json.encode({"items": items, "next": following}), media_type="application/json")


@router.get("/clock")
async def clock(request: Request) -> Response:
    """The workspace's time."""
    return _clock(*place_of(request))


@router.put("/clock")
async def set_clock(request: Request) -> Response:
    """Set it: {"now": "2026-12-01"} or a moment."""
    now = _moment(await body_of(request))
    store, workspace = place_of(request)
    store.log.set_clock(workspace, now)
    return _clock(store, workspace)


@router.delete("/clock")
async def reset_clock(request: Request) -> Response:
    """Back to the server's."""
    store, workspace = place_of(request)
    store.log.set_clock(workspace, None)
    return _clock(store, workspace)


@router.get("/simulation")
async def simulation(request: Request) -> Response:
    """How many events a day brings at the rate 1."""
    store, _ = place_of(request)
    return JSONResponse({"day": expected(store)})


@router.post("/simulation")
async def simulate(request: Request) -> Response:
    """A day passes: {"seed": 453, "rate": 1.0}; what was written, by registry.type, and what was refused, and why."""
    store, workspace = place_of(request)
    seed, rate = _drawn_by(await body_of(request))
    told = day_passes(store, workspace, seed, rate)
    now = store.workspace(workspace).clock.isoformat()
    return JSONResponse({"workspace": workspace, "now": now, "written": told.written, "refused": told.refused})


@router.get("/workspaces")
async def workspaces(request: Request) -> Response:
    """Every workspace that was ever written to."""
    store, _ = place_of(request)
    return JSONResponse([_standing(store, name) for name in store.log.workspaces()])


@router.get("/snapshot")
async def snapshot(request: Request) -> Response:
    """Where the workspace's log stands."""
    return JSONResponse(_standing(*place_of(request)))


@router.post("/reset")
async def reset(request: Request) -> Response:
    """Forget everything written to the workspace; cursors from before are gone, calls are counted anew."""
    store, workspace = place_of(request)
    store.log.reset(workspace)
    request.app.state.calls.forget(workspace)
    return JSONResponse(_standing(store, workspace))


def _clock(store: Store, workspace: str) -> Response:
    own = store.log.stream(workspace).clock
    now = own or store.clock
    return JSONResponse({"workspace": workspace, "now": now.isoformat(), "set": own is not None})


def _standing(store: Store, workspace: str) -> dict[str, Any]:
    stream = store.log.stream(workspace)
    last = store.log.next_position(stream) - 1
    return {"workspace": workspace, "generation": stream.generation, "position": last}


def _drawn_by(body: Any) -> tuple[int, float]:
    """The seed and the rate; a year in which everything happens a thousand times as often is the most."""
    seed, rate = (body.get("seed"), body.get("rate", 1.0)) if isinstance(body, dict) else (None, 1.0)
    if type(seed) is not int:
        raise CallFault("invalid", "/seed", reason='{"seed": 453, "rate": 1.0}')
    if not isinstance(rate, int | float) or isinstance(rate, bool) or not 0 <= rate <= _HIGHEST_RATE:
        raise CallFault("invalid", "/rate", reason=f"0 – {_HIGHEST_RATE}")
    return seed, float(rate)


def _moment(body: Any) -> datetime:
    now = body.get("now") if isinstance(body, dict) and set(body) == {"now"} else None
    if not isinstance(now, str):
        raise CallFault("invalid", "/now", reason='{"now": "2026-12-01"}')
    try:
        told = moment(now)
    except ValueError as error:
        raise CallFault("impossible_date", "/now") from error
    if told.year not in YEARS:
        raise CallFault("impossible_date", "/now")
    return told


def moment(text: str) -> datetime:
    """A day (eight in the morning) or a moment, in Vietnamese time unless it says otherwise; ValueError."""
    if len(text) == len("2026-11-23"):
        return clock_of(date.fromisoformat(text))
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=HANOI)
