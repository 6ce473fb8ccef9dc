"""A store of dossiers in memory, for tests and trials; an agency gives its own."""

from __future__ import annotations

from collections.abc import Sequence

from dancu_connectors.one_stop.entries import Document, DossierEntry

__all__ = ["MemoryDossiers"]


class MemoryDossiers:
    """Dossiers that live as long as this object; see Dossiers."""

    def __init__(self) -> None:
        self._entries: dict[str, list[DossierEntry]] = {}
        self._documents: dict[str, dict[str, Document]] = {}

    def entries(self, number: str) -> Sequence[DossierEntry]:
        """What was entered, in order."""
        return tuple(self._entries.get(number, ()))

    def enter(self, number: str, turn: int, entry: DossierEntry) -> bool:
        """Add an entry if the turn is free."""
        entries = self._entries.setdefault(number, [])
        if len(entries) != turn:
            return False
        entries.append(entry)
        return True

    def numbers(self) -> Sequence[str]:
        """The numbers of all dossiers, sorted."""
        return sorted(self._entries)

    def keep(self, document: Document) -> None:
        """Put a result into its owner's store."""
        self._documents.setdefault(document.of, {}).setdefault(document.number, document)

    def documents(self, citizen: str) -> Sequence[Document]:
        """The results that a personal number owns."""
        return [document for _, document in sorted(self._documents.get(citizen, {}).items())]
