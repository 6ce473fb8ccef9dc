"""What a register says: yes or no per claim, records, what happened, what changed."""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Generic, TypeVar

from dancu_connectors.records import Record

R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclasses.dataclass(frozen=True)
class Verification:
    """Whether the claims are true, and how each compares.

    `outcome` says what is known of the subject ("found", "deceased", "not_found", "replaced", …), each of `matches`
    how a claim compares ("match", "mismatch", "partial", "former", "near", "swapped", "ambiguous", "no_value"). Ask
    `.verified`: the object itself is neither true nor false.
    """

    outcome: str
    verified: bool
    matches: Mapping[str, str]

    def __bool__(self) -> bool:
        """Refused: `if verification:` would hold for a refused claim as well."""
        raise TypeError("ask .verified: a Verification itself is neither true nor false")

    def as_json(self) -> dict[str, object]:
        """As the uniform service writes it."""
        return {"outcome": self.outcome, "verified": self.verified, "matches": dict(self.matches)}


@dataclasses.dataclass(frozen=True)
class Source:
    """Where a record comes from: which register and contract, as of which day, as known when.

    `evidence` is "sha256:" and the digest of the answer's bytes as received, to be filed with the dossier. `on` and
    `known_at` are None where the wire does not say.
    """

    registry: str
    version: str
    on: date | None = None
    known_at: datetime | None = None
    evidence: str = ""

    def as_json(self) -> dict[str, object]:
        """What is not known is left out."""
        told = {
            "registry": self.registry,
            "version": self.version,
            "on": self.on.isoformat() if self.on else None,
            "knownAt": self.known_at.isoformat() if self.known_at else None,
            "evidence": self.evidence,
        }
        return {name: value for name, value in told.items() if value}


@dataclasses.dataclass(frozen=True)
class Lookup(Generic[R_co]):
    """The fields asked of every record that the register holds about the subject; `records` may be empty."""

    outcome: str
    records: tuple[R_co, ...]
    source: Source

    def as_json(self) -> dict[str, object]:
        """As the uniform service writes it."""
        records = [record.as_json() for record in self.records]
        return {"outcome": self.outcome, "records": records, "source": self.source.as_json()}


@dataclasses.dataclass(frozen=True)
class Change:
    """One field of a record, before and after; None where nothing was known."""

    field: str
    before: object = dataclasses.field(repr=False)
    after: object = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True)
class HistoryEntry:
    """What changed on one day, when the register came to know it, and the event that brought it about."""

    on: date
    known_at: datetime | None
    type: str | None
    changes: tuple[Change, ...]


@dataclasses.dataclass(frozen=True)
class History:
    """What changed in a subject's records, oldest first."""

    outcome: str
    entries: tuple[HistoryEntry, ...]
    source: Source


@dataclasses.dataclass(frozen=True)
class Recorded:
    """What became of an event sent.

    `outcome` is "recorded", with the event's position in the log, or why its subject cannot be written to. `told` is
    what else the register answers, such as the number of a newborn.
    """

    outcome: str
    position: int | None
    told: Mapping[str, object] = dataclasses.field(default_factory=dict, repr=False)


@dataclasses.dataclass(frozen=True)
class Written:
    """One event of the change feed."""

    position: int
    type: str
    on: date
    known_at: datetime
    subject: Mapping[str, object] = dataclasses.field(repr=False)
    data: Mapping[str, object] = dataclasses.field(default_factory=dict, repr=False)


@dataclasses.dataclass(frozen=True)
class Pushed:
    """One change that a register sent of its own accord.

    It may come more than once, always with the same `id`. `subject` is the same for all changes of one person, also
    after his number changed, until the feed begins anew; those of one `subject` come in order.
    """

    id: str
    registry: str
    subject: str
    change: Written


@dataclasses.dataclass(frozen=True)
class Changes:
    """A page of the change feed; give `cursor` to the next call, at once if there is `more`."""

    items: tuple[Written, ...]
    cursor: str
    more: bool
