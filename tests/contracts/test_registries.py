"""Every registry's contract: what it says of itself is true, and its examples are what it promises."""

from itertools import pairwise
from typing import Any

import dancu_contracts
import pytest
from dancu_contracts import RegistryContract

from tests.contracts.documents import REGISTRIES, ROOT, followed, parts, read

PURPOSE = {"procedure": "dang-ky-thuong-tru"}


@pytest.fixture(params=REGISTRIES)
def contract(request: pytest.FixtureRequest) -> RegistryContract:
    return dancu_contracts.registry(request.param)


def test_it_keeps_the_schema_of_registries(contract: RegistryContract) -> None:
    check = dancu_contracts.validator(read(ROOT / "meta/registry.schema.json"))
    assert check.problems(read(ROOT / f"registries/{contract.name}/registry.json")) == []


def test_every_field_is_answered_for_or_copied(contract: RegistryContract) -> None:
    assert sorted([*contract.source_of, *contract.copies]) == sorted(contract.record_schema["properties"])


def test_what_it_copies_has_its_source_elsewhere(contract: RegistryContract) -> None:
    for source in contract.copies.values():
        owner, _, field = source.partition(".")
        assert owner != contract.name
        assert field in dancu_contracts.registry(owner).source_of, source


def test_a_copy_has_the_type_of_its_source(contract: RegistryContract) -> None:
    for field, source in contract.copies.items():
        owner, _, original = source.partition(".")
        told = dancu_contracts.resolved(contract.record_schema["properties"][field])
        meant = dancu_contracts.resolved(dancu_contracts.registry(owner).record_schema["properties"][original])
        assert told.get("type") == meant.get("type"), field
        assert told.get("x-compare") == meant.get("x-compare"), field


def test_the_field_without_which_a_record_is_secret_is_none_of_the_sensitive_ones(contract: RegistryContract) -> None:
    if contract.secret_without is not None:
        assert contract.secret_without in contract.source_of
        assert contract.sensitive
        assert contract.secret_without not in contract.sensitive


def test_the_state_that_ends_with_life_is_a_field_with_those_values(contract: RegistryContract) -> None:
    if contract.ends_with_life is not None:
        schema: Any = contract.record_schema
        for name in contract.ends_with_life.split("."):
            schema = dancu_contracts.resolved(schema["properties"][name])
        assert contract.active_states <= {*schema["enum"]}


def test_a_copy_that_stays_as_it_was_names_a_day_of_the_same_record(contract: RegistryContract) -> None:
    for name, day in contract.as_of.items():
        assert name in contract.copies
        assert dancu_contracts.resolved(contract.record_schema["properties"][day])["x-compare"] == "date"


def test_its_keys_are_fields_and_the_personal_number_is_the_first(contract: RegistryContract) -> None:
    named = {field for key in contract.keys for field in key.fields}
    assert contract.keys[0] == dancu_contracts.Key(("soDinhDanh",))
    assert named <= {*contract.record_schema["properties"]}
    assert {key.number for key in contract.keys} - {None} <= {*dancu_contracts.numbers()}


def test_a_key_that_is_a_kind_of_number_has_its_shape(contract: RegistryContract) -> None:
    for key in contract.keys:
        if key.number is not None:
            (field,) = key.fields
            check = dancu_contracts.validator(contract.record_schema["properties"][field])
            number = dancu_contracts.number(key.number)
            assert check.accepts(number.prefix + "1" * number.digits)


def test_its_owners_follow_one_another(contract: RegistryContract) -> None:
    assert all(earlier.valid_from < later.valid_from for earlier, later in pairwise(contract.owners))


def test_what_is_sensitive_is_a_field(contract: RegistryContract) -> None:
    assert contract.sensitive <= {*contract.record_schema["properties"]} - {"soDinhDanh"}


def test_every_claim_is_a_field_of_the_record(contract: RegistryContract) -> None:
    claims = contract.claims_schema["properties"]
    assert {*claims} <= {*contract.record_schema["properties"]}
    assert "required" not in contract.claims_schema


def test_a_record_carries_the_personal_number(contract: RegistryContract) -> None:
    assert contract.record_schema["required"] == ["soDinhDanh"]
    assert contract.record_schema["additionalProperties"] is False


def test_its_schemas_are_named_by_registry_and_version(contract: RegistryContract) -> None:
    named = f"urn:dancu:{contract.name}:{contract.version}"
    schemas = (contract.record_schema, contract.claims_schema, contract.events_schema)
    assert [schema["$id"] for schema in schemas] == [f"{named}:{kind}" for kind in ("record", "claims", "events")]


def test_every_example_keeps_its_schema(contract: RegistryContract) -> None:
    check = dancu_contracts.validator(contract.record_schema)
    assert contract.examples
    assert [name for name, example in contract.examples.items() if check.problems(example)] == []


def test_the_examples_show_most_fields(contract: RegistryContract) -> None:
    shown = {field for example in contract.examples.values() for field in example}
    assert len(shown) >= 0.8 * len(contract.record_schema["properties"])


def test_an_example_holds_no_number_that_could_be_somebodys(contract: RegistryContract) -> None:
    personal = dancu_contracts.kinds_of_number()["personal"]
    check = dancu_contracts.validator({"type": "string", "pattern": personal["pattern"]})
    assert all(check.accepts(example["soDinhDanh"]) for example in contract.examples.values())
    for key in contract.keys:
        if key.number is not None:
            safe = dancu_contracts.validator({"pattern": dancu_contracts.number(key.number).document["pattern"]})
            assert all(safe.accepts(e[f]) for e in contract.examples.values() for f in key.fields if f in e)


def test_every_code_of_an_example_is_in_its_table(contract: RegistryContract) -> None:
    for example in contract.examples.values():
        assert list(_unknown_codes(example, dict(contract.record_schema), dict(contract.record_schema))) == []


def _unknown_codes(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> list[str]:
    whole = followed(schema, document)
    inside = dict(dancu_contracts.vocabulary()) if schema.get("$ref", "").startswith("urn") else document
    if isinstance(value, list):
        return [code for item in value for code in _unknown_codes(item, whole["items"], inside)]
    if isinstance(value, dict):
        return [c for name, v in value.items() for c in _unknown_codes(v, whole["properties"][name], inside)]
    table = whole.get("x-codes")
    return [] if table is None or value in dancu_contracts.code_table(table)["values"] else [f"{table} {value}"]


def test_its_own_examples_can_be_verified(contract: RegistryContract) -> None:
    """What a lookup discloses may be sent back as claims, field by field."""
    check = dancu_contracts.validator(dancu_contracts.request_schema(contract.name, "verify"))
    for example in contract.examples.values():
        claims = {name: example[name] for name in contract.claims_schema["properties"] if name in example}
        plain = {name: value for name, value in claims.items() if not isinstance(value, dict)}
        body = {"subject": {"soDinhDanh": example["soDinhDanh"]}, "claims": plain, "purpose": PURPOSE}
        assert check.problems(body) == []


def test_every_event_has_a_type_that_is_its_name_and_compiles(contract: RegistryContract) -> None:
    kinds = contract.events_schema["$defs"]
    assert kinds
    for kind, schema in kinds.items():
        assert schema["properties"]["type"]["const"] == kind
        assert {*schema["properties"]} == {"type", "data"}
        dancu_contracts.validator(dancu_contracts.event_schema(contract.name, kind))


def test_every_request_and_its_projection_compile(contract: RegistryContract) -> None:
    for op in ("verify", "lookup", "history", "events"):
        dancu_contracts.validator(dancu_contracts.request_schema(contract.name, op))
    everything = sorted({*dancu_contracts.paths(contract.record_schema)})
    for reading in (False, True):
        check = dancu_contracts.validator(dancu_contracts.projection(contract.record_schema, everything, open=reading))
        assert all(check.accepts(example) for example in contract.examples.values())


def test_no_record_says_null(contract: RegistryContract) -> None:
    """What is unknown is absent."""
    nullable = [at for at, part in parts(dict(contract.record_schema)) if "null" in str(part.get("type"))]
    assert nullable == []


def test_no_two_registries_are_the_source_of_one_key() -> None:
    issued = [
        field
        for name in REGISTRIES
        for field in {f for key in dancu_contracts.registry(name).keys for f in key.fields}
        & {*dancu_contracts.registry(name).source_of}
    ]
    assert len(issued) == len({*issued})


def test_a_name_without_a_contract_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        dancu_contracts.registry("khong_co")
