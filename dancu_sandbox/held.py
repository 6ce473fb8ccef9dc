"""A question held against its contract before it is asked: what is wrong in it, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import dancu_contracts
from dancu_contracts import Violation

from dancu_sandbox.asked import DEFAULT_PROCEDURE
from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.near import nearest

_FEW = 15


def hold(registry: str, op: str, **body: Any) -> None:
    """End the command with 2 if what was typed breaks the registry's contract."""
    hold_registry(registry)
    schema = _schema(registry, op, body)
    whole = {"purpose": {"procedure": DEFAULT_PROCEDURE}, **body}
    if found := dancu_contracts.validator(schema).problems(whole):
        raise Leave(WRONG_CALL, *_told(max(found, key=lambda one: one.pointer.count("/")), schema, whole))


def hold_registry(name: str) -> None:
    """End the command with 2 for a registry that there is not."""
    if name not in dancu_contracts.registries():
        raise Leave(WRONG_CALL, *_choice("registry", dancu_contracts.registries(), name))


def subject_as_sent(subject: object) -> object:
    """A personal number alone as the key it is."""
    return {"soDinhDanh": subject} if isinstance(subject, str) else subject


def _schema(registry: str, op: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    if op == "events" and body["type"] in dancu_contracts.registry(registry).events_schema["$defs"]:
        return dancu_contracts.event_schema(registry, body["type"])
    return dancu_contracts.request_schema(registry, op)


def _told(found: Violation, schema: Mapping[str, Any], body: Any) -> tuple[str, str]:
    place, value = dancu_contracts.resolved(schema), body
    for step in found.pointer.split("/")[1:]:
        place = dancu_contracts.resolved(place["properties"][step] if "properties" in place else place["items"])
        value = value[int(step) if isinstance(value, list | tuple) else step]
    name = _typed(found.pointer)
    if isinstance(value, Mapping):
        return _members(name, place, value)
    if "enum" in place:
        return _choice(name, place["enum"], value)
    if "properties" in place:
        example = f"{name}.{next(iter(place['properties']))}=…"
        return f"{name} có nhiều phần: viết là {example}", f"{name} has parts: write it as {example}"
    vi, _, en = found.form.partition(" / ")
    title = place.get("title", name)
    return (
        f"{name} ({title}): {_shown(value)} viết không đúng dạng. Cần: {vi or found.message}.",
        f"{name}: {_shown(value)} is not written as it should be. Expected: {en or vi or found.message}.",
    )


def _typed(pointer: str) -> str:
    """The place as it is typed: a field by its dotted path, a field asked for as one of them."""
    first, *below = pointer.strip("/").split("/")
    return ".".join(below) if below and first != "fields" else first


def _members(name: str, place: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[str, str]:
    """What an object has too much, or lacks."""
    known = place.get("properties", {})
    for wrong in given:
        if wrong not in known:
            return _choice(name, known, wrong)
    if missing := [field for field in place.get("required", ()) if field not in given]:
        fields = [_within(field, known[field]) for field in missing]
        where = f" {name}" if name else ""
        return (
            f"Thiếu{where} {', '.join(fields)}: viết là trường=giá trị.",
            f"Missing{where} {', '.join(fields)}: written as field=value.",
        )
    keys = " | ".join("+".join(key["required"]) for key in place.get("anyOf", ()) if "required" in key)
    return f"{name}: cần {keys or 'ít nhất một trường'}.", f"{name}: it needs {keys or 'at least one field'}."


def _within(field: str, schema: Mapping[str, Any]) -> str:
    """What the content of an event needs is named itself, as it is typed."""
    return ", ".join(dancu_contracts.resolved(schema).get("required", ())) or field


def _choice(name: str, known: Iterable[str], wrong: object) -> tuple[str, str]:
    """A word that is none of those known: the nearest, and all where they are few."""
    names = list(known)
    near = nearest(str(wrong), names)
    vi, en = (f"Có phải {near}? ", f"Did you mean {near}? ") if near else ("", "")
    place = name or "?"
    every = ", ".join(names)
    if len(names) > _FEW:
        return (
            f"{place}: không có {_shown(wrong)}. {vi}Xem docs/registries.md.",
            f"{place}: there is no {_shown(wrong)}. {en}See docs/registries.md.",
        )
    return (
        f"{place}: không có {_shown(wrong)}. {vi}Có: {every}.",
        f"{place}: no {_shown(wrong)}. {en}There are: {every}.",
    )


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str) else str(value)
