"""A data folder: the nation (a pure function, made on first start) and the log (all that must not be lost)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db import personas
from mock_national_db.folder import connected, nation_of
from mock_national_db.log import Log
from mock_national_db.numbers import Numbers
from mock_national_db.timeline import SEED_TIME
from mock_national_db.workspace import Workspace

if TYPE_CHECKING:
    from datetime import date, datetime

    from dancu_contracts import Key

    from mock_national_db.nation import Nation
    from mock_national_db.registry import Registry


class Store:
    """One process's hold on a data folder; several processes may hold it at once and read each other's writes."""

    def __init__(
        self, folder: Path, nation: Nation, registries: Mapping[str, Registry], clock: datetime = SEED_TIME
    ) -> None:
        self.folder, self.nation, self.registries, self.clock = folder, nation, registries, clock
        self.db = connected(folder)
        self.log = Log(self.db)
        self.numbers = Numbers(nation.arguments.seed)

    @classmethod
    def open(
        cls,
        folder: Path,
        registries: Mapping[str, Registry],
        stated: Mapping[str, Any] | None = None,
        *,
        clock: datetime = SEED_TIME,
        progress: Callable[[int, int], None] | None = None,
    ) -> Store:
        """Open the folder, making the nation if it is not there; `stated` are the arguments the caller insists on."""
        return cls(folder, nation_of(folder, dict(stated or {}), progress), registries, clock)

    def close(self) -> None:
        """Let go of the folder."""
        self.log.let_go()
        self.db.close()

    def workspace(
        self, name: str, on: date | None = None, known: datetime | None = None, last: int | None = None
    ) -> Workspace:
        """The nation as that workspace sees it, for one question."""
        return Workspace(self, name, on, known, last)

    def fetch(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of a query."""
        row: tuple[Any, ...] | None = self.db.execute(query, values).fetchone()
        return row

    def find(self, workspace: Workspace, registry: str, subject: Mapping[str, Any]) -> Sequence[int]:
        """The indexes that may be the subject; the records decide whether they are."""
        if (number := subject.get("soDinhDanh")) is not None:
            return workspace.by_number(number)
        if search := self.registries[registry].find.get(tuple(sorted(subject))):
            found = [*_stated(registry, subject)[2], *search(workspace, subject)]
            return [index for index in found if workspace.has(index)]
        return self._by_key(workspace, registry, subject)

    def _by_key(self, workspace: Workspace, registry: str, subject: Mapping[str, Any]) -> list[int]:
        key, value, found = _stated(registry, subject)
        found += self.log.found(workspace.stream.number, f"{registry}.{'|'.join(key.fields)}", value)
        if key.number is not None and (index := self.numbers.index(key.number, value)) is not None:
            found += [index]
        return [index for index in found if workspace.has(index)]


def _stated(registry: str, subject: Mapping[str, Any]) -> tuple[Key, str, list[int]]:
    """The key that the caller used, its values joined by `|`, and the personas whose files state them."""
    key = next(k for k in dancu_contracts.registry(registry).keys if set(k.fields) == set(subject))
    value = "|".join(str(subject[name]) for name in key.fields)
    return key, value, list(personas.stating(registry, key, value))
