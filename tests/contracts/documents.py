"""The contract files as the tests of this folder read them: each document, and every schema inside a schema."""

import csv
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import dancu_contracts

ROOT = Path(str(files("dancu_contracts")))
DOCUMENTS = sorted(ROOT.rglob("*.json"))
FORMS = [path for path in DOCUMENTS if path.name == "form.schema.json"]  # and the schema of forms: both are open
SCHEMAS = [path for path in DOCUMENTS if path.name.endswith(".schema.json") and path not in FORMS]
REGISTRIES = dancu_contracts.registries()
_ONE = ("items", "additionalProperties", "propertyNames", "not", "contains")
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "$defs", "patternProperties", "dependentSchemas")


def named(path: Path) -> str:
    """How a document is called in a test's name."""
    return path.relative_to(ROOT).as_posix()


@cache
def read(path: Path) -> Any:
    """A document."""
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a file of administrative units."""
    return tuple(csv.DictReader(dancu_contracts.units_file(name).read_text(encoding="utf-8").splitlines()))


def parts(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema with the place where it stands, itself first; references are not followed."""
    if not isinstance(schema, dict):
        return
    yield at, schema
    inside = [(name, schema[name]) for name in _ONE if name in schema]
    inside += [(f"{name}/{i}", part) for name in _MANY for i, part in enumerate(schema.get(name, ()))]
    inside += [(f"{group}/{name}", part) for group in _NAMED for name, part in schema.get(group, {}).items()]
    for name, part in inside:
        yield from parts(part, f"{at}/{name}")


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field at every depth, what stands in its place followed."""
    for at, part in parts(schema):
        for name, field in part.get("properties", {}).items():
            yield f"{at}/{name}", followed(field, schema)


def followed(part: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """A schema with its `$ref` followed; what stands beside the reference wins."""
    if "$ref" not in part:
        return part
    where, _, path = part["$ref"].partition("#/$defs/")
    shared = dancu_contracts.vocabulary() if where else document
    return {**followed(shared["$defs"][path], dict(shared)), **part}
