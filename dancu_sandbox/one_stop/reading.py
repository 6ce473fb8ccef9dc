"""How people read a form: codes by what they mean, days and addresses as offices write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dancu_connectors.names import folded
from dancu_contracts import code_table, resolved

from mock_national_db.units import legacy, modern

if TYPE_CHECKING:
    from dancu_connectors.one_stop import Field

Schema = Mapping[str, Any]
_ADDRESS = ("chiTiet", "phuongXa", "quanHuyen", "tinhThanh", "ten")
_NATIVE = "VN"
_CODE = re.compile("[a-z]+([A-Z][a-z]+)+")


def by_rows(fields: Sequence[Field]) -> list[Field]:
    """The fields in the form's order, those of a list row by row."""
    places: dict[str, int] = {}
    keyed = []
    for place, field in enumerate(fields):
        above, star, _ = field.leaf.pointer.partition("/*")
        row = int(field.pointer.removeprefix(f"{above}/").split("/")[0]) if star else 0
        keyed.append((places.setdefault(above if star else field.pointer, place), row, place, field))
    return [field for *_, field in sorted(keyed, key=lambda each: each[:3])]


def meanings(schema: Schema) -> dict[str, str]:
    """What each code of an enumeration means, in Vietnamese: by its code table, else as its description spells it.

    A code that people know as such, like the class of a licence, leads: "A1 – Mô tô …".
    """
    if table := schema.get("x-codes"):
        told = {code: texts["vi"] for code, texts in code_table(table)["values"].items()}
        return {code: f"{code} – {words}" if code.isupper() else words for code, words in told.items()}
    return {str(code): _spelled(str(code), schema) for code in schema.get("enum", ())}


def _spelled(code: str, schema: Schema) -> str:
    """The words that are the code without marks and spaces, "hết hạn" of hetHan; the code itself if there are none."""
    told = f"{schema.get('description', '').partition(' / ')[0]} {schema.get('title', '')}"
    words = told.replace("(", " ").replace(")", " ").split()
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if folded(" ".join(words[start:end])) == folded(code):
                return _begun_small(" ".join(words[start:end]).strip(",.;:"))
    return code


def _begun_small(words: str) -> str:
    return words[:1].lower() + words[1:] if words.split(maxsplit=1)[0][1:].islower() else words


def is_date(schema: Schema) -> bool:
    """Whether it takes a day, a month, or a date of which less is known."""
    return is_day(schema) or _is_month(schema)


def is_day(schema: Schema) -> bool:
    """Whether a day may be told."""
    return schema.get("x-compare") == "date" or schema.get("format") == "date"


def _is_month(schema: Schema) -> bool:
    pattern = schema.get("pattern", "")
    return bool(pattern and re.search(pattern, "2026-12") and not re.search(pattern, "2026-13"))


def is_address(schema: Schema) -> bool:
    """Whether it takes an address."""
    return schema.get("x-compare") == "address"


def text(value: Any, schema: Schema | None = None) -> str:
    """A value in a line, as an officer reads it."""
    schema = resolved(schema or {})
    if isinstance(value, bool):
        return "có / yes" if value else "không / no"
    if isinstance(value, list):
        return "; ".join(text(each, schema.get("items", schema)) for each in value) or "không có / none"
    if isinstance(value, dict):
        return _object(value, schema)
    if is_date(schema):
        return "/".join(reversed(str(value).split("-")))
    if _CODE.fullmatch(str(value)):
        return meanings(schema).get(str(value)) or _spelled(str(value), schema)
    return meanings(schema).get(str(value), str(value))


def _object(value: Mapping[str, Any], schema: Schema) -> str:
    """An address or a unit by its names, from the codes where there are none; anything else part by part."""
    whole = {**_unit(value), **value}
    if named := [str(whole[name]) for name in _ADDRESS if whole.get(name)]:
        country = [code_table("quocGia")["values"].get(code, {}).get("vi", code) for code in _foreign(value)]
        return ", ".join([*named, *country])
    parts = schema.get("properties", {})
    each = [(resolved(parts.get(name, {})), name, part) for name, part in value.items()]
    return ", ".join(f"{about.get('title', name)}: {text(part, about)}" for about, name, part in each)


def _unit(address: Mapping[str, Any]) -> Mapping[str, str]:
    units = legacy() if address.get("maQuanHuyen") else modern()
    unit = units.get(str(address.get("maPhuongXa")))
    return unit.shown if unit and unit.province_code == address.get("maTinhThanh") else {}


def _foreign(address: Mapping[str, Any]) -> list[str]:
    country = address.get("quocGia", _NATIVE)
    return [] if country == _NATIVE else [country]
