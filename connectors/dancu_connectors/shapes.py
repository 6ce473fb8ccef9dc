"""The shape of a record as its schema draws it: which fields, dates or text, objects or lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from dancu_connectors.dates import PartialDate
from dancu_connectors.naming import camel_case

Schema = Mapping[str, object]
Resolve = Callable[[str], Schema]  # from a $ref to the schema it names


@dataclass(frozen=True)
class Shape:
    """One field: its kind ("object" or a key of PYTHON), whether there are many, and what is inside an object."""

    kind: str
    many: bool = False
    name: str = ""
    title: str = ""
    properties: Mapping[str, "Shape"] = field(default_factory=dict)


def day(text: str) -> date:
    """A whole day; the error does not repeat the text."""
    whole = PartialDate.parse(text).whole()
    if whole is None:
        raise ValueError("not a whole day")
    return whole


PYTHON: dict[str, tuple[str, Callable[[str], object]]] = {
    "date": ("date", day),
    "date-time": ("datetime", datetime.fromisoformat),
    "partial": ("PartialDate", PartialDate.parse),
}
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def shape_of(schema: Schema, resolve: Resolve, name: str = "") -> Shape:
    """Read a schema; `name` is the field's, and names the class of an object that the vocabulary does not name."""
    schema, name = _resolved(schema, resolve, name)
    title = str(schema.get("title", ""))
    if schema.get("type") == "array":
        return replace(shape_of(_schema(schema.get("items")), resolve, name), many=True, title=title)
    if properties := _properties(schema, resolve):
        inside = {part: shape_of(_schema(below), resolve, part) for part, below in properties.items()}
        return Shape("object", name=camel_case(name), title=title, properties=inside)
    return Shape(_scalar(schema), name=name, title=title)


def _resolved(schema: Schema, resolve: Resolve, name: str) -> tuple[Schema, str]:
    while isinstance(ref := schema.get("$ref"), str):
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        schema, name = {**resolve(ref), **beside}, ref.rpartition("/")[2] or name
    return schema, name


def _properties(schema: Schema, resolve: Resolve) -> dict[str, object]:
    """The properties of an object, with those of its variants."""
    found: dict[str, object] = {}
    for keyword in ("allOf", "anyOf", "oneOf"):
        variants = schema.get(keyword)
        for variant in variants if isinstance(variants, list) else []:
            found |= _properties(_resolved(_schema(variant), resolve, "")[0], resolve)
    return found | dict(_schema(schema.get("properties")))


def _scalar(schema: Schema) -> str:
    if schema.get("format") in PYTHON:
        return str(schema["format"])
    if schema.get("x-compare") == "date":
        return "partial"
    kind = schema.get("type")
    return kind if isinstance(kind, str) and kind in SCALARS else "string"


def _schema(value: object) -> Schema:
    return value if isinstance(value, Mapping) else {}
