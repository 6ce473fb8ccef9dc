"""Telling those who subscribed: what the log brings is owed to each, sent, and sent again where it did not arrive."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import httpx
from dancu_connectors.retrying import BUSY
from msgspec.structs import replace

from dancu_sandbox.delivery.posting import Outcome, post
from dancu_sandbox.delivery.subscriptions import Overtaken, Owed, Subscription, Subscriptions
from dancu_sandbox.delivery.telling import Telling
from mock_national_db.draw import Draw
from mock_national_db.service.feed import cloud_event

if TYPE_CHECKING:
    from dancu_sandbox.delivery.lease import Lease
    from mock_national_db.store import Store

POLL = 1.0
"""Seconds after which what other processes wrote is looked for."""
_LONGEST_ASKED = 3600.0
_BATCH = 100
_MOST_OWED = 10 * _BATCH
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
        self._telling: dict[tuple[int, int, int], Telling] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was written, or a delivery came to an end."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                await self._advance(POLL)
        finally:
            await self._stop()

    async def turn(self) -> None:
        """Deliver what is due now."""
        await self._advance(0)
        while any(one.under_way for one in self._telling.values()):
            await self._advance(POLL)

    async def _advance(self, longest: float) -> None:
        """Settle what ended, send what may be sent, and wait until something happens."""
        self._woken.clear()
        try:
            if self._lease.is_held():
                self._tell_all()
        except sqlite3.Error as error:
            _log.warning("changes were not delivered: %s", type(error).__name__)
        except Exception as error:  # noqa: BLE001 - a mistake of ours: the next turn tries again
            _log.error("webhooks: unforeseen %s", type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), longest)

    async def _stop(self) -> None:
        under_way = [task for one in self._telling.values() for task in one.under_way]
        for one in self._telling.values():
            one.stop()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _tell_all(self) -> None:
        living = {told.life: told for told in self._subscriptions.all() if self._may(told.receiver.url)}
        for life in self._telling.keys() - living.keys():
            self._telling.pop(life).stop()
        for life, told in living.items():
            telling = self._telling.setdefault(life, Telling(told, self._monotonic, self.wake))
            telling.told = told
            try:
                self._settle(telling)
                self._send(telling)
            except Overtaken:
                pass  # the next turn begins from what stands then

    def _settle(self, telling: Telling) -> None:
        """Mark what came of those that ended, all in one transaction."""
        ended = telling.ended()
        if not ended:
            return
        told, failed = telling.told, [(owed, outcome) for owed, outcome in ended if not outcome.is_delivered]
        delivered = [owed for owed, outcome in ended if outcome.is_delivered]
        self._subscriptions.settle(told, delivered, [_failed(told, *one) for one in failed])
        telling.settled()
        for owed, outcome in failed:
            self._put_off(telling, owed, outcome)
        if any(outcome.is_gone for _, outcome in failed):
            _log.warning("webhook %s is gone, and told nothing more", told.number)
            self._subscriptions.change(told, lambda receiver: replace(receiver, is_gone=True))

    def _put_off(self, telling: Telling, owed: Owed, outcome: Outcome) -> None:
        """When it is tried again; what the receiver asks for is obeyed, up to an hour."""
        told, attempt, asked = telling.told, owed.attempts + 1, min(outcome.retry_after or 0, _LONGEST_ASKED)
        if outcome.status in BUSY:
            telling.rest(asked)
        if attempt > len(told.receiver.retries):
            _log.warning("webhook %s: given up after %s attempts: %s", told.number, attempt, outcome.reason)
        else:
            telling.wait(owed, max(self._wait(told, owed, attempt), asked))

    def _wait(self, told: Subscription, owed: Owed, attempt: int) -> float:
        """Seconds until the next attempt: of the schedule, a tenth more or less."""
        draw = Draw(self._store.nation.arguments.seed, "webhooks", owed.position)
        return told.receiver.retries[attempt - 1] * (0.9 + draw.bits(f"{told.number} {attempt}") / (1 << 64) / 5)

    def _send(self, telling: Telling) -> None:
        """Send what may be sent, as much as may be under way at once."""
        if telling.told.receiver.is_gone or telling.free <= 0:
            return
        ready = telling.ready(self._subscriptions.next(telling.told))
        while len(ready) < telling.free and self._is_roomy(telling, ready) and self._take(telling):
            ready = telling.ready(self._subscriptions.next(telling.told))
        for owed in ready[: telling.free]:
            telling.begin(owed, self._post(telling.told, owed))

    def _is_roomy(self, telling: Telling, ready: list[Owed]) -> bool:
        """Whether more may be owed: there is an end to it, unless nothing else is left to do."""
        return not (ready or telling.under_way) or self._subscriptions.waiting(telling.told) < _MOST_OWED

    def _take(self, telling: Telling) -> bool:
        """Owe what comes next in the log; False if there is nothing."""
        told = telling.told
        stream = self._store.log.stream(told.workspace)
        if stream.generation != told.generation:
            raise Overtaken
        events = self._store.log.since(stream, told.position, _BATCH)
        if events:
            telling.told = self._subscriptions.take(told, events)
        return bool(events)

    async def _post(self, told: Subscription, owed: Owed) -> Outcome:
        try:
            (event,) = self._store.log.since(self._store.log.stream(told.workspace), owed.position - 1, 1)
            sent = cloud_event(self._store, told.workspace, told.generation, event)
            return await post(self._http, told.receiver, sent, self._wall())
        except Exception as error:  # noqa: BLE001 - a reset meanwhile, a mistake of ours: it is tried again
            _log.error("webhook %s: unforeseen %s", told.number, type(error).__name__)
            return Outcome(is_delivered=False, reason=type(error).__name__)


def _failed(told: Subscription, owed: Owed, outcome: Outcome) -> Owed:
    """How it stands after an attempt in vain."""
    attempts = owed.attempts + 1
    is_dead = attempts > len(told.receiver.retries)
    return owed._replace(attempts=attempts, reason=outcome.reason, is_dead=is_dead)
