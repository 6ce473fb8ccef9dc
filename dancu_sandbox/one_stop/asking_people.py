"""Asking a person at a terminal for the fields of a form that no register knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click
from dancu_connectors.one_stop import Dossier, Field
from dancu_contracts import Validator, resolved, validator

ASKED = frozenset({"ask", "ask_number_only", "scan", "captured_at_counter", "reuse_or_upload", "prefilled_if_found"})


def asked_of_people(dossier: Dossier, before: set[str]) -> dict[str, Any]:
    """Answers to what is open and was not asked `before`, nested as the form is; empty when nothing is left to ask."""
    found: dict[str, Any] = {}
    for rows in dossier.sheet.form.rows.values():
        if rows.pointer not in before and (rows.choose or rows.source is None):
            before.add(rows.pointer)
            _put(found, rows.pointer, _rows(dossier, rows.pointer))
    for field in dossier.shown:
        if field.pointer not in before and _is_open(field):
            before.add(field.pointer)
            if (value := _field(field)) is not None:
                _put(found, field.pointer, value)
    return {name: part for name, part in found.items() if part not in ({}, [], None)}


def _is_open(field: Field) -> bool:
    if "/" in field.pointer and any(step.isdigit() for step in field.pointer.split("/")):
        return False  # a row's fields are asked with the row
    if field.choices:
        return True
    return field.value is None and (field.leaf.mode in ASKED or field.leaf.may_ask or field.leaf.mode == "confirm")


def _rows(dossier: Dossier, pointer: str) -> list[Any]:
    """The rows ticked, or written one by one until an empty answer."""
    rows = dossier.sheet.form.rows[pointer]
    known = [dossier.sheet.value(f"{pointer}/{n}/{rows.key}") for n in range(len(dossier.sheet.items.get(pointer, [])))]
    if rows.source is not None:
        return _ticked(rows.title, rows.key, known)
    written: list[Any] = []
    while click.confirm(f"{rows.title}: thêm một dòng? / add a row?", default=False, err=True):
        item = resolved(dossier.sheet.form.schema)
        for step in pointer.split("/")[1:]:
            item = item["properties"][step]
        written.append(_object(item["items"], ""))
    return written


def _ticked(title: str, key: str, known: list[Any]) -> list[Any]:
    if not known:
        return []
    for place, each in enumerate(known, 1):
        click.echo(f"  {place}. {each}", err=True)
    said = click.prompt(f"{title}: chọn dòng / which rows (1,2 · * = tất cả / all)", default="", err=True)
    places = range(1, len(known) + 1) if said.strip() == "*" else _numbers(said, len(known))
    return [{key: known[place - 1]} for place in places]


def _numbers(said: str, most: int) -> list[int]:
    parts = [part.strip() for part in said.split(",")]
    return [int(part) for part in parts if part.isdigit() and 1 <= int(part) <= most]


def _field(field: Field) -> Any:
    if field.choices:
        return _choice(field.leaf.title, [*field.choices])
    return _value(field.leaf.schema, field.leaf.title, required=field.leaf.required)


def _choice(title: str, choices: list[Any]) -> Any:
    for place, each in enumerate(choices, 1):
        click.echo(f"  {place}. {each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)}", err=True)
    said = click.prompt(f"{title}: số / number", type=click.IntRange(1, len(choices)), err=True)
    return choices[said - 1]


def _value(schema: Mapping[str, Any], title: str, *, required: bool) -> Any:
    schema = resolved(schema)
    if schema.get("type") == "object" or "properties" in schema:
        return _object(schema, title)
    check = validator({name: part for name, part in schema.items() if name not in {"x-field", "readOnly"}})
    while True:
        said = click.prompt(_question(schema, title, required=required), default="", show_default=False, err=True)
        if not said.strip() and not required:
            return None
        value = _read(schema, said.strip())
        if check.accepts(value):
            return value
        _say_form(check, value)


def _say_form(check: Validator, value: Any) -> None:
    problem = next(iter(check.problems(value)))
    click.echo(f"  ✗ {problem.form or problem.message}", err=True)


def _question(schema: Mapping[str, Any], title: str, *, required: bool) -> str:
    choices = f" [{' | '.join(map(str, schema['enum']))}]" if "enum" in schema and len(schema["enum"]) < 13 else ""
    star = "" if required else " (bỏ trống được / may be left out)"
    return f"{title}{choices}{star}"


def _read(schema: Mapping[str, Any], said: str) -> Any:
    kind = schema.get("type")
    if kind == "boolean":
        return {"c": True, "có": True, "y": True, "true": True}.get(said.casefold(), False)
    if kind in {"integer", "number", "array"}:
        try:
            return json.loads(said)
        except ValueError:
            return said
    return said


def _object(schema: Mapping[str, Any], title: str) -> dict[str, Any] | None:
    """Each part that must be there, or that the citizen writes."""
    schema = resolved(schema)
    needed = set(schema.get("required", ()))
    found: dict[str, Any] = {}
    for name, part in schema["properties"].items():
        mode = part.get("x-field", {}).get("mode")
        if mode in ASKED or (mode is None and (name in needed or not needed)):
            label = " – ".join(filter(None, (title, str(resolved(part).get("title", name)))))
            if (value := _value(part, label, required=name in needed)) is not None:
                found[name] = value
    return found or None


def _put(found: dict[str, Any], pointer: str, value: Any) -> None:
    *above, last = pointer.split("/")[1:]
    for step in above:
        found = found.setdefault(step, {})
    found[last] = value
