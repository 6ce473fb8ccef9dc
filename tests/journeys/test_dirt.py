"""`dancu dirt`, and the page that a server answers: what registers hold otherwise than the nation."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dancu_sandbox.folder import every_registry
from dancu_sandbox.serving import Served, application
from mock_national_db.dirt import KINDS, dirt
from mock_national_db.store import Store
from tests.journeys.running import said

NATION = ("--population", "120", "--dirt", "0.1")
ABOUT = ["registry", "soDinhDanh", "place", "key", "field", "kind", "nation", "register"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("dirty")
    assert said("generate", "--data", found, *NATION).exit_code == 0
    return found


def _json(*words: str | Path) -> Any:
    return json.loads(said("dirt", *words, "--json").stdout)


def test_every_deviation_is_told_with_what_both_say(folder: Path) -> None:
    told = _json("--data", folder)
    assert [*{tuple(one) for one in told}] == [tuple(ABOUT)]
    assert {one["kind"] for one in told} <= {*KINDS}
    assert [one for one in told if one["nation"] == one["register"]] == []
    assert said("dirt", "--data", folder).exit_code == 0


def test_a_limit_and_registries_cut_the_list(folder: Path) -> None:
    whole = _json("--data", folder)
    assert _json("--data", folder, "--limit", "7") == whole[:7]
    some = [one for one in whole if one["registry"] in {"tax", "insurance"}]
    both = _json("--data", folder, "--registry", "tax", "--registry", "insurance")
    assert sorted(map(json.dumps, both)) == sorted(map(json.dumps, some))


def test_a_table_has_a_line_for_each(folder: Path) -> None:
    lines = said("dirt", "--data", folder, "--limit", "9").stdout.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [
        [one["registry"], one["soDinhDanh"]] for one in _json("--data", folder, "--limit", "9")
    ]


def test_what_is_listed_is_what_a_lookup_shows(folder: Path) -> None:
    one = next(one for one in _json("--data", folder, "--registry", "tax") if one["kind"] == "oneLetter")
    words = ("lookup", one["soDinhDanh"], "--registry", "tax", "--fields", "hoVaTen", "--data", folder, "--json")
    assert json.loads(said(*words).stdout)["records"][0]["hoVaTen"] == one["register"]
    claimed = said("verify", one["soDinhDanh"], f"hoVaTen={one['nation']}", "--registry", "tax", "--data", folder)
    assert (claimed.exit_code, "near" in claimed.stdout or "Gần" in claimed.stdout) == (1, True)


def test_a_clean_nation_has_none(tmp_path: Path) -> None:
    told = said("dirt", "--data", tmp_path, "--population", "20", "--json")
    assert (told.exit_code, told.stdout) == (1, "[]\n")


def test_a_folder_of_another_rate_is_refused_with_both_values(folder: Path) -> None:
    told = said("dirt", "--data", folder, "--dirt", "0.2")
    assert (told.exit_code, told.stdout) == (4, "")
    assert "--dirt: 0.1 ≠ 0.2" in told.stderr
    assert said("citizens", "--data", folder, "--dirt", "0").exit_code == 4
    assert said("citizens", "--data", folder, *NATION).exit_code == 0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--dirt", "much"), "--dirt"),
        (("--dirt", "1.5"), "--dirt"),
        (("--dirt", "nan"), "--dirt"),
        (("--registry", "taxx"), "tax"),
        (("--limit", "0"), "--limit"),
        (("--url", "http://127.0.0.1:1", "--dirt", "0.1"), "--dirt"),
        (("--url", "http://127.0.0.1:1", "--on", "2026-01-01"), "dancu clock set"),
    ],
)
def test_a_wrong_call_is_named(words: tuple[str, ...], named: str, tmp_path: Path) -> None:
    told = said("dirt", "--data", tmp_path, *words)
    assert (told.exit_code, told.stdout) == (2, "")
    assert named in told.stderr
    assert [*tmp_path.iterdir()] == []


@pytest.fixture
async def http(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    store = Store.open(folder, every_registry())
    transport = httpx.ASGITransport(application(store, Served()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://dancu") as client:
        yield client
    store.close()


async def test_a_server_answers_it_page_by_page(http: httpx.AsyncClient, folder: Path) -> None:
    items: list[Any] = []
    first: int | None = 0
    pages = 0
    while first is not None:
        page = (await http.get("/_sandbox/dirt", params={"from": first, "limit": 20})).json()
        items, first, pages = [*items, *page["items"]], page["next"], pages + 1
    store = Store.open(folder, every_registry())
    assert len(items) == sum(1 for _ in dirt(store))
    store.close()
    assert pages > 4
    told = (await http.get("/_sandbox/dirt", params={"registry": "taxx"})).json()
    assert (told["code"], told["pointer"]) == ("unknown_registry", "/registry")
