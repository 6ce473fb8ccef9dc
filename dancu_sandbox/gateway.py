"""The gateway: one address in front of the nation and the sectors, which passes every call on as it is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

import httpx
import msgspec

from dancu_sandbox.serving import Served, registries_of, wires_of
from mock_national_db.service.application import ASGI, Receive, Scope, Send
from mock_national_db.service.faults import CallFault

_FIRST = re.compile(r"(?:/w/[^/]*)?(/[^/]*)")
_HOP = {b"connection", b"keep-alive", b"transfer-encoding", b"upgrade", b"te", b"trailer", b"proxy-connection"}
_TIMEOUT = httpx.Timeout(30, connect=5)


class Gateway:
    """Decides by registry, and by the paths of the wires, who answers; the nation answers what is neither's."""

    def __init__(self, told: Served, client: httpx.AsyncClient) -> None:
        self._addresses = {"national": told.national.rstrip("/"), "sectoral": told.sectoral.rstrip("/")}
        self._to_sectors = {f"/{name}" for name in registries_of("sectoral")} | {
            _first(route) for wire in wires_of("sectoral") for route in wire.routes
        }
        self._http = client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send, self._http.aclose)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        first = _first(scope["path"])
        if scope["path"] in {"/health", "/_sandbox/registries"}:
            await self._of_both(scope["path"], send)
        else:
            part = "sectoral" if first in self._to_sectors else "national"
            await self._passed_on(self._addresses[part], scope, receive, send)

    async def _passed_on(self, address: str, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"]
        target = httpx.URL(address).copy_with(raw_path=scope["raw_path"] + (b"?" + query if query else b""))
        headers = [(name, value) for name, value in scope["headers"] if name not in _HOP]
        headers.append((b"x-forwarded-proto", scope.get("scheme", "http").encode()))  # with Host: where it was called
        asked = self._http.build_request(scope["method"], target, headers=headers, content=_streamed(receive))
        try:
            answer = await self._http.send(asked, stream=True)
        except httpx.TransportError:
            await _refuse(send, CallFault("source_down"))
            return
        try:
            await _relay(answer, send)
        finally:
            await answer.aclose()

    async def _of_both(self, path: str, send: Send) -> None:
        """What both parts tell together; without one of them the whole is not well."""
        try:
            told = [(await self._http.get(f"{address}{path}")).json() for address in self._addresses.values()]
        except (httpx.TransportError, ValueError):
            await _refuse(send, CallFault("source_down"))
            return
        await _reply(send, 200, b"application/json", msgspec.json.encode(_joined(told)))


def _first(path: str) -> str:
    found = _FIRST.match(path)
    return found.group(1) if found else path


def _joined(told: Iterable[Any]) -> Any:
    first, second = told
    if isinstance(first, list):
        return first + second
    return {**first, "registries": first["registries"] + second["registries"]}


async def _streamed(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        more = message.get("more_body", False)
        yield message.get("body", b"")


async def _relay(answer: httpx.Response, send: Send) -> None:
    headers = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _HOP]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    async for part in answer.aiter_raw():
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Send, fault: CallFault) -> None:
    await _reply(send, fault.status, b"application/problem+json", fault.body())


async def _reply(send: Send, status: int, kind: bytes, body: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _live(receive: Receive, send: Send, close: Callable[[], Awaitable[None]]) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await close()
    await send({"type": "lifespan.shutdown.complete"})


def gateway(told: Served) -> ASGI:
    """A gateway to the two addresses told."""
    return Gateway(told, httpx.AsyncClient(timeout=_TIMEOUT))
