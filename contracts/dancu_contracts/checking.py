"""Holding a document against its schema: every violation by JSON pointer, none repeating a value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from dancu_contracts.tables import vocabulary

Schema = Mapping[str, Any]
VOCABULARY = "urn:dancu:vocabulary"
_UNSEEN = "…"
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Violation:
    """Where a document breaks its schema (JSON pointer), and how; the message repeats no value and no pattern.

    `form` is what the schema says of the place, as "vi / en"; empty where it says nothing.
    """

    pointer: str
    message: str
    form: str = field(default="", compare=False)


class Validator:
    """A compiled schema; formats are checked."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        shared = jsonschema_rs.Registry([(VOCABULARY, dict(vocabulary()))])
        self._compiled = jsonschema_rs.Draft202012Validator(
            dict(schema), registry=shared, validate_formats=True, mask=_UNSEEN
        )

    def accepts(self, instance: Any) -> bool:
        """Whether the document keeps the schema."""
        try:
            return self._compiled.is_valid(instance)
        except UnicodeEncodeError:
            return False

    def problems(self, instance: Any) -> list[Violation]:
        """Every violation, in the order found."""
        try:
            return [_violation(error, self._schema) for error in self._compiled.iter_errors(instance)]
        except UnicodeEncodeError:  # half of a surrogate pair, which JSON can spell and UTF-8 cannot
            return [Violation("", "a text is not Unicode")]
        except ValueError:  # nested deeper than anybody reads
            return [Violation("", "nested too deeply")]


def _violation(error: jsonschema_rs.ValidationError, schema: Schema) -> Violation:
    pointer = "".join(f"/{_escaped(step)}" for step in error.instance_path)
    form = _form(error.schema_path, schema)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
        return Violation(pointer, f"unknown: {', '.join(_named(error.kind.unexpected))}", form)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Pattern):
        return Violation(pointer, f"{_UNSEEN} is not in the form of: {form}" if form else "a form not allowed", form)
    return Violation(pointer, error.message, form)


def _form(path: Sequence[str | int], schema: Schema) -> str:
    """The description beside the keyword that failed; what is shared is described in the vocabulary."""
    place: Any = vocabulary() if path[0] == "$defs" and "$defs" not in schema else schema
    for step in path[:-1]:
        try:
            place = place[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return str(place.get("description", "")) if isinstance(place, Mapping) else ""


def _named(names: list[str]) -> Iterator[str]:
    """The names that can be a field's; another, such as a number sent in a name's place, is not repeated."""
    for name in names:
        yield name if name.isascii() and name.isalpha() and len(name) <= _LONGEST_NAME else _UNSEEN


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def validator(schema: Schema) -> Validator:
    """A validator for a schema that may refer to the vocabulary."""
    return Validator(schema)
