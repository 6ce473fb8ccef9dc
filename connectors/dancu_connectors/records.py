"""Typed records: what a register discloses, as frozen objects whose fields are read from the contract's schema."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar

from dancu_contracts import registry, vocabulary

from dancu_connectors.errors import FieldNotAsked
from dancu_connectors.naming import camel_case, snake_case
from dancu_connectors.shapes import PYTHON, Shape, shape_of

Asked = Mapping[str, Any]  # a tree of field names; an empty one means everything below
Reader = Callable[[Any, Asked], object]


class Record:
    """A record, or an object within one: attributes in snake_case, None where the register knows nothing.

    Reading a field that the lookup did not ask for raises FieldNotAsked. Its repr names fields, never values, so that a
    record in a log or a traceback discloses nothing; `as_json()` gives the values as they came.
    """

    __slots__ = ("_asked", "_json", "_values")
    _readers: ClassVar[Mapping[str, Reader]] = {}
    _asked: Asked
    _json: dict[str, object]
    _values: dict[str, object]

    def __init__(self, told: Mapping[str, object], asked: Asked) -> None:
        kept = {name: told[name] for name in self._readers if name in told and (not asked or name in asked)}
        values = {name: self._readers[name](value, asked.get(name, {})) for name, value in kept.items()}
        object.__setattr__(self, "_asked", asked)
        object.__setattr__(self, "_json", {name: _trim(kept[name], value) for name, value in values.items()})
        object.__setattr__(self, "_values", values)

    def as_json(self) -> dict[str, object]:
        """The fields asked, as JSON has them."""
        return dict(self._json)

    def value(self, path: str) -> object:
        """The value at a path in the contract's words, e.g. "noiCap.ten"; through a list, the values of its items."""
        name, _, rest = path.partition(".")
        found = self._field(name)
        return _below(found, rest) if rest else found

    def _field(self, name: str) -> object:
        if self._asked and name not in self._asked:
            raise FieldNotAsked(
                f"{name} chưa được hỏi; hãy nêu nó trong các trường tra cứu.",
                f"{name} was not asked; name it in the lookup's fields.",
                pointer="/fields",
            )
        return self._values.get(name)

    def __setattr__(self, name: str, value: object) -> None:
        """Refused: a record says what the register said."""
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __reduce__(self) -> tuple[type["Record"], tuple[dict[str, object], Asked]]:
        """Copied and pickled by what it was made of."""
        return type(self), (self._json, self._asked)

    def __eq__(self, other: object) -> bool:
        """Equal if of one type and with the same values."""
        return isinstance(other, Record) and type(self) is type(other) and self._json == other._json

    def __hash__(self) -> int:
        """By value, as equality is."""
        return hash((type(self).__name__, json.dumps(self._json, sort_keys=True)))

    def __repr__(self) -> str:
        """The names of the fields known, no values."""
        return f"{type(self).__name__}({', '.join(self._json)})"


@cache
def record_shape(name: str) -> Shape:
    """The shape of what the register `name` can disclose."""
    schema = registry(name).record_schema
    named = {**vocabulary()["$defs"], **schema.get("$defs", {})}
    return shape_of(schema, lambda ref: named.get(ref.rpartition("/")[2], {}), f"{name}_record")


@cache
def record_type(name: str) -> type[Record]:
    """The record type of a register, e.g. TaxRecord for "tax"."""
    return _type_of(camel_case(f"{name}_record"), record_shape(name), f"dancu_connectors.{name}")


def asked_tree(paths: tuple[str, ...]) -> Asked:
    """`("hang", "noiCap.ten")` → `{"hang": {}, "noiCap": {"ten": {}}}`; a whole object wins over its parts."""
    tree: dict[str, Any] = {}
    for path in sorted(paths, key=len, reverse=True):
        *above, last = path.split(".")
        branch = tree
        for part in above:
            branch = branch.setdefault(part, {})
        branch[last] = {}
    return tree


def _type_of(name: str, shape: Shape, module: str) -> type[Record]:
    objects = {inner.name: inner for inner in shape.properties.values() if inner.kind == "object"}
    nested = {inner: _type_of(f"{name}.{inner}", below, module) for inner, below in objects.items()}
    members: dict[str, object] = {
        "__slots__": (),
        "__module__": module,
        "__qualname__": name,
        "__doc__": shape.title,
        "_readers": {field: _reader(below, nested) for field, below in shape.properties.items()},
        **nested,
        **{snake_case(field): _attribute(field, below.title) for field, below in shape.properties.items()},
    }
    return type(name.rpartition(".")[2], (Record,), members)


def _attribute(field: str, title: str) -> property:
    return property(lambda record: record.value(field), doc=title)


def _reader(shape: Shape, nested: Mapping[str, type[Record]]) -> Reader:
    one = nested[shape.name] if shape.kind == "object" else _scalar(shape.kind)
    return _each(one) if shape.many else one


def _scalar(kind: str) -> Reader:
    convert: Callable[[Any], object] = PYTHON[kind][1] if kind in PYTHON else lambda told: told
    return lambda told, _: convert(told)


def _each(one: Reader) -> Reader:
    return lambda told, asked: tuple(one(item, asked) for item in told)


def _trim(told: object, value: object) -> object:
    if isinstance(value, Record):
        return value.as_json()
    if isinstance(value, tuple) and isinstance(told, list):
        return [_trim(was, now) for was, now in zip(told, value, strict=True)]
    return told


def _below(value: object, rest: str) -> object:
    if isinstance(value, tuple):
        return tuple(found for item in value if (found := _below(item, rest)) is not None)
    return value.value(rest) if isinstance(value, Record) else None
