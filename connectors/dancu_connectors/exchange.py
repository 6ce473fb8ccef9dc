"""What passes between a core that touches no network and the caller that does.

A step is a generator: it yields a `Request` or a `Pause`, is sent a `Reply` (None after a pause), returns its answer.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Request:
    """One HTTP request to make. `repeatable`: asking twice does no more than asking once."""

    method: str
    path: str
    content: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = True


@dataclass(frozen=True)
class Response:
    """What came back; header names in lower case."""

    status: int
    content: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NoAnswer:
    """Nothing to read came back: `unsent` means the register has done nothing about the request.

    `cause` is the network's error, or that of the credentials where a gateway gave them no token.
    """

    kind: Literal["timeout", "unreachable", "unreadable", "no_token"]
    unsent: bool
    cause: Exception


@dataclass(frozen=True)
class Pause:
    """Wait this many seconds."""

    seconds: float


Reply = Response | NoAnswer
Steps = Generator[Request, Response, T]
Effects = Generator[Request | Pause, Reply | None, T]
