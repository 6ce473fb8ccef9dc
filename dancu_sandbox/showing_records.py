"""A register's record as people read it: each field with its title, codes in words, addresses in a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dancu_contracts import resolved

from dancu_sandbox.one_stop.reading import is_address, text

Line = tuple[str, str, str]
_UNIT = frozenset({"ma", "ten"})


def lines(record: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0) -> Iterator[Line]:
    """Field, title and value of each; what lies within one follows it, indented."""
    parts = resolved(schema).get("properties", {})
    for name, value in record.items():
        yield from _field(name, value, resolved(parts.get(name, {})), depth)


def _field(name: str, value: Any, schema: Mapping[str, Any], depth: int) -> Iterator[Line]:
    title, indent = str(schema.get("title", "")), "  " * depth
    if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for place, each in enumerate(value, 1):
            yield from _field(f"{name} {place}", each, {**resolved(schema.get("items", {})), "title": title}, depth)
    elif isinstance(value, Mapping) and not _is_one_line(value, schema):
        yield f"{indent}{name}", title, ""
        yield from lines(value, schema, depth + 1)
    else:
        yield f"{indent}{name}", title, text(value, schema)


def _is_one_line(value: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    return is_address(schema) or _UNIT.issuperset(value)
