"""What one dossier adds to the indicators: sums by procedure, agency and commune, some of which turn with the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dancu_connectors.one_stop.entries import DossierEntry

__all__ = ["BY", "Cell", "Key", "counts_as", "sums_of"]

BY = ("procedure", "agency", "commune")
Key = tuple[str, ...]  # as BY
Cell = tuple[str, str | None]
"""Of an Indicator: ("lookups", a register), ("returned", None); of one under way, until when: ("due", day)."""
_MOST = 1 << 53  # what a reader of JSON or of Prometheus' text still counts by one
_REASONED = frozenset({"identified", "checked", "consented", "lapsed", "refused"})
_ENDED = frozenset({"returned", "withdrawn"})
_ACKNOWLEDGED = frozenset({"acknowledged"})
_SYNCED = frozenset({"sent", "done", "refused", "wanted"})
_LATE = {"acknowledgeBy": "late_acknowledged", "syncBy": "late_synced"}


def counts_as(cell: Cell, now: datetime) -> Cell | None:
    """Which part of an indicator it counts in at that time; None for a message that is not late yet."""
    name, by = cell
    if name == "due":
        return ("late" if date.fromisoformat(str(by)) < now.date() else "on_time"), None
    if name in _LATE:
        return (_LATE[name], None) if datetime.fromisoformat(str(by)) < now else None
    return cell


def sums_of(entries: Sequence[DossierEntry]) -> tuple[Key, Counter[Cell]]:
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


def _key(opened: Mapping[str, Any]) -> Key:
    agency = opened.get("agency", {})
    key = opened["procedure"], agency.get("ma", ""), agency.get("maPhuongXa", "")
    if not all(isinstance(each, str) for each in key):
        raise TypeError(opened["kind"])
    return key


def _counts(entries: Sequence[DossierEntry]) -> Counter[Cell]:
    found: Counter[Cell] = Counter()
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
        elif kind in {"begun", "received"} and "due" in what:
            due = max(filter(None, (due, date.fromisoformat(what["due"]))))
        if is_refused or kind in _ENDED:
            ended = entry.at.date()
        found["refused", None] += is_refused
        found["returned", None] += kind == "returned"
    if due is not None:
        found[("due", due.isoformat()) if ended is None else ("on_time" if ended <= due else "late", None)] = 1
    found.update(_in_time(entries, "acknowledgeBy", _ACKNOWLEDGED))
    found.update(_in_time(entries, "syncBy", _SYNCED))
    return found


def _in_time(entries: Sequence[DossierEntry], by: str, ends: Collection[str]) -> dict[Cell, int]:
    """Whether a step came to one of these ends after the moment that an entry told, else the first to come."""
    open_until: dict[str, datetime] = {}
    for entry in entries:
        step = str(entry.what.get("step"))
        if by in entry.what:
            open_until[step] = _moment(entry.what[by])
        elif entry.what["kind"] in ends and entry.at > open_until.pop(step, entry.at):
            return {(_LATE[by], None): 1}
    return {(by, min(open_until.values()).isoformat()): 1} if open_until else {}


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def _asked(what: Mapping[str, Any]) -> dict[Cell, int]:
    """What an entry says about questions to registers."""
    if what["kind"] == "identified":
        return {("verifications", None): 1}
    verified = sum(said is not None for said in what.get("verified", {}).values())
    told = [("lookups", what.get("asked", {})), ("failures", what.get("failures", {}))]
    named: dict[Cell, int] = {(name, part): count for name, counts in told for part, count in _whole(counts).items()}
    return {("verifications", None): verified, **named}


def _whole(told: Mapping[str, Any]) -> Mapping[str, int]:
    if not all(isinstance(count, int) and 0 <= count < _MOST for count in told.values()):
        raise ValueError(", ".join(told))
    return told
