"""The store of dossiers as a client of a server sees it: of one that runs, or of the folder in this process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote

from dancu_connectors.one_stop import Document, DossierEntry

_TAKEN = 409


class Calls(Protocol):
    """Makes a call of the sandbox's own; `accepts` are statuses that are no failure."""

    async def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """What it answers."""
        ...

    async def status(self, method: str, path: str, body: Any, accepts: int) -> int:
        """With which status, the one accepted included."""
        ...


class RemoteDossiers:
    """See dancu_connectors.one_stop.Dossiers; every method is awaited."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def entries(self, number: str) -> Sequence[DossierEntry]:
        """What was entered, in order."""
        told = await self._calls.call("GET", _path(number))
        return [DossierEntry(datetime.fromisoformat(each["at"]), each["what"]) for each in told]

    async def enter(self, number: str, turn: int, entry: DossierEntry) -> bool:
        """Add an entry if the turn is free."""
        body = {"turn": turn, "at": entry.at.isoformat(), "what": entry.what}
        return await self._calls.status("POST", _path(number), body, _TAKEN) != _TAKEN

    async def numbers(self) -> Sequence[str]:
        """The numbers of all dossiers, sorted."""
        found: list[str] = await self._calls.call("GET", "/_sandbox/dossiers")
        return found

    async def keep(self, document: Document) -> None:
        """Put a result into its owner's store, once."""
        await self._calls.call("PUT", "/_sandbox/results", document.as_json())

    async def documents(self, citizen: str) -> Sequence[Document]:
        """The results that a personal number owns."""
        told = await self._calls.call("POST", "/_sandbox/results", {"soDinhDanh": citizen})
        return [Document.read(each) for each in told]


def _path(number: str) -> str:
    """Of that very dossier: what a number holds is no query."""
    return f"/_sandbox/dossiers/{quote(number, safe='')}"
