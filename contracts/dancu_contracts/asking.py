"""The schemas of requests: the uniform service's, with a registry's own keys, claims, fields and events."""

from collections.abc import Mapping
from functools import cache

from dancu_contracts.checking import Schema
from dancu_contracts.cutting import paths, resolved
from dancu_contracts.registers import registry
from dancu_contracts.tables import service_schema


@cache
def request_schema(name: str, op: str) -> Schema:
    """The schema of a request to a registry: the uniform service's, with that registry's keys, claims and fields."""
    request = dict(service_schema(op))
    own = _parts(name, op)
    properties = {part: own.get(part, schema) for part, schema in request["properties"].items()}
    return {**request, "properties": properties}


def _parts(name: str, op: str) -> Mapping[str, Schema]:
    contract = registry(name)
    general = service_schema(op)["properties"]
    if op == "events":
        types = sorted(contract.events_schema["$defs"])
        return {"subject": _subject(name), "type": {**general["type"], "enum": types}}
    asked = {"enum": sorted(set(paths(contract.record_schema)))}
    return {
        "subject": _subject(name),
        "claims": {**contract.claims_schema, "minProperties": 1},
        "fields": {**general.get("fields", {}), "items": asked},
    }


@cache
def event_schema(name: str, kind: str) -> Schema:
    """The schema of a request that writes one type of event; KeyError for a type the registry does not know."""
    request, own = request_schema(name, "events"), registry(name).events_schema["$defs"][kind]
    required = [*request["required"], *own.get("required", ())]
    return {**request, "required": required, "properties": {**request["properties"], **own["properties"]}}


def _subject(name: str) -> Schema:
    """Exactly one key; a field of the wrong shape is found where it stands, not at the whole subject."""
    contract = registry(name)
    fields = resolved(contract.record_schema)["properties"]
    named = {field: _key_field(fields[field]) for key in contract.keys for field in key.fields}
    exactly = [{"required": [*key.fields], "maxProperties": len(key.fields)} for key in contract.keys]
    return {"type": "object", "properties": named, "additionalProperties": False, "anyOf": exactly}


def _key_field(schema: Schema) -> Schema:
    """A key names an authority by its code alone."""
    whole = resolved(schema)
    return whole["properties"]["ma"] if "properties" in whole else schema
