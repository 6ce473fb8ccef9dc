"""What the plan wants watched: the share not declared again is what the forms and dossiers themselves say."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from dancu_connectors.one_stop import DossierEntry
from dancu_connectors.one_stop.indicators import BY, indicators
from dancu_contracts import form, procedures
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from dancu_sandbox.asking import Nation
from dancu_sandbox.one_stop import LogDossiers
from dancu_sandbox.one_stop.shop import logged_in
from dancu_sandbox.one_stop.shop import opened as shop_opened
from dancu_sandbox.one_stop.watching import WORKSPACES, Watching
from dancu_sandbox.options import Whereabouts
from dancu_sandbox.serving import Served, application
from mock_national_db.log import Stream
from mock_national_db.store import Store
from mock_national_db.timeline import HANOI
from tests.asgi import InProcess, client, opened
from tests.journeys.procedures import FOLDER, JOURNEYS, Journey, named
from tests.journeys.running import shown

SPARED = {"prefilled", "prefilled_if_found", "derived", "scan", "confirm", "reuse_or_upload"}
UNCOUNTED = {"consent", "pay", "none"}
LICENCE = next(path for path in JOURNEYS if named(path) == "doi-cap-lai-giay-phep-lai-xe/mat-hong")
DOWN = next(path for path in JOURNEYS if named(path) == "doi-cap-lai-giay-phep-lai-xe/nguon-tam-dung")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = opened(tmp_path_factory.mktemp("data"), 300)
    yield found
    found.close()


def _http(store: Store, workspace: str) -> httpx.Client:
    return client(store, headers={"X-Sandbox-Workspace": workspace})


def _modes(slug: str) -> dict[str, str]:
    """The mode of every leaf as the files say it, by its place."""
    about = json.loads((FOLDER / slug / "procedure.json").read_text(encoding="utf-8"))
    below = _modes(about["standsOn"]) if "standsOn" in about else {}
    return below | dict(_walk(json.loads((FOLDER / slug / "form.schema.json").read_text(encoding="utf-8")), ""))


def _walk(schema: dict[str, Any], at: str) -> Iterator[tuple[str, str]]:
    if "x-field" in schema:
        yield at, schema["x-field"]["mode"]
    for name, part in schema.get("properties", {}).items():
        yield from _walk(part, f"{at}/{name}")
    if "x-rows" in schema:
        yield from _walk(schema["items"], f"{at}/*")


@pytest.mark.parametrize("slug", procedures())
def test_the_share_of_a_form_is_what_its_own_file_says(store: Store, slug: str) -> None:
    counted = [mode for mode in _modes(slug).values() if mode not in UNCOUNTED]
    share = round(sum(mode in SPARED for mode in counted) / len(counted), 4)
    told = {each["procedure"]: each for each in _http(store, "none").get("/_sandbox/indicators").json()}
    assert told[slug]["formShare"] == share
    assert (told[slug]["dossiers"], told[slug]["liveShare"]) == (0, None)


def test_the_live_share_is_that_of_the_dossiers_handed_in(store: Store) -> None:
    dossier = Journey(store, LICENCE, "live").walk()
    counted = [field for field in dossier.fields if field.counts]  # type: ignore[union-attr]
    told = {each["procedure"]: each for each in _http(store, "live").get("/_sandbox/indicators").json()}
    found = told["doi-cap-lai-giay-phep-lai-xe"]
    assert found["liveShare"] == round(sum(field.is_spared for field in counted) / len(counted), 4)
    assert (found["dossiers"], found["returned"], found["onTime"], found["late"], found["verifications"]) == (
        1,
        1,
        1,
        0,
        1,
    )


def test_a_source_that_failed_is_counted(store: Store) -> None:
    Journey(store, DOWN, "failed").walk()
    (told,) = [each for each in _http(store, "failed").get("/_sandbox/indicators").json() if each["dossiers"]]
    assert told["failures"]["violations"] >= 1
    assert set(told["failures"]) == {"violations"}


def test_prometheus_reads_the_same(store: Store) -> None:
    Journey(store, LICENCE, "metrics").walk()
    http = _http(store, "metrics")
    (told,) = [each for each in http.get("/_sandbox/indicators").json() if each["dossiers"]]
    families = {family.name: family for family in text_string_to_metric_families(http.get("/metrics").text)}
    fields = {sample.labels["how"]: sample.value for sample in families["dancu_fields"].samples}
    assert round(fields["spared"] / (fields["spared"] + fields["declared"]), 4) == told["liveShare"]
    lookups = {sample.labels["registry"]: sample.value for sample in families["dancu_lookups"].samples}
    assert lookups == told["lookups"]
    shares = {sample.labels["procedure"]: sample.value for sample in families["dancu_form_share"].samples}
    assert shares == {slug: form(slug).share for slug in procedures()}


def test_indicators_by_something_else_are_a_clear_fault(store: Store) -> None:
    refused = _http(store, "none").get("/_sandbox/indicators?by=officer")
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/by")


@pytest.mark.parametrize("by", ["agency", "commune"])
def test_indicators_are_told_by_agency_and_by_commune(store: Store, by: str) -> None:
    Journey(store, LICENCE, f"by-{by}").walk()
    told = _http(store, f"by-{by}").get(f"/_sandbox/indicators?by={by}&by=procedure").json()
    assert [(each[by], each["procedure"], each["dossiers"]) for each in told] == [
        ("", "doi-cap-lai-giay-phep-lai-xe", 1)
    ]


# -- calls -------------------------------------------------------------------------------------------------------------


def _asked(http: httpx.Client, registry: str, op: str, slug: str, **headers: str) -> None:
    parts: dict[str, dict[str, Any]] = {
        "verify": {"claims": {"hoVaTen": "Lê Văn Đảo"}},
        "lookup": {"fields": ["hoVaTen"]},
    }
    asked = {"subject": {"soDinhDanh": "099084048001"}, "purpose": {"procedure": slug}, **parts[op]}
    assert http.post(f"/{registry}/v1/{op}", json=asked, headers=headers).status_code == 200


def test_calls_of_connectors_are_told_by_procedure_and_by_the_system_that_called(store: Store) -> None:
    http = _http(store, "calls")
    for op, slug in (("verify", "dang-ky-thuong-tru"), ("verify", "1.004222"), ("lookup", "dang-ky-thue")):
        _asked(http, "population", op, slug)
    _asked(http, "tax", "lookup", "dang-ky-thue", Authorization="Basic c28tdHUtcGhhcDpodXNo")
    told = {each["procedure"]: each for each in http.get("/_sandbox/indicators").json()}
    assert told["dang-ky-thuong-tru"]["calls"] == {"population.verify": 2}
    assert (told["dang-ky-thue"]["calls"], told["dang-ky-thue"]["consumers"]) == (
        {"population.lookup": 1, "tax.lookup": 1},
        ["so-tu-phap"],
    )
    by_agency = http.get("/_sandbox/indicators?by=agency").json()
    assert [(each["agency"], each["dossiers"], sum(each["calls"].values())) for each in by_agency] == [
        ("", 0, 3),
        ("so-tu-phap", 0, 1),
    ]


def test_prometheus_reads_every_call_with_its_outcome(store: Store) -> None:
    http = _http(store, "scraped")
    _asked(http, "population", "verify", "dang-ky-thuong-tru")
    _asked(http, "population", "verify", "dang-ky-thuong-tru", **{"X-Sandbox-Dossier": "kept-here"})
    http.post("/population/v1/verify", json={"purpose": {"procedure": "thu-tuc-tu-dat"}})
    families = {each.name: each for each in text_string_to_metric_families(http.get("/metrics").text)}
    family = families["dancu_calls"]
    assert family.type == "counter"
    names = ("registry", "operation", "procedure", "outcome", "wire", "consumer", "origin")
    assert {each.name for each in family.samples} == {"dancu_calls_total"}
    assert {tuple(each.labels[name] for name in names): each.value for each in family.samples} == {
        ("population", "verify", "dang-ky-thuong-tru", "found", "uniform", "", "direct"): 1,
        ("population", "verify", "dang-ky-thuong-tru", "found", "uniform", "", "dossier"): 1,
        ("population", "verify", "", "invalid", "uniform", "", "direct"): 1,
    }


def test_what_the_engine_of_the_sandbox_asks_for_a_dossier_is_no_connectors_call(store: Store) -> None:
    app, slug = application(store, Served()), "doi-cap-lai-giay-phep-lai-xe"

    async def begun() -> None:
        way = httpx.ASGITransport(app)
        headers = {"X-Sandbox-Workspace": "engine"}
        async with httpx.AsyncClient(transport=way, base_url="http://sandbox.test", headers=headers) as http:
            nation = Nation(http, Whereabouts(store.folder))
            shop, _ = await shop_opened(nation)
            await shop.begin(slug, await logged_in(nation, slug, "099088006001", {}), number="1")

    asyncio.run(begun())
    http = httpx.Client(transport=InProcess(app), base_url="http://sandbox.test/w/engine")
    (told,) = [each for each in http.get("/_sandbox/indicators").json() if each["dossiers"]]
    families = {each.name: each for each in text_string_to_metric_families(http.get("/metrics").text)}
    calls = families["dancu_calls"].samples
    assert (told["calls"], {each.labels["origin"] for each in calls}) == ({}, {"dossier"})
    assert sum(each.value for each in calls) == sum(told["lookups"].values()) + told["verifications"] + LOG_IN


def test_a_reset_counts_calls_and_dossiers_anew(store: Store) -> None:
    Journey(store, LICENCE, "reset").walk()
    http = _http(store, "reset")
    _asked(http, "population", "verify", "dang-ky-thuong-tru")
    assert [each["dossiers"] for each in http.get("/_sandbox/indicators?by=commune").json()] == [1]
    http.post("/_sandbox/reset")
    assert http.get("/_sandbox/indicators?by=commune").json() == []


# -- only what is new --------------------------------------------------------------------------------------------------

AGENCIES: list[dict[str, str]] = [{}, {"ma": "H99", "maPhuongXa": "31338"}]
ENTRIES: list[dict[str, Any]] = [
    *({"kind": "opened", "procedure": slug, "agency": each} for slug in [*procedures()][:2] for each in AGENCIES),
    {"kind": "identified", "verified": True, "reasons": []},
    {"kind": "identified", "verified": False, "reasons": [{"vi": "…"}]},
    {"kind": "told", "asked": {"tax": 2, "": 1}, "failures": {"tax": 1}, "verified": {"a": True, "b": None}},
    {"kind": "submitted", "counted": 9, "spared": 7},
    {"kind": "submitted", "counted": 8, "spared": 0},
    {"kind": "begun", "due": "2026-11-25"},
    {"kind": "begun", "due": "2026-12-01"},
    {"kind": "begun", "due": "2026-12-01", "step": "a", "acknowledgeBy": "2026-11-24T10:00:00+07:00"},
    {"kind": "acknowledged", "step": "a"},
    {"kind": "decided", "step": "b", "syncBy": "2026-11-24T10:00:00+07:00"},
    {"kind": "sent", "step": "b"},
    {"kind": "returned"},
    {"kind": "withdrawn"},
    {"kind": "refused", "reasons": [{"vi": "…"}]},
    {"kind": "told", "asked": {"tax": "3"}},
    {"kind": "told", "asked": {"tax": 10**400}},
    {"kind": "told", "told": {"/a": [10**400]}},
    {"kind": "told", "failures": {"tax": 2**64}, "items": {"/viPham": 5}},
    {"kind": ["opened"]},
    {"nothing": 1},
]
DAYS = st.dates(date(2026, 11, 20), date(2026, 12, 5))
ASKED = st.tuples(DAYS, st.sampled_from([("procedure",), ("agency", "procedure"), BY]))
STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(ENTRIES), DAYS, st.booleans()) | ASKED | st.just(()), max_size=40
)
SERIAL = count()
LOG_IN = 1  # the stub's own question, which stands for the citizen's account


def _at(day: date) -> datetime:
    return datetime.combine(day, time(8), HANOI)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, ASKED)
def test_what_was_kept_up_with_is_what_is_read_anew(store: Store, steps: list[Any], last: Any) -> None:
    """Entries of several dossiers by two processes, questions at a clock that goes both ways, and resets between."""
    workspace, watching, other = f"kept-up-{next(SERIAL)}", Watching(store), Store.open(store.folder, store.registries)
    for step in [*steps, last]:
        match step:
            case (int(number), what, day, is_other):
                dossiers = LogDossiers(other if is_other else store, workspace)
                entries = dossiers.entries(str(number))
                assert dossiers.enter(str(number), len(entries), DossierEntry(_at(day), what))
            case (day, by):
                dossiers = LogDossiers(store, workspace)
                whole = [dossiers.entries(number) for number in dossiers.numbers()]
                told = watching.of(workspace).indicators(_at(day), by=by)
                assert told == indicators(whole, _at(day), by=by)
            case _:
                store.log.reset(workspace)
    other.close()


def test_only_what_was_entered_since_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, watching, read = "since", Watching(store), list[str]()
    dossiers, entries = LogDossiers(store, workspace), store.log.written_entries

    def reading(stream: Stream, dossier: str, most: int) -> Iterator[tuple[datetime, str]]:
        read.append(dossier)
        return entries(stream, dossier, most)

    for number in "ab":
        dossiers.enter(number, 0, DossierEntry(_at(date(2026, 11, 23)), ENTRIES[0]))
    watching.of(workspace)
    dossiers.enter("b", 1, DossierEntry(_at(date(2026, 11, 24)), {"kind": "returned"}))
    monkeypatch.setattr(store.log, "written_entries", reading)
    (told,) = watching.of(workspace).indicators(_at(date(2026, 11, 24)))
    watching.of(workspace)
    assert (read, told.dossiers, told.returned) == (["one_stop/b"], 2, 1)


def test_a_workspace_that_was_let_go_of_is_read_anew(store: Store) -> None:
    watching = Watching(store)
    LogDossiers(store, "let-go").enter("1", 0, DossierEntry(_at(date(2026, 11, 23)), ENTRIES[0]))
    for number in range(WORKSPACES + 1):
        watching.of("let-go" if number == 0 else f"never-{number}")
    assert [each.dossiers for each in watching.of("let-go").indicators(_at(date(2026, 11, 23)))] == [1]


def test_a_folder_from_before_the_order_of_entries_was_kept_loses_no_dossier(tmp_path: Path) -> None:
    store = opened(tmp_path, 1)
    for turn, what in enumerate((ENTRIES[0], {"kind": "returned"})):
        LogDossiers(store, "old").enter("1", turn, DossierEntry(_at(date(2026, 11, 23)), what))
    store.db.execute("DROP TABLE entered")
    store.close()
    again = opened(tmp_path, 1)
    dossiers = LogDossiers(again, "old")
    dossiers.enter("2", 0, DossierEntry(_at(date(2026, 11, 23)), ENTRIES[0]))
    (told,) = Watching(again).of("old").indicators(_at(date(2026, 11, 23)))
    again.close()
    assert (told.dossiers, told.returned) == (2, 1)


def test_lateness_is_by_the_clock_of_the_question_also_when_it_was_set_back(store: Store) -> None:
    entries = [ENTRIES[0], {"kind": "begun", "due": "2026-11-25"}]
    for turn, what in enumerate(entries):
        LogDossiers(store, "late").enter("1", turn, DossierEntry(_at(date(2026, 11, 23)), what))
    http = _http(store, "late")
    told = []
    for day in ("2026-11-25", "2026-11-26", "2026-11-24"):
        http.put("/_sandbox/clock", json={"now": day})
        (one,) = [each for each in http.get("/_sandbox/indicators").json() if each["dossiers"]]
        families = {each.name: each for each in text_string_to_metric_families(http.get("/metrics").text)}
        late = {each.labels["time"]: each.value for each in families["dancu_dossiers_due"].samples}
        told.append((one["onTime"], one["late"], late["in_time"], late["late"]))
    assert told == [(1, 0, 1, 0), (0, 1, 0, 1), (1, 0, 1, 0)]


def test_a_running_server_tells_what_was_acknowledged_and_sent_too_late(store: Store) -> None:
    entries = [
        ENTRIES[0],
        {"kind": "begun", "due": "2026-12-01", "step": "a", "acknowledgeBy": "2026-11-23T10:00:00+07:00"},
        {"kind": "decided", "step": "a", "syncBy": "2026-11-23T11:00:00+07:00"},
    ]
    for turn, what in enumerate(entries):
        LogDossiers(store, "messages").enter("1", turn, DossierEntry(_at(date(2026, 11, 23)), what))
    http = _http(store, "messages")
    told = []
    for now in ("2026-11-23T10:00:00", "2026-11-23T10:00:01", "2026-11-23T11:00:01"):
        http.put("/_sandbox/clock", json={"now": now})
        (one,) = [each for each in http.get("/_sandbox/indicators").json() if each["dossiers"]]
        told.append((one["lateAcknowledged"], one["lateSynced"]))
    assert told == [(0, 0), (1, 0), (1, 1)]


@pytest.mark.parametrize("by", ["2026-11-24T10:00:00", 5, None])
def test_what_is_no_moment_of_a_zone_makes_its_dossier_unreadable_and_no_other(store: Store, by: Any) -> None:
    workspace = f"moments-{next(SERIAL)}"
    for number, more in (("1", {"acknowledgeBy": by}), ("2", {})):
        for turn, what in enumerate((ENTRIES[0], {"kind": "paid", "step": "a", **more})):
            LogDossiers(store, workspace).enter(number, turn, DossierEntry(_at(date(2026, 11, 23)), what))
    told = _http(store, workspace).get("/_sandbox/indicators").json()
    counts = Counter((each["dossiers"], each["unreadable"]) for each in told)
    assert (counts[0, 1], counts[1, 0]) == (1, 1)
    assert _http(store, workspace).get("/metrics").status_code == 200


def test_a_dossier_that_was_withdrawn_in_time_is_never_late() -> None:
    entries = [ENTRIES[0], {"kind": "begun", "due": "2026-11-25"}, {"kind": "withdrawn"}]
    whole = [DossierEntry(_at(date(2026, 11, 24)), what) for what in entries]
    (told,) = indicators([whole], _at(date(2026, 12, 24)))
    assert (told.on_time, told.late) == (1, 0)


# -- for people --------------------------------------------------------------------------------------------------------


def test_a_person_sees_a_line_or_two_for_each_procedure_and_no_empty_column(tmp_path: Path) -> None:
    lines = shown("indicators", "--data", tmp_path / "data", "--population", "1")
    assert len(lines) < 2 * len(procedures())
    assert Counter(word in "\n".join(lines) for word in ("Mẫu", "95.7%")) == {True: 2}
    assert not any(word in "\n".join(lines) for word in ("Nguồn", "0/0"))
