"""What the plan wants watched, from the entries of dossiers: verifications, what was not declared again, time, sources.

A field counts if it holds a value and is neither consent, nor paid, nor the authority's own. It is spared if a register
filled it in and the citizen left it so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from dancu_contracts import form, forms

from dancu_connectors.one_stop.entries import DossierEntry

__all__ = ["CallsOf", "Indicator", "Watch", "indicators"]

BY = ("procedure", "agency", "commune")
_MOST = 1 << 53  # what a reader of JSON or of Prometheus' text still counts by one
_REASONED = {"identified", "checked", "consented", "refused"}
_ENDED = {"returned", "withdrawn"}
_Key = tuple[str, ...]  # as BY
_Cell = tuple[str, str | None]  # of an Indicator: ("lookups", "tax"), ("returned", None); ("due", day) of one under way


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
        self._sums: dict[_Key, Counter[_Cell]] = {}

    def take(self, entries: Sequence[DossierEntry], known: int = 0) -> None:
        """Take in a dossier as it now stands; its first `known` entries were taken in before."""
        if known:
            key, before = _read(entries[:known])
            self._sums[key].subtract(before)
        key, now = _read(entries)
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
        found: dict[_Key, Counter[_Cell]] = {(slug,): Counter() for slug in empty if by == ("procedure",)}
        for key, sums in sorted([*self._sums.items(), *map(_called, calls)], key=lambda each: each[0]):
            if sums := +sums:
                told = dict(zip(BY, key, strict=True))
                found.setdefault(tuple(told[part] for part in by), Counter()).update(sums)
        return [_indicator(dict(zip(by, key, strict=True)), sums, now.date()) for key, sums in found.items()]


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


def _called(calls: CallsOf) -> tuple[_Key, Counter[_Cell]]:
    told: Counter[_Cell] = Counter({("calls", f"{calls.register}.{calls.operation}"): calls.times})
    if calls.consumer:
        told["consumers", calls.consumer] = 1
    return (calls.procedure, calls.consumer, ""), told


def _indicator(key: Mapping[str, str], sums: Counter[_Cell], today: date) -> Indicator:
    """The sums on a day: a dossier under way is late once the day it is due is over."""
    found = Indicator(key)
    for (sum_of, part), count in sums.items():
        name = sum_of
        if sum_of == "due":
            name = "late" if date.fromisoformat(str(part)) < today else "on_time"
        if name == "consumers":
            found.consumers.add(str(part))
        elif part is None or sum_of == "due":
            setattr(found, name, getattr(found, name) + count)
        else:
            getattr(found, name)[part] = count
    return found


def _read(entries: Sequence[DossierEntry]) -> tuple[_Key, Counter[_Cell]]:
    """What one dossier adds, to which sums; one that cannot be read adds only that, where nobody is named."""
    try:
        key = _key(entries[0].what)
        found = _counts(entries)
    except (LookupError, TypeError, ValueError, AttributeError):
        return ("",) * len(BY), Counter({("unreadable", None): 1})
    found["dossiers", None] = 1
    if agency := key[BY.index("agency")]:
        found["consumers", agency] = 1
    return key, found


def _key(opened: Mapping[str, Any]) -> _Key:
    agency = opened.get("agency", {})
    key = opened["procedure"], agency.get("ma", ""), agency.get("maPhuongXa", "")
    if not all(isinstance(each, str) for each in key):
        raise TypeError(opened["kind"])
    return key


def _counts(entries: Sequence[DossierEntry]) -> Counter[_Cell]:
    found: Counter[_Cell] = Counter()
    due = ended = None
    for entry in entries:
        what = entry.what
        kind = what["kind"]
        is_refused = bool(what.get("reasons")) and kind in _REASONED
        if kind in {"identified", "told"}:
            found.update(_asked(what))
        elif kind == "submitted":
            handed_in = _whole({name: what[name] for name in ("counted", "spared")})
            found.update({(name, None): count - found[name, None] for name, count in handed_in.items()})
        elif kind == "begun":
            due = max(filter(None, (due, date.fromisoformat(what["due"]))))
        if is_refused or kind in _ENDED:
            ended = entry.at.date()
        found["refused", None] += is_refused
        found["returned", None] += kind == "returned"
    if due is not None:
        found[("due", due.isoformat()) if ended is None else ("on_time" if ended <= due else "late", None)] = 1
    return found


def _asked(what: Mapping[str, Any]) -> dict[_Cell, int]:
    """What an entry says about questions to registers."""
    if what["kind"] == "identified":
        return {("verifications", None): 1}
    verified = sum(said is not None for said in what.get("verified", {}).values())
    told = [("lookups", what.get("asked", {})), ("failures", what.get("failures", {}))]
    named: dict[_Cell, int] = {(name, part): count for name, counts in told for part, count in _whole(counts).items()}
    return {("verifications", None): verified, **named}


def _whole(told: Mapping[str, Any]) -> Mapping[str, int]:
    if not all(isinstance(count, int) and 0 <= count < _MOST for count in told.values()):
        raise ValueError(", ".join(told))
    return told


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
