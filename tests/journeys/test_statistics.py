"""`dancu statistics`, and the tables that a server answers."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dancu_contracts
import httpx
import pytest

from dancu_sandbox.serving import Served
from mock_national_db.store import Store
from tests.asgi import PROCEDURE, client, opened
from tests.journeys.running import program, running, said, shown

TABLES = "/statistics/v1/tables"
ASKED = {"by": ["gioiTinh", "nhomTuoi"], "purpose": {"procedure": PROCEDURE}}
SIZE = 400


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = opened(tmp_path_factory.mktemp("counted"), SIZE)
    yield found
    found.close()


@pytest.fixture(scope="module")
def folder(store: Store) -> Path:
    return Path(store.folder)


@pytest.fixture
def http(store: Store) -> Iterator[httpx.Client]:
    with client(store) as found:
        yield found


def _table(http: httpx.Client, path: str = TABLES, **more: Any) -> Any:
    answer = http.post(path, json={**ASKED, **more})
    assert answer.status_code == 200
    return answer.json()


# -- the server --------------------------------------------------------------------------------------------------------


def test_a_table_keeps_its_schema(http: httpx.Client) -> None:
    told = _table(http)
    assert dancu_contracts.validator(dancu_contracts.service_schema("statistics.answer")).problems(told) == []
    assert told["cells"]


def test_a_table_is_of_the_callers_workspace_and_its_clock(http: httpx.Client, store: Store) -> None:
    before = _table(http)
    for index in range(60):
        number = store.workspace("mine").kin(index).so_dinh_danh
        event = {"subject": {"soDinhDanh": number}, "type": "death", "on": "2026-11-20"}
        http.post("/w/mine/population/v1/events", json={**event, "purpose": ASKED["purpose"]})
    after = _table(http, f"/w/mine{TABLES}")
    assert after["total"] < before["total"] - 40
    assert _table(http) == before
    assert _table(http, f"/w/mine{TABLES}", on="2026-11-19") == _table(http, on="2026-11-19")
    http.put("/w/later/_sandbox/clock", json={"now": "2036-11-23"})
    later = _table(http, f"/w/later{TABLES}")
    assert later["source"]["on"] == "2036-11-23"
    assert "0-4" not in {cell["nhomTuoi"] for cell in later["cells"]}


@pytest.mark.parametrize("part", ["national", "all"])
def test_whoever_serves_the_nation_serves_its_tables(store: Store, http: httpx.Client, part: str) -> None:
    with client(store, Served(part=part)) as one:
        assert _table(one) == _table(http)
        assert _table(one, f"/w/mine{TABLES}", on="2020-01-01") == _table(http, on="2020-01-01")


def test_a_part_still_sends_others_away(store: Store) -> None:
    with client(store, Served(part="national")) as one:
        assert one.post("/tax/v1/verify", json={}).json()["code"] == "unknown_registry"
        assert one.post("/w/mine/tax/v1/verify", json={}).json()["code"] == "unknown_registry"


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (b"{", "not_json", None),
        (b" " * (1 << 20) + b"{}", "too_large", None),
        (json.dumps({**ASKED, "by": ["mauMat"]}).encode(), "invalid", "/by/0"),
        (json.dumps({**ASKED, "by": ["phuongXa", "gioiTinh", "nhomTuoi"]}).encode(), "table_too_large", "/by"),
    ],
)
def test_what_cannot_be_asked_is_a_problem_in_both_languages(
    http: httpx.Client, body: bytes, code: str, pointer: str | None
) -> None:
    told = http.post(TABLES, content=body)
    problem = told.json()
    assert (problem["code"], problem.get("pointer")) == (code, pointer)
    assert told.status_code == dancu_contracts.faults()[code].status
    assert {*problem["vi"]} == {*problem["en"]} == {"title", "remedy"}
    assert dancu_contracts.validator(dancu_contracts.service_schema("problem")).problems(problem) == []
    assert http.get(TABLES).json()["code"] == "method_not_allowed"


def test_the_description_shows_the_contracts_own_schemas(http: httpx.Client) -> None:
    told = http.get("/statistics/openapi.json").json()
    assert [*told["paths"]] == [TABLES]
    schemas = told["components"]["schemas"]
    refs = _references(told)
    assert {ref for ref in refs if ref.removeprefix("#/components/schemas/") not in schemas} == set()
    asked, answer = (dancu_contracts.service_schema(name) for name in ("statistics", "statistics.answer"))
    assert schemas["statistics.request"]["properties"]["by"] == asked["properties"]["by"]
    assert schemas["statistics.answer"]["properties"]["total"] == answer["properties"]["total"]


def _references(part: Any) -> set[str]:
    if isinstance(part, list):
        return {ref for one in part for ref in _references(one)}
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
    return own | {ref for one in part.values() for ref in _references(one)}


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_command_tells_what_the_server_tells(folder: Path, http: httpx.Client) -> None:
    words = ("--by", "gioiTinh", "--by", "nhomTuoi", "--data", folder)
    assert json.loads(said("statistics", *words, "--json").stdout) == _table(http)
    filtered = json.loads(said("statistics", *words, "--where", "danToc=01", "--units", "legacy", "--json").stdout)
    assert filtered == _table(http, where={"danToc": "01"}, units="legacy")


def test_a_person_at_a_terminal_reads_what_the_codes_mean(folder: Path) -> None:
    words = ("statistics", "--by", "tinh", "--by", "gioiTinh", "--by", "cuTru", "--units", "legacy", "--data", folder)
    cells = [[part.strip() for part in line.strip("│").split("│")] for line in shown(*words) if line.startswith("│")]
    assert cells[0][:3] == ["93 Tỉnh Hậu Giang", "1 Nam", "thuongTru thường trú"]


def test_csv_has_a_heading_and_a_table_a_line_for_each_cell(folder: Path, http: httpx.Client) -> None:
    words = ("--by", "gioiTinh", "--by", "nhomTuoi", "--data", folder)
    cells = [[*map(str, cell.values())] for cell in _table(http)["cells"]]
    read = [*csv.reader(io.StringIO(said("statistics", *words, "--csv").stdout))]
    assert read == [["gioiTinh", "nhomTuoi", "count"], *cells]
    assert [line.split("\t") for line in said("statistics", *words).stdout.splitlines()] == cells


def test_another_process_tells_the_same(folder: Path) -> None:
    """Neither the process nor its hash seed decides the noise."""
    words = ("statistics", "--by", "phuongXa", "--by", "nhomTuoi", "--data", folder, "--json")
    assert program(*words).stdout == said(*words).stdout != ""


def test_a_day_is_asked_about_in_the_folder_and_of_a_server(tmp_path: Path) -> None:
    words = ("--by", "tinh", "--on", "2025-01-01", "--json")
    with running("--data", tmp_path / "served", "--population", "50") as url:
        served = json.loads(said("statistics", *words, "--url", url).stdout)
    assert served["source"] == {"on": "2025-01-01", "knownAt": "2025-01-01T08:00:00+07:00", "units": "legacy"}
    assert json.loads(said("statistics", *words, "--data", tmp_path / "served").stdout) == served


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("--by", "mauMat"), 2, "--by"),
        ((), 2, "--by"),
        (("--by", "tinh", "--where", "tinh"), 2, "tinh"),
        (("--by", "tinh", "--where", "tinh=00"), 2, "/where/tinh"),
        (("--by", "tinh", "--where", "tinh=x"), 2, "--where tinh=x (Tỉnh, thành phố): cần Mã hai chữ số"),
        (("--by", "tinh", "--where", "gioiTinh=9"), 2, "cần một trong 0 (Chưa có thông tin), 1 (Nam), 2 (Nữ)."),
        (("--by", "tinh", "--where", "gioiTinh=9"), 2, "it takes one of 0 (Unknown), 1 (Male), 2 (Female)."),
        (("--by", "tinh", "--where", "mau=1"), 2, "--where mau: chỉ có tinh, "),
        (("--by", "tinh", "--by", "tinh"), 2, "/by"),
        (("--by", "tinh", "--where", "danToc=53"), 1, "Không có ai"),
    ],
)
def test_a_wrong_call_ends_with_2_and_an_empty_table_with_1(
    folder: Path, words: tuple[str, ...], code: int, named: str
) -> None:
    told = said("statistics", "--data", folder, *words)
    assert (told.exit_code, told.stdout) == (code, "")
    assert named in told.stderr
