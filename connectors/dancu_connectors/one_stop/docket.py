"""A dossier in hand: read from its store, and gone on with one entry at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dancu_connectors.errors import DossierConflict, InvalidRequest
from dancu_connectors.one_stop import effects as do
from dancu_connectors.one_stop.dossier import Dossier
from dancu_connectors.one_stop.effects import Handled
from dancu_connectors.one_stop.entries import DossierEntry

__all__ = ["Docket"]


class Docket:
    """The number, the clock and, once it was read, the dossier."""

    def __init__(self, number: str, clock: Callable[[], datetime]) -> None:
        self.number, self.clock = number, clock
        self._dossier: Dossier | None = None

    @property
    def it(self) -> Dossier:
        """The dossier; it must have been read, or begun."""
        if self._dossier is None:
            raise LookupError(self.number)
        return self._dossier

    @property
    def words(self) -> Mapping[str, Any]:
        """What rules read."""
        return self.it.words

    @property
    def today(self) -> str:
        """The day on the clock."""
        return self.clock().date().isoformat()

    def read(self) -> Handled[bool]:
        """Read the entries; whether there are any. ProviderBrokeContract if they make no dossier."""
        entries: Sequence[DossierEntry] = yield do.Read(self.number)
        self._dossier = Dossier.read(self.number, entries, self.clock()) if entries else None
        return bool(entries)

    def must_exist(self) -> Handled[None]:
        """Read the entries; InvalidRequest if there are none."""
        if not (yield from self.read()):
            raise InvalidRequest(
                "Không có hồ sơ mang mã này.", "There is no dossier of that number.", pointer="/number"
            )

    def enter(self, kind: str, **what: Any) -> Handled[None]:
        """Add an entry, the dossier with it; DossierConflict if somebody else did meanwhile."""
        before = self._dossier.entries if self._dossier else ()
        entry = DossierEntry(self.clock(), {"kind": kind, **what})
        if not (yield do.Enter(self.number, len(before), entry)):
            raise DossierConflict(
                "Người khác đã làm tiếp hồ sơ này: hãy mở lại.",
                "Somebody else went on with this dossier: take it up anew.",
                pointer="/number",
            )
        if self._dossier is None:
            self._dossier = Dossier(self.number, [entry], self.clock())
        else:
            self._dossier.take(entry)
