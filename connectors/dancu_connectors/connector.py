"""A connector: how an agency asks one register, blocking or asynchronously.

A register's module says only which register it is and, where there is one, which real wire it speaks.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar, Generic, TypeVar, Unpack

import httpx
from dancu_contracts import registry

from dancu_connectors.answers import Changes, History, Lookup, Recorded, Verification
from dancu_connectors.calling import fitting, run, run_async
from dancu_connectors.calls import Item, LookupItem, Subject, VerifyItem
from dancu_connectors.conduct import Conduct, Options
from dancu_connectors.core import Core
from dancu_connectors.errors import DancuError, InvalidRequest, NotOnThisWire
from dancu_connectors.exchange import Effects, T
from dancu_connectors.purpose import Purpose
from dancu_connectors.records import Record
from dancu_connectors.uniform import Uniform
from dancu_connectors.wires import Wire

R = TypeVar("R", bound=Record)
Wires = Mapping[str, Callable[[], Wire]]
UNIFORM: Wires = {"uniform": Uniform}


class _Spoken:
    """Which register over which wire; the first of `wires` is the default."""

    registry: ClassVar[str]
    wires: ClassVar[Wires] = UNIFORM
    _core: Core

    def _listen(self, wire: str | Wire | None, options: Options) -> None:
        self._core = Core(registry(self.registry), self._chosen(wire), Conduct(**options))

    def _chosen(self, wire: str | Wire | None) -> Wire:
        name = next(iter(self.wires)) if wire is None else wire
        if not isinstance(name, str):
            return _configured(name)
        if name not in self.wires:
            raise NotOnThisWire(
                f"{self.registry} có kênh {', '.join(self.wires)}; không có {name}.",
                f"{self.registry} speaks {', '.join(self.wires)}; not {name}.",
            )
        return self.wires[name]()

    @property
    def lookup_needs(self) -> tuple[str, ...]:
        """The claims that a lookup over this wire must bring; usually none."""
        return self._core.wire.lookup_needs

    def carries(self, path: str) -> bool:
        """Whether a lookup over this wire can be asked for the field."""
        return self._core.wire.carries(path)


def _configured(wire: Wire) -> Wire:
    if isinstance(wire, type) or not hasattr(wire, "lookup_needs"):
        raise InvalidRequest(
            'Kênh là một tên như "uniform", hoặc một kênh đã cấu hình như Soap(…).',
            'A wire is a name such as "uniform", or a configured one such as Soap(…).',
            pointer="/wire",
        )
    return wire


def _by_name(wire: object) -> bool:
    """Such a wire has paths alone; the paths of a configured one may be whole addresses."""
    return wire is None or isinstance(wire, str)


class Connector(_Spoken, Generic[R]):
    """Asks one register over an httpx.Client, given with its base_url and credentials and never closed here.

    `wire` is a name ("uniform", or a real one where the register has it) or a configured wire such as Soap(...).
    """

    def __init__(
        self,
        http: httpx.Client,
        *,
        wire: str | Wire | None = None,
        sleep: Callable[[float], None] = time.sleep,
        **options: Unpack[Options],
    ) -> None:
        self._listen(wire, options)
        self._http = fitting(http, httpx.Client, addressed=_by_name(wire))
        self._sleep = sleep

    def verify(
        self,
        subject: Subject,
        claims: Mapping[str, object],
        *,
        purpose: Purpose,
        on: date | None = None,
        known_at: datetime | None = None,
    ) -> Verification:
        """Are the claims true on the day `on`, as known at `known_at`? Discloses nothing.

        `subject` is a 12-digit number, or another key.
        """
        item = VerifyItem(subject=subject, claims=claims, on=on, known_at=known_at)
        return self._run(self._core.verify(item, purpose))

    def lookup(
        self,
        subject: Subject,
        fields: Iterable[str],
        *,
        purpose: Purpose,
        on: date | None = None,
        known_at: datetime | None = None,
        claims: Mapping[str, object] | None = None,
    ) -> Lookup[R]:
        """The fields named (dotted paths), as of `on`, as known at `known_at`; `claims` where `lookup_needs` any."""
        item = LookupItem(subject=subject, fields=fields, on=on, known_at=known_at, claims=claims or {})
        return self._run(self._core.lookup(item, purpose))

    def batch(self, items: Iterable[Item], *, purpose: Purpose) -> list[Verification | Lookup[R] | DancuError]:
        """One answer for each item, in order; an item refused gives its error as a value."""
        return self._run(self._core.batch(items, purpose))

    def history(self, subject: Subject, *, purpose: Purpose) -> History:
        """What changed in the subject's records, oldest first."""
        return self._run(self._core.history(subject, purpose))

    def record_event(self, event: Mapping[str, object], *, purpose: Purpose) -> Recorded:
        """Write an event of the contract's events.schema.json; with an `id` of the caller's it is written once only."""
        return self._run(self._core.record_event(event, purpose))

    def changes(self, cursor: str | None = None, *, purpose: Purpose) -> Changes:
        """The next page of what was written to the register, from the start if there is no cursor."""
        return self._run(self._core.changes(cursor, purpose))

    def _run(self, effects: Effects[T]) -> T:
        return run(self._http, effects, seconds=self._core.conduct.timeout, sleep=self._sleep)


class AsyncConnector(_Spoken, Generic[R]):
    """The same over an httpx.AsyncClient: every method is awaited."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        wire: str | Wire | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        **options: Unpack[Options],
    ) -> None:
        self._listen(wire, options)
        self._http = fitting(http, httpx.AsyncClient, addressed=_by_name(wire))
        self._sleep = sleep

    async def verify(
        self,
        subject: Subject,
        claims: Mapping[str, object],
        *,
        purpose: Purpose,
        on: date | None = None,
        known_at: datetime | None = None,
    ) -> Verification:
        """As Connector.verify."""
        item = VerifyItem(subject=subject, claims=claims, on=on, known_at=known_at)
        return await self._run(self._core.verify(item, purpose))

    async def lookup(
        self,
        subject: Subject,
        fields: Iterable[str],
        *,
        purpose: Purpose,
        on: date | None = None,
        known_at: datetime | None = None,
        claims: Mapping[str, object] | None = None,
    ) -> Lookup[R]:
        """As Connector.lookup."""
        item = LookupItem(subject=subject, fields=fields, on=on, known_at=known_at, claims=claims or {})
        return await self._run(self._core.lookup(item, purpose))

    async def batch(self, items: Iterable[Item], *, purpose: Purpose) -> list[Verification | Lookup[R] | DancuError]:
        """As Connector.batch."""
        return await self._run(self._core.batch(items, purpose))

    async def history(self, subject: Subject, *, purpose: Purpose) -> History:
        """As Connector.history."""
        return await self._run(self._core.history(subject, purpose))

    async def record_event(self, event: Mapping[str, object], *, purpose: Purpose) -> Recorded:
        """As Connector.record_event."""
        return await self._run(self._core.record_event(event, purpose))

    async def changes(self, cursor: str | None = None, *, purpose: Purpose) -> Changes:
        """As Connector.changes."""
        return await self._run(self._core.changes(cursor, purpose))

    async def _run(self, effects: Effects[T]) -> T:
        return await run_async(self._http, effects, seconds=self._core.conduct.timeout, sleep=self._sleep)
