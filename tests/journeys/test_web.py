"""What the server answers beside the registries: health, descriptions, the sandbox's own, and faults."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import dancu_contracts
import httpx
import pytest
from jsonschema import Draft202012Validator

from dancu_sandbox.folder import every_registry
from dancu_sandbox.serving import Served, application
from mock_national_db.store import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("web"), every_registry(), {"size": 80})
    yield opened
    opened.close()


@pytest.fixture
async def http(store: Store, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """A client in a workspace of the test's own."""
    transport = httpx.ASGITransport(application(store, Served()), raise_app_exceptions=False)
    headers = {"X-Sandbox-Workspace": f"w{abs(hash(request.node.name))}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://dancu", headers=headers) as client:
        yield client


async def test_health_tells_the_clock_and_the_registries(http: httpx.AsyncClient) -> None:
    told = (await http.get("/health")).json()
    assert (told["status"], told["clock"], told["ids"]) == ("ok", "2026-11-23T08:00:00+07:00", "safe")
    assert {*told["registries"]} == {*dancu_contracts.registries()}


@pytest.mark.parametrize("name", dancu_contracts.registries())
async def test_every_registry_has_its_health_and_its_description(http: httpx.AsyncClient, name: str) -> None:
    assert (await http.get(f"/{name}/health")).json() == {"status": "ok", "registry": name, "contract": "v1"}
    described = (await http.get(f"/{name}/openapi.json")).json()
    assert described["openapi"] == "3.1.0"
    assert len(described["paths"]) == 6
    assert [reference for reference in _references(described) if not _leads_somewhere(described, reference)] == []


@pytest.mark.parametrize("name", dancu_contracts.registries())
async def test_the_description_accepts_what_the_contract_accepts(http: httpx.AsyncClient, name: str) -> None:
    described = (await http.get(f"/{name}/openapi.json")).json()
    schema = {"$ref": "#/components/schemas/record", "components": described["components"]}
    for example in dancu_contracts.registry(name).examples.values():
        assert [*Draft202012Validator(schema).iter_errors(example)] == []


def _references(part: Any) -> Iterator[str]:
    for name, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if name == "$ref":
            yield value
        else:
            yield from _references(value)


def _leads_somewhere(document: Any, reference: str) -> bool:
    kept, _, name = reference.rpartition("/")
    return kept == "#/components/schemas" and name in document["components"]["schemas"]


async def test_citizens_come_page_by_page(http: httpx.AsyncClient) -> None:
    whole = (await http.get("/_sandbox/citizens")).json()
    assert whole["next"] is None
    first = (await http.get("/_sandbox/citizens", params={"limit": 3})).json()
    second = (await http.get("/_sandbox/citizens", params={"limit": 3, "from": first["next"]})).json()
    assert first["items"] + second["items"] == whole["items"][:6]
    assert (await http.get("/_sandbox/citizens", params={"limit": "many"})).json()["pointer"] == "/limit"


async def test_the_clock_can_be_set_and_given_back(http: httpx.AsyncClient) -> None:
    assert (await http.put("/_sandbox/clock", json={"now": "2027-01-02"})).json()["now"] == "2027-01-02T08:00:00+07:00"
    assert (await http.put("/_sandbox/clock", json={"now": "2027-01-02T09:30:00Z"})).json()["set"] is True
    assert (await http.put("/_sandbox/clock", json={"now": "2027-01-02T09:30"})).json()["now"].endswith("+07:00")
    assert (await http.delete("/_sandbox/clock")).json()["now"] == "2026-11-23T08:00:00+07:00"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "not_json"),
        (b"\xff", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "invalid"),
        (b'{"now": 5}', "invalid"),
        (b'{"now": "2027-01-01", "then": 1}', "invalid"),
        (b'{"now": "2027-02-31"}', "impossible_date"),
        (b'{"now": "tomorrow"}', "impossible_date"),
        (b'{"now": "9999-12-31T23:59:59+00:00"}', "impossible_date"),
        (b'{"now": "0999-12-31"}', "impossible_date"),
        (b" " * (1 << 20) + b"{}", "too_large"),
    ],
)
async def test_a_clock_that_cannot_be_set_is_a_fault(http: httpx.AsyncClient, body: bytes, code: str) -> None:
    told = await http.put("/_sandbox/clock", content=body)
    assert (told.json()["code"], told.status_code) == (code, dancu_contracts.faults()[code].status)


async def test_a_workspace_has_a_position_and_begins_anew(http: httpx.AsyncClient) -> None:
    citizen = (await http.get("/_sandbox/citizens?limit=1")).json()["items"][0]
    event = {"type": "rename", "subject": {"soDinhDanh": citizen["soDinhDanh"]}, "on": "2026-11-20"}
    asked = {**event, "data": {"hoVaTen": "Võ Mới Tinh"}, "purpose": {"procedure": "dang-ky-thuong-tru"}}
    assert (await http.post("/population/v1/events", json=asked)).status_code == 200
    before = (await http.get("/_sandbox/snapshot")).json()
    assert (before["generation"], before["position"]) == (1, 1)
    assert before in (await http.get("/_sandbox/workspaces")).json()
    after = (await http.post("/_sandbox/reset")).json()
    assert (after["generation"], after["position"]) == (2, 0)


async def test_a_workspace_may_stand_in_the_path(http: httpx.AsyncClient) -> None:
    assert (await http.get("/w/mine/_sandbox/clock")).json()["workspace"] == "mine"
    assert "<title>" in (await http.get("/w/mine/")).text
    assert (await http.get("/w/mine")).headers["location"] == "/w/mine/"


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/nowhere", "not_found"),
        ("GET", "/_page/../web/page.py", "not_found"),
        ("GET", "/_page/nothing.js", "not_found"),
        ("POST", "/population/v2/verify", "not_found"),
        ("GET", "/moon/health", "unknown_registry"),
        ("GET", "/moon/openapi.json", "unknown_registry"),
        ("POST", "/moon/v1/verify", "unknown_registry"),
        ("DELETE", "/health", "method_not_allowed"),
        ("GET", "/_sandbox/reset", "method_not_allowed"),
        ("GET", "/w/BAD NAME/health", "bad_workspace"),
    ],
)
async def test_what_is_not_there_is_said_in_both_languages(
    http: httpx.AsyncClient, method: str, path: str, code: str
) -> None:
    told = await http.request(method, path)
    problem = told.json()
    assert (problem["code"], told.status_code) == (code, dancu_contracts.faults()[code].status)
    assert told.headers["content-type"] == "application/problem+json"
    assert dancu_contracts.validator(dancu_contracts.service_schema("problem")).problems(problem) == []
    if code == "unknown_registry":
        assert "population" in problem["detail"]["registries"]
    if code == "method_not_allowed":
        assert told.headers["allow"]


async def test_no_trace_of_a_mistake_of_ours_reaches_a_client(
    http: httpx.AsyncClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.log, "workspaces", lambda: 1 / 0)
    told = await http.get("/_sandbox/workspaces")
    assert (told.status_code, told.json()["code"]) == (500, "internal")
    assert "ZeroDivision" not in told.text


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (sqlite3.OperationalError("database or disk is full"), "storage_full"),
        (sqlite3.DatabaseError("database disk image is malformed"), "folder_corrupt"),
        (sqlite3.OperationalError("no such column: moon"), "internal"),
    ],
)
async def test_a_full_disk_and_a_damaged_file_are_named(
    http: httpx.AsyncClient, store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(store.log, "set_clock", refuse)
    told = await http.delete("/_sandbox/clock")
    assert (told.status_code, told.json()["code"]) == (dancu_contracts.faults()[code].status, code)


async def test_the_page_may_load_nothing_from_elsewhere(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for name in ("counter.js", "style.css", "words.json", "mark.svg"):
        file = await http.get(f"/_page/{name}")
        assert file.status_code == 200
        assert "https://" not in file.text


def test_every_outcome_match_and_gap_is_explained_in_both_languages() -> None:
    words = json.loads((Path(__file__).parents[2] / "dancu_sandbox/page/words.json").read_text("utf-8"))
    answer = dancu_contracts.service_schema("verify.answer")["properties"]
    assert {*answer["outcome"]["enum"]} <= {*words["outcomes"]}
    matches = {*answer["matches"]["additionalProperties"]["enum"]}
    assert matches == {*words["matches"]} == {*words["short"]} == {*words["tones"]}
    texts = [t for kind in ("outcomes", "matches", "reasons", "short", "page") for t in words[kind].values()]
    assert all(text.keys() == {"vi", "en"} and all(text.values()) for text in texts)
