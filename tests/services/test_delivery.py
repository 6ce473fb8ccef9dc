"""Changes delivered: at least once, in order per subject, with patience, given up at last, and across restarts."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from dancu_sandbox.delivery import deliverer as delivering
from dancu_sandbox.delivery.deliverer import PATIENCE, Deliverer
from dancu_sandbox.delivery.lease import TERM, Lease
from dancu_sandbox.delivery.subscriptions import Subscription, Subscriptions
from dancu_sandbox.serving import Served, application
from mock_national_db.simulating import day_passes
from mock_national_db.store import Store
from tests.services.conftest import REGISTRIES, Office

TODAY = "2026-11-23"
SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
URL = "http://127.0.0.1:9/changes"
Answer = Callable[[dict[str, Any]], httpx.Response]


def _ok(_: dict[str, Any]) -> httpx.Response:
    return httpx.Response(204)


@dataclass
class Receiver:
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
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    """A folder of two hundred people."""
    opened = Store.open(tmp_path, REGISTRIES, {"size": 200})
    yield opened
    opened.close()


@asynccontextmanager
async def delivered_by(store: Store, receiver: Receiver, clock: Clock, holder: str = "one") -> AsyncIterator[Deliverer]:
    """One process that delivers."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(receiver)) as http:
        lease = Lease(store, "webhooks", holder, clock)
        yield Deliverer(store, http, lease, may=lambda _: True, wall=lambda: datetime.now(UTC), monotonic=clock)


def subscribed(store: Store, *registries: str, types: tuple[str, ...] = (), workspace: str = "w") -> Subscription:
    wanted = Subscription(0, workspace, URL, registries or ("population",), types, SECRET, 1, 0)
    return Subscriptions(store).add(wanted)


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


async def test_each_change_arrives_once_in_order_signed(small: Store, receiver: Receiver, clock: Clock) -> None:
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


async def test_only_what_is_followed_arrives(small: Store, receiver: Receiver, clock: Clock) -> None:
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


async def test_more_than_a_batch_arrives_in_one_turn(small: Store, receiver: Receiver, clock: Clock) -> None:
    subscribed(small)
    renamed(small, *(3 + turn % 9 for turn in range(delivering._BATCH + 20)))
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
    assert receiver.positions == [*range(1, delivering._BATCH + 21)]


# -- what does not arrive ----------------------------------------------------------------------------------------------


async def test_a_change_that_fails_holds_back_its_subject_and_nobody_else(
    small: Store, receiver: Receiver, clock: Clock
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
        clock.now += PATIENCE.first_wait
        await deliverer.turn()
    assert receiver.positions == [1, 2, 4, 6, 1, 3, 5]
    assert standing(small) == (6, [])


async def test_waits_double_lie_between_half_and_whole_and_are_drawn_alike_each_time(
    small: Store, receiver: Receiver, clock: Clock
) -> None:
    subscribed(small)
    renamed(small, 3)
    receiver.answer = refusing(503, 1)
    waits = [await _waits(small, receiver, clock) for _ in range(2) if _revived(small)]
    assert waits[0] == waits[1]
    assert len(waits[0]) == PATIENCE.attempts - 1
    assert all(2**n / 2 <= wait <= 2**n + 0.1 for n, wait in enumerate(waits[0]))
    assert len({wait / 2**n for n, wait in enumerate(waits[0])}) > 4


def _revived(store: Store) -> bool:
    (told,) = Subscriptions(store).all()
    Subscriptions(store).revive(told)
    return True


async def _waits(store: Store, receiver: Receiver, clock: Clock) -> list[float]:
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
    small: Store, receiver: Receiver, clock: Clock
) -> None:
    told = subscribed(small)
    renamed(small, 3, 3)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        for _ in range(PATIENCE.attempts):
            await deliverer.turn()
            clock.now += 1000
        assert receiver.positions == [*[1] * PATIENCE.attempts, 2]
        assert standing(small) == (2, [(1, PATIENCE.attempts, True)])
        await deliverer.turn()
        receiver.answer = _ok
        Subscriptions(small).revive(told)
        await deliverer.turn()
    assert receiver.positions == [*[1] * PATIENCE.attempts, 2, 1]
    assert standing(small) == (2, [])


@pytest.mark.parametrize(("asked", "wait"), [("90", 90), ("999999", 3600)])
async def test_retry_after_is_obeyed_up_to_an_hour(
    small: Store, receiver: Receiver, clock: Clock, asked: str, wait: float
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


async def test_an_address_that_does_not_answer_is_tried_again(small: Store, receiver: Receiver, clock: Clock) -> None:
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
async def test_a_redirection_is_not_followed(small: Store, receiver: Receiver, clock: Clock, status: int) -> None:
    subscribed(small)
    renamed(small, 3)
    receiver.answer = refusing(status, 1, location="http://127.0.0.1:9/elsewhere")
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
    assert (len(receiver.got), standing(small)) == (1, (1, [(1, 1, False)]))


async def test_who_is_gone_is_told_nothing_more(small: Store, receiver: Receiver, clock: Clock) -> None:
    subscribed(small)
    renamed(small, 3, 4)
    receiver.answer = refusing(410, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        await deliverer.turn()
    assert (receiver.positions, Subscriptions(small).all()) == ([1], [])


async def test_a_slow_receiver_holds_up_no_other(small: Store, clock: Clock) -> None:
    subscribed(small)
    subscribed(small)
    renamed(small, 3)
    slow, got = asyncio.Event(), list[int]()

    async def answer(_: httpx.Request) -> httpx.Response:
        got.append(len(got))
        if len(got) == 1:
            await slow.wait()
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        lease = Lease(small, "webhooks", "one", clock)
        deliverer = Deliverer(small, http, lease, may=lambda _: True, wall=lambda: datetime.now(UTC), monotonic=clock)
        first = deliverer._start()
        await first[1]
        renamed(small, 4)
        (second,) = deliverer._start()
        await second
        assert [one.position for one in Subscriptions(small).all()] == [0, 2]
        slow.set()
        await first[0]
    assert [one.position for one in Subscriptions(small).all()] == [2, 2]


async def test_no_log_line_names_anybody(
    small: Store, receiver: Receiver, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    subscribed(small)
    renamed(small, 3)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        for _ in range(PATIENCE.attempts):
            await deliverer.turn()
            clock.now += 1000
    assert [message for message in caplog.messages if "webhook" in message] == [
        f"webhook 1: given up after {PATIENCE.attempts} attempts: 500"
    ]
    assert Office(small, "w").number(3) not in caplog.text


# -- across restarts, kills and resets ---------------------------------------------------------------------------------


async def test_another_process_goes_on_where_the_first_stood(small: Store, receiver: Receiver, clock: Clock) -> None:
    subscribed(small)
    renamed(small, 3, 4, 3)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
    renamed(small, 4)
    again = Store.open(small.folder, REGISTRIES)
    receiver.answer = _ok
    clock.now += TERM + 1
    async with delivered_by(again, receiver, clock, "two") as deliverer:
        await deliverer.turn()
    again.close()
    assert receiver.positions == [1, 2, 1, 3, 4]


async def test_who_is_killed_between_delivery_and_mark_delivers_again_with_the_same_id(
    small: Store, receiver: Receiver, clock: Clock
) -> None:
    subscribed(small)
    renamed(small, 3, 4)

    def killed(_: dict[str, Any]) -> httpx.Response:
        raise KeyboardInterrupt

    receiver.answer = lambda event: httpx.Response(200) if event["data"]["position"] == 1 else killed(event)
    async with delivered_by(small, receiver, clock) as deliverer:
        with pytest.raises(KeyboardInterrupt):
            await deliverer._tell(Subscriptions(small).all()[0])
    again = Store.open(small.folder, REGISTRIES)
    receiver.answer = _ok
    clock.now += TERM + 1
    async with delivered_by(again, receiver, clock, "two") as deliverer:
        await deliverer.turn()
    again.close()
    assert receiver.positions == [1, 2, 2]
    assert receiver.got[1] == receiver.got[2]


async def test_only_one_process_delivers_until_its_lease_is_over_or_given_back(
    small: Store, receiver: Receiver, clock: Clock
) -> None:
    other_store, other = Store.open(small.folder, REGISTRIES), Receiver()
    subscribed(small)
    async with (
        delivered_by(small, receiver, clock, "one") as first,
        delivered_by(other_store, other, clock, "two") as second,
    ):
        renamed(small, 3)
        await first.turn()
        renamed(small, 4)
        await second.turn()
        assert (receiver.positions, other.positions) == ([1], [])
        clock.now += TERM + 1
        await second.turn()
        await first.turn()
        assert (receiver.positions, other.positions) == ([1], [2])
        second._lease.release()
        renamed(small, 5)
        await first.turn()
    other_store.close()
    assert (receiver.positions, other.positions) == ([1, 3], [2])


async def test_who_waited_a_moment_for_the_lease_does_not_take_it_from_the_faster(small: Store, clock: Clock) -> None:
    one, two = (Lease(small, "webhooks", holder, clock) for holder in ("one", "two"))
    assert one.is_held()
    clock.now -= 0.1
    assert not two.is_held()
    assert one.is_held()


async def test_a_clock_that_was_set_back_gives_the_lease_free(small: Store, clock: Clock) -> None:
    assert Lease(small, "webhooks", "one", clock).is_held()
    clock.now -= 10 * TERM
    assert Lease(small, "webhooks", "two", clock).is_held()


async def test_a_reset_drops_what_was_pending_and_the_subscription_stays(
    small: Store, receiver: Receiver, clock: Clock
) -> None:
    subscribed(small)
    renamed(small, 3, 4)
    receiver.answer = refusing(500, 1)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
        old = receiver.got[0]["id"]
        small.log.reset("w")
        receiver.answer = _ok
        clock.now += 1000
        await deliverer.turn()
        assert standing(small) == (0, [])
        renamed(small, 5)
        await deliverer.turn()
    assert receiver.positions == [1, 2, 1]
    assert receiver.got[2]["id"] != old


async def test_a_reset_in_the_midst_of_a_turn_ends_it(small: Store, receiver: Receiver, clock: Clock) -> None:
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


async def test_rewinding_in_the_midst_of_a_turn_is_the_last_word(
    small: Store, receiver: Receiver, clock: Clock
) -> None:
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
    assert (receiver.positions, standing(small)) == ([1, 2, 3, 2, 3], (3, []))


# -- polling and pushing ----------------------------------------------------------------------------------------------


async def test_a_simulated_month_is_pushed_as_it_is_polled_across_a_restart(
    small: Store, receiver: Receiver, clock: Clock
) -> None:
    subscribed(small, *REGISTRIES, workspace="month")
    failing = iter(range(10**6))
    receiver.answer = lambda _: httpx.Response(500 if next(failing) % 7 == 0 else 200)
    for day in range(30):
        day_passes(small, "month", 453, 50)
        if day in {10, 29}:
            await _settled(Store.open(small.folder, REGISTRIES), receiver, clock, f"process {day}")
    pushed = _once(receiver.accepted)
    polled = [event for registry in REGISTRIES for event in await _polled(small, registry)]
    assert len(polled) > 200
    assert _by(polled, "id") == _by(pushed, "id")
    assert _sequences(pushed) == _sequences(sorted(polled, key=lambda event: event["data"]["position"]))


async def _settled(store: Store, receiver: Receiver, clock: Clock, holder: str) -> None:
    """One process delivers until nothing is owed, and ends."""
    clock.now += TERM + 1
    async with delivered_by(store, receiver, clock, holder) as deliverer:
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


async def test_all_in_one_order_if_nothing_fails(small: Store, receiver: Receiver, clock: Clock) -> None:
    subscribed(small, workspace="month")
    for _ in range(30):
        day_passes(small, "month", 453, 30)
    async with delivered_by(small, receiver, clock) as deliverer:
        await deliverer.turn()
    assert receiver.got == await _polled(small, "population")


def test_signatures_are_made_of_the_time_of_the_attempt() -> None:
    from dancu_sandbox.delivery.posting import _signed

    now = datetime(2026, 11, 23, 1, tzinfo=UTC) + timedelta(milliseconds=700)
    assert _signed(SECRET, "m-1", b"{}", now) == {
        "content-type": "application/cloudevents+json",
        "webhook-id": "m-1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("m-1", now.replace(microsecond=0), "{}"),
    }
