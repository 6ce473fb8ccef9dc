"""Changes delivered: at least once, in order per subject, with patience, given up at last, and across restarts."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from operator import methodcaller
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from dancu_sandbox.delivery import deliverer as delivering
from dancu_sandbox.delivery.deliverer import Deliverer
from dancu_sandbox.delivery.lease import Lease
from dancu_sandbox.delivery.subscriptions import RETRIES, Receiver, Secret, Subscription, Subscriptions
from dancu_sandbox.delivery.telling import ABREAST
from dancu_sandbox.serving import Served, application
from mock_national_db.simulating import day_passes
from mock_national_db.store import Store
from tests.services.conftest import REGISTRIES, Office

TODAY = "2026-11-23"
SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
URL = "http://127.0.0.1:9/changes"
ATTEMPTS = len(RETRIES) + 1
Answer = Callable[[dict[str, Any]], httpx.Response]


def _ok(_: dict[str, Any]) -> httpx.Response:
    return httpx.Response(204)


@dataclass
class System:
    """Keeps what it was sent, and answers as it is told to."""

    answer: Answer = _ok
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[httpx.Headers] = field(default_factory=list)
    accepted: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        event = json.loads(request.content)
        self.got.append(event)
        self.headers.append(request.headers)
        answer = self.answer(event)
        if answer.is_success:
            Webhook(SECRET).verify(request.content, dict(request.headers))
            self.accepted.append(event)
        return answer

    @property
    def positions(self) -> list[int]:
        """Where each event that arrived stands in the log."""
        return [event["data"]["position"] for event in self.got]


@dataclass
class Clock:
    """Seconds, as a test lets them pass."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def receiver() -> System:
    return System()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    """A folder of two hundred people."""
    opened = Store.open(tmp_path, REGISTRIES, {"size": 200})
    yield opened
    opened.close()


@asynccontextmanager
async def delivered_by(store: Store, receiver: Any, clock: Clock) -> AsyncIterator[Deliverer]:
    """One process that delivers."""
    lease = Lease(store.folder)
    async with httpx.AsyncClient(transport=httpx.MockTransport(receiver)) as http:
        yield Deliverer(store, http, lease, may=lambda _: True, wall=lambda: datetime.now(UTC), monotonic=clock)
    lease.release()


def subscribed(store: Store, *registries: str, workspace: str = "w", **what: Any) -> Subscription:
    receiver = Receiver(url=URL, registries=registries or ("population",), secrets=(Secret(SECRET),), **what)
    return Subscriptions(store).add(workspace, 1, 0, receiver)


def renamed(store: Store, *indexes: int) -> None:
    """Each of these people is renamed, in this order, at positions that count from 1."""
    office = Office(store, "w")
    for index in indexes:
        name = f"Lê {['Một', 'Hai', 'Ba', 'Bốn'][len(office.changes('population')['items']) % 4]}"
        office.record("population", office.number(index), "rename", TODAY, data={"hoVaTen": name})


def refusing(status: int, *positions: int, **headers: str) -> Answer:
    """Refuse what stands at those positions."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(event: dict[str, Any]) -> httpx.Response:
        return httpx.Response(status, headers=named) if event["data"]["position"] in positions else httpx.Response(200)

    return answer


def standing(store: Store) -> tuple[int, list[tuple[int, int, bool]]]:
    """How far the only subscription was told, and of each event owed: position, attempts, whether it is dead."""
    (told,) = Subscriptions(store).all()
    return told.position, [(o.position, o.attempts, o.is_dead) for o in Subscriptions(store).owed(told)]


# -- in order, and what is wanted --------------------------------------------------------------------------------------


async def test_each_change_arrives_once_in_order_signed(small: Store, receiver: System, clock: Clock) -> None:
    subscribed(small)
    renamed(small, 3, 4, 3)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        renamed(small, 5)
        await deliverer.turn()
        await deliverer.turn()
    assert receiver.positions == [1, 2, 3, 4]
    assert receiver.accepted == receiver.got
    sent = receiver.headers[0]
    assert sent["content-type"] == "application/cloudevents+json"
    assert sent["webhook-id"] == receiver.got[0]["id"]
    assert standing(small) == (4, [])


async def test_only_what_is_followed_arrives(small: Store, receiver: System, clock: Clock) -> None:
    subscribed(small, types=("sex_corrected",))
    office, other = Office(small, "w"), Office(small, "other")
    renamed(small, 3)
    for one in (office, other):
        (record,) = one.lookup("population", one.number(3), "gioiTinh")
        now = {"1": "2", "2": "1"}[record["gioiTinh"]]
        one.record("population", one.number(3), "sex_corrected", TODAY, data={"gioiTinh": now})
    renamed(small, 3)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
    (event,) = receiver.got
    assert (event["id"], event["type"]) == ("dy8xLzI", "vn.dancu.population.sex_corrected")
    assert standing(small) == (3, [])


async def test_more_than_a_batch_arrives_in_one_turn(small: Store, receiver: System, clock: Clock) -> None:
    subscribed(small)
    renamed(small, *(3 + turn % 9 for turn in range(delivering._BATCH + 20)))
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
    assert receiver.positions == [*range(1, delivering._BATCH + 21)]


# -- what does not arrive ----------------------------------------------------------------------------------------------


async def test_a_change_that_fails_holds_back_its_subject_and_nobody_else(
    small: Store, receiver: System, clock: Clock
) -> None:
    subscribed(small)
    renamed(small, 3, 4, 3, 4)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        assert (receiver.positions, standing(small)) == ([1, 2, 4], (4, [(1, 1, False), (3, 0, False)]))
        renamed(small, 3, 5)
        await deliverer.turn()
        assert receiver.positions == [1, 2, 4, 6]
        receiver.answer = _ok
        clock.now += 2 * RETRIES[0]
        await deliverer.turn()
    assert receiver.positions == [1, 2, 4, 6, 1, 3, 5]
    assert standing(small) == (6, [])


async def test_waits_are_the_schedules_a_tenth_more_or_less_and_drawn_alike_each_time(
    small: Store, receiver: System, clock: Clock
) -> None:
    schedule = (1, 5, 30, 30)
    subscribed(small, retries=schedule)
    renamed(small, 3)
    receiver.answer = refusing(503, 1)
    waits = [await _waits(small, receiver, clock) for _ in range(2) if _revived(small)]
    assert waits[0] == waits[1]
    assert len(waits[0]) == len(schedule)
    assert all(0.9 * said <= wait <= 1.1 * said + 0.1 for said, wait in zip(schedule, waits[0], strict=True))
    assert len({wait / said for said, wait in zip(schedule, waits[0], strict=True)}) > 3


def _revived(store: Store) -> bool:
    (told,) = Subscriptions(store).all()
    Subscriptions(store).revive(told)
    return True


async def _waits(store: Store, receiver: System, clock: Clock) -> list[float]:
    """The seconds between attempts until the change is given up, to the twentieth."""
    attempts = []
    async with delivered_by(store, receiver, clock) as deliverer:
        while not any(dead for _, _, dead in standing(store)[1]):
            before = len(receiver.got)
            await deliverer.turn()
            attempts += [clock.now] * (len(receiver.got) - before)
            clock.now += 0.05
    return [round(later - earlier, 2) for earlier, later in pairwise(attempts)]


async def test_what_is_given_up_is_kept_lets_the_next_through_and_is_told_again_by_hand(
    small: Store, receiver: System, clock: Clock
) -> None:
    told = subscribed(small)
    renamed(small, 3, 3)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        for _ in range(ATTEMPTS):
            await deliverer.turn()
            clock.now += 2 * RETRIES[-1]
        assert receiver.positions == [*[1] * ATTEMPTS, 2]
        assert standing(small) == (2, [(1, ATTEMPTS, True)])
        await deliverer.turn()
        receiver.answer = _ok
        Subscriptions(small).revive(told)
        await deliverer.turn()
    assert receiver.positions == [*[1] * ATTEMPTS, 2, 1]
    assert standing(small) == (2, [])


@pytest.mark.parametrize(("asked", "wait"), [("90", 90), ("999999", 3600)])
async def test_retry_after_is_obeyed_up_to_an_hour(
    small: Store, receiver: System, clock: Clock, asked: str, wait: float
) -> None:
    subscribed(small)
    renamed(small, 3)
    receiver.answer = refusing(429, 1, retry_after=asked)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        for seconds, attempts in ((wait - 1, 1), (2, 2)):
            clock.now += seconds
            await deliverer.turn()
            assert len(receiver.got) == attempts


async def test_an_address_that_does_not_answer_is_tried_again(small: Store, receiver: System, clock: Clock) -> None:
    subscribed(small)
    renamed(small, 3)

    def broken(_: dict[str, Any]) -> httpx.Response:
        raise httpx.ConnectError("refused")

    receiver.answer = broken
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
    (told,) = Subscriptions(small).all()
    assert [owed.reason for owed in Subscriptions(small).owed(told)] == ["ConnectError"]


@pytest.mark.parametrize("status", [301, 307])
async def test_a_redirection_is_not_followed(small: Store, receiver: System, clock: Clock, status: int) -> None:
    subscribed(small)
    renamed(small, 3)
    receiver.answer = refusing(status, 1, location="http://127.0.0.1:9/elsewhere")
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
    assert (len(receiver.got), standing(small)) == (1, (1, [(1, 1, False)]))


async def test_who_is_gone_is_told_nothing_more(small: Store, receiver: System, clock: Clock) -> None:
    subscribed(small)
    renamed(small, 3, 4)
    receiver.answer = refusing(410, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        await deliverer.turn()
        assert standing(small)[1] == [(1, 1, False)]
        (told,) = Subscriptions(small).all()
        assert told.receiver.is_gone
        receiver.answer = _ok
        renamed(small, 5)
        await deliverer.turn()
        assert len(receiver.got) == 2
        Subscriptions(small).revive(told)
        await deliverer.turn()
    assert sorted(receiver.positions) == [1, 1, 2, 3]


async def test_a_slow_receiver_holds_up_no_other_and_a_slow_change_only_its_subject(small: Store, clock: Clock) -> None:
    subscribed(small)
    subscribed(small)
    renamed(small, 3, 3, 4)
    slow, arrived, count = asyncio.Event(), asyncio.Queue[int](), iter(range(100))

    async def answer(request: httpx.Request) -> httpx.Response:
        position = json.loads(request.content)["data"]["position"]
        await arrived.put(position)
        if next(count) == 0:
            await slow.wait()
        return httpx.Response(200)

    async with delivered_by(small, answer, clock) as deliverer, asyncio.timeout(20):
        running = asyncio.create_task(deliverer.run())
        first = [await arrived.get() for _ in range(5)]
        renamed(small, 5)
        deliverer.wake()
        then = [await arrived.get() for _ in range(2)]
        slow.set()
        last = await arrived.get()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert (sorted(first), then, last) == ([1, 1, 2, 3, 3], [4, 4], 2)


async def test_so_many_go_to_one_receiver_at_a_time_and_no_more(small: Store, clock: Clock) -> None:
    subscribed(small, *REGISTRIES, workspace="month")
    for _ in range(8):
        day_passes(small, "month", 453, 50)
    under_way, most, told = list[int](), list[int](), list[str]()

    async def answer(request: httpx.Request) -> httpx.Response:
        under_way.append(0)
        most.append(len(under_way))
        await asyncio.sleep(0.01)
        under_way.pop()
        told.append(json.loads(request.content)["id"])
        return httpx.Response(200)

    async with delivered_by(small, answer, clock) as deliverer:
        await deliverer.turn()
    polled = [event for registry in REGISTRIES for event in await _polled(small, registry)]
    assert (max(most), sorted(told)) == (ABREAST, sorted(event["id"] for event in polled))


@pytest.mark.parametrize(("status", "sent"), [(429, [1]), (503, [1]), (500, [1, 2])])
async def test_who_is_busy_and_says_how_long_is_sent_nothing_until_then(
    small: Store, receiver: System, clock: Clock, status: int, sent: list[int]
) -> None:
    subscribed(small)
    renamed(small, 3)
    receiver.answer = refusing(status, 1, retry_after="90")
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        renamed(small, 4)
        clock.now += 89
        await deliverer.turn()
        assert receiver.positions == sent
        receiver.answer = _ok
        clock.now += 2
        await deliverer.turn()
    assert sorted(receiver.positions) == [1, 1, 2]


async def test_a_workspaces_clock_neither_hastens_nor_delays_what_is_tried_again(
    small: Store, receiver: System, clock: Clock
) -> None:
    subscribed(small)
    renamed(small, 3)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        for day in (datetime(2030, 1, 1, tzinfo=UTC), datetime(1990, 1, 1, tzinfo=UTC)):
            small.log.set_clock("w", day)
            await deliverer.turn()
        assert receiver.positions == [1]
        receiver.answer = _ok
        clock.now += 2 * RETRIES[0]
        await deliverer.turn()
    assert receiver.positions == [1, 1]


async def test_a_mistake_of_ours_is_logged_and_the_next_turn_goes_on(
    small: Store,
    receiver: System,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subscribed(small)
    renamed(small, 3)
    async with delivered_by(small, receiver, clock) as deliverer:
        with monkeypatch.context() as patched:
            patched.setattr(deliverer._subscriptions, "take", lambda *_: 1 / 0)
            await deliverer.turn()
        await deliverer.turn()
    assert (receiver.positions, standing(small)) == ([1], (1, []))
    assert "webhooks: unforeseen ZeroDivisionError" in caplog.messages


async def test_what_waits_is_tried_at_once_when_it_is_replayed(small: Store, receiver: System, clock: Clock) -> None:
    told = subscribed(small)
    renamed(small, 3, 3)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        receiver.answer = _ok
        Subscriptions(small).revive(told)
        await deliverer.turn()
    assert receiver.positions == [1, 1, 2]


async def test_a_full_disk_sends_nothing_twice(
    small: Store, receiver: System, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(small)
    renamed(small, 3, 4)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async with delivered_by(small, receiver, clock) as deliverer:
        with monkeypatch.context() as patched:
            patched.setattr(deliverer._subscriptions, "settle", full)
            for _ in range(5):
                await deliverer._advance(0.01)
        assert receiver.positions == [1, 2]
        await deliverer.turn()
    assert (receiver.positions, standing(small)) == ([1, 2], (2, []))


async def test_a_rotated_secret_signs_beside_the_old_one_for_a_while(
    small: Store, receiver: System, clock: Clock
) -> None:
    told, new = subscribed(small), "whsec_bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3"
    now = datetime.now(UTC).timestamp()
    renamed(small, 3, 4)
    async with delivered_by(small, receiver, clock) as deliverer:
        for overlap in (100, 0):
            Subscriptions(small).change(told, methodcaller("rotated", new, now, overlap))
            await deliverer.turn()
            renamed(small, 5)
    signatures = [sent["webhook-signature"].split(" ") for sent in receiver.headers]
    assert [len(signed) for signed in signatures] == [2, 2, 1]


async def test_no_log_line_names_anybody(
    small: Store, receiver: System, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    subscribed(small)
    renamed(small, 3)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        for _ in range(ATTEMPTS):
            await deliverer.turn()
            clock.now += 2 * RETRIES[-1]
    assert [message for message in caplog.messages if "webhook" in message] == [
        f"webhook 1: given up after {ATTEMPTS} attempts: 500"
    ]
    assert Office(small, "w").number(3) not in caplog.text


# -- across restarts, kills and resets ---------------------------------------------------------------------------------


async def test_another_process_goes_on_where_the_first_stood(small: Store, receiver: System, clock: Clock) -> None:
    subscribed(small)
    renamed(small, 3, 4, 3)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
    renamed(small, 4)
    again = Store.open(small.folder, REGISTRIES)
    receiver.answer = _ok
    async with delivered_by(again, receiver, clock) as deliverer:
        await deliverer.turn()
    again.close()
    assert receiver.positions == [1, 2, 1, 4, 3]


async def test_who_is_killed_between_delivery_and_mark_delivers_again_with_the_same_id(
    small: Store, receiver: System, clock: Clock
) -> None:
    subscribed(small)
    renamed(small, 3, 3, 4)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer._advance(0)
        await asyncio.wait([task for telling in deliverer._telling.values() for task in telling.under_way])
        await deliverer._stop()
    again = Store.open(small.folder, REGISTRIES)
    async with delivered_by(again, receiver, clock) as deliverer:
        await deliverer.turn()
    again.close()
    assert receiver.positions == [1, 3, 1, 3, 2]
    assert receiver.got[:2] == receiver.got[2:4]


async def test_only_one_process_delivers_until_it_gives_the_lease_back(
    small: Store, receiver: System, clock: Clock
) -> None:
    other_store, other = Store.open(small.folder, REGISTRIES), System()
    subscribed(small)
    async with delivered_by(small, receiver, clock) as first, delivered_by(other_store, other, clock) as second:
        renamed(small, 3)
        await first.turn()
        renamed(small, 4)
        await second.turn()
        assert (receiver.positions, other.positions) == ([1], [])
        first._lease.release()
        await second.turn()
        await first.turn()
    other_store.close()
    assert (receiver.positions, other.positions) == ([1], [2])


async def test_a_reset_drops_what_was_pending_and_the_subscription_stays(
    small: Store, receiver: System, clock: Clock
) -> None:
    subscribed(small)
    renamed(small, 3, 4)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        old = receiver.got[0]["id"]
        small.log.reset("w")
        receiver.answer = _ok
        clock.now += 2 * RETRIES[-1]
        await deliverer.turn()
        assert standing(small) == (0, [])
        renamed(small, 5)
        await deliverer.turn()
    assert receiver.positions == [1, 2, 1]
    assert receiver.got[2]["id"] != old


async def test_a_reset_in_the_midst_of_a_turn_ends_it(small: Store, receiver: System, clock: Clock) -> None:
    subscribed(small)
    renamed(small, 3, 4, 5)

    def reset(_: dict[str, Any]) -> httpx.Response:
        if len(receiver.got) == 2:
            small.log.reset("w")
        return httpx.Response(200)

    receiver.answer = reset
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        await deliverer.turn()
    assert (receiver.positions, standing(small)) == ([1, 2], (0, []))


async def test_rewinding_in_the_midst_of_a_turn_is_the_last_word(small: Store, receiver: System, clock: Clock) -> None:
    subscribed(small)
    renamed(small, 3, 4, 5)

    def rewound(_: dict[str, Any]) -> httpx.Response:
        if len(receiver.got) == 3:
            Subscriptions(small).rewind(Subscriptions(small).all()[0], 1)
        return httpx.Response(200)

    receiver.answer = rewound
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        await deliverer.turn()
    assert (receiver.positions, standing(small)) == ([1, 2, 3, 1, 2, 3], (3, []))


# -- polling and pushing ----------------------------------------------------------------------------------------------


async def test_a_simulated_month_is_pushed_as_it_is_polled_across_a_restart(
    small: Store, receiver: System, clock: Clock
) -> None:
    subscribed(small, *REGISTRIES, workspace="month")
    failing = iter(range(10**6))
    receiver.answer = lambda _: httpx.Response(500 if next(failing) % 7 == 0 else 200)
    for day in range(30):
        day_passes(small, "month", 453, 50)
        if day in {10, 29}:
            await _settled(Store.open(small.folder, REGISTRIES), receiver, clock)
    pushed = _once(receiver.accepted)
    polled = [event for registry in REGISTRIES for event in await _polled(small, registry)]
    assert len(polled) > 200
    assert _by(polled, "id") == _by(pushed, "id")
    assert _sequences(pushed) == _sequences(sorted(polled, key=lambda event: event["data"]["position"]))


async def _settled(store: Store, receiver: System, clock: Clock) -> None:
    """One process delivers until nothing is owed, and ends."""
    async with delivered_by(store, receiver, clock) as deliverer:
        await deliverer.turn()
        while standing(store)[1]:
            clock.now += 60
            await deliverer.turn()
    store.close()


async def _polled(store: Store, registry: str) -> list[dict[str, Any]]:
    transport = httpx.ASGITransport(app=application(store, Served()))
    headers = {"accept": "application/cloudevents-batch+json"}
    async with httpx.AsyncClient(transport=transport, base_url="http://dancu", headers=headers) as http:
        events: list[dict[str, Any]] = []
        path: str | None = f"/w/month/{registry}/v1/changes?limit=7"
        while path:
            told = await http.get(path)
            events += told.json()
            path = told.links.get("next", {}).get("url")
    return events


def _once(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({event["id"]: event for event in events}.values())


def _by(events: list[dict[str, Any]], name: str) -> dict[str, dict[str, Any]]:
    return {event[name]: event for event in events}


def _sequences(events: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The ids of each subject, in the order in which they came."""
    found: dict[str, list[str]] = {}
    for event in events:
        found.setdefault(event["subject"], []).append(event["id"])
    return found


async def test_all_in_one_order_if_nothing_fails(small: Store, receiver: System, clock: Clock) -> None:
    subscribed(small, workspace="month")
    for _ in range(30):
        day_passes(small, "month", 453, 30)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
    assert receiver.got == await _polled(small, "population")


def test_signatures_are_made_of_the_time_of_the_attempt() -> None:
    from dancu_sandbox.delivery.posting import _signed

    now = datetime(2026, 11, 23, 1, tzinfo=UTC) + timedelta(milliseconds=700)
    assert _signed([SECRET], "m-1", b"{}", now) == {
        "content-type": "application/cloudevents+json",
        "webhook-id": "m-1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("m-1", now.replace(microsecond=0), "{}"),
    }
