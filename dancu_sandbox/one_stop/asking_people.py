"""Asking a person at a terminal for the fields of a form that no register knows; what is known may be kept by Enter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import click
from dancu_connectors.one_stop import AsyncOneStop, Dossier, Field
from dancu_connectors.one_stop.rules import holds
from dancu_contracts import Leaf, Rows, resolved

from dancu_sandbox.leaving import NO, Leave
from dancu_sandbox.one_stop.placing import commune, province
from dancu_sandbox.one_stop.reading import is_address, text
from dancu_sandbox.one_stop.saying import say_found, say_known, titled
from dancu_sandbox.one_stop.taking import Unclear, choices, hint, taken

ASKED = frozenset({"ask", "ask_number_only", "scan", "captured_at_counter", "reuse_or_upload", "prefilled_if_found"})
_ALL = "*"


async def ask_people(shop: AsyncOneStop, dossier: Dossier) -> None:
    """One thing after the other, each answer handed over at once: it may spare the next; who stops is told where."""
    say_known(dossier)
    before: set[str] = set()
    try:
        while pointer := next_open(dossier, before):
            before.add(pointer)
            if (value := _asked(dossier, pointer)) not in (None, {}, []):
                known, dossier = dossier, await shop.answer(dossier.number, _nested(pointer, value))
                say_found(dossier, known)
    except click.Abort:
        click.echo(err=True)
        again = f"dancu apply {dossier.procedure} {dossier.citizen} --number {dossier.number}"
        vi = f"Đã dừng. Hồ sơ {dossier.number} và những gì đã khai được giữ. Khai tiếp, với cùng tùy chọn: {again}"
        en = f"Stopped. Dossier {dossier.number} stays with what was answered. Go on, with the same options: {again}"
        raise Leave(NO, vi, en) from None


def next_open(dossier: Dossier, before: set[str]) -> str | None:
    """The first list or field of the form that is open and was not asked before."""
    is_known = dossier.is_identified is not None  # before that, what a register may yet tell is not asked
    there = {each.pointer for each in dossier.sheet.form.rows.values() if _is_there(dossier, each, is_known=is_known)}
    there |= {each.pointer for each in dossier.shown if _is_open(each) and (is_known or not each.leaf.sources)}
    order = (leaf.pointer.partition("/*")[0] for leaf in dossier.sheet.form.leaves.values())
    return next((pointer for pointer in order if pointer in there - before), None)


def _is_there(dossier: Dossier, rows: Rows, *, is_known: bool) -> bool:
    """Whether a list applies, and rows of it are to be chosen or written."""
    is_open = rows.source is None or (is_known and (rows.choose or dossier.sheet.may_add(rows)))
    return is_open and any(holds(leaf.when, dossier.words) for leaf in _within(dossier, rows))


def _within(dossier: Dossier, rows: Rows) -> list[Leaf]:
    """What may be shown of each row of a list."""
    leaves = dossier.sheet.form.leaves.values()
    return [leaf for leaf in leaves if leaf.pointer.startswith(f"{rows.pointer}/*/") and not leaf.is_hidden]


def _asked(dossier: Dossier, pointer: str) -> Any:
    if pointer in dossier.sheet.form.rows:
        return _rows(dossier, pointer)
    return _field(dossier, next(field for field in dossier.shown if field.pointer == pointer))


def _is_open(field: Field) -> bool:
    if "/" in field.pointer and any(step.isdigit() for step in field.pointer.split("/")):
        return False  # a row's fields are asked with the row
    if field.choices:
        return True
    if field.value is not None:
        return field.leaf.mode == "confirm" and field.how == "known" and resolved(field.leaf.schema)["type"] != "array"
    return field.leaf.mode in ASKED or field.leaf.may_ask or field.leaf.mode == "confirm"


def _rows(dossier: Dossier, pointer: str) -> list[Any]:
    """The rows ticked, or written one by one until an empty answer."""
    rows = dossier.sheet.form.rows[pointer]
    known = dossier.sheet.items.get(pointer, [])
    if rows.choose:
        keys = [dossier.sheet.value(f"{pointer}/{row}/{rows.key}") for row in range(len(known))]
        way = "giữ / keep" if pointer in dossier.sheet.ticked else "không / none"
        return _ticked(
            f"{rows.title}: 1,2 · * = tất cả / all · Enter = {way}", rows.key, keys, _lines(dossier, pointer)
        )
    written: list[Any] = []
    while _agrees(f"{rows.title}: thêm một dòng? / add a row?"):
        item = resolved(dossier.sheet.form.schema)
        for step in pointer.split("/")[1:]:
            item = item["properties"][step]
        written.append(
            _object(item["items"], f"{rows.title} {len(known) + len(written) + 1}", dossier.opened_at.date())
        )
    return written


def _lines(dossier: Dossier, pointer: str) -> list[str]:
    """Each row that the register tells, in a line: number, name, relation."""
    shown = _within(dossier, dossier.sheet.form.rows[pointer])
    found = []
    for row in range(len(dossier.sheet.items.get(pointer, []))):
        values = [(leaf, dossier.sheet.value(leaf.pointer.replace("*", str(row)))) for leaf in shown]
        found.append(", ".join(text(value, leaf.schema) for leaf, value in values if value is not None))
    return found


def _ticked(question: str, key: str, known: Sequence[Any], lines: Sequence[str]) -> list[Any]:
    if not known:
        return []
    for place, line in enumerate(lines, 1):
        click.echo(f"  {place}. {line}", err=True)
    places = _answer(question, lambda said: _places(said, len(known))) or []
    return [{key: known[place - 1]} for place in places]


def _places(said: str, most: int) -> list[int]:
    if said == _ALL:
        return [*range(1, most + 1)]
    parts = [part.strip() for part in said.split(",")]
    if all(part.isdigit() and 1 <= int(part) <= most for part in parts):
        return [*dict.fromkeys(map(int, parts))]
    raise Unclear(f"viết số từ 1 đến {most}, cách nhau bằng dấu phẩy / write numbers from 1 to {most} and commas")


def _field(dossier: Dossier, field: Field) -> Any:
    title = titled(dossier, field.pointer)
    if field.choices:
        return _choice(title, {text(each, field.leaf.schema): each for each in field.choices})
    on = dossier.opened_at.date()
    if field.value is None:
        return _value(field.leaf.schema, title, on, required=field.leaf.required)
    return _value(field.leaf.schema, title, on, required=False, known=text(field.value, field.leaf.schema))


def _choice(title: str, known: Mapping[str, Any]) -> Any:
    for place, line in enumerate(known, 1):
        click.echo(f"  {place}. {line}", err=True)
    said = click.prompt(f"{title}: số / number", type=click.IntRange(1, len(known)), err=True)
    return [*known.values()][said - 1]


def _value(schema: Mapping[str, Any], title: str, on: date, *, required: bool, known: str = "") -> Any:
    """What is answered; None where it is left out, or what is known is kept."""
    schema = resolved(schema)
    if schema.get("type") == "object":
        if known and not _agrees(f"{title} [{known}]: sửa? / change it?"):
            return None
        return _address(schema, title, on, required=required) if is_address(schema) else _object(schema, title, on)
    for typed, told in choices(schema).items():
        click.echo(f"  {typed}. {told}", err=True)
    shown = f"{title} [{known}]" if known else f"{title}{hint(schema)}"
    way = " (Enter = giữ / keep)" if known else "" if required else " (Enter = bỏ trống / leave out)"
    return _answer(f"{shown}{way}", lambda said: taken(schema, said), required=required)


def _answer(question: str, read: Callable[[str], Any], *, required: bool = False) -> Any:
    """Asked until it can be read; None for Enter where that will do."""
    while True:
        said = click.prompt(question, default="", show_default=False, err=True).strip()
        if not said and not required:
            return None
        if not said:
            click.echo("  ✗ phải khai / has to be declared (Ctrl-D: dừng / stop)", err=True)
            continue
        try:
            return read(said)
        except Unclear as unclear:
            click.echo(f"  ✗ {unclear}", err=True)


def _agrees(question: str) -> bool:
    return bool(_answer(f"{question} [c/k] (Enter = k)", lambda said: taken({"type": "boolean"}, said)))


def _address(schema: Mapping[str, Any], title: str, on: date, *, required: bool) -> dict[str, Any] | None:
    """Province, commune and house, in the units of the day; None where it is left out."""
    way = " (Enter = bỏ trống / leave out)"
    ask = f"{title} – tỉnh, thành phố: tên hoặc mã / province{'' if required else way}"
    code = _answer(ask, lambda said: province(said, on), required=required)
    if code is None:
        return None
    unit = _answer(f"{title} – phường, xã: tên hoặc mã / commune", lambda said: commune(said, code, on), required=True)
    whole = "chiTiet" in schema.get("required", ())
    detail = _answer(f"{title} – số nhà, đường, ấp, khu vực / house{'' if whole else way}", str, required=whole)
    return {**unit.shown, **({"chiTiet": detail} if detail else {}), "quocGia": "VN"}


def _object(schema: Mapping[str, Any], title: str, on: date) -> dict[str, Any] | None:
    """Each part that must be there, or that the citizen writes."""
    schema = resolved(schema)
    needed = set(schema.get("required", ()))
    found: dict[str, Any] = {}
    for name, part in schema["properties"].items():
        told = part.get("x-field", {})
        is_open = told.get("mode") in ASKED | {"confirm"} or told.get("else") == "ask"
        if is_open or (not told and (name in needed or not needed)):
            whole = " – ".join(filter(None, (title, str(resolved(part).get("title", name)))))
            if (value := _value(part, whole, on, required=name in needed)) is not None:
                found[name] = value
    return found or None


def _nested(pointer: str, value: Any) -> dict[str, Any]:
    for step in reversed(pointer.split("/")[1:]):
        value = {step: value}
    return dict(value)
