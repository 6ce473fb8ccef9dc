"""The schema files: valid by the metaschema, living references, both languages, closed and bounded."""

import json
import re
from pathlib import Path
from typing import Any

import dancu_contracts
import jsonschema
import pytest

from tests.contracts.documents import DOCUMENTS, REGISTRIES, ROOT, SCHEMAS, fields, followed, named, parts, read

VOCABULARY = ROOT / "vocabulary.schema.json"
TAKEN_IN = [
    VOCABULARY,
    *(path for path in SCHEMAS if path.name in {"claims.schema.json", "events.schema.json"}),
    *(ROOT / f"service/{op}.schema.json" for op in ("verify", "lookup", "batch", "history", "events")),
    *(ROOT / f"service/{name}.schema.json" for name in ("statistics", "webhook")),
]
RULES = {"name", "date", "address", "exact"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_a_document_is_utf8_json_with_no_key_twice(path: Path) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), keys
        return dict(pairs)

    json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_a_document_is_written_one_way(path: Path) -> None:
    told = path.read_text(encoding="utf-8")
    assert told == json.dumps(json.loads(told), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("path", SCHEMAS, ids=named)
def test_a_schema_keeps_the_metaschema_of_2020_12(path: Path) -> None:
    assert read(path)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(read(path))


def test_every_schema_has_a_name_of_its_own() -> None:
    names = [read(path)["$id"] for path in SCHEMAS]
    assert len(names) == len({*names})
    assert [name for name in names if not name.startswith("urn:dancu:")] == []


@pytest.mark.parametrize("path", SCHEMAS, ids=named)
def test_every_reference_leads_to_the_vocabulary_or_into_its_own_file(path: Path) -> None:
    found = [part["$ref"].partition("#/$defs/") for _, part in parts(read(path)) if "$ref" in part]
    assert {where for where, _, _ in found} <= {"", "urn:dancu:vocabulary"}
    known = {"": read(path).get("$defs", {}), "urn:dancu:vocabulary": read(VOCABULARY)["$defs"]}
    assert [name for where, _, name in found if name not in known[where]] == []


@pytest.mark.parametrize("path", SCHEMAS, ids=named)
def test_every_field_has_a_title_and_says_what_it_is_in_both_languages(path: Path) -> None:
    unsaid = [at for at, field in fields(read(path)) if not _is_described(field)]
    assert unsaid == []
    assert _is_described(read(path))


@pytest.mark.parametrize("path", [p for p in SCHEMAS if read(p).get("$defs")], ids=named)
def test_every_shared_type_and_event_says_what_it_is_in_both_languages(path: Path) -> None:
    assert [name for name, part in read(path)["$defs"].items() if not _is_described(part)] == []


def _is_described(schema: dict[str, Any]) -> bool:
    vietnamese, _, english = str(schema.get("description", "")).partition(" / ")
    return bool(schema.get("title") and vietnamese.strip() and english.strip())


@pytest.mark.parametrize("path", SCHEMAS, ids=named)
def test_every_code_table_and_rule_of_comparing_exists(path: Path) -> None:
    for at, part in parts(read(path)):
        if "x-codes" in part:
            values = dancu_contracts.code_table(part["x-codes"])["values"]
            assert set(part.get("enum", values)) == set(values), at
        assert part.get("x-compare", "exact") in RULES, at


@pytest.mark.parametrize("path", SCHEMAS, ids=named)
def test_a_schema_uses_no_keyword_that_nobody_reads(path: Path) -> None:
    own = {key for _, part in parts(read(path)) for key in part if key.startswith("x-")}
    assert own <= {"x-codes", "x-compare", "x-sensitive"}


@pytest.mark.parametrize("path", TAKEN_IN, ids=named)
def test_every_text_that_is_taken_in_is_bounded(path: Path) -> None:
    texts = [(at, part) for at, part in parts(read(path)) if part.get("type") == "string" and "enum" not in part]
    assert [at for at, part in texts if "pattern" not in part] == []
    assert [at for at, part in texts if not (part["pattern"].startswith("^") and _is_bounded(part))] == []


def _is_bounded(text: dict[str, Any]) -> bool:
    ends = text["pattern"].endswith("$") and not re.search(r"[*+]|,\}", text["pattern"])
    return "maxLength" in text or "format" in text or ends


@pytest.mark.parametrize("path", TAKEN_IN, ids=named)
def test_every_list_that_is_taken_in_is_bounded(path: Path) -> None:
    lists = [(at, part) for at, part in parts(read(path)) if part.get("type") == "array"]
    assert [at for at, part in lists if "maxItems" not in part] == []


@pytest.mark.parametrize("path", SCHEMAS, ids=named)
def test_an_object_takes_no_field_that_it_does_not_name(path: Path) -> None:
    objects = [(at, part) for at, part in parts(read(path)) if part.get("type") == "object" and "properties" in part]
    events = {f"/$defs/{kind}" for kind in read(path).get("$defs", {}) if path.name == "events.schema.json"}
    batch = {"/properties/items/items"} if named(path) == "service/batch.schema.json" else set[str]()
    assert [
        at for at, part in objects if part.get("additionalProperties") is not False and at not in events | batch
    ] == []


@pytest.mark.parametrize("path", SCHEMAS, ids=named)
def test_what_is_required_is_named(path: Path) -> None:
    for at, part in parts(read(path)):
        if "properties" in part:
            assert {*part.get("required", ())} <= {*part["properties"]}, at


def test_what_is_pushed_holds_what_the_feed_does() -> None:
    pushed = read(ROOT / "service/cloud_event.schema.json")["properties"]["data"]
    polled = read(ROOT / "service/changes.answer.schema.json")["properties"]["items"]["items"]
    assert {name: part for name, part in pushed.items() if name not in {"title", "description"}} == polled


@pytest.mark.parametrize("name", REGISTRIES)
def test_every_claim_has_a_rule_by_which_it_is_compared(name: str) -> None:
    schema = dict(dancu_contracts.registry(name).claims_schema)
    assert [at for at, part in _leaves(schema, schema, "") if part.get("x-compare") not in RULES] == []


def _leaves(schema: dict[str, Any], document: dict[str, Any], at: str) -> list[tuple[str, dict[str, Any]]]:
    whole = followed(schema, document)
    if "x-compare" in whole or "properties" not in whole:
        return [(at, whole)]
    inside = dict(dancu_contracts.vocabulary()) if schema.get("$ref", "").startswith("urn") else document
    return [leaf for name, part in whole["properties"].items() for leaf in _leaves(part, inside, f"{at}/{name}")]


def test_a_violation_says_the_form_expected_and_shows_no_pattern() -> None:
    asked = {"subject": {"soDinhDanh": "1"}, "claims": {"hoVaTen": "A"}, "purpose": {"procedure": "x"}}
    (found,) = dancu_contracts.validator(dancu_contracts.request_schema("population", "verify")).problems(asked)
    assert found.message == f"… is not in the form of: {found.form}"
    assert found.form.startswith("Mười hai chữ số")
