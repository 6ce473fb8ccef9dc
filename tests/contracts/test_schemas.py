"""The contract files keep their own rules: valid schemas, living references, both languages, true examples."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import dancu_contracts
import jsonschema
import pytest

ROOT = Path(str(files("dancu_contracts")))
SCHEMAS = sorted(path for path in ROOT.rglob("*.schema.json"))
DOCUMENTS = sorted(path for path in ROOT.rglob("*.json"))
REGISTRIES = dancu_contracts.registries()
VOCABULARY = "urn:dancu:vocabulary#/$defs/"


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema document."""
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from parts(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from parts(part)


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_a_document_is_utf8_json_with_no_key_twice(path: Path) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), keys
        return dict(pairs)

    json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)


@pytest.mark.parametrize("path", SCHEMAS, ids=named)
def test_a_schema_keeps_the_metaschema_of_2020_12(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SCHEMAS, ids=named)
def test_every_reference_leads_somewhere(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    references = [part["$ref"] for part in parts(schema) if isinstance(part.get("$ref"), str)]
    shared = dancu_contracts.vocabulary()["$defs"]
    assert {r for r in references if r.rsplit("/", 1)[-1] not in shared} == set()


@pytest.mark.parametrize("path", SCHEMAS, ids=named)
def test_every_code_table_and_rule_of_comparing_exists(path: Path) -> None:
    for part in parts(json.loads(path.read_text(encoding="utf-8"))):
        if isinstance(part.get("x-codes"), str):
            values = dancu_contracts.code_table(part["x-codes"])["values"]
            assert set(part.get("enum", values)) <= set(values)
        assert part.get("x-compare", "exact") in {"name", "date", "address", "exact"}


def described(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, part in schema.get("properties", {}).items():
        yield f"{path}/{name}", part
        yield from described(part.get("items", part), f"{path}/{name}")


@pytest.mark.parametrize("name", REGISTRIES)
@pytest.mark.parametrize("kind", ["record", "claims"])
def test_every_field_has_a_title_and_says_what_it_is_in_both_languages(name: str, kind: str) -> None:
    schema = getattr(dancu_contracts.registry(name), f"{kind}_schema")
    for path, part in described(schema):
        whole = dancu_contracts.resolved(part)
        vietnamese, _, english = whole.get("description", "").partition(" / ")
        assert whole.get("title"), path
        assert vietnamese, path
        assert english, path


@pytest.mark.parametrize("name", REGISTRIES)
def test_a_registry_describes_itself_truly(name: str) -> None:
    contract = dancu_contracts.registry(name)
    fields = set(contract.record_schema["properties"])
    assert contract.record_schema["additionalProperties"] is False
    assert set(contract.source_of) <= fields
    assert set(contract.copies) <= fields
    assert set(contract.sensitive) <= fields
    assert {field for key in contract.keys for field in key.fields} <= fields
    assert contract.keys[0].fields == ("soDinhDanh",)
    assert contract.provenance in {"documented", "synthetic"}
    assert list(contract.owners) == sorted(contract.owners, key=lambda owner: owner.valid_from)


def test_no_two_registries_claim_the_same_fact() -> None:
    copied = {
        (name, field): source for name in REGISTRIES for field, source in dancu_contracts.registry(name).copies.items()
    }
    for (name, field), source in copied.items():
        owner, _, original = source.partition(".")
        assert field not in dancu_contracts.registry(name).source_of, (name, field)
        assert original in dancu_contracts.registry(owner).source_of, source


@pytest.mark.parametrize("name", REGISTRIES)
def test_claims_are_fields_of_the_record(name: str) -> None:
    contract = dancu_contracts.registry(name)
    assert set(contract.claims_schema["properties"]) <= set(contract.record_schema["properties"])


@pytest.mark.parametrize("name", REGISTRIES)
def test_every_example_keeps_its_schema(name: str) -> None:
    contract = dancu_contracts.registry(name)
    check = dancu_contracts.validator(contract.record_schema)
    assert contract.examples
    for example in contract.examples.values():
        assert check.problems(example) == []


@pytest.mark.parametrize("name", REGISTRIES)
def test_every_event_says_what_it_is_and_compiles(name: str) -> None:
    for kind, schema in dancu_contracts.registry(name).events_schema["$defs"].items():
        assert schema["title"]
        assert " / " in schema["description"]
        dancu_contracts.validator(dancu_contracts.event_schema(name, kind))


@pytest.mark.parametrize("code", dancu_contracts.faults())
def test_a_fault_names_what_is_wrong_and_the_way_out_in_both_languages(code: str) -> None:
    fault = dancu_contracts.faults()[code]
    assert 400 <= fault.status < 600
    assert all(texts.get(language) for texts in (fault.title, fault.remedy) for language in ("vi", "en"))


def test_the_plan_has_its_25_procedures() -> None:
    procedures = dancu_contracts.procedures()
    assert [p.number for p in procedures.values()] == list(range(1, 26))
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in procedures)
    codes = [code for p in procedures.values() for code in p.codes]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"\d\.\d{6}", code) for code in codes)


def test_a_procedure_is_found_by_slug_and_by_code() -> None:
    by_slug = dancu_contracts.procedure("dang-ky-thuong-tru")
    assert by_slug is not None
    assert dancu_contracts.procedure("1.004222") is by_slug
    assert dancu_contracts.procedure("9.999999") is None


@pytest.mark.parametrize("kind", dancu_contracts.numbers())
def test_a_kind_of_number_has_room_for_everybody(kind: str) -> None:
    number = dancu_contracts.number(kind)
    assert re.fullmatch(number.document["pattern"], number.prefix + "0" * number.digits)
    assert number.digits >= 7


def test_a_projection_keeps_what_was_asked_and_nothing_else() -> None:
    schema = dancu_contracts.registry("driver_licence").record_schema
    check = dancu_contracts.validator(dancu_contracts.projection(schema, ["hang", "noiCap.ten"]))
    asked = {"soDinhDanh": "099090000017", "hang": "B", "noiCap": {"ten": "Phòng Cảnh sát giao thông"}}
    assert check.problems(asked) == []
    assert [v.pointer for v in check.problems({**asked, "diem": 12})] == [""]
    assert [v.pointer for v in check.problems({**asked, "noiCap": {"ten": "x", "ma": "1"}})] == ["/noiCap"]


def test_a_reader_ignores_fields_it_does_not_know() -> None:
    schema = dancu_contracts.registry("driver_licence").record_schema
    check = dancu_contracts.validator(dancu_contracts.projection(schema, ["hang"], open=True))
    assert check.accepts({"soDinhDanh": "099090000017", "hang": "B", "moi": 1})
    assert not check.accepts({"soDinhDanh": "099090000017", "hang": "Z"})


def test_a_violation_points_to_the_part_and_repeats_no_value() -> None:
    check = dancu_contracts.validator(dancu_contracts.request_schema("population", "verify"))
    body = {"subject": {"soDinhDanh": "099090000017"}, "claims": {"gioiTinh": "secret"}, "purpose": {"procedure": "x"}}
    (violation,) = check.problems(body)
    assert violation.pointer == "/claims/gioiTinh"
    assert "secret" not in violation.message
