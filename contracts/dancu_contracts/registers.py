"""What each registry promises: its keys, what it is the source of, and the schemas of what it answers and takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from dancu_contracts.files import ROOT, document, folders, stems
from dancu_contracts.tables import Texts


@dataclass(frozen=True, slots=True)
class Key:
    """The fields that together name a subject; `number` is the kind of number (numbers/) that leads back to a person.

    `also` is another path of the record where the value of a key of one field may stand, such as a former number's.
    """

    fields: tuple[str, ...]
    number: str | None = None
    also: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Who keeps a registry since a day (ISO)."""

    name: Texts
    valid_from: str


@dataclass(frozen=True, slots=True)
class RegistryContract:
    """All that a registry promises: what it holds, what may be verified, what may happen in it.

    Of the state at the path `ends_with_life` the dead have none of `active_states`; a copy that `as_of` names stays as
    it was on the day in the other field. A record without the field `secret_without` says only what is sensitive: it
    exists for those alone who may see that.
    """

    name: str
    title: Texts
    version: str
    owners: tuple[Owner, ...]
    legal_basis: tuple[str, ...]
    subject_kind: str
    keys: tuple[Key, ...]
    sensitive: frozenset[str]
    secret_without: str | None
    ends_with_life: str | None
    active_states: frozenset[str]
    source_of: tuple[str, ...]
    copies: Mapping[str, str]
    as_of: Mapping[str, str]
    provenance: str
    wire: str | None
    record_schema: Mapping[str, Any]
    claims_schema: Mapping[str, Any]
    events_schema: Mapping[str, Any]
    examples: Mapping[str, Any]

    @property
    def takes_dossiers_only(self) -> bool:
        """Whether its own wire is known to take dossiers alone, so that how the register is asked is made up."""
        return self.wire is not None and self.provenance == "synthetic"

    def tells_of(self, event: str) -> frozenset[str]:
        """The sensitive fields that such an event is about, and about nothing else; none for any other event."""
        return frozenset(self.events_schema["$defs"][event].get("x-sensitive", ()))


@cache
def registries() -> tuple[str, ...]:
    """The names of all registries."""
    return folders("registries")


@cache
def registry(name: str) -> RegistryContract:
    """The contract of a registry; KeyError if there is none."""
    if name not in registries():
        raise KeyError(name)
    about = document("registries", name, "registry.json")
    schemas = {f"{kind}_schema": _schema(name, about["version"], kind) for kind in ("record", "claims", "events")}
    return RegistryContract(
        name=name,
        title=about["title"],
        version=about["version"],
        owners=tuple(Owner(owner["name"], owner["validFrom"]) for owner in about["owners"]),
        legal_basis=tuple(about["legalBasis"]),
        subject_kind=about["subjectKind"],
        keys=tuple(Key(tuple(key["fields"]), key.get("number"), key.get("also")) for key in about["keys"]),
        sensitive=frozenset(about["sensitive"]),
        secret_without=about.get("secretWithout"),
        ends_with_life=about.get("endsWithLife"),
        active_states=frozenset(about.get("activeStates", ())),
        source_of=tuple(about["sourceOf"]),
        copies=MappingProxyType(about["copies"]),
        as_of=MappingProxyType(about.get("asOf", {})),
        provenance=about["provenance"],
        wire=about["wire"],
        examples=_examples(name, about["version"]),
        **schemas,
    )


def _schema(name: str, version: str, kind: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document("registries", name, version, f"{kind}.schema.json")
    return found


def _examples(name: str, version: str) -> Mapping[str, Any]:
    place = ("registries", name, version, "examples")
    return {stem: document(*place, f"{stem}.json") for stem in stems(ROOT.joinpath(*place))}
