"""Calling back: what wires have to tell of their own accord is posted to the user's own system when it is due."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

import httpx

from mock_national_db.service.application import ASGI, DEFAULT_WORKSPACE, Receive, Scope, Send
from mock_national_db.service.desk import LogDesk
from mock_national_db.store import Store
from mock_national_db.wires import Outgoing, Wire

_CLOCK = "/_sandbox/clock"
_ACCEPTED = 1
_log = logging.getLogger(__name__)


class CallingBack:
    """A service that tells `url` what is due, each time the clock was set or a wire that calls back was asked.

    A call that is not accepted (200 and `{"Result": 1}`) is made again the next time; it is written once it was.
    """

    def __init__(self, inner: ASGI, store: Store, wires: Iterable[Wire], url: str, code: str) -> None:
        self._inner, self._store, self._url, self._code = inner, store, url.rstrip("/"), code
        self._wires = [wire for wire in wires if wire.calls is not None]
        self._turn = asyncio.Lock()  # nothing is told twice because two requests ended at once
        self._places = tuple(route.removesuffix("*") for wire in self._wires for route in wire.routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection; the client has its answer before anybody is called."""
        await self._inner(scope, receive, send)
        if scope["type"] == "http" and (scope["path"] == _CLOCK or scope["path"].startswith(self._places)):
            async with self._turn:
                await self._tell(scope.get("workspace", DEFAULT_WORKSPACE))

    async def _tell(self, workspace: str) -> None:
        async with httpx.AsyncClient(timeout=10) as http:
            for wire in self._wires:
                desk = LogDesk(self._store, workspace, wire.name)
                for call in wire.calls(desk, self._code) if wire.calls else ():
                    if await self._is_accepted(http, call):
                        desk.enter(call.dossier, call.entry)

    async def _is_accepted(self, http: httpx.AsyncClient, call: Outgoing) -> bool:
        name = call.path.partition("/")[0]
        try:
            told = await http.post(f"{self._url}/{call.path}", json=dict(call.body))
            is_accepted = told.status_code == httpx.codes.OK and told.json().get("Result") == _ACCEPTED
        except (httpx.HTTPError, ValueError, AttributeError) as error:
            _log.warning("%s was not told: %s", name, type(error).__name__)
            return False
        if not is_accepted:
            _log.warning("%s was not accepted: %s", name, told.status_code)
        return is_accepted
