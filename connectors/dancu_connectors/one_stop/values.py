"""Values in records and forms: found at a path, the different ones of several, put in their place, left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dancu_connectors.agreement import agree

__all__ = ["below", "candidates", "put", "value_at", "without"]


def candidates(value: object) -> list[Any]:
    """The different values that records tell, through lists; those without it do not count."""
    flat = list(_flat(value))
    found: list[Any] = []
    for each in flat:
        if each is not None and not any(agree(each, before) for before in found):
            found.append(each)
    return found


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    else:
        yield value


def below(record: Any, path: str) -> Any:
    """The value at a dotted path; through a list, the values of its items."""
    if not path:
        return record
    if isinstance(record, list):
        return [below(item, path) for item in record]
    name, _, rest = path.partition(".")
    return below(record.get(name), rest) if isinstance(record, Mapping) else None


def value_at(document: Any, pointer: str) -> Any:
    """The value at a pointer, None if there is none."""
    for step in pointer.split("/")[1:]:
        document = document.get(step) if isinstance(document, Mapping) else None
    return document


def put(document: Any, pointer: str, value: Any) -> None:
    """Write a value at a pointer, all above which is there."""
    *above, last = pointer.split("/")[1:]
    for step in above:
        document = document[step]
    document[last] = value


def without(value: Any, schema: Mapping[str, Any], pointer: str, hidden: set[str]) -> Any:
    """What holds a value and is not hidden."""
    if "x-field" in schema:
        return None if pointer in hidden else value
    if "x-rows" in schema:
        rows = [without(row, schema["items"], f"{pointer}/*", hidden) for row in value]
        return [row for row in rows if row]
    parts = schema["properties"].items()
    kept = {name: without(value.get(name), part, f"{pointer}/{name}", hidden) for name, part in parts}
    return {name: part for name, part in kept.items() if part not in (None, {}, [])}
