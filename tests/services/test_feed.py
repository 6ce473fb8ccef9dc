"""The feed as CloudEvents: by the contract, the same whenever it is read, with nobody's number outside the data."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import dancu_contracts
import httpx
import pytest

from dancu_sandbox.serving import Served, application
from mock_national_db.service.uniform import changes
from mock_national_db.simulating import day_passes
from mock_national_db.store import Store
from tests.services.conftest import REGISTRIES, Office

TODAY = "2026-11-23"
OWN = "099090000001"
DATA = {"hoVaTen": "Nguyễn Văn Mẫu", "ngaySinh": "1990-05-20", "gioiTinh": "1"}
BATCH = "application/cloudevents-batch+json"
CONTRACT = dancu_contracts.validator(dancu_contracts.service_schema("cloud_event"))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    """A folder of three hundred people."""
    opened = Store.open(tmp_path, REGISTRIES, {"size": 300})
    yield opened
    opened.close()


@pytest.fixture
async def client(small: Store) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=application(small, Served()))
    async with httpx.AsyncClient(transport=transport, base_url="http://dancu", headers={"accept": BATCH}) as opened:
        yield opened


def _registered(store: Store, workspace: str = "one") -> Office:
    office = Office(store, workspace)
    office.record("population", OWN, "person_registered", TODAY, data=DATA)
    return office


async def test_a_change_is_a_cloud_event(small: Store, client: httpx.AsyncClient) -> None:
    _registered(small)
    told = await client.get("/w/one/population/v1/changes")
    assert (told.status_code, told.headers["content-type"]) == (200, BATCH)
    assert told.headers["x-sandbox-cursor"] == "MS4x"
    assert "link" not in told.headers
    (event,) = told.json()
    assert re.fullmatch(r"[A-Za-z0-9_-]{11}", event.pop("subject"))
    assert event == {
        "specversion": "1.0",
        "id": "b25lLzEvMQ",
        "source": "/w/one/population/v1",
        "type": "vn.dancu.population.person_registered",
        "time": "2026-11-23T08:00:00+07:00",
        "datacontenttype": "application/json",
        "data": {
            "position": 1,
            "type": "person_registered",
            "subject": {"soDinhDanh": OWN},
            "on": TODAY,
            "knownAt": "2026-11-23T08:00:00+07:00",
            "data": {**DATA, "soDinhDanh": OWN},
        },
    }


async def test_the_link_leads_on_page_by_page_to_the_same_as_the_json_feed(
    small: Store, client: httpx.AsyncClient
) -> None:
    office = _registered(small)
    for name in ("Lê Một", "Lê Hai", "Lê Ba"):
        office.record("population", OWN, "rename", TODAY, data={"hoVaTen": name})
    events: list[Any] = []
    path: str | None = "/w/one/population/v1/changes?limit=2"
    while path:
        told = await client.get(path)
        events += told.json()
        path = told.links.get("next", {}).get("url")
    assert [event["data"] for event in events] == office.changes("population")["items"]
    assert len({event["id"] for event in events}) == 4
    assert told.headers["x-sandbox-cursor"] == office.changes("population")["cursor"]


async def test_a_cursor_from_before_a_reset_is_gone_in_either_form(small: Store, client: httpx.AsyncClient) -> None:
    _registered(small)
    cursor = (await client.get("/w/one/population/v1/changes")).headers["x-sandbox-cursor"]
    await client.post("/w/one/_sandbox/reset")
    for accepted in (BATCH, "application/json"):
        gone = await client.get(f"/w/one/population/v1/changes?cursor={cursor}", headers={"accept": accepted})
        assert (gone.status_code, gone.json()["code"]) == (410, "cursor_gone")
    _registered(small)
    (anew,) = (await client.get("/w/one/population/v1/changes")).json()
    assert anew["id"] == "b25lLzIvMQ"


async def test_what_was_told_stays_as_it_was_when_the_number_changes(small: Store, client: httpx.AsyncClient) -> None:
    office = _registered(small)
    before = (await client.get("/w/one/population/v1/changes")).json()
    answer = office.record("population", OWN, "sex_corrected", TODAY, data={"gioiTinh": "2"})
    first, second = (await client.get("/w/one/population/v1/changes")).json()
    assert [first] == before
    assert second["data"]["subject"] == {"soDinhDanh": answer["soDinhDanh"]}
    assert second["subject"] == first["subject"]


def test_a_subject_is_told_apart_from_others_and_from_itself_in_another_workspace(small: Store) -> None:
    office = Office(small, "one")
    for number in office.number(3), office.number(4), office.number(3):
        office.record("population", number, "rename", TODAY, data={"hoVaTen": "Lê Một"})
    other = Office(small, "two")
    other.record("population", other.number(3), "rename", TODAY, data={"hoVaTen": "Lê Một"})
    told = [_events(small, workspace, "population") for workspace in ("one", "two")]
    one, two = ([event["subject"] for event in events] for events in told)
    assert one[0] == one[2]
    assert len({*one, *two}) == 3


def test_a_key_of_the_record_is_told_beside_the_number(small: Store) -> None:
    office = Office(small, "one")
    (someone, held) = next(_licensed(office))
    key = {"soGPLX": held}
    office.record("driver_licence", key, "points_changed", TODAY, data={"diem": 2})
    (item,) = office.changes("driver_licence")["items"]
    assert item["subject"] == {"soGPLX": held, "soDinhDanh": someone}


def _licensed(office: Office) -> Iterator[tuple[str, str]]:
    for index in range(300):
        number = office.number(index)
        if number != "None":
            for record in office.lookup("driver_licence", number, "soGPLX"):
                yield number, record["soGPLX"]


def test_a_simulated_month_keeps_the_contract_and_names_nobody_outside_the_data(small: Store) -> None:
    for _ in range(30):
        day_passes(small, "month", 453, 30)
    events = [event for registry in REGISTRIES for event in _events(small, "month", registry)]
    assert len(events) > 200
    assert [problem for event in events for problem in CONTRACT.problems(event)] == []
    named = [name for event in events for name, value in event.items() if name != "data" and _is_a_number(value)]
    assert named == []
    assert len({event["id"] for event in events}) == len(events)


def _is_a_number(value: object) -> bool:
    return re.search(r"\d{9}", str(value)) is not None


def _events(store: Store, workspace: str, registry: str) -> list[Any]:
    from mock_national_db.service.feed import cloud_event, page

    found = page(store, workspace, registry, None, 100_000)
    told = [cloud_event(store, workspace, found.generation, event) for event in found.events]
    assert [event["data"] for event in told] == changes(store, workspace, registry, None, 100_000)["items"]
    return told
