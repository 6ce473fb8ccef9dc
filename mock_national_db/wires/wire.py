"""What a wire is: a real system's message format, read into questions and written from answers; no web framework."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    from datetime import datetime

    from mock_national_db.log import Entry
    from mock_national_db.operation import Answer, Found, Operation, Search
    from mock_national_db.wires.options import Options


class Request(msgspec.Struct, frozen=True):
    """One HTTP request. Header names are lower case; `query` keeps keys without a value (`?wsdl`).

    `root` is what was taken off the front of the path (`/w/{workspace}`); `scheme` is how the client came in.
    """

    method: str
    path: str
    query: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    body: bytes = b""
    scheme: str = "http"
    root: str = ""


class Reply(msgspec.Struct, frozen=True):
    """One HTTP reply, whole."""

    status: int
    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()


class Call(msgspec.Struct, frozen=True):
    """A request understood: what `render` must remember of it, and the questions to put to the registries first.

    `then` gives what is to be asked next, of another registry, once the first answers tell whom it is about.
    `consumer` is the agency's code where the message names one.
    """

    operation: object
    asks: tuple[Operation, ...] = ()
    then: Callable[[Sequence[Answer]], Sequence[Operation]] | None = None
    consumer: str = ""

    def questions(self, answers: Sequence[Answer]) -> Iterator[Operation]:
        """Every question in order; `answers` grows as they are answered."""
        yield from self.asks
        if self.then is not None:
            yield from self.then(answers)


class Context(msgspec.Struct, frozen=True):
    """What rendering depends on besides the answers: the switches, the workspace's clock and the machine's."""

    options: Options
    now: datetime
    wall: datetime


class Desk(Protocol):
    """Where a wire that takes dossiers works: it asks the registries, records events, and keeps what was handed in.

    A dossier is a list of entries under the client's own number; it and the events lie in the workspace's log.
    """

    @property
    def now(self) -> datetime:
        """The workspace's clock."""
        ...

    def ask(self, asked: Operation) -> Answer:
        """What the registry says."""
        ...

    def search(self, asked: Search) -> Found:
        """Who fulfils a criterion, a bounded stretch of the register at a time."""
        ...

    def record(self, registry: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """Write an event (the body of the uniform service, with an `id`: once); raises Refused."""
        ...

    def enter(self, number: str, what: Mapping[str, Any], *, first: bool = False) -> bool:
        """Add an entry to a dossier; False, and nothing is added, if it was to be the `first` and is not."""
        ...

    def entries(self, number: str) -> Sequence[Entry]:
        """What was entered in a dossier, in order; empty if there is none."""
        ...

    def numbers(self) -> Sequence[str]:
        """The numbers of all dossiers of this wire, sorted."""
        ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a wire has to tell the client's own system: below its address, and what is entered once it was accepted."""

    path: str
    body: Mapping[str, Any]
    dossier: str
    entry: Mapping[str, Any]


def _at_a_desk(_call: Call, _answers: Sequence[Answer], _context: Context) -> Reply:
    raise TypeError("this wire takes dossiers: it acts at a desk")


@dataclass(frozen=True, slots=True)
class Wire:
    """A message format and the paths it is spoken on; a route ending in `/*` stands for every path below it.

    `parse` never raises: what it cannot read is a `Reply` at once. A wire that only asks has a `render`; one that
    takes dossiers has an `act` in its place, which is given a desk and answers; one with both renders the calls that
    ask. `calls` lists what is due to be told of its own accord, with the code by which it shows who it is; who makes
    the calls is no matter of the wire's.
    """

    name: str
    routes: tuple[str, ...]
    parse: Callable[[Request, Options], Call | Reply]
    render: Callable[[Call, Sequence[Answer], Context], Reply] = _at_a_desk
    act: Callable[[Call, Desk, Context], Reply] | None = None
    calls: Callable[[Desk, str], Sequence[Outgoing]] | None = None
