"""What the plan wants watched, from the entries of dossiers: verifications, what was not declared again, time, sources.

A field counts if it holds a value and is neither consent, nor paid, nor the authority's own. It is spared if a register
filled it in and the citizen left it so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from dancu_contracts import form, forms

from dancu_connectors.one_stop.entries import DossierEntry
from dancu_connectors.one_stop.summing import BY, Cell, Key, counts_as, sums_of

__all__ = ["BY", "CallsOf", "Indicator", "Watch", "indicators"]


@dataclass
class Indicator:
    """One procedure, agency or commune (`key`), or their combination; all counts are of dossiers unless named.

    `calls` were made apart from dossiers: how many, by `registry.operation`. `consumers` are the agencies that opened
    dossiers and the systems that called.
    """

    key: Mapping[str, str]
    dossiers: int = 0
    unreadable: int = 0
    refused: int = 0
    returned: int = 0
    on_time: int = 0
    late: int = 0
    late_acknowledged: int = 0
    late_synced: int = 0
    verifications: int = 0
    lookups: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    counted: int = 0
    spared: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    consumers: set[str] = field(default_factory=set)

    @property
    def form_share(self) -> float | None:
        """The form's own share of fields that need not be declared again; of a procedure only."""
        slug = self.key.get("procedure", "")
        return form(slug).share if slug in forms() else None

    @property
    def live_share(self) -> float | None:
        """The share over the dossiers handed in; None without one."""
        return self.spared / self.counted if self.counted else None

    def as_json(self) -> dict[str, Any]:
        """Shares to four places."""
        return {
            **self.key,
            "dossiers": self.dossiers,
            "unreadable": self.unreadable,
            "refused": self.refused,
            "returned": self.returned,
            "onTime": self.on_time,
            "late": self.late,
            "lateAcknowledged": self.late_acknowledged,
            "lateSynced": self.late_synced,
            "verifications": self.verifications,
            "formShare": _rounded(self.form_share),
            "liveShare": _rounded(self.live_share),
            "lookups": dict(sorted(self.lookups.items())),
            "failures": dict(sorted(self.failures.items())),
            "calls": dict(sorted(self.calls.items())),
            "consumers": sorted(self.consumers),
        }


class CallsOf(NamedTuple):
    """So many calls to a register apart from dossiers; `consumer` is "" where the call named no system."""

    procedure: str
    consumer: str
    register: str
    operation: str
    times: int


class Watch:
    """The indicators of dossiers that go on: what was taken in is kept as sums, and nothing of a dossier itself."""

    def __init__(self) -> None:
        self._sums: dict[Key, Counter[Cell]] = {}

    def take(self, entries: Sequence[DossierEntry], known: int = 0) -> None:
        """Take in a dossier as it now stands; its first `known` entries were taken in before."""
        if known:
            key, before = sums_of(entries[:known])
            self._sums[key].subtract(before)
        key, now = sums_of(entries)
        self._sums.setdefault(key, Counter()).update(now)

    def indicators(
        self,
        now: datetime,
        *,
        by: tuple[str, ...] = ("procedure",),
        empty: Iterable[str] = (),
        calls: Iterable[CallsOf] = (),
    ) -> list[Indicator]:
        """The indicators by procedure, agency, commune, or several of these; `empty` are procedures told without any.

        A consumer's calls are told as those of an agency of that code.
        """
        found: dict[Key, Counter[Cell]] = {(slug,): Counter() for slug in empty if by == ("procedure",)}
        for key, sums in sorted([*self._sums.items(), *map(_called, calls)], key=lambda each: each[0]):
            if sums := +sums:
                told = dict(zip(BY, key, strict=True))
                found.setdefault(tuple(told[part] for part in by), Counter()).update(sums)
        return [_indicator(dict(zip(by, key, strict=True)), sums, now) for key, sums in found.items()]


def indicators(
    dossiers: Iterable[Iterable[DossierEntry]],
    now: datetime,
    *,
    by: tuple[str, ...] = ("procedure",),
    empty: Iterable[str] = (),
) -> list[Indicator]:
    """The indicators of dossiers, each given whole; see Watch."""
    watch = Watch()
    for entries in dossiers:
        watch.take([*entries])
    return watch.indicators(now, by=by, empty=empty)


def _called(calls: CallsOf) -> tuple[Key, Counter[Cell]]:
    told: Counter[Cell] = Counter({("calls", f"{calls.register}.{calls.operation}"): calls.times})
    if calls.consumer:
        told["consumers", calls.consumer] = 1
    return (calls.procedure, calls.consumer, ""), told


def _indicator(key: Mapping[str, str], sums: Counter[Cell], now: datetime) -> Indicator:
    found = Indicator(key)
    for cell, count in sums.items():
        if (counted := counts_as(cell, now)) is not None:
            _add(found, *counted, count)
    return found


def _add(into: Indicator, name: str, part: str | None, count: int) -> None:
    if name == "consumers":
        into.consumers.add(str(part))
    elif part is None:
        setattr(into, name, getattr(into, name) + count)
    else:
        getattr(into, name)[part] = count


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
