"""The desk of a wire that takes dossiers: what it may do in one workspace's log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mock_national_db.answering import answer
from mock_national_db.log import Entry
from mock_national_db.registry import Refused
from mock_national_db.searching import search
from mock_national_db.service.faults import CallFault
from mock_national_db.service.uniform import write

if TYPE_CHECKING:
    from datetime import datetime

    from mock_national_db.operation import Answer, Found, Operation, Search
    from mock_national_db.store import Store


class LogDesk:
    """The desk of the wire named `system`; see wires.Desk."""

    def __init__(self, store: Store, workspace: str, system: str) -> None:
        self._store, self._workspace, self._system = store, workspace, system

    @property
    def now(self) -> datetime:
        """The workspace's clock."""
        return self._store.workspace(self._workspace).clock

    def ask(self, asked: Operation) -> Answer:
        """What the registry says."""
        return answer(self._store, self._store.workspace(self._workspace, asked.on, asked.known_at), asked)

    def search(self, asked: Search) -> Found:
        """Who fulfils a criterion."""
        return search(self._store, self._store.workspace(self._workspace, asked.on, asked.known_at), asked)

    def record(self, registry: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """Write an event, held against its contract first; raises Refused."""
        try:
            return write(self._store, self._workspace, registry, event)
        except CallFault as fault:
            raise Refused(fault.code, fault.pointer, **fault.details) from fault

    def enter(self, number: str, what: Mapping[str, Any], *, first: bool = False) -> bool:
        """Add an entry to a dossier."""
        return self._store.log.enter(
            self._workspace, self._name(number), Entry(self.now, what), turn=0 if first else None
        )

    def entries(self, number: str) -> Sequence[Entry]:
        """What was entered in a dossier, in order."""
        return self._store.log.entries(self._store.log.stream(self._workspace), self._name(number))

    def numbers(self) -> Sequence[str]:
        """The numbers of all dossiers of this wire, sorted."""
        start = self._name("")
        found = self._store.log.dossiers(self._store.log.stream(self._workspace), start)
        return [name.removeprefix(start) for name in found]

    def _name(self, number: str) -> str:
        return f"{self._system}/{number}"
