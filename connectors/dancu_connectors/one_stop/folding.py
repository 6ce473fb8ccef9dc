"""What each entry does to a dossier: its state, its steps, what is known and answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dancu_contracts import Step

from dancu_connectors.one_stop.consents import recall, standing_at
from dancu_connectors.one_stop.entries import Document, DossierEntry

if TYPE_CHECKING:
    from dancu_connectors.one_stop.dossier import Dossier

__all__ = ["Progress", "fold"]


@dataclass(frozen=True)
class Progress:
    """How one step stands.

    `state` is "waiting", "handed_in", "supplement" (with what is wanted), "refused" or "done". `decided_at` is when it
    was accepted, and the day of all that comes of it. `is_sent`: it went out by the agency's own message, and need not
    again before something was supplemented. `acknowledge_by` and `sync_by` are until when the agency has to say that it
    has the step, and what it decided has to have reached the other systems; None where no law says so.
    """

    step: Step
    number: str
    state: str = "waiting"
    reasons: tuple[Mapping[str, Any], ...] = ()
    since: datetime | None = None
    due: date | None = None
    done_at: datetime | None = None
    acted: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    undone: frozenset[str] = frozenset()
    decided_at: datetime | None = None
    is_sent: bool = False
    is_issued: bool = False
    acknowledge_by: datetime | None = None
    acknowledged_at: datetime | None = None
    sync_by: datetime | None = None
    synced_at: datetime | None = None

    def late(self, now: datetime) -> tuple[str, ...]:
        """What was, or by now is, too late: "acknowledgement", "sync", "result"."""
        limits = {
            "acknowledgement": (self.acknowledge_by, self.acknowledged_at),
            "sync": (self.sync_by, self.synced_at),
        }
        found = [name for name, (by, at) in limits.items() if by and (at or now) > by]
        is_late = self.due and self.state != "supplement" and (self.done_at or now).date() > self.due
        return (*found, "result") if is_late else (*found,)


def fold(dossier: Dossier, entry: DossierEntry) -> None:
    """Let an entry take effect; LookupError, TypeError or ValueError for one that no engine enters."""
    _FOLDS[entry.what["kind"]](dossier, entry)


def _opened(dossier: Dossier, entry: DossierEntry) -> None:
    """Read at the start: who applies, where, and what the log-in vouches for."""
    texts = [dossier.citizen, *dossier.agency.values()]
    if not (all(isinstance(each, str) for each in texts) and isinstance(entry.what["claims"], Mapping)):
        raise TypeError(dossier.number)


def _identified(dossier: Dossier, entry: DossierEntry) -> None:
    dossier.is_identified = entry.what["verified"]
    _not_taken(dossier, entry)
    applicant = dossier.handling.applicant
    dossier.sheet.learn(
        {
            "verified": {"applicant": entry.what["verified"]},
            "outcome": {applicant.subject: {f"verify_{applicant.registry}": entry.what["outcome"]}},
            "told": {at: [_logged_in(entry.what, name)] for name, at in _key_places(dossier)},
        }
    )


def _key_places(dossier: Dossier) -> list[tuple[str, str]]:
    return list(dossier.sheet.form.subjects[dossier.handling.applicant.subject].key.items())


def _logged_in(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {"source": 0, "key": "", "registry": told["registry"], "value": told["subject"][name]}


def _told(dossier: Dossier, entry: DossierEntry) -> None:
    dossier.sheet.learn(entry.what)
    recall(dossier)


def _answered(dossier: Dossier, entry: DossierEntry) -> None:
    """What is answered anew is judged anew."""
    dossier.sheet.answer(entry.what)
    recall(dossier)
    dossier.deferred = None


def _asked(dossier: Dossier, entry: DossierEntry) -> None:
    until = date.fromisoformat(entry.what["until"]) if "until" in entry.what else None
    _consent(dossier, entry, state="asked", until=until)


def _consented(dossier: Dossier, entry: DossierEntry) -> None:
    _consent(dossier, entry, state="given" if entry.what["given"] else "refused")
    recall(dossier)
    _not_taken(dossier, entry)


def _lapsed(dossier: Dossier, entry: DossierEntry) -> None:
    _consent(dossier, entry, state="late")
    _not_taken(dossier, entry)


def _consent(dossier: Dossier, entry: DossierEntry, **changed: Any) -> None:
    """What is known of the consent of whomever the form names at that place now."""
    standing = standing_at(dossier, entry.what["pointer"])
    dossier.consented[standing.key] = replace(standing, **changed)


def _paid(dossier: Dossier, entry: DossierEntry) -> None:
    dossier.paid = entry.what["vnd"]
    for pointer in entry.what.get("fields", ()):
        dossier.sheet.answer({"answers": {pointer: True}})
    receipt = {"source": 0, "key": "", "registry": "platform:portal", "value": entry.what.get("receipt")}
    dossier.sheet.learn({"told": {pointer: [receipt] for pointer in entry.what.get("told", ())}})


def _applied(dossier: Dossier, _entry: DossierEntry) -> None:
    """Handed in before it was known who applies."""
    dossier.has_applied = True


def _submitted(dossier: Dossier, _entry: DossierEntry) -> None:
    dossier.is_submitted, dossier.has_applied, dossier.against = True, False, ()
    dossier.state = "moiDangKy" if dossier.received_at is None else "dangXuLy"
    for step in dossier.steps.values():
        if step.state == "supplement":
            _step(dossier, step.step.id, state="waiting")


def _checked(dossier: Dossier, entry: DossierEntry) -> None:
    dossier.deferred = tuple(entry.what["deferred"])
    _not_taken(dossier, entry)


def _not_taken(dossier: Dossier, entry: DossierEntry) -> None:
    """What is said against a dossier ends it, as not taken before it is received and as stopped after."""
    if entry.what["reasons"]:
        dossier.state = "khongTiepNhan" if dossier.received_at is None else "dungXuLy"
        dossier.against = tuple(entry.what["reasons"])


def _wanted(dossier: Dossier, entry: DossierEntry) -> None:
    """A supplement is wanted of the citizen, before the dossier is received or by one of its agencies."""
    dossier.state, dossier.against = "yeuCauBoSung", tuple(entry.what["reasons"])
    if step := entry.what.get("step"):
        _step(dossier, step, state="supplement", reasons=dossier.against, decided_at=None, sync_by=None)
    else:
        dossier.is_submitted = dossier.has_applied = False


def _received(dossier: Dossier, entry: DossierEntry) -> None:
    dossier.state, dossier.received_at, dossier.against = "dangXuLy", entry.at, ()
    if "due" in entry.what:
        dossier.promised = date.fromisoformat(entry.what["due"])


def _refused(dossier: Dossier, entry: DossierEntry) -> None:
    """An agency refuses its step; the dossier ends with it unless it can do without."""
    step, dossier.against = entry.what["step"], tuple(entry.what["reasons"])
    _step(dossier, step, state="refused", reasons=dossier.against, done_at=entry.at)
    _in_sync(dossier, entry)
    if dossier.steps[step].step.needed:
        dossier.state = "dungXuLy"


def _begun(dossier: Dossier, entry: DossierEntry) -> None:
    day, by = date.fromisoformat(entry.what["due"]), _moment(entry, "acknowledgeBy")
    step = entry.what["step"]
    _step(dossier, step, state="handed_in", since=entry.at, due=day, reasons=(), is_sent=False)
    _step(dossier, step, acknowledge_by=by, acknowledged_at=None, sync_by=None, synced_at=None)


def _acknowledged(dossier: Dossier, entry: DossierEntry) -> None:
    _step(dossier, entry.what["step"], acknowledged_at=entry.at)


def _decided(dossier: Dossier, entry: DossierEntry) -> None:
    _step(dossier, entry.what["step"], decided_at=entry.at, sync_by=_moment(entry, "syncBy"))


def _sent(dossier: Dossier, entry: DossierEntry) -> None:
    _step(dossier, entry.what["step"], is_sent=True)
    _in_sync(dossier, entry)


def _in_sync(dossier: Dossier, entry: DossierEntry) -> None:
    """What an agency decided has reached the others: by its message, or as the register's answer."""
    step = entry.what["step"]
    _step(dossier, step, synced_at=dossier.steps[step].synced_at or entry.at)


def _moment(entry: DossierEntry, name: str) -> datetime | None:
    found = datetime.fromisoformat(entry.what[name]) if name in entry.what else None
    if found and (found.tzinfo is None) != (entry.at.tzinfo is None):
        raise ValueError(name)
    return found


def _acted(dossier: Dossier, entry: DossierEntry) -> None:
    before = dossier.steps[entry.what["step"]]
    told = {**before.acted, entry.what["act"]: entry.what["told"]}
    _step(dossier, entry.what["step"], acted=told)
    if "registry" not in entry.what:  # the agency decided, and said so by its own message
        _step(dossier, entry.what["step"], decided_at=entry.at)


def _undone(dossier: Dossier, entry: DossierEntry) -> None:
    before = dossier.steps[entry.what["step"]]
    _step(dossier, entry.what["step"], undone=before.undone | {entry.what["act"]})


def _issued(dossier: Dossier, entry: DossierEntry) -> None:
    dossier.documents += (*(Document.read(each) for each in entry.what["documents"]),)
    _step(dossier, entry.what["step"], is_issued=True)


def _done(dossier: Dossier, entry: DossierEntry) -> None:
    _step(dossier, entry.what["step"], state="done", done_at=entry.at)
    _in_sync(dossier, entry)


def _skipped(dossier: Dossier, entry: DossierEntry) -> None:
    _step(dossier, entry.what["step"], state="skipped", done_at=entry.at)


def _returned(dossier: Dossier, entry: DossierEntry) -> None:
    """A step that the procedure did not have yet was not needed."""
    for name, step in dossier.steps.items():
        if step.state == "waiting":
            _step(dossier, name, state="skipped")
    dossier.state, dossier.returned_at = "daTraKetQua", entry.at


def _withdrawn(dossier: Dossier, _entry: DossierEntry) -> None:
    dossier.state = "rutHoSo"


def _step(dossier: Dossier, step: str, **changed: Any) -> None:
    dossier.steps[step] = replace(dossier.steps[step], **changed)


_FOLDS: Mapping[str, Callable[[Dossier, DossierEntry], None]] = {
    "opened": _opened,
    "identified": _identified,
    "told": _told,
    "answered": _answered,
    "asked": _asked,
    "consented": _consented,
    "lapsed": _lapsed,
    "paid": _paid,
    "applied": _applied,
    "submitted": _submitted,
    "checked": _checked,
    "wanted": _wanted,
    "received": _received,
    "refused": _refused,
    "begun": _begun,
    "acknowledged": _acknowledged,
    "decided": _decided,
    "sent": _sent,
    "acted": _acted,
    "undone": _undone,
    "issued": _issued,
    "done": _done,
    "skipped": _skipped,
    "returned": _returned,
    "withdrawn": _withdrawn,
}
