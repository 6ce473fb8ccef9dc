"""What is kept of dossiers: their entries, the results they end in, and the store where both lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

__all__ = ["Document", "DossierEntry", "Dossiers"]


@dataclass(frozen=True)
class DossierEntry:
    """One entry: when it was made and what it says, as JSON values; `what["kind"]` tells which kind it is."""

    at: datetime
    what: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Document:
    """A result: its number, its kind, whose it is, and what it says. It lies in the citizen's own store."""

    number: str
    kind: str
    title: Mapping[str, str]
    of: str = field(repr=False)
    at: datetime
    dossier: str
    content: Mapping[str, Any] = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "number": self.number,
            "kind": self.kind,
            "title": dict(self.title),
            "of": self.of,
            "at": self.at.isoformat(),
            "dossier": self.dossier,
            "content": dict(self.content),
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Document:
        """A document as it was kept."""
        return cls(**{**told, "at": datetime.fromisoformat(told["at"])})


class Dossiers(Protocol):
    """Where dossiers are kept; its methods may be asynchronous for an `AsyncOneStop`.

    An entry has a turn, counted from 0, which is taken only once: of two who write at the same time one is told False.
    """

    def entries(self, number: str) -> Sequence[DossierEntry]:
        """What was entered, in order; empty if there is no such dossier."""
        ...

    def enter(self, number: str, turn: int, entry: DossierEntry) -> bool:
        """Add an entry; False, and nothing is added, if that turn is taken."""
        ...

    def numbers(self) -> Sequence[str]:
        """The numbers of all dossiers, sorted."""
        ...

    def keep(self, document: Document) -> None:
        """Put a result into its owner's store, once."""
        ...

    def documents(self, citizen: str) -> Sequence[Document]:
        """The results that a personal number owns, in the order of their numbers."""
        ...
