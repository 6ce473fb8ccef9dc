"""Record schemas cut down to the fields asked, and the paths that can be asked."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from dancu_contracts.checking import VOCABULARY, Schema
from dancu_contracts.tables import vocabulary

_DEPTH = 4
_WHOLE = {"required", "oneOf", "anyOf", "allOf", "minProperties"}


def resolved(schema: Schema) -> Schema:
    """The schema with its own `$ref` followed; what stands beside the `$ref` wins."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    target = _shared(reference.removeprefix(f"{VOCABULARY}#/$defs/").removeprefix("#/$defs/"))
    return {**resolved(target), **{name: part for name, part in schema.items() if name != "$ref"}}


@cache
def _shared(name: str) -> Schema:
    """A type of the vocabulary; what it refers to there is found from anywhere."""
    found: Schema = _rebased(vocabulary()["$defs"][name])
    return found


def _rebased(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_rebased(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    rebased = {name: _rebased(part) for name, part in schema.items()}
    if str(schema.get("$ref", "")).startswith("#"):
        rebased["$ref"] = f"{VOCABULARY}{schema['$ref']}"
    return rebased


def projection(schema: Schema, fields: Iterable[str], *, open: bool = False) -> Schema:  # noqa: A002 - the word for it
    """The record schema cut down to dotted paths; KeyError for a path it does not have.

    `open` is for readers: fields and codes that they do not know are no breach.
    """
    whole = resolved(schema)
    wanted = _branches(("soDinhDanh", *fields))
    properties = {name: _cut(whole["properties"][name], rest) for name, rest in wanted.items()}
    cut = {"type": "object", "properties": properties, "required": ["soDinhDanh"], "additionalProperties": False}
    return _opened(cut) if open else cut


def _branches(fields: Iterable[str]) -> dict[str, list[str]]:
    """The first steps of the paths, each with what follows ("" where the path ends)."""
    wanted: dict[str, list[str]] = {}
    for field in fields:
        name, _, rest = field.partition(".")
        wanted.setdefault(name, []).append(rest)
    return wanted


def _cut(schema: Schema, paths: list[str]) -> Schema:
    if "" in paths:
        return schema
    schema = resolved(schema)
    if schema.get("type") == "array":
        return {**schema, "items": _cut(schema["items"], paths)}
    properties = {name: _cut(schema["properties"][name], rest) for name, rest in _branches(paths).items()}
    return {**{name: part for name, part in schema.items() if name not in _WHOLE}, "properties": properties}


def _opened(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_opened(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return _opened(resolved(schema))
    closing = {"additionalProperties", "enum"} if "x-codes" in schema else {"additionalProperties"}
    return {name: _opened(part) for name, part in schema.items() if name not in closing}


def paths(schema: Schema, depth: int = _DEPTH) -> Iterator[str]:
    """Every dotted path that may be asked for."""
    schema = resolved(schema)
    if schema.get("type") == "array":
        yield from paths(schema["items"], depth)
    elif depth:
        for name, part in schema.get("properties", {}).items():
            yield name
            yield from (f"{name}.{rest}" for rest in paths(part, depth - 1))
