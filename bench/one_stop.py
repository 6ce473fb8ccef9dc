"""Measures the one-stop engine: prefilling with slow sources beside its longest chain, and dossiers per second."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
from dancu_connectors import InvalidRequest, async_connector_for
from dancu_connectors.one_stop import AsyncOneStop, MemoryDossiers
from dancu_connectors.one_stop.effects import Ask

from bench.run import say
from dancu_sandbox.serving import Served, application
from mock_national_db.store import Store
from tests.asgi import opened
from tests.journeys.procedures import JOURNEYS, Journey, named, read

DELAY = 0.050
TURNS = 7


class Slow(httpx.AsyncBaseTransport):
    """The way to the service, every answer of which comes so much later."""

    def __init__(self, app: Any, delay: float) -> None:
        self._inner, self._delay = httpx.ASGITransport(app), delay

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(self._delay)
        return await self._inner.handle_async_request(request)


class Counted(AsyncOneStop):
    """An engine that counts its rounds of questions: the links of the longest chain."""

    rounds = 0

    async def _do(self, effect: Any, slug: str, number: str) -> Any:
        self.rounds += isinstance(effect, Ask) and bool(effect.questions)
        return await super()._do(effect, slug, number)


def good() -> dict[str, Path]:
    """A journey of each procedure that ends well, and needs nothing but its answers."""
    found: dict[str, Path] = {}
    for path in JOURNEYS:
        told = read(path)
        if told["expect"].get("state") == "daTraKetQua" and not {"then", "overTheWire", "down"} & {*told}:
            found.setdefault(path.parent.parent.name, path)
    return found


def prefilling(store: Store) -> None:
    """Wall time of `begin` with every source 50 ms late, over its links of 50 ms: the most of all procedures."""
    over = {slug: asyncio.run(_prefilled(store, slug, path)) for slug, path in good().items()}
    slug = max(over, key=lambda slug: over[slug][1])
    rounds, extra = over[slug]
    say(
        "prefill beyond its links",
        f"{extra * 1000:.0f} ms",
        f"the most of {len(over)}: {slug}, {rounds} links of 50 ms",
    )


async def _prefilled(store: Store, slug: str, path: Path) -> tuple[int, float]:
    journey = Journey(store, path, f"p.{slug}")
    journey.prepare()
    async with httpx.AsyncClient(transport=Slow(application(store, Served()), DELAY), base_url="http://x") as http:
        http.headers["X-Sandbox-Workspace"] = journey.workspace
        taken, rounds = [], 0
        for turn in range(TURNS):
            shop = Counted(
                connectors=lambda name: async_connector_for(name)(http, wire="uniform"),
                dossiers=MemoryDossiers(),
                clock=lambda: store.workspace(journey.workspace).clock,
            )
            begun = time.perf_counter()
            await shop.begin(slug, journey.applicant(), number=f"{turn}")
            taken.append(time.perf_counter() - begun)
            rounds = shop.rounds
        return rounds, statistics.median(taken[1:]) - rounds * DELAY


def dossiers(store: Store, count: int) -> None:
    """So many dossiers of mixed procedures, each in a workspace of its own; what stays in memory for each."""
    paths, app = [*good().values()], application(store, Served())
    begun, half = time.perf_counter(), 0
    for turn in range(count):
        done = Journey(store, paths[turn % len(paths)], f"b.{turn}", app).walk()
        if isinstance(done, InvalidRequest) or done.state != "daTraKetQua":
            raise SystemExit(f"{named(paths[turn % len(paths)])} ended otherwise")
        if turn == count // 2:
            half = resident()
    taken, kept = time.perf_counter() - begun, resident() - half
    say("dossiers, start to result", f"{count / taken:.0f} a second", f"{count} of {len(paths)} procedures")
    say("memory that stays", f"{kept / (count - count // 2):.0f} bytes", "a dossier, over the second half")


def resident() -> int:
    """The memory of this process, in bytes."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


@contextlib.contextmanager
def nation(size: int) -> Iterator[Store]:
    """A small nation of its own."""
    with tempfile.TemporaryDirectory() as folder:
        store = opened(Path(folder), size)
        yield store
        store.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """The whole run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=2_000)
    told = parser.parse_args(arguments)
    with nation(300) as store:
        prefilling(store)
        dossiers(store, told.dossiers)
    say("peak memory of this run", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", "")


if __name__ == "__main__":
    main()
