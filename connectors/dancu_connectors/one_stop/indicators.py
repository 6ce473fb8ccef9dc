"""What the plan wants watched, from the entries of dossiers: verifications, what was not declared again, time, sources.

A field counts if it holds a value and is neither consent, nor paid, nor the authority's own. It is spared if a register
filled it in and the citizen left it so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dancu_contracts import form, forms

from dancu_connectors.one_stop.entries import DossierEntry

__all__ = ["Indicator", "indicators"]

_ACKNOWLEDGED = frozenset({"acknowledged"})
_SYNCED = frozenset({"sent", "done", "refused", "wanted"})
BY = ("procedure", "agency", "commune")
_MOST = 1 << 53  # what a reader of JSON or of Prometheus' text still counts by one


@dataclass
class Indicator:
    """One procedure, agency or commune (`key`), or their combination; all counts are of dossiers unless named."""

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
            "consumers": sorted(self.consumers),
        }


def indicators(
    dossiers: Iterable[Iterable[DossierEntry]],
    now: datetime,
    *,
    by: tuple[str, ...] = ("procedure",),
    empty: Iterable[str] = (),
) -> list[Indicator]:
    """The indicators by procedure, agency, commune, or several of these; `empty` are procedures told without any."""
    found: dict[tuple[str, ...], Indicator] = {}
    if by == ("procedure",):
        found = {(slug,): Indicator({"procedure": slug}) for slug in empty}
    for entries in dossiers:
        one = _read([*entries], now)
        key = {part: one.key[part] for part in by}
        _add(found.setdefault((*key.values(),), Indicator(key)), one)
    return [found[key] for key in found]


def _read(entries: list[DossierEntry], now: datetime) -> Indicator:
    """What one dossier adds; one that cannot be read adds only that, where nobody is named."""
    try:
        key = _key(entries[0].what)
        one = Indicator(key, consumers={key["agency"]})
        _count(one, entries, now.date())
        one.late_acknowledged = _is_late(entries, now, "acknowledgeBy", _ACKNOWLEDGED)
        one.late_synced = _is_late(entries, now, "syncBy", _SYNCED)
    except (LookupError, TypeError, ValueError, AttributeError):
        return Indicator(dict.fromkeys(BY, ""), unreadable=1)
    return one


def _add(into: Indicator, one: Indicator) -> None:
    for name, value in vars(one).items():
        if name == "consumers":
            into.consumers |= value
        elif name != "key":
            setattr(into, name, getattr(into, name) + value)


def _key(opened: Mapping[str, Any]) -> dict[str, str]:
    agency = opened.get("agency", {})
    key = {
        "procedure": opened["procedure"],
        "agency": agency.get("ma", ""),
        "commune": agency.get("maPhuongXa", ""),
    }
    if not all(isinstance(each, str) for each in key.values()):
        raise TypeError(opened["kind"])
    return key


def _count(into: Indicator, entries: list[DossierEntry], today: date) -> None:
    into.dossiers += 1
    share, due, ended = (0, 0), None, None
    for entry in entries:
        what = entry.what
        match what["kind"]:
            case "identified":
                into.verifications += 1
            case "told":
                into.verifications += sum(said is not None for said in what.get("verified", {}).values())
                into.lookups += _counted(what.get("asked", {}))
                into.failures += _counted(what.get("failures", {}))
            case "submitted":
                told = _counted({"counted": what["counted"], "spared": what["spared"]})
                share = told["counted"], told["spared"]
            case "begun" | "received" if "due" in what:
                due = max(filter(None, (due, date.fromisoformat(what["due"]))))
            case "returned":
                into.returned += 1
                ended = entry.at.date()
            case _:
                pass
        if what.get("reasons") and what["kind"] in {"identified", "checked", "consented", "lapsed", "refused"}:
            into.refused += 1
            ended = entry.at.date()
    into.counted, into.spared = into.counted + share[0], into.spared + share[1]
    if due is not None:
        is_on_time = (ended or today) <= due
        into.on_time, into.late = into.on_time + is_on_time, into.late + (not is_on_time)


def _is_late(entries: list[DossierEntry], now: datetime, by: str, ends: frozenset[str]) -> bool:
    """Whether a step came to one of these ends after the moment that an entry told, or by now did not."""
    open_until: dict[str, datetime] = {}
    for entry in entries:
        step = str(entry.what.get("step"))
        if by in entry.what:
            open_until[step] = datetime.fromisoformat(entry.what[by])
        elif entry.what["kind"] in ends and entry.at > open_until.pop(step, entry.at):
            return True
    return any(now > until for until in open_until.values())


def _counted(told: Mapping[str, Any]) -> Counter[str]:
    if not all(isinstance(count, int) and 0 <= count < _MOST for count in told.values()):
        raise ValueError(", ".join(told))
    return Counter(told)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
