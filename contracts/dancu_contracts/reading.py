"""The contract files as frozen objects, read once, found by listing their folders."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

_ROOT = files("dancu_contracts")
Texts = Mapping[str, str]
"""A text in both languages: `vi` and `en`."""


@dataclass(frozen=True, slots=True)
class Key:
    """The fields that together name a subject; `number` is the kind of numbers.json that leads back to a person."""

    fields: tuple[str, ...]
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Who keeps a registry since a day (ISO)."""

    name: Texts
    valid_from: str


@dataclass(frozen=True, slots=True)
class RegistryContract:
    """All that a registry promises: what it holds, what may be verified, what may happen in it."""

    name: str
    title: Texts
    version: str
    owners: tuple[Owner, ...]
    legal_basis: tuple[str, ...]
    subject_kind: str
    keys: tuple[Key, ...]
    sensitive: frozenset[str]
    source_of: tuple[str, ...]
    copies: Mapping[str, str]
    provenance: str
    wire: str | None
    record_schema: Mapping[str, Any]
    claims_schema: Mapping[str, Any]
    events_schema: Mapping[str, Any]
    examples: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Procedure:
    """An administrative procedure: our slug, its number in the plan, its TTHC codes, what it may see of sensitive fields."""

    slug: str
    number: int
    title: Texts
    codes: tuple[str, ...]
    sensitive: tuple[str, ...]
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a call: its HTTP status, what it is and the way out."""

    code: str
    status: int
    title: Texts
    remedy: Texts


@dataclass(frozen=True, slots=True)
class Number:
    """A kind of number: the prefix and count of digits of its safe block, and the pattern of the real thing."""

    kind: str
    prefix: str
    digits: int
    document: Mapping[str, Any]


def _json(*path: str) -> Any:
    return json.loads(_ROOT.joinpath(*path).read_text(encoding="utf-8"))


def _folders(name: str) -> tuple[str, ...]:
    return tuple(sorted(f.name for f in _ROOT.joinpath(name).iterdir() if f.is_dir() and not f.name.startswith("_")))


@cache
def registries() -> tuple[str, ...]:
    """The names of all registries."""
    return _folders("registries")


@cache
def registry(name: str) -> RegistryContract:
    """The contract of a registry; KeyError if there is none."""
    if name not in registries():
        raise KeyError(name)
    about = _json("registries", name, "registry.json")
    version = about["version"]
    schemas = {
        kind: _json("registries", name, version, f"{kind}.schema.json") for kind in ("record", "claims", "events")
    }
    return RegistryContract(
        name=name,
        title=about["title"],
        version=version,
        owners=tuple(Owner(o["name"], o["validFrom"]) for o in about["owners"]),
        legal_basis=tuple(about["legalBasis"]),
        subject_kind=about["subjectKind"],
        keys=tuple(Key(tuple(k["fields"]), k.get("number")) for k in about["keys"]),
        sensitive=frozenset(about["sensitive"]),
        source_of=tuple(about["sourceOf"]),
        copies=MappingProxyType(about["copies"]),
        provenance=about["provenance"],
        wire=about["wire"],
        record_schema=schemas["record"],
        claims_schema=schemas["claims"],
        events_schema=schemas["events"],
        examples=_examples(_ROOT.joinpath("registries", name, version, "examples")),
    )


def _examples(folder: Traversable) -> Mapping[str, Any]:
    found = [f for f in folder.iterdir() if f.name.endswith(".json")] if folder.is_dir() else []
    return {f.name.removesuffix(".json"): json.loads(f.read_text(encoding="utf-8")) for f in found}


@cache
def procedures() -> Mapping[str, Procedure]:
    """All procedures by slug, in the order of the plan."""
    found = [_procedure(_json("procedures", slug, "procedure.json")) for slug in _folders("procedures")]
    return {p.slug: p for p in sorted(found, key=lambda p: p.number)}


def _procedure(about: Mapping[str, Any]) -> Procedure:
    return Procedure(
        about["slug"], about["number"], about["title"], tuple(about["codes"]), tuple(about["sensitive"]), about
    )


@cache
def _by_any_key() -> Mapping[str, Procedure]:
    return {key: p for p in procedures().values() for key in (p.slug, *p.codes)}


def procedure(key: str) -> Procedure | None:
    """The procedure of that slug or TTHC code."""
    return _by_any_key().get(key)


@cache
def faults() -> Mapping[str, Fault]:
    """Every fault of a call by its stable code."""
    return {code: Fault(code, f["status"], f["title"], f["remedy"]) for code, f in _json("faults.json").items()}


@cache
def numbers() -> Mapping[str, Number]:
    """Every kind of number by name."""
    found = _json("numbers.json")
    return {n["kind"]: Number(n["kind"], n["prefix"], n["digits"], n) for n in found}


def number(kind: str) -> Number:
    """The kind of number of that name; KeyError if there is none."""
    return numbers()[kind]


@cache
def code_table(name: str) -> Mapping[str, Any]:
    """A code table: title, source, values by code."""
    found: Mapping[str, Any] = _json("codes", f"{name}.json")
    return found


@cache
def vectors(name: str) -> Any:
    """Test vectors that both sides run."""
    return _json("vectors", f"{name}.json")


@cache
def vocabulary() -> Mapping[str, Any]:
    """The shared types that every schema refers to as `urn:dancu:vocabulary#/$defs/…`."""
    found: Mapping[str, Any] = _json("vocabulary.schema.json")
    return found


@cache
def service_schema(name: str) -> Mapping[str, Any]:
    """A schema of the uniform service, such as `verify` or `problem`."""
    found: Mapping[str, Any] = _json("service", f"{name}.schema.json")
    return found


def units_file(name: str) -> Traversable:
    """A file of administrative units."""
    return _ROOT.joinpath("units", name)
