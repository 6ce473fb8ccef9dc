"""What a field of a form takes, in both languages: its kind, its codes with what they mean, and how one is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any

from dancu_contracts import code_table, forms, procedures, resolved, validator
from dancu_contracts.files import ROOT, document, stems

from dancu_sandbox.one_stop.reading import is_address, is_date, is_day, meanings

Schema = Mapping[str, Any]
Both = tuple[str, str]
FEW = 20  # choices that are shown all
_NUMBERS = {"integer": ("một số nguyên", "a whole number"), "number": ("một số", "a number")}
_ADDRESS = '{"maTinhThanh": "92", "maPhuongXa": "31333", "chiTiet": "Ấp 4", "quocGia": "VN"}'


def wanted(schema: Schema, slug: str = "", pointer: str = "") -> Both:
    """How a value of it is written in JSON, shown by what is answered there in the procedure's journeys."""
    schema = resolved(schema)
    if codes := meanings(schema):
        return _codes(schema, codes)
    kind = schema.get("type")
    if kind == "boolean":
        return "true hoặc false, không có ngoặc kép", "true or false, without quotes"
    if is_date(schema):
        return _date(schema)
    if is_address(schema):
        return f"một địa chỉ, viết là {_ADDRESS}", f"an address, written as {_ADDRESS}"
    example = _example(schema, slug, pointer) if slug and schema.get("type") == "string" else None
    return _with_example(schema, _kind(schema), example)


def _codes(schema: Schema, codes: Mapping[str, str]) -> Both:
    typed, table = [*schema.get("enum", codes)], schema.get("x-codes")
    if table and len(codes) > FEW:
        first = f"{json.dumps(typed[0])} ({codes[str(typed[0])]})"
        return f"một mã của dancu catalogue {table}, như {first}", f"a code of dancu catalogue {table}, such as {first}"
    english = code_table(table)["values"] if table else {}
    vi = ", ".join(_meant(code, codes[str(code)]) for code in typed)
    en = ", ".join(_meant(code, english.get(str(code), {}).get("en", "")) for code in typed)
    told = ("", "") if table else _described(schema)
    says_itself = all(code == words for code, words in codes.items())
    return f"một trong {vi}{_after(told[0] if says_itself else '')}", f"one of {en}{_after(told[1])}"


def _meant(code: Any, words: str) -> str:
    shown = json.dumps(code, ensure_ascii=False)
    return shown if words in {"", str(code)} else f"{shown} ({words})"


def _date(schema: Schema) -> Both:
    if not is_day(schema):
        return 'một tháng, viết là "2026-12"', 'a month, written as "2026-12"'
    if schema.get("format") == "date":
        return 'một ngày, viết là "2026-12-31"', 'a day, written as "2026-12-31"'
    ways = '"1984-03-12", "1984-03", "1984"'
    return f"một ngày, viết là {ways}", f"a day, written as {ways}"


def _kind(schema: Schema) -> Both:
    kind = schema.get("type")
    if kind in _NUMBERS:
        (vi, en), bounds = _NUMBERS[kind], _bounds(schema)
        return f"{vi}{bounds[0]}, không có ngoặc kép", f"{en}{bounds[1]}, without quotes"
    if kind == "array":
        return "một danh sách trong [ ]", "a list in [ ]"
    if kind == "object":
        parts = ", ".join(schema.get("properties", {}))
        return f"một đối tượng trong {{ }} có {parts}", f"an object in {{ }} with {parts}"
    longest = schema.get("maxLength")
    more = ("", "") if longest is None else (f", nhiều nhất {longest} ký tự", f", {longest} characters at most")
    return f"chữ trong ngoặc kép{more[0]}", f"text in quotes{more[1]}"


def _bounds(schema: Schema) -> Both:
    words = {
        "minimum": ("từ", "from"),
        "exclusiveMinimum": ("trên", "above"),
        "maximum": ("đến", "up to"),
        "exclusiveMaximum": ("dưới", "below"),
    }
    told = [(vi, en, schema[name]) for name, (vi, en) in words.items() if name in schema]
    return "".join(f" {vi} {bound}" for vi, _, bound in told), "".join(f" {en} {bound}" for _, en, bound in told)


def _with_example(schema: Schema, kind: Both, example: Any) -> Both:
    """The kind, what its description says, and how one is written."""
    is_shown = example is None or ", như " in _described(schema)[0]
    shown = "" if is_shown else json.dumps(example, ensure_ascii=False)
    vi, en = (f"{each}{_after(told)}" for each, told in zip(kind, _described(schema), strict=True))
    return (f"{vi}; như {shown}", f"{en}; such as {shown}") if shown else (vi, en)


def _after(told: str) -> str:
    return f" – {told}" if told else ""


def _described(schema: Schema) -> Both:
    vi, _, en = str(schema.get("description", "")).partition(" / ")
    return vi, en or vi


def _example(schema: Schema, slug: str, pointer: str) -> Any:
    """Of the procedure itself, else of another whose field has the name; None if nobody answers such a field."""
    steps = ["*" if step.isdigit() else step for step in pointer.split("/")[1:]]
    fits = validator({name: part for name, part in schema.items() if name not in {"x-field", "readOnly"}}).accepts
    own = (each for answers in _answers(slug) for each in _below(answers, steps))
    others = (each for other in forms() for answers in _answers(other) for each in _named(answers, steps[-1]))
    return next((each for each in chain(own, others) if fits(each)), None)


@cache
def _answers(slug: str) -> tuple[Any, ...]:
    """Of the procedure and of that on whose form it stands."""
    folders = filter(None, (slug, procedures()[slug].stands_on))
    paths = [("procedures", folder, "journeys", name) for folder in folders for name in _journeys(folder)]
    return tuple(document(*path).get("answers", {}) for path in paths)


def _journeys(slug: str) -> list[str]:
    return [f"{stem}.json" for stem in stems(ROOT.joinpath("procedures", slug, "journeys"))]


def _below(value: Any, steps: list[str]) -> Iterator[Any]:
    if not steps:
        yield value
    elif steps[0] == "*" and isinstance(value, list):
        for each in value:
            yield from _below(each, steps[1:])
    elif isinstance(value, Mapping) and steps[0] in value:
        yield from _below(value[steps[0]], steps[1:])


def _named(value: Any, name: str) -> Iterator[Any]:
    """What stands under that name, at any depth."""
    if isinstance(value, Mapping) and name in value:
        yield value[name]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _named(part, name)
