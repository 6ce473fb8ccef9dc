"""Every procedure, from log-in to its result, on the journeys that its folder tells."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dancu_connectors import InvalidRequest

from mock_national_db.store import Store
from tests.asgi import opened
from tests.journeys.procedures import JOURNEYS, Journey, named


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = opened(tmp_path_factory.mktemp("data"), 300)
    yield found
    found.close()


@pytest.mark.parametrize("path", JOURNEYS, ids=named)
def test_a_journey_ends_as_its_procedure_tells(store: Store, path: Path) -> None:
    journey = Journey(store, path, f"journey-{JOURNEYS.index(path)}")
    expected = journey.told["expect"]
    dossier = journey.walk()
    if isinstance(dossier, InvalidRequest):
        assert {"error": dossier.pointer} == expected
        return
    told = {
        "state": dossier.state,
        "reasons": [_named(reason) for reason in dossier.reasons],
        "acts": [
            f"{e.what['registry']}.{e.what['act']}"
            for e in dossier.entries
            if e.what["kind"] == "acted" and "registry" in e.what
        ],
        "documents": [document.kind for document in dossier.documents],
        "contents": [
            {name: document.content.get(name) for name in want}
            for document, want in zip(dossier.documents, expected.get("contents", ()), strict=False)
        ],
        "later": list(dossier.later),
        "paid": dossier.paid,
        "due": dossier.due and dossier.due.isoformat(),
        "steps": {name: dossier.steps[name].state for name in expected.get("steps", {})},
        "late": {name: list(each.late(dossier.now)) for name, each in dossier.steps.items() if each.late(dossier.now)},
        "consents": {each.pointer: each.state for each in dossier.consents},
        "consented": [[e.what["by"], e.what["given"]] for e in dossier.entries if e.what["kind"] == "consented"],
        "undone": [e.what["act"] for e in dossier.entries if e.what["kind"] == "undone"],
        "form": {at: dossier.sheet.value(at) for at in expected.get("form", {})},
        "after": [
            {**each, "records": journey.lookup(each["registry"], each["subject"], each["fields"])}
            for each in expected.get("after", ())
        ],
    }
    assert {name: part for name, part in told.items() if name in expected} == expected


def test_what_the_authority_alone_sees_is_looked_up_and_not_shown(store: Store) -> None:
    path = next(path for path in JOURNEYS if named(path) == "cap-phieu-ly-lich-tu-phap/phieu-so-2-co-an")
    dossier = Journey(store, path, "hidden").walk()
    assert not isinstance(dossier, InvalidRequest)
    assert dossier.sheet.value("/anTich/tinhTrang") == "coAnTich"
    shown = dossier.as_json()
    assert "anTich" not in shown["form"]
    assert not [field for field in shown["fields"] if field["pointer"].startswith("/anTich")]


def _named(reason: Any) -> str:
    """What a reason is known by: the rule, the field, or what the register said."""
    return str(next(reason[name] for name in ("check", "field", "problem", "outcome", "step") if name in reason))
