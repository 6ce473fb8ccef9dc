"""What the plan wants watched: the share not declared again is what the forms and dossiers themselves say."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from dancu_contracts import form, procedures
from prometheus_client.parser import text_string_to_metric_families

from mock_national_db.store import Store
from tests.asgi import client, opened
from tests.journeys.procedures import FOLDER, JOURNEYS, Journey, named

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
