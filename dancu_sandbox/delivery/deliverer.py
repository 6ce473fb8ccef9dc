"""Telling those who subscribed: every change in its order, held back behind one of its subject that does not arrive."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import httpx
from dancu_connectors import Retry

from dancu_sandbox.delivery.posting import Outcome, post
from dancu_sandbox.delivery.subscriptions import Overtaken, Owed, Subscription, Subscriptions
from mock_national_db.draw import Draw
from mock_national_db.service.feed import cloud_event

if TYPE_CHECKING:
    from dancu_sandbox.delivery.lease import Lease
    from mock_national_db.registry import Event
    from mock_national_db.store import Store

PATIENCE = Retry(attempts=8, first_wait=1, longest_wait=300)
POLL = 1.0
"""Seconds after which what other processes wrote is looked for."""
_LONGEST_ASKED = 3600.0
_BATCH = 100
_log = logging.getLogger(__name__)


class Deliverer:
    """Delivers what the log of a store holds; `wall` tells the time in UTC, `monotonic` measures waits in seconds."""

    def __init__(
        self,
        store: Store,
        http: httpx.AsyncClient,
        lease: Lease,
        *,
        may: Callable[[str], bool],
        wall: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._store, self._http, self._lease = store, http, lease
        self._may, self._wall, self._monotonic = may, wall, monotonic
        self._subscriptions = Subscriptions(store)
        self._due: dict[tuple[int, int, int], float] = {}
        self._telling: dict[int, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was written."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                self._woken.clear()
                self._start()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), POLL)
        finally:
            telling = [*self._telling.values()]
            for task in telling:
                task.cancel()
            await asyncio.gather(*telling, return_exceptions=True)

    async def turn(self) -> None:
        """Deliver what is due now."""
        await asyncio.gather(*self._start())

    def _start(self) -> list[asyncio.Task[None]]:
        """A task for each subscription, so that a slow receiver holds up nobody else."""
        try:
            due = [one for one in self._subscriptions.all() if one.number not in self._telling and self._may(one.url)]
            if not due or not self._lease.is_held():
                return []
        except sqlite3.Error as error:
            _log.warning("changes were not delivered: %s", type(error).__name__)
            return []
        for told in due:
            task = self._telling[told.number] = asyncio.create_task(self._tell(told))
            task.add_done_callback(lambda _, number=told.number: self._telling.pop(number))  # type: ignore[misc]
        return [self._telling[told.number] for told in due]

    async def _tell(self, told: Subscription) -> None:
        try:
            before = None
            while told.position != before:
                before = told.position
                told = await self._tell_new(await self._tell_owed(told))
        except Overtaken:
            pass  # the next turn begins from what stands then
        except Exception as error:  # noqa: BLE001 - a full disk, a mistake of ours: the next turn tries again
            _log.error("webhook %s: unforeseen %s", told.number, type(error).__name__)

    async def _tell_owed(self, told: Subscription) -> Subscription:
        waiting: set[int] = set()
        for owed in self._subscriptions.owed(told):
            if owed.is_dead or owed.subject in waiting:
                continue
            is_settled = False
            if self._due.get(_which(told, owed.position), 0) <= self._monotonic():
                (event,) = self._after(told, owed.position - 1, 1)
                told, is_settled = await self._attempt(told, event, owed.attempts + 1)
            if not is_settled:
                waiting.add(owed.subject)
        return told

    async def _tell_new(self, told: Subscription) -> Subscription:
        """What comes next in the log, as far as a batch goes."""
        waiting = {owed.subject for owed in self._subscriptions.owed(told) if not owed.is_dead}
        events = self._after(told, told.position, _BATCH)
        for event in filter(told.wants, events):
            if event.subject in waiting:
                told = self._subscriptions.owe(told, Owed(event.position, event.subject, 0))
                continue
            told, is_settled = await self._attempt(told, event, 1)
            if not is_settled:
                waiting.add(event.subject)
        if events and told.position < events[-1].position:
            told = self._subscriptions.delivered(told, events[-1].position)
        await asyncio.sleep(0)
        return told

    def _after(self, told: Subscription, position: int, most: int) -> list[Event]:
        """What the log holds after a position, if it is still the log that the subscription follows."""
        stream = self._store.log.stream(told.workspace)
        if stream.generation != told.generation:
            raise Overtaken
        return self._store.log.since(stream, position, most)

    async def _attempt(self, told: Subscription, event: Event, attempt: int) -> tuple[Subscription, bool]:
        """Where the subscription stands after it, and whether the event is done with: delivered or given up."""
        outcome = await self._post(told, event)
        self._due.pop(_which(told, event.position), None)
        if outcome.is_delivered:
            return self._subscriptions.delivered(told, event.position), True
        is_dead = attempt >= PATIENCE.attempts
        if is_dead:
            _log.warning("webhook %s: given up after %s attempts: %s", told.number, attempt, outcome.reason)
        else:
            self._due[_which(told, event.position)] = self._monotonic() + self._wait(told, event, attempt, outcome)
        owed = Owed(event.position, event.subject, attempt, outcome.reason, is_dead)
        return self._subscriptions.owe(told, owed), is_dead

    async def _post(self, told: Subscription, event: Event) -> Outcome:
        if not (self._after(told, event.position - 1, 1) and self._lease.is_held()):
            raise Overtaken
        sent = cloud_event(self._store, told.workspace, told.generation, event)
        outcome = await post(self._http, told, sent, self._wall())
        if outcome.is_gone:
            _log.warning("webhook %s is gone, and told nothing more", told.number)
            self._subscriptions.remove(told.number)
            raise Overtaken
        return outcome

    def _wait(self, told: Subscription, event: Event, attempt: int, outcome: Outcome) -> float:
        """Seconds until the next attempt; what the receiver asks for is obeyed, up to an hour."""
        draw = Draw(self._store.nation.arguments.seed, "webhooks", event.position)
        wait = PATIENCE.wait(attempt, lambda: draw.bits(f"{told.number} {attempt}") / (1 << 64))
        return max(wait, min(outcome.retry_after or 0, _LONGEST_ASKED))


def _which(told: Subscription, position: int) -> tuple[int, int, int]:
    return told.number, told.generation, position
