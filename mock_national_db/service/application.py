"""The HTTP front: a raw ASGI callable for what must be fast, in front of an application that serves everything else."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable, Generator, MutableMapping
from types import coroutine
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import msgspec

from mock_national_db.folder import code_of
from mock_national_db.service.callers import MARKS, UNIFORM, Asker, asker_of
from mock_national_db.service.calls import Calls, procedure_of
from mock_national_db.service.faults import CallFault
from mock_national_db.service.feed import changes, cloud_event, page
from mock_national_db.service.speaking import Speaker, sent
from mock_national_db.service.uniform import OPERATIONS, call, decoded
from mock_national_db.wires import Call, Wire

if TYPE_CHECKING:
    from mock_national_db.store import Store

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGI = Callable[[Scope, Receive, Send], Awaitable[None]]
Reply = tuple[int, bytes, list[tuple[bytes, bytes]]]

BODY_LIMIT = 1 << 20
DRAIN_LIMIT = 16 << 20
DEFAULT_WORKSPACE = "default"
_WORKSPACE_HEADER = b"x-sandbox-workspace"
_TOLD_BY = MARKS | {_WORKSPACE_HEADER}
_NOT_LET_IN = {401, 403}
_WORKSPACE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LIMIT = re.compile(r"[1-9][0-9]{0,2}|1000")
_JSON = [(b"content-type", b"application/json")]
_CLOUD_EVENTS = b"application/cloudevents-batch+json"
_PROBLEM = [(b"content-type", b"application/problem+json")]
_log = logging.getLogger(__name__)


class Application:
    """The registries of a store and the wires that carry them; `others` answers every path that is neither."""

    def __init__(self, store: Store, speaker: Speaker, others: ASGI, calls: Calls) -> None:
        self._store, self._speaker, self._others, self._calls = store, speaker, others, calls
        self._operations = {f"/{name}/v1/{op}": (name, op) for name in store.registries for op in OPERATIONS}
        self._feeds = {f"/{name}/v1/changes": (name, "changes") for name in store.registries}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        if scope["type"] != "http":
            await self._others(scope, receive, send)
            return
        try:
            workspace = _enter_workspace(scope)
            reply = await self._reply(scope, receive, workspace)
        except Exception as error:  # noqa: BLE001 - the service stays up and tells no client about itself
            fault = error if isinstance(error, CallFault) else unforeseen(error)
            self._count_fault(scope, fault)
            reply = _problem(fault)
        if reply is None:
            await self._others(scope, receive, send)
            return
        await _next_turn()
        await _send(send, reply)

    async def _reply(self, scope: Scope, receive: Receive, workspace: str) -> Reply | None:
        path = scope["path"]
        if (operation := self._operations.get(path)) is not None:
            _allow(scope, "POST")
            body = await _body(receive)
            _expect_json(scope)
            self._hold()
            return 200, msgspec.json.encode(self._called(scope, workspace, operation, body)), _JSON
        if (feed := self._feeds.get(path)) is not None:
            _allow(scope, "GET")
            told = self._feed(scope, workspace, feed[0])
            self._calls.count(workspace, (*feed, "", "told", asker_of(scope, UNIFORM.wire)))
            return told
        if (wire := self._speaker.wire(path)) is not None:
            return await self._spoken(wire, workspace, scope, await _body(receive))
        return None

    def _called(self, scope: Scope, workspace: str, operation: tuple[str, str], body: bytes) -> Any:
        registry, op = operation
        asked = decoded(body)
        try:
            told = call(self._store, workspace, registry, op, asked)
        except Exception:
            scope["asked"] = asked
            raise
        of = asker_of(scope, UNIFORM.wire) if "marks" in scope else UNIFORM
        if op == "batch":
            self._calls.batch(workspace, registry, asked["items"], told["items"], of)
        else:
            self._calls.count(workspace, (registry, op, asked["purpose"]["procedure"], told["outcome"], of))
        return told

    async def _spoken(self, wire: Wire, workspace: str, scope: Scope, body: bytes) -> Reply:
        understood = self._speaker.understand(wire, scope, body)
        if isinstance(understood, Call):
            await _next_turn()
            self._hold()
            of = asker_of(scope, wire.name, understood.consumer)
            told = self._speaker.ask(understood, workspace)
            await _next_turn()
            reply = self._speaker.write(wire, workspace, understood, told)
            for asked, answer in told[0]:
                self._calls.count(workspace, (asked.registry, asked.op, "", answer.outcome, of))
            if told[0]:
                return sent(reply)
        else:
            reply = understood
            of = Asker(wire.name) if reply.status in _NOT_LET_IN else asker_of(scope, wire.name)
        self._calls.count(workspace, ("", "", "", str(reply.status), of))
        return sent(reply)

    def _count_fault(self, scope: Scope, fault: CallFault) -> None:
        """A call that could not be answered, unless not even its workspace is one."""
        path = scope["path"]
        registry, op = self._operations.get(path) or self._feeds.get(path) or ("", "")
        wire = None if registry else self._speaker.wire(path)
        if "workspace" in scope and (registry or wire):
            of = asker_of(scope, wire.name if wire else UNIFORM.wire)
            self._calls.count(scope["workspace"], (registry, op, procedure_of(scope.get("asked")), fault.code, of))

    def _hold(self) -> None:
        """All that one turn of the loop asks sees one snapshot: no writer was answered before the turn began."""
        self._store.log.hold(asyncio.get_running_loop().call_soon)

    def _feed(self, scope: Scope, workspace: str, registry: str) -> Reply:
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        limit = query.get("limit", "1000")
        if not _LIMIT.fullmatch(limit):
            raise CallFault("invalid", "/limit", reason="1…1000")
        asked = self._store, workspace, registry, query.get("cursor"), int(limit)
        if not _wants_cloud_events(scope):
            return 200, msgspec.json.encode(changes(*asked)), _JSON
        found = page(*asked)
        told = [cloud_event(self._store, workspace, found.generation, event) for event in found.events]
        return 200, msgspec.json.encode(told), _onward(scope, {**query, "cursor": found.cursor}, more=found.more)


@coroutine
def _next_turn() -> Generator[None, None, None]:
    """Let the other requests of this turn come as far: reading, answering, writing and sending each go faster in a row.

    See docs/decisions/0005.
    """
    yield


def _enter_workspace(scope: Scope) -> str:
    """The workspace of the request; a `/w/{name}` prefix is taken off the path. What says who asks is kept."""
    name = DEFAULT_WORKSPACE
    for key, value in scope["headers"]:
        if key in _TOLD_BY:
            if key == _WORKSPACE_HEADER:
                name = value.decode("latin-1")
            else:
                scope.setdefault("marks", {})[key] = value
    if scope["path"].startswith("/w/"):
        name, slash, rest = scope["path"][3:].partition("/")
        scope["path"] = slash + rest
        scope["root_path"] = f"{scope.get('root_path', '')}/w/{name}"
    if name != DEFAULT_WORKSPACE and not _WORKSPACE_NAME.fullmatch(name):
        raise CallFault("bad_workspace")
    scope["workspace"] = name
    return name


def _wants_cloud_events(scope: Scope) -> bool:
    return any(name == b"accept" and _CLOUD_EVENTS in value.lower() for name, value in scope["headers"])


def _onward(scope: Scope, query: dict[str, str], *, more: bool) -> list[tuple[bytes, bytes]]:
    """Where a batch of CloudEvents goes on; a batch is an array, so that it stands in the headers."""
    headers = [(b"content-type", _CLOUD_EVENTS), (b"x-sandbox-cursor", query["cursor"].encode())]
    if more:
        following = f'<{scope["root_path"]}{scope["path"]}?{urlencode(query)}>; rel="next"'
        headers.append((b"link", following.encode("latin-1")))
    return headers


def _allow(scope: Scope, method: str) -> None:
    if scope["method"] != method:
        raise CallFault("method_not_allowed", allowed=method)


def _expect_json(scope: Scope) -> None:
    for key, value in scope["headers"]:
        if key == b"content-type":
            if b"json" not in value.lower():
                raise CallFault("unsupported_media_type")
            return
    raise CallFault("unsupported_media_type")


async def _body(receive: Receive) -> bytes:
    """The request's body; over the limit it is drained, so that the client reads the answer, and refused."""
    message = await receive()
    body: bytes = message.get("body", b"")
    size = len(body)
    parts = [body]
    while message.get("more_body"):
        message = await receive()
        size += len(message.get("body", b""))
        if size <= BODY_LIMIT:
            parts.append(message.get("body", b""))
        if size > DRAIN_LIMIT:
            break
    if size > BODY_LIMIT:
        raise CallFault("too_large", limit=BODY_LIMIT)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def unforeseen(error: Exception) -> CallFault:
    """What a client is told of an error: what ails the files by name, a mistake of ours only to the log."""
    code = code_of(error) if isinstance(error, sqlite3.DatabaseError) else "internal"
    if code not in {"busy", "storage_full", "folder_corrupt"}:
        _log.error("unforeseen %s", type(error).__name__, exc_info=error)
        return CallFault("internal")
    return CallFault(code)


def _problem(fault: CallFault) -> Reply:
    headers = [*_PROBLEM]
    if "allowed" in fault.details:
        headers.append((b"allow", str(fault.details["allowed"]).encode()))
    return fault.status, fault.body(), headers


async def _send(send: Send, reply: Reply) -> None:
    status, body, headers = reply
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
