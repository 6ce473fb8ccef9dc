"""How often each register was asked, for what, by whom and with what outcome, since this process began."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import dancu_contracts

from mock_national_db.service.callers import Asker

__all__ = ["Calls", "Counted", "procedure_of"]

OTHER = "other"
CONSUMERS, CELLS = 100, 20_000  # names told apart in a workspace, numbers kept of all: about 4 MB


class Counted(NamedTuple):
    """What is counted by itself; a wire's message that asked no register has an HTTP status for its outcome."""

    registry: str
    operation: str
    procedure: str
    outcome: str
    asker: Asker


_Cell = tuple[str, str, str, str, Asker]  # of a Counted, whose procedure may still be a code: cheaper to make


class Calls:
    """The counts of one process, by workspace. Neither a caller's texts nor many workspaces make them grow on."""

    def __init__(self) -> None:
        self._of: dict[str, dict[_Cell, int]] = {}
        self._consumers: dict[str, set[str]] = {}
        self._held = 0

    def count(self, workspace: str, cell: _Cell) -> None:
        """One call more; its procedure is a known slug or code, or nothing."""
        try:
            self._of[workspace][cell] += 1
        except KeyError:
            self._first(workspace, cell)

    def batch(self, workspace: str, registry: str, items: Iterable[Any], told: Iterable[Any], of: Asker) -> None:
        """The items of a batch, each a call."""
        for item, one in zip(items, told, strict=True):
            if "outcome" in one:
                self.count(workspace, (registry, item["op"], item["purpose"]["procedure"], one["outcome"], of))
            else:
                self.count(workspace, (registry, item["op"], procedure_of(item), one["code"], of))

    def of(self, workspace: str) -> Counter[Counted]:
        """What was counted, procedures by slug."""
        found: Counter[Counted] = Counter()
        for (registry, operation, procedure, outcome, of), count in self._of.get(workspace, {}).items():
            found[Counted(registry, operation, _slug(procedure), outcome, of)] += count
        return found

    def forget(self, workspace: str) -> None:
        """Begin that workspace anew."""
        self._held -= len(self._of.pop(workspace, ()))
        self._consumers.pop(workspace, None)

    def _first(self, workspace: str, cell: _Cell) -> None:
        """Count what was not counted before; once there is too much, the oldest workspace makes room."""
        while self._held >= CELLS and (oldest := next(iter(self._of))) != workspace:
            self.forget(oldest)
        cells = self._of.setdefault(workspace, {})
        cell = self._bounded(cells, self._consumers.setdefault(workspace, set()), cell)
        self._held += cell not in cells
        cells[cell] = cells.get(cell, 0) + 1

    def _bounded(self, cells: Mapping[_Cell, int], known: set[str], cell: _Cell) -> _Cell:
        """The cell, or the one that stands for all others."""
        *what, of = cell
        if of.consumer and of.consumer not in known:
            of = of._replace(consumer=OTHER) if len(known) >= CONSUMERS else of
            known.add(of.consumer)
        registry, operation, procedure, outcome = what
        if len(cells) >= CELLS and (registry, operation, procedure, outcome, of) not in cells:
            procedure, of = "", of._replace(consumer=OTHER)
        return registry, operation, procedure, outcome, of


def procedure_of(asked: Any) -> str:
    """The slug of the procedure that a call, well formed or not, names as its purpose; "" if it is not known."""
    purpose = asked.get("purpose") if isinstance(asked, Mapping) else None
    named = purpose.get("procedure") if isinstance(purpose, Mapping) else None
    return _slug(named) if isinstance(named, str) else ""


def _slug(key: str) -> str:
    found = dancu_contracts.procedure(key)
    return found.slug if found else ""
