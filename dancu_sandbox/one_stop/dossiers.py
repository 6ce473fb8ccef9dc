"""The store of dossiers that lies in a workspace's log, with the citizens' own stores of results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, TypedDict, cast

import msgspec
from dancu_connectors.one_stop import Document, DossierEntry

from mock_national_db.log import Entry
from mock_national_db.store import Store

_DOSSIER, _RESULT = "one_stop/", "result/"
_Moment = Annotated[str, msgspec.Meta(pattern="(Z|[+-][0-9:]+)$")]  # with its zone: it is held against a clock


class _Watched(TypedDict, total=False):
    """What indicators read of an entry; the rest, which is nearly all, is passed over."""

    kind: Any
    procedure: Any
    agency: Any
    verified: Any
    asked: Any
    failures: Any
    reasons: Any
    counted: Any
    spared: Any
    step: Any
    due: Any
    acknowledgeBy: _Moment
    syncBy: _Moment


_READER = msgspec.json.Decoder(_Watched)


def _watched(entry: str) -> Mapping[str, Any]:
    """An entry in short; what cannot be read says nothing, and makes its dossier unreadable."""
    try:
        return cast("Mapping[str, Any]", _READER.decode(entry))
    except msgspec.DecodeError:
        return {}


class LogDossiers:
    """See dancu_connectors.one_stop.Dossiers; a reset of the workspace empties it with the rest of the log."""

    def __init__(self, store: Store, workspace: str) -> None:
        self._store, self._workspace = store, workspace

    def entries(self, number: str) -> Sequence[DossierEntry]:
        """What was entered, in order."""
        return [DossierEntry(at, what) for at, what in self._entries(_DOSSIER + number)]

    def enter(self, number: str, turn: int, entry: DossierEntry) -> bool:
        """Add an entry if the turn is free."""
        return self._store.log.enter(self._workspace, _DOSSIER + number, Entry(entry.at, entry.what), turn=turn)

    def numbers(self) -> Sequence[str]:
        """The numbers of all dossiers, sorted."""
        return self._names(_DOSSIER)

    def grown(self, position: int) -> Iterator[tuple[int, list[DossierEntry], int]]:
        """Every dossier in which something was entered after that position of the log.

        The position up to which it was read; its entries, as far as indicators need them; how many there were before.
        """
        log = self._store.log
        stream = log.stream(self._workspace)
        for each in log.entered_after(stream, position, _DOSSIER):
            found = log.written_entries(stream, each.name, each.now)
            yield each.position, [DossierEntry(at, _watched(what)) for at, what in found], each.before

    def keep(self, document: Document) -> None:
        """Put a result into its owner's store, once."""
        name = f"{_RESULT}{document.of}/{document.number}"
        self._store.log.enter(self._workspace, name, Entry(document.at, document.as_json()), turn=0)

    def documents(self, citizen: str) -> Sequence[Document]:
        """The results that a personal number owns."""
        start = f"{_RESULT}{citizen}/"
        kept = [entry.what for name in self._names(start) for entry in self._entries(start + name)]
        return [Document.read(what) for what in kept]

    def _entries(self, name: str) -> list[Entry]:
        return self._store.log.entries(self._store.log.stream(self._workspace), name)

    def _names(self, start: str) -> list[str]:
        found = self._store.log.dossiers(self._store.log.stream(self._workspace), start)
        return [name.removeprefix(start) for name in found]
