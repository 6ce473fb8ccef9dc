"""What a server does about changes: it keeps the subscriptions, and delivers as long as it lives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

import httpx

from dancu_sandbox.delivery.lease import Lease
from dancu_sandbox.delivery.subscriptions import Subscriptions

if TYPE_CHECKING:
    from mock_national_db.store import Store

_AFTER_THE_START = 0.3  # seconds


class Delivery:
    """The changes of a store, for those who subscribed; only on this machine unless they may be `anywhere`."""

    def __init__(self, store: Store, *, anywhere: bool) -> None:
        self._store, self._anywhere = store, anywhere
        self.subscriptions = Subscriptions(store)

    def may(self, url: str) -> bool:
        """Whether something may be sent there; httpx.InvalidURL."""
        return self._anywhere or _is_this_machine(httpx.URL(url).host)

    @asynccontextmanager
    async def living(self, _: object) -> AsyncIterator[None]:
        """Deliver, as the lifespan of a server."""
        lease = Lease(self._store.folder)
        running = asyncio.create_task(self._deliver(lease))
        try:
            yield
        finally:
            self._store.log.on_append = None
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            lease.release()

    async def _deliver(self, lease: Lease) -> None:
        """What delivers is read in once the server answers: nobody's start waits for it."""
        await asyncio.sleep(_AFTER_THE_START)
        from dancu_sandbox.delivery.deliverer import Deliverer  # noqa: PLC0415
        from dancu_sandbox.delivery.posting import LONGEST  # noqa: PLC0415

        no_proxy = {} if self._anywhere else {"http://": None, "https://": None}  # a proxy's machine is another
        many = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(timeout=LONGEST, mounts=no_proxy, limits=many) as http:
            deliverer = Deliverer(self._store, http, lease, may=self.may, wall=_now, monotonic=time.monotonic)
            self._store.log.on_append = deliverer.wake
            await deliverer.run()


def _now() -> datetime:
    return datetime.now(UTC)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
