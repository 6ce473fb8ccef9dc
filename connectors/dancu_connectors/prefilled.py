"""A form filled from the registers: values with their sources, where registers disagree, what is left to ask."""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime

from dancu_connectors.calls import plain


@dataclasses.dataclass(frozen=True)
class Value:
    """A field's value, and where it comes from; `evidence` is the digest of the register's answer."""

    value: object = dataclasses.field(repr=False)
    registry: str
    on: date | None
    known_at: datetime | None
    evidence: str

    def as_json(self) -> dict[str, object]:
        """What is not known is left out."""
        told = {
            "value": self.value,
            "registry": self.registry,
            "on": self.on,
            "knownAt": self.known_at,
            "evidence": self.evidence,
        }
        return {name: plain(part) for name, part in told.items() if part is not None}


@dataclasses.dataclass(frozen=True)
class Conflict:
    """One fact of which several registers tell different things; `field` is where it has its source."""

    field: str
    values: Mapping[str, object] = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True)
class Missing:
    """A field left to ask the citizen, and why.

    `reason` is the register's outcome ("not_found", "no_record", "ambiguous", "replaced", …), or "no_value",
    "several_values" (its `choices` differ between the records), "source_down", "no_right", "contract_broken",
    "not_on_this_wire", "claims_needed", "no_connector".
    """

    field: str
    reason: str
    choices: tuple[object, ...] = dataclasses.field(default=(), repr=False)


@dataclasses.dataclass(frozen=True)
class Prefilled:
    """What the registers filled in, where they disagree, and what is left to ask."""

    values: Mapping[str, Value]
    conflicts: tuple[Conflict, ...]
    missing: tuple[Missing, ...]

    def as_json(self) -> dict[str, object]:
        """The same as JSON values, with the fields as keys."""
        missing = [{"field": gap.field, "reason": gap.reason, "choices": gap.choices} for gap in self.missing]
        return {
            "values": {name: value.as_json() for name, value in self.values.items()},
            "conflicts": [{"field": clash.field, "values": plain(clash.values)} for clash in self.conflicts],
            "missing": [{name: plain(part) for name, part in gap.items() if part} for gap in missing],
        }
