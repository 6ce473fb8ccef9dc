"""Telling one subscriber: several subjects at once, each in its order, held back behind what does not arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dancu_sandbox.delivery.posting import Outcome
    from dancu_sandbox.delivery.subscriptions import Owed, Subscription

ABREAST = 16
"""Deliveries to one receiver at a time."""


class Telling:
    """What is under way to a subscriber in one of its lives; `monotonic` measures waits in seconds."""

    def __init__(self, told: Subscription, monotonic: Callable[[], float], woken: Callable[[], object]) -> None:
        self.told, self._monotonic, self._woken = told, monotonic, woken
        self.under_way: dict[asyncio.Task[Outcome], Owed] = {}
        self._due: dict[int, float] = {}
        self._rests_until = 0.0

    @property
    def free(self) -> int:
        """How many more may be under way; none while the receiver asked for a rest."""
        return 0 if self._monotonic() < self._rests_until else ABREAST - len(self.under_way)

    def ready(self, following: list[Owed]) -> list[Owed]:
        """Those of the subjects' next events that may be sent now."""
        now, busy = self._monotonic(), {owed.subject for owed in self.under_way.values()}
        return [one for one in following if one.subject not in busy and self._due.get(one.position, 0) <= now]

    def begin(self, owed: Owed, posting: Coroutine[Any, Any, Outcome]) -> None:
        """Send it."""
        task = asyncio.create_task(posting)
        self.under_way[task] = owed
        task.add_done_callback(lambda _: self._woken())

    def ended(self) -> list[tuple[Owed, Outcome]]:
        """What came of those that are under way no more, until it is settled."""
        return [(owed, task.result()) for task, owed in self.under_way.items() if task.done()]

    def settled(self) -> None:
        """What came of them is marked."""
        self.under_way = {task: owed for task, owed in self.under_way.items() if not task.done()}

    def wait(self, owed: Owed, seconds: float) -> None:
        """Try it again after so long."""
        now = self._monotonic()
        self._due = {position: due for position, due in self._due.items() if due > now}
        self._due[owed.position] = now + seconds

    def rest(self, seconds: float) -> None:
        """Send nothing for so long."""
        self._rests_until = max(self._rests_until, self._monotonic() + seconds)

    def stop(self) -> None:
        """Nothing that is under way counts any more."""
        for task in self.under_way:
            task.cancel()
