"""Schemas at work: checking a document, cutting a record schema down to the fields asked, building request schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs

from dancu_contracts.reading import registry, service_schema, vocabulary

Schema = Mapping[str, Any]
VOCABULARY = "urn:dancu:vocabulary"
_UNSEEN = "…"
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Violation:
    """Where a document breaks its schema (JSON pointer), and how; the message repeats no value."""

    pointer: str
    message: str


class Validator:
    """A compiled schema; formats are checked."""

    def __init__(self, schema: Schema) -> None:
        shared = jsonschema_rs.Registry([(VOCABULARY, dict(vocabulary()))])
        self._compiled = jsonschema_rs.Draft202012Validator(
            dict(schema), registry=shared, validate_formats=True, mask=_UNSEEN
        )

    def accepts(self, instance: Any) -> bool:
        """Whether the document keeps the schema."""
        return self._compiled.is_valid(instance)

    def problems(self, instance: Any) -> list[Violation]:
        """Every violation, in the order found."""
        return [
            Violation("".join(f"/{_escaped(step)}" for step in error.instance_path), error.message)
            for error in self._compiled.iter_errors(instance)
        ]


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def validator(schema: Schema) -> Validator:
    """A validator for a schema that may refer to the vocabulary."""
    return Validator(schema)


def resolved(schema: Schema) -> Schema:
    """The schema with its own `$ref` followed; what stands beside the `$ref` wins."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    target = vocabulary()["$defs"][reference.removeprefix(f"{VOCABULARY}#/$defs/").removeprefix("#/$defs/")]
    return {**resolved(target), **{name: part for name, part in schema.items() if name != "$ref"}}


def projection(schema: Schema, fields: Iterable[str], *, open: bool = False) -> Schema:  # noqa: A002 - the word for it
    """The record schema cut down to dotted paths; `open` lets a reader ignore fields it does not know."""
    wanted: dict[str, list[str]] = {}
    for field in ("soDinhDanh", *fields):
        name, _, rest = field.partition(".")
        wanted.setdefault(name, []).append(rest)
    whole = resolved(schema)
    properties = {name: _cut(whole["properties"][name], rest) for name, rest in wanted.items()}
    cut = {"type": "object", "properties": properties, "required": ["soDinhDanh"], "additionalProperties": False}
    return _opened(cut) if open else cut


def _cut(schema: Schema, paths: list[str]) -> Schema:
    if "" in paths:
        return schema
    schema = resolved(schema)
    if schema.get("type") == "array":
        return {**schema, "items": _cut(schema["items"], paths)}
    wanted: dict[str, list[str]] = {}
    for path in paths:
        name, _, rest = path.partition(".")
        wanted.setdefault(name, []).append(rest)
    properties = {name: _cut(schema["properties"][name], rest) for name, rest in wanted.items()}
    kept = {name: part for name, part in schema.items() if name not in {"required", "oneOf", "anyOf", "allOf"}}
    return {**kept, "properties": properties}


def _opened(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_opened(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return _opened(resolved(schema))
    return {name: _opened(part) for name, part in schema.items() if name != "additionalProperties"}


def paths(schema: Schema, depth: int = _DEPTH) -> Iterator[str]:
    """Every dotted path that may be asked for."""
    schema = resolved(schema)
    if schema.get("type") == "array":
        yield from paths(schema["items"], depth)
    elif depth:
        for name, part in schema.get("properties", {}).items():
            yield name
            yield from (f"{name}.{rest}" for rest in paths(part, depth - 1))


@cache
def request_schema(name: str, op: str) -> Schema:
    """The schema of a request to a registry: the uniform service's, with that registry's own claims, fields and keys."""
    request = dict(service_schema(op))
    own = _parts(name, op)
    properties = {part: own.get(part, schema) for part, schema in request["properties"].items()}
    return {**request, "properties": properties}


def _parts(name: str, op: str) -> Mapping[str, Schema]:
    contract = registry(name)
    if op == "events":
        return {"subject": _subject(name), "type": {"enum": sorted(contract.events_schema["$defs"])}}
    return {
        "subject": _subject(name),
        "claims": {**contract.claims_schema, "minProperties": 1},
        "fields": {"type": "array", "minItems": 1, "items": {"enum": sorted(set(paths(contract.record_schema)))}},
    }


@cache
def event_schema(name: str, kind: str) -> Schema:
    """The schema of a request that writes one type of event; KeyError for a type the registry does not know."""
    request, own = request_schema(name, "events"), registry(name).events_schema["$defs"][kind]
    required = [*request["required"], *own.get("required", ())]
    return {**request, "required": required, "properties": {**request["properties"], **own["properties"]}}


def _key_field(schema: Schema) -> Schema:
    """A key names an authority by its code alone."""
    whole = resolved(schema)
    return whole["properties"]["ma"] if "properties" in whole else schema


def _subject(name: str) -> Schema:
    contract = registry(name)
    fields = resolved(contract.record_schema)["properties"]
    keys = [
        {
            "type": "object",
            "properties": {f: _key_field(fields[f]) for f in key.fields},
            "required": list(key.fields),
            "additionalProperties": False,
        }
        for key in contract.keys
    ]
    return keys[0] if len(keys) == 1 else {"anyOf": keys}
