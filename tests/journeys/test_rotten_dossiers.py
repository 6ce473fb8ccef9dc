"""What is no dossier is refused at the door; one that lies in the store all the same harms none of the others."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from dancu_connectors import InvalidRequest, ProviderBrokeContract
from dancu_connectors.one_stop import Applicant, Dossier, DossierEntry, MemoryDossiers, OneStop
from dancu_contracts import form, forms
from prometheus_client.parser import text_string_to_metric_families

from dancu_sandbox.one_stop import LogDossiers
from mock_national_db.store import Store
from tests.asgi import client, opened
from tests.journeys.running import said

LICENCE = "doi-cap-lai-giay-phep-lai-xe"
DRIVER = Applicant(number="099088006001", claims={"hoVaTen": "Y Bhin Êñuôl", "ngaySinh": "1988-11-23"})
AT = datetime.fromisoformat("2026-11-23T08:00:00+07:00")
OPENED = {"kind": "opened", "procedure": LICENCE, "citizen": DRIVER.number, "claims": dict(DRIVER.claims)}
ROTTEN: dict[str, list[dict[str, Any]]] = {
    "no-entry": [{"kind": "nonsense"}],
    "kind-list": [{"kind": ["opened"]}],
    "procedure-gone": [{**OPENED, "procedure": "khong-co"}],
    "procedure-list": [{**OPENED, "procedure": [LICENCE]}],
    "agency-text": [{**OPENED, "agency": "H99"}],
    "withdrawn-first": [{**OPENED, "kind": "withdrawn"}],
    "no-claims": [{name: part for name, part in OPENED.items() if name != "claims"}],
    "citizen-deep": [{**OPENED, "citizen": {"soDinhDanh": DRIVER.number}}],
    "agency-null": [{**OPENED, "agency": {"ma": None}}],
    "agency-deep": [{**OPENED, "agency": {"ma": {"ma": "H99"}}}],
    "unknown-kind": [OPENED, {"kind": "nonsense"}],
    "asked-texts": [OPENED, {"kind": "told", "asked": {"tax": "3"}}],
    "rows-number": [OPENED, {"kind": "told", "items": {"/viPham": 5}}],
    "failures-huge": [OPENED, {"kind": "told", "failures": {"tax": 10**400}}],
    "uncounted": [OPENED, {"kind": "submitted"}],
    "counted-text": [OPENED, {"kind": "submitted", "counted": "9", "spared": 9}],
    "no-day": [OPENED, {"kind": "begun", "step": "capGPLX", "due": "2026-02-30"}],
    "no-step": [OPENED, {"kind": "refused", "step": "?", "reasons": []}],
    "reasons-number": [OPENED, {"kind": "checked", "reasons": 5, "deferred": []}],
}
UNFOLDED = {"asked-texts", "failures-huge", "rows-number", "uncounted", "counted-text"}
RESULT: dict[str, Any] = {
    "number": "1.1",
    "kind": "giayPhep",
    "title": {"vi": "Giấy phép", "en": "Licence"},
    "of": DRIVER.number,
    "at": AT.isoformat(),
    "dossier": "1",
    "content": {},
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = opened(tmp_path_factory.mktemp("data"), 300)
    yield found
    found.close()


def _http(store: Store, workspace: str) -> httpx.Client:
    return client(store, headers={"X-Sandbox-Workspace": workspace})


def _laid_in(store: Store, workspace: str, number: str, entries: list[dict[str, Any]]) -> None:
    """As another version, or somebody with the file in hand, would leave it there."""
    for turn, what in enumerate(entries):
        LogDossiers(store, workspace).enter(number, turn, DossierEntry(AT, what))


def _sent(http: httpx.Client, number: str, turn: int, what: dict[str, Any]) -> httpx.Response:
    body = {"turn": turn, "at": AT.isoformat(), "what": what}
    return http.post(f"/_sandbox/dossiers/{number}", json=body)


@pytest.mark.parametrize("name", [name for name in ROTTEN if name not in UNFOLDED])
def test_an_entry_by_which_a_dossier_could_not_be_read_is_refused(store: Store, name: str) -> None:
    http = _http(store, f"door-{name}")
    *good, rotten = ROTTEN[name]
    assert [_sent(http, "1", turn, what).status_code for turn, what in enumerate(good)] == [200] * len(good)
    refused = _sent(http, "1", len(good), rotten)
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/what")
    assert len(http.get("/_sandbox/dossiers/1").json()) == len(good)


@pytest.mark.parametrize("rows", [10**9, -1, 1.5, "3", None])
def test_rows_that_nobody_fills_in_are_refused_before_they_are_walked(store: Store, rows: Any) -> None:
    http = _http(store, "rows")
    _sent(http, "1", 0, {**OPENED, "procedure": "dang-ky-tam-tru"})
    refused = _sent(http, "1", 1, {"kind": "answered", "added": {"/danhSach": rows}})
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/what")
    many = _sent(http, "1", 1, {"kind": "told", "items": {"/danhSach": [0] * 1001}})
    assert (many.status_code, many.json()["pointer"]) == (422, "/what")
    assert len(http.get("/_sandbox/dossiers/1").json()) == 1


@pytest.mark.parametrize(
    "what",
    [
        {"kind": "told", "told": {"/lyDo": [{"source": 0, "value": "matHong"}]}},
        {"kind": "wanted", "reasons": [5]},
        {"kind": "issued", "step": "capGiayPhep", "documents": [{**RESULT, "title": {}}]},
    ],
    ids=["register", "reason", "title"],
)
def test_a_dossier_that_cannot_be_told_ends_the_command_in_words(tmp_path: Path, what: dict[str, Any]) -> None:
    where = ("--data", tmp_path / "data", "--population", "1")
    folder = opened(tmp_path / "data", 1)
    told = {"verified": True, "outcome": "found", "matches": {}, "reasons": []}
    identified = {"kind": "identified", "registry": "population", "subject": {"soDinhDanh": DRIVER.number}, **told}
    _laid_in(folder, "default", "untold", [OPENED, identified, what])
    folder.close()
    ended = said("dossier", "untold", *where)
    assert (ended.exit_code, "untold cannot be read" in ended.stderr) == (3, True)


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({"agency": {"ma": "099088006001"}}, "agency"),
        ({"agency": {"ma": "H99", "maPhuongXa": "xa-٠٩٩٠٨٨٠٠٦٠٠١"}}, "agency"),
        ({"agency": {"ma": "x" * 61}}, "agency"),
        ({"agency": {"ma": "H\n99"}}, "agency"),
        ({"asked": {"099088006001": 1}}, "asked"),
        ({"failures": {"099088006001": 1}}, "failures"),
    ],
)
def test_nobody_is_named_by_what_indicators_count(store: Store, more: dict[str, Any], part: str) -> None:
    http = _http(store, "named")
    refused = _sent(http, "1", 0, {**OPENED, **more})
    assert (refused.status_code, refused.json()["pointer"]) == (422, f"/what/{part}")
    assert "099088006001" not in refused.text
    assert http.get("/_sandbox/dossiers").json() == []


def test_what_is_no_mapping_of_registers_is_passed_over_where_nothing_reads_it(store: Store) -> None:
    assert _sent(_http(store, "odd"), "1", 0, {**OPENED, "asked": 5, "failures": ["099088006001"]}).status_code == 200


@pytest.mark.parametrize("name", ROTTEN)
def test_a_rotten_dossier_leaves_the_indicators_of_the_others(store: Store, name: str) -> None:
    workspace = f"watched-{name}"
    _laid_in(store, workspace, "rotten", ROTTEN[name])
    _laid_in(store, workspace, "sound", [OPENED])
    http = _http(store, workspace)
    told = {each["procedure"]: each for each in http.get("/_sandbox/indicators").json()}
    assert told[LICENCE]["dossiers"] >= 1
    families = {family.name: family for family in text_string_to_metric_families(http.get("/metrics").text)}
    states = {
        (each.labels["procedure"], each.labels["state"]): each.value for each in families["dancu_dossiers"].samples
    }
    assert states[LICENCE, "begun"] == told[LICENCE]["dossiers"]


def test_how_many_dossiers_cannot_be_read_is_an_indicator(store: Store) -> None:
    _laid_in(store, "counted", "rotten", ROTTEN["uncounted"])
    _laid_in(store, "counted", "sound", [OPENED])
    http = _http(store, "counted")
    told = {
        each["procedure"]: (each["dossiers"], each["unreadable"]) for each in http.get("/_sandbox/indicators").json()
    }
    assert (told[LICENCE], told[""]) == ((1, 0), (0, 1))
    assert 'dancu_dossiers_total{agency="",commune="",procedure="",state="unreadable"} 1.0' in http.get("/metrics").text


def test_an_engine_names_the_dossier_that_it_cannot_read() -> None:
    dossiers = MemoryDossiers()
    dossiers.enter("no-1", 0, DossierEntry(AT, {"kind": "nonsense"}))
    shop = OneStop(connectors=lambda _: None, dossiers=dossiers, clock=lambda: AT)
    with pytest.raises(ProviderBrokeContract, match="no-1") as told:
        shop.resume("no-1")
    assert told.value.pointer == "/number"


def test_a_rotten_dossier_is_named_in_the_list_and_hides_none_of_the_others(tmp_path: Path) -> None:
    where = ("--data", tmp_path / "data", "--population", "1")
    folder = opened(tmp_path / "data", 1)
    _laid_in(folder, "default", "rotten", ROTTEN["unknown-kind"])
    _laid_in(folder, "default", "sound", [OPENED])
    folder.close()
    assert json.loads(said("dossier", "--json", *where).stdout) == [
        {"number": "rotten", "procedure": None, "state": "unreadable", "due": None},
        {"number": "sound", "procedure": LICENCE, "state": "moiDangKy", "due": None},
    ]
    shown = said("dossier", "rotten", *where)
    assert (shown.exit_code, shown.stdout) == (3, "")
    assert "rotten" in shown.stderr


def test_a_number_of_somebody_elses_making_does_not_stop_the_next(tmp_path: Path) -> None:
    where = ("--data", tmp_path / "data", "--population", "1")
    folder = opened(tmp_path / "data", 1)
    _laid_in(folder, "default", "000.00.00.H99-261123-x", [OPENED])
    folder.close()
    applied = said("apply", LICENCE, DRIVER.number, "--json", *where)
    assert json.loads(applied.stdout)["number"] == "000.00.00.H99-261123-0001"


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"title": "Giấy phép"}, ""),
        ({"title": None}, ""),
        ({"content": [1]}, ""),
        ({"kind": 5}, ""),
        ({"number": 12}, ""),
        ({"of": 123456789012}, ""),
        ({"dossier": {"number": "1"}}, ""),
        ({"more": 1}, ""),
        ({"at": "2026-11-23"}, ""),
        ({"at": "2026-11-23T08:00:00"}, "/at"),
        ({"of": "12345"}, "/of"),
        ({"number": "1/1"}, "/number"),
    ],
)
def test_a_result_that_is_none_is_refused_and_not_kept(store: Store, told: dict[str, Any], pointer: str) -> None:
    http = _http(store, "results")
    refused = http.put("/_sandbox/results", json={**RESULT, **told})
    assert (refused.status_code, refused.json().get("pointer", "")) == (422, pointer)
    assert http.post("/_sandbox/results", json={"soDinhDanh": DRIVER.number}).json() == []


def test_a_result_is_kept_as_it_was_sent(store: Store) -> None:
    http = _http(store, "kept")
    assert http.put("/_sandbox/results", json=RESULT).json() == {"number": "1.1"}
    assert http.post("/_sandbox/results", json={"soDinhDanh": DRIVER.number}).json() == [RESULT]


def test_a_number_is_no_query_that_leads_to_another_dossier(tmp_path: Path) -> None:
    where = ("--data", tmp_path / "data", "--population", "1")
    folder = opened(tmp_path / "data", 1)
    _laid_in(folder, "default", "N1", [OPENED])
    folder.close()
    for number in ("N1?x=1", "N1#x"):
        refused = said("dossier", number, *where)
        assert (refused.exit_code, refused.stdout) == (2, "")


def test_a_procedure_without_a_form_is_refused_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slug = "dang-ky-khai-sinh"
    without = tuple(each for each in forms() if each != slug)
    for place in ("dancu_sandbox.one_stop.shop.forms", "dancu_connectors.one_stop.work.forms"):
        monkeypatch.setattr(place, lambda: without)
    where = ("--data", tmp_path / "data", "--population", "1")
    for words in (("apply", slug, DRIVER.number, *where), ("procedures", slug)):
        refused = said(*words)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert slug in refused.stderr
    shop = OneStop(connectors=lambda _: None, dossiers=MemoryDossiers(), clock=lambda: AT)
    with pytest.raises(InvalidRequest, match=slug):
        shop.begin(slug, DRIVER, number="1")


def test_a_stored_dossier_of_a_procedure_that_has_no_form_any_more_is_one_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.modules["dancu_contracts.forms"], "forms", tuple)  # the package has a function of that name
    monkeypatch.setattr("dancu_connectors.one_stop.dossier.form", form.__wrapped__)
    with pytest.raises(ProviderBrokeContract, match="no-1"):
        Dossier.read("no-1", [DossierEntry(AT, OPENED)], AT)


def test_an_agency_without_codes_opens_no_dossier() -> None:
    dossiers = MemoryDossiers()
    shop = OneStop(connectors=lambda _: None, dossiers=dossiers, clock=lambda: AT)
    nobody: Any = {"ma": None}
    with pytest.raises(InvalidRequest):
        shop.begin(LICENCE, DRIVER, number="1", agency=nobody)
    assert dossiers.numbers() == []


@pytest.mark.parametrize("day", ["9999-12-31", "0999-12-31", "2026-02-29"])
def test_a_clock_beyond_the_contracts_dates_is_a_wrong_call(day: str, tmp_path: Path) -> None:
    refused = said("apply", LICENCE, DRIVER.number, "--on", day, "--data", tmp_path / "data")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert day in refused.stderr
    assert not (tmp_path / "data").exists()
