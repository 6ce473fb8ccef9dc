"""What somebody typed, as the value that a field takes; what to write instead where it is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dancu_connectors.names import exact, folded
from dancu_contracts import validator

from dancu_sandbox.days import iso
from dancu_sandbox.near import nearest
from dancu_sandbox.one_stop.reading import is_date, is_day, meanings
from dancu_sandbox.one_stop.wanting import FEW

Schema = Mapping[str, Any]
_YES_OR_NO = {"c": True, "co": True, "y": True, "yes": True, "true": True} | dict.fromkeys(
    ("k", "ko", "khong", "n", "no", "false"), False
)


class Unclear(ValueError):
    """What was typed is no answer; its text says, in both languages, what is."""


def hint(schema: Schema) -> str:
    """How an answer is written, where that is not plain."""
    if schema.get("type") == "boolean":
        return " [c/k]"
    if is_date(schema):
        return f" [{_form(schema)}]"
    codes = meanings(schema)
    if _says_itself(codes):
        return f" [{', '.join(codes)}]"
    return "" if not codes else " [số / number]" if len(codes) <= FEW else " [mã hoặc tên / code or name]"


def choices(schema: Schema) -> dict[str, str]:
    """What may be chosen, by what is typed for it: the code where that is a number, else its place."""
    codes = meanings(schema)
    if len(codes) > FEW or _says_itself(codes):
        return {}
    numbered = all(code.isdigit() for code in codes)
    return {code if numbered else str(place): told for place, (code, told) in enumerate(codes.items(), 1)}


def _says_itself(codes: Mapping[str, str]) -> bool:
    """Whether they are plain numbers, such as of months."""
    return bool(codes) and all(code.isdigit() and code == told for code, told in codes.items())


def taken(schema: Schema, said: str) -> Any:
    """The value; raises Unclear."""
    value = _read(schema, said)
    check = validator({name: part for name, part in schema.items() if name not in {"x-field", "readOnly"}})
    if not check.accepts(value):
        problem = next(iter(check.problems(value)))
        raise Unclear(f"{problem.form or problem.message}{_way(schema)}")
    return value


def _form(schema: Schema) -> str:
    """Whether a day or a month is wanted."""
    return "ngày/tháng/năm" if is_day(schema) else "tháng/năm"


def _way(schema: Schema) -> str:
    if is_date(schema):
        return f"; viết là / write: {'31/12/2026' if _form(schema).startswith('ngày') else '12/2026'}"
    return "; viết bằng chữ số / in digits" if schema.get("type") in {"integer", "number"} else ""


def _read(schema: Schema, said: str) -> Any:
    if schema.get("type") == "boolean":
        return _yes_or_no(said)
    if is_date(schema):
        return iso(said)
    if codes := meanings(schema):
        return _code(schema, codes, said)
    if schema.get("type") in {"integer", "number", "array"}:
        try:
            return json.loads(said)
        except ValueError:
            return said
    return said


def _yes_or_no(said: str) -> bool:
    try:
        return _YES_OR_NO[folded(said).lower()]
    except KeyError:
        raise Unclear("trả lời c (có) hoặc k (không) / answer c (yes) or k (no)") from None


def _code(schema: Schema, codes: Mapping[str, str], said: str) -> Any:
    words = {code: told.removeprefix(f"{code} – ") for code, told in codes.items()}
    places = dict(zip(choices(schema), codes, strict=False))
    if (code := places.get(said) or _meant(said, words)) is not None:
        return next((each for each in schema.get("enum", ()) if str(each) == code), code)
    near = nearest(said, words.values())
    vi, en = (f"; có phải {near}?", f"; did you mean {near}?") if near else ("", "")
    whole = f": dancu catalogue {schema['x-codes']}" if "x-codes" in schema else ""
    raise Unclear(f"chọn trong danh sách{vi} / choose from the list{en}{whole}")


def _meant(said: str, words: Mapping[str, str]) -> str | None:
    """The code that it is or means; without marks only where no other is written so."""
    whole = [code for code, told in words.items() if said == code or exact(said) == exact(told)]
    found = whole or [code for code, told in words.items() if folded(said) in {folded(code), folded(told)}]
    return found[0] if len(found) == 1 else None
