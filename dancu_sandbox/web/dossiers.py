"""The dossiers of a workspace, and the citizens' stores of results, for an engine that runs anywhere.

The engine is read in with the first dossier: a start need not wait for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dancu_sandbox.dossier_numbers import NUMBER
from dancu_sandbox.web.asked import body_of, place_of
from mock_national_db.service.faults import CallFault

if TYPE_CHECKING:
    from dancu_connectors.one_stop import DossierEntry

    from dancu_sandbox.one_stop import LogDossiers

router = APIRouter(prefix="/_sandbox")
_CITIZEN = re.compile(r"[0-9]{12}")
_NAME = re.compile(r"(?!.*\d{9})[^\x00-\x1f\x7f]{0,60}")  # so many digits in a row may be a person's
_MOST_ROWS = 1000
_COUNTED_BY = {
    "agency": '{"ma": "000.00.00.H99", "maPhuongXa": "31338"}',
    "asked": "{…: 1}",
    "failures": "{…: 1}",
}
_T = TypeVar("_T")


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    """An entry as it is sent: at which turn, when, and what it says."""

    turn: int
    at: datetime
    what: dict[str, Any]


class _Result(msgspec.Struct, forbid_unknown_fields=True):
    """A result as it is sent: see Document."""

    number: str
    kind: str
    title: dict[str, str]
    of: str
    at: datetime
    dossier: str
    content: dict[str, Any]


@router.get("/dossiers")
async def numbers(request: Request) -> Response:
    """The numbers of all dossiers."""
    return JSONResponse(_dossiers(request).numbers())


@router.get("/dossiers/{number}")
async def entries(request: Request, number: str) -> Response:
    """The entries of a dossier, in order; an empty list if there is none of that number."""
    found = _dossiers(request).entries(_held(number))
    return JSONResponse([{"at": entry.at.isoformat(), "what": dict(entry.what)} for entry in found])


@router.post("/dossiers/{number}")
async def enter(request: Request, number: str) -> Response:
    """Add an entry at its turn: {"turn": 3, "at": …, "what": {"kind": …}}; 409 if the turn is taken."""
    told = _read(await body_of(request), _Written)
    if told.at.tzinfo is None or "kind" not in told.what or told.turn < 0:
        raise CallFault("invalid", "/at", reason='{"turn": 0, "at": "2026-11-23T08:00:00+07:00", "what": {"kind": …}}')
    from dancu_connectors.one_stop import DossierEntry  # noqa: PLC0415

    entry, dossiers = DossierEntry(told.at, told.what), _dossiers(request)
    before = dossiers.entries(_held(number))
    if len(before) == told.turn:
        _few_rows(told.what)
        _readable(number, [*before, entry])
        _nobody_named(told.what)
    if not dossiers.enter(number, told.turn, entry):
        raise CallFault("turn_taken", "/turn")
    return JSONResponse({"turn": told.turn})


@router.post("/results")
async def results(request: Request) -> Response:
    """The results that a citizen owns: {"soDinhDanh": …}; the number travels in the body."""
    body = await body_of(request)
    citizen = body.get("soDinhDanh") if isinstance(body, dict) else None
    if not isinstance(citizen, str) or not _CITIZEN.fullmatch(citizen):
        raise CallFault("invalid", "/soDinhDanh", reason="12 chữ số / 12 digits")
    return JSONResponse([each.as_json() for each in _dossiers(request).documents(citizen)])


@router.put("/results")
async def keep(request: Request) -> Response:
    """Put a result into its owner's store, once."""
    told = _read(await body_of(request), _Result)
    if told.at.tzinfo is None:
        raise CallFault("invalid", "/at", reason="2026-11-23T08:00:00+07:00")
    if not _CITIZEN.fullmatch(told.of):
        raise CallFault("invalid", "/of", reason="12 chữ số / 12 digits")
    from dancu_connectors.one_stop import Document  # noqa: PLC0415

    _dossiers(request).keep(Document(**{**msgspec.structs.asdict(told), "number": _held(told.number)}))
    return JSONResponse({"number": told.number})


def _dossiers(request: Request) -> LogDossiers:
    from dancu_sandbox.one_stop import LogDossiers  # noqa: PLC0415

    return LogDossiers(*place_of(request))


def _held(number: str) -> str:
    if not NUMBER.fullmatch(number):
        raise CallFault("invalid", "/number", reason="A-Z a-z 0-9 . _ -")
    return number


def _few_rows(what: Mapping[str, Any]) -> None:
    """A number of rows that nobody fills in would be walked one by one, whenever the dossier is read."""
    lists, added = ((told if isinstance(told := what.get(name), Mapping) else {}) for name in ("items", "added"))
    counts = [*added.values(), *(len(rows) for rows in lists.values() if isinstance(rows, list))]
    if not all(isinstance(count, int) and 0 <= count <= _MOST_ROWS for count in counts):
        raise CallFault("invalid", "/what", reason=f"0 – {_MOST_ROWS} dòng / rows")


def _readable(number: str, entries: list[DossierEntry]) -> None:
    """No entry is taken by which the dossier could not be read any more."""
    from dancu_connectors import ProviderBrokeContract  # noqa: PLC0415
    from dancu_connectors.one_stop import Dossier  # noqa: PLC0415

    try:
        Dossier.read(number, entries, entries[-1].at)
    except ProviderBrokeContract as error:
        raise CallFault("invalid", "/what", reason="không phải bản ghi của hồ sơ / no entry of a dossier") from error


def _nobody_named(what: Mapping[str, Any]) -> None:
    """By agency, commune and register the indicators count: where these are named, no person is."""
    for part, example in _COUNTED_BY.items():
        told = what.get(part)
        named = told if isinstance(told, Mapping) else {}
        if not all(_NAME.fullmatch(str(each)) for each in (named.values() if part == "agency" else named)):
            raise CallFault("invalid", f"/what/{part}", reason=example)


def _read(body: Any, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise CallFault("invalid", "", reason=str(error).partition(" - ")[0]) from error
