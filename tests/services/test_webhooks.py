"""Webhooks over HTTP: subscribing, what may be subscribed to, what was given up, and telling it once more."""

import re
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import dancu_contracts
import httpx
import pytest

from dancu_sandbox.delivery.subscriptions import RETRIES, Owed, Subscriptions
from dancu_sandbox.serving import Served, application
from mock_national_db.store import Store
from tests.services.conftest import REGISTRIES, Office

PATH = "/w/w/_sandbox/webhooks"
URL = "http://127.0.0.1:9/changes"
SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
TODAY = "2026-11-23"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    """A folder of a hundred people."""
    opened = Store.open(tmp_path, REGISTRIES, {"size": 100})
    yield opened
    opened.close()


@pytest.fixture
async def client(small: Store) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(small) as opened:
        yield opened


def _client(store: Store, **told: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=application(store, Served(**told)))
    return httpx.AsyncClient(transport=transport, base_url="http://dancu")


def _renamed(store: Store, *indexes: int) -> None:
    office = Office(store, "w")
    for index in indexes:
        office.record("population", office.number(index), "rename", TODAY, data={"hoVaTen": "Lê Đổi"})


async def test_a_subscription_is_told_its_secret_once(client: httpx.AsyncClient) -> None:
    made = await client.post(PATH, json={"url": URL, "registries": ["population"], "types": ["death", "birth"]})
    told = made.json()
    assert made.status_code == 201
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", told.pop("secret"))
    assert told == {
        "id": 1,
        "url": URL,
        "registries": ["population"],
        "types": ["death", "birth"],
        "cursor": "MS4w",
        "waiting": 0,
        "dead": 0,
        "gone": False,
        "retries": [*RETRIES],
    }
    assert (await client.get(PATH)).json() == [told]
    assert (await client.get("/w/other/_sandbox/webhooks")).json() == []


async def test_a_secret_of_ones_own_is_kept(client: httpx.AsyncClient, small: Store) -> None:
    made = await client.post(PATH, json={"url": URL, "registries": ["tax"], "secret": SECRET})
    assert made.json()["secret"] == SECRET
    assert [one.receiver.signing(0) for one in Subscriptions(small).all()] == [[SECRET]]


async def test_a_schedule_of_ones_own_is_kept(client: httpx.AsyncClient, small: Store) -> None:
    for retries in ([0.5, 2], []):
        made = await client.post(PATH, json={"url": URL, "registries": ["tax"], "retries": retries})
        assert made.json()["retries"] == retries
    assert [one.receiver.retries for one in Subscriptions(small).all()] == [(0.5, 2), ()]


@pytest.mark.parametrize("asked", [{}, {"overlap": 60, "secret": SECRET}])
async def test_a_secret_is_rotated_and_told_once_while_the_old_one_signs_on(
    client: httpx.AsyncClient, small: Store, asked: dict[str, Any]
) -> None:
    old = (await client.post(PATH, json={"url": URL, "registries": ["tax"]})).json()["secret"]
    rotated = (await client.post(f"{PATH}/1/rotate", json=asked)).json()
    new = rotated.pop("secret")
    assert [rotated] == (await client.get(PATH)).json()
    assert new == asked.get("secret", new) != old
    (told,) = Subscriptions(small).all()
    after = time.time() + asked.get("overlap", 86400)
    assert told.receiver.signing(after - 50) == [new, old]
    assert told.receiver.signing(after + 1) == [new]


@pytest.mark.parametrize(("asked", "pointer"), [({"secret": "short"}, "/secret"), ({"overlap": -1}, "/overlap")])
async def test_a_rotation_that_cannot_be_is_refused(
    client: httpx.AsyncClient, asked: dict[str, Any], pointer: str
) -> None:
    await client.post(PATH, json={"url": URL, "registries": ["tax"]})
    refused = await client.post(f"{PATH}/1/rotate", json=asked)
    assert (refused.status_code, refused.json()["code"], refused.json()["pointer"]) == (422, "invalid", pointer)


async def test_it_begins_at_the_logs_start_at_a_cursor_or_now(client: httpx.AsyncClient, small: Store) -> None:
    _renamed(small, 3, 4)
    cursor = Office(small, "w").changes("population")["cursor"]
    _renamed(small, 5)
    for begun in ({}, {"cursor": cursor}, {"cursor": "now"}):
        await client.post(PATH, json={"url": URL, "registries": ["population"], **begun})
    assert [one.position for one in Subscriptions(small).all()] == [0, 2, 3]


@pytest.mark.parametrize(
    ("wrong", "status", "code", "pointer"),
    [
        ({"url": "ftp://127.0.0.1/"}, 422, "invalid", "/url"),
        ({"url": "http://"}, 422, "invalid", "/url"),
        ({"url": "http://127.0.0.1:99999/"}, 422, "invalid", "/url"),
        ({"url": "http://a:b@127.0.0.1/"}, 422, "invalid", "/url"),
        ({"url": "http://10.0.0.1/"}, 422, "address_not_allowed", "/url"),
        ({"url": "http://example.test/"}, 422, "address_not_allowed", "/url"),
        ({"url": "http://localhost.example.test/"}, 422, "address_not_allowed", "/url"),
        ({"url": "http://2130706433/"}, 422, "address_not_allowed", "/url"),
        ({"url": "http://[::ffff:10.0.0.1]/"}, 422, "address_not_allowed", "/url"),
        ({"registries": []}, 422, "invalid", "/registries"),
        ({"registries": ["population", "weather"]}, 404, "unknown_registry", "/registries/1"),
        ({"types": ["death", "rain"]}, 422, "invalid", "/types/1"),
        ({"secret": "whsec_c2hvcnQ="}, 422, "invalid", "/secret"),
        ({"retries": [-1]}, 422, "invalid", "/retries/0"),
        ({"cursor": "MS4"}, 400, "bad_cursor", "/cursor"),
        ({"cursor": "Mi4w"}, 410, "cursor_gone", "/cursor"),
        ({"colour": "red"}, 422, "invalid", None),
    ],
)
async def test_what_cannot_be_subscribed_is_refused_at_its_place_in_both_languages(
    client: httpx.AsyncClient, wrong: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    refused = await client.post(PATH, json={"url": URL, "registries": ["population"], **wrong})
    told = refused.json()
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.status_code, told["code"], told.get("pointer")) == (status, code, pointer)
    assert dancu_contracts.validator(dancu_contracts.service_schema("problem")).problems(told) == []
    assert (await client.get(PATH)).json() == []


@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b'{"url": "http://127.0.0.1/"}'])
async def test_what_is_no_subscription_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    assert (await client.post(PATH, content=body)).json()["code"] in {"not_json", "invalid"}


@pytest.mark.parametrize("url", ["http://localhost:9/", "https://[::1]:9/", "http://127.8.9.1/?a=b"])
async def test_this_machine_may_be_subscribed_by_any_of_its_names(client: httpx.AsyncClient, url: str) -> None:
    assert (await client.post(PATH, json={"url": url, "registries": ["population"]})).json()["url"] == url


async def test_any_address_may_be_subscribed_where_the_server_was_told_so(small: Store) -> None:
    async with _client(small, webhooks="anywhere") as client:
        made = await client.post(PATH, json={"url": "https://10.0.0.1/changes", "registries": ["population"]})
    assert made.status_code == 201


async def test_who_unsubscribes_is_forgotten(client: httpx.AsyncClient) -> None:
    await client.post(PATH, json={"url": URL, "registries": ["population"]})
    standing = (await client.get(PATH)).json()
    assert [(await client.delete(f"{PATH}/1")).json()] == standing
    assert (await client.get(PATH)).json() == []


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/1"), ("GET", "/1/dead"), ("POST", "/1/replay"), ("POST", "/1/rotate")]
)
async def test_another_workspaces_is_not_there(client: httpx.AsyncClient, method: str, path: str) -> None:
    await client.post(PATH, json={"url": URL, "registries": ["population"]})
    refused = await client.request(method, f"/w/other/_sandbox/webhooks{path}", json={})
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown_webhook")
    assert len((await client.get(PATH)).json()) == 1


async def _with_two_dead(client: httpx.AsyncClient, store: Store) -> list[Any]:
    """Three renamings, of which the second and third were given up; the feed's CloudEvents."""
    await client.post(PATH, json={"url": URL, "registries": ["population"]})
    _renamed(store, 3, 4, 5)
    (told,) = Subscriptions(store).all()
    stream = store.log.stream(told.workspace)
    told = Subscriptions(store).take(told, store.log.since(stream, 0, 10))
    owed = Subscriptions(store).owed(told)
    given_up = [one._replace(attempts=8, reason="500", is_dead=True) for one in owed[1:]]
    Subscriptions(store).settle(told, owed[:1], given_up)
    accept = {"accept": "application/cloudevents-batch+json"}
    events: list[Any] = (await client.get("/w/w/population/v1/changes", headers=accept)).json()
    return events


async def test_what_was_given_up_is_listed_page_by_page(client: httpx.AsyncClient, small: Store) -> None:
    events = await _with_two_dead(client, small)
    first = (await client.get(f"{PATH}/1/dead?limit=1")).json()
    assert first == {"items": [{"event": events[1], "attempts": 8, "reason": "500"}], "next": 3}
    second = (await client.get(f"{PATH}/1/dead?limit=1&from=3")).json()
    assert second == {"items": [{"event": events[2], "attempts": 8, "reason": "500"}], "next": None}


async def test_what_was_given_up_is_tried_anew_by_hand(client: httpx.AsyncClient, small: Store) -> None:
    await _with_two_dead(client, small)
    replayed = await client.post(f"{PATH}/1/replay", json={})
    assert (replayed.status_code, replayed.json()["waiting"], replayed.json()["dead"]) == (202, 2, 0)
    (told,) = Subscriptions(small).all()
    assert Subscriptions(small).owed(told) == [Owed(2, 4, 0, "500"), Owed(3, 5, 0, "500")]


async def test_everything_after_a_cursor_is_told_once_more(client: httpx.AsyncClient, small: Store) -> None:
    await _with_two_dead(client, small)
    replayed = (await client.post(f"{PATH}/1/replay", json={"cursor": "MS4w"})).json()
    assert (replayed["cursor"], replayed["waiting"], replayed["dead"]) == ("MS4w", 0, 0)


async def test_a_replay_never_skips_what_was_not_told_yet(client: httpx.AsyncClient, small: Store) -> None:
    await client.post(PATH, json={"url": URL, "registries": ["population"]})
    _renamed(small, 3, 4)
    assert (await client.post(f"{PATH}/1/replay", json={"cursor": "MS4y"})).json()["cursor"] == "MS4w"


@pytest.mark.parametrize(
    ("body", "code"),
    [({"cursor": "Mi4w"}, "cursor_gone"), ({"cursor": "?"}, "bad_cursor"), ({"cursor": 1}, "invalid"), ([], "invalid")],
)
async def test_a_replay_from_nowhere_is_refused(client: httpx.AsyncClient, body: Any, code: str) -> None:
    await client.post(PATH, json={"url": URL, "registries": ["population"]})
    refused = (await client.post(f"{PATH}/1/replay", json=body)).json()
    assert (refused["code"], refused["pointer"]) == (code, "/cursor")


async def test_a_reset_leaves_subscriptions_and_forgets_what_was_given_up(
    client: httpx.AsyncClient, small: Store
) -> None:
    await _with_two_dead(client, small)
    await client.post("/w/w/_sandbox/reset")
    (told,) = (await client.get(PATH)).json()
    assert (told["cursor"], told["waiting"], told["dead"]) == ("Mi4w", 0, 0)
    assert (await client.get(f"{PATH}/1/dead")).json() == {"items": [], "next": None}
