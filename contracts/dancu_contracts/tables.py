"""What is listed once for everybody: codes, amounts, kinds of numbers, faults, test vectors, shared types, units."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from dancu_contracts.files import ROOT, document, stems

Texts = Mapping[str, str]
"""A text in both languages: `vi` and `en`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a call: its HTTP status, what it is and the way out."""

    code: str
    status: int
    title: Texts
    remedy: Texts


@dataclass(frozen=True, slots=True)
class Number:
    """A kind of number whose safe block is a prefix and so many digits: it can be drawn, and turned back.

    Those whose digits begin with 9 are never drawn: personas and people of your own have them. The number that
    somebody had before is that of his index and `second`.
    """

    kind: str
    prefix: str
    digits: int
    document: Mapping[str, Any]

    @property
    def size(self) -> int:
        """How many numbers are drawn from."""
        found: int = 9 * 10 ** (self.digits - 1)
        return found

    @property
    def second(self) -> int | None:
        """What to add to an index for the number had before; None where nobody ever had two."""
        found: int | None = self.document.get("second")
        return found


@cache
def faults() -> Mapping[str, Fault]:
    """Every fault of a call by its stable code."""
    return {code: Fault(code, f["status"], f["title"], f["remedy"]) for code, f in document("faults.json").items()}


@cache
def kinds_of_number() -> Mapping[str, Mapping[str, Any]]:
    """Every kind of number by name, as documented: the pattern of the block that is nobody's, the rule, the source."""
    return {kind: document("numbers", f"{kind}.json") for kind in stems(ROOT / "numbers")}


@cache
def numbers() -> Mapping[str, Number]:
    """The kinds of numbers that are a prefix and digits, by name."""
    found = {kind: about for kind, about in kinds_of_number().items() if "prefix" in about}
    return {kind: Number(kind, about["prefix"], about["digits"], about) for kind, about in found.items()}


def number(kind: str) -> Number:
    """The kind of number of that name; KeyError if there is none, or if it is not a prefix and digits."""
    return numbers()[kind]


def code_tables() -> tuple[str, ...]:
    """The names of all code tables."""
    return stems(ROOT.joinpath("codes"))


@cache
def code_table(name: str) -> Mapping[str, Any]:
    """A code table: title, source, values by code."""
    found: Mapping[str, Any] = document("codes", f"{name}.json")
    return found


@cache
def amounts() -> tuple[str, ...]:
    """The names of all amounts that the State fixes."""
    return stems(ROOT.joinpath("amounts"))


@cache
def amount_table(name: str) -> Mapping[str, Any]:
    """An amount that the State fixes: title, values with the day since when and by which decree, oldest first."""
    found: Mapping[str, Any] = document("amounts", f"{name}.json")
    return found


def amount(name: str, day: str) -> int:
    """What the State fixed for that day (ISO), in dong; KeyError for another name, or a day before the first."""
    past = [each for each in amount_table(name)["values"] if each["validFrom"] <= day] if name in amounts() else []
    if not past:
        raise KeyError(name, day)
    found: int = past[-1]["vnd"]
    return found


@cache
def working_hours() -> Mapping[str, Any]:
    """When agencies are open on a working day, and until when what is handed in counts as of that day."""
    found: Mapping[str, Any] = document("hours.json")
    return found


@cache
def vectors(name: str) -> Any:
    """Test vectors that both sides run."""
    return document("vectors", f"{name}.json")


@cache
def vocabulary() -> Mapping[str, Any]:
    """The shared types that every schema refers to as `urn:dancu:vocabulary#/$defs/…`."""
    found: Mapping[str, Any] = document("vocabulary.schema.json")
    return found


@cache
def service_schema(name: str) -> Mapping[str, Any]:
    """A schema of the uniform service, such as `verify`, `verify.answer` or `problem`."""
    found: Mapping[str, Any] = document("service", f"{name}.schema.json")
    return found


def units_file(name: str) -> Traversable:
    """A file of administrative units."""
    return ROOT.joinpath("units", name)
