"""Speaking the real wires: from an HTTP request to a wire's questions, and from their answers to its reply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from mock_national_db.answering import answer
from mock_national_db.service.desk import LogDesk
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_national_db.written import written

if TYPE_CHECKING:
    from mock_national_db.operation import Answer, Operation
    from mock_national_db.store import Store

Told = tuple["list[tuple[Operation, Answer]]", datetime]
Sent = tuple[int, bytes, list[tuple[bytes, bytes]]]
Gate = Callable[[Request, datetime], "Reply | None"]


class Speaker:
    """The wires of one service; `gate` answers for who may not ask, `wall` tells the machine's time."""

    def __init__(
        self,
        store: Store,
        wires: Iterable[Wire],
        options: Options,
        gate: Gate,
        wall: Callable[[], datetime],
    ) -> None:
        self._store, self._options, self._gate, self._wall = store, options, gate, wall
        routes = [(route, wire) for wire in wires for route in wire.routes]
        self._paths = {route: wire for route, wire in routes if not route.endswith("/*")}
        self._prefixes = [(route.removesuffix("*"), wire) for route, wire in routes if route.endswith("/*")]

    def wire(self, path: str) -> Wire | None:
        """The wire spoken on that path."""
        if (wire := self._paths.get(path)) is not None:
            return wire
        return next((wire for prefix, wire in self._prefixes if path.startswith(prefix)), None)

    def understand(self, wire: Wire, scope: Mapping[str, Any], body: bytes) -> Call | Reply:
        """What a request asks for, or the reply to one that may not ask or cannot be read."""
        request = _request(scope, body)
        return self._gate(request, self._wall()) or wire.parse(request, self._options)

    def ask(self, call: Call, workspace: str) -> Told:
        """What the registries say to each question of a call, and the workspace's time then."""
        seen = None
        answers: list[Answer] = []
        told: list[tuple[Operation, Answer]] = []
        for asked in call.questions(answers):
            seen = self._store.workspace(workspace, asked.on, asked.known_at)
            found = written(seen, asked) if asked.op == "changes" else answer(self._store, seen, asked)
            answers.append(found)
            told.append((asked, found))
        return told, (seen or self._store.workspace(workspace)).clock

    def write(self, wire: Wire, workspace: str, call: Call, told: Told) -> Reply:
        """The reply in the wire's own manner."""
        answered, now = told
        context = Context(self._options, now, self._wall())
        if wire.act is not None and not call.asks:
            return wire.act(call, LogDesk(self._store, workspace, wire.name), context)
        return wire.render(call, [found for _, found in answered], context)


def sent(reply: Reply) -> Sent:
    """A reply as HTTP sends it."""
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in reply.headers]
    return reply.status, reply.body, [(b"content-type", reply.content_type.encode("latin-1")), *headers]


def _request(scope: Mapping[str, Any], body: bytes) -> Request:
    query = scope["query_string"].decode("latin-1")
    return Request(
        scope["method"],
        scope["path"],
        dict(parse_qsl(query, keep_blank_values=True)) if query else {},
        {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        body,
        scope.get("scheme", "http"),
        scope.get("root_path", ""),
    )
