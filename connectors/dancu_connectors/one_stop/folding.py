"""What each entry does to a dossier: its state, its steps, what is known and answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dancu_contracts import Step

from dancu_connectors.one_stop.entries import Document, DossierEntry

if TYPE_CHECKING:
    from dancu_connectors.one_stop.dossier import Dossier

__all__ = ["Progress", "fold"]


@dataclass(frozen=True)
class Progress:
    """How one step stands.

    `state` is "waiting", "handed_in", "supplement" (with what is wanted), "refused" or "done". `decided_at` is when it
    was accepted, and the day of all that comes of it. `is_sent`: it went out by the agency's own message, and need not
    again before something was supplemented.
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


def _answered(dossier: Dossier, entry: DossierEntry) -> None:
    """What is answered anew is judged anew."""
    dossier.sheet.answer(entry.what)
    dossier.deferred = None


def _consented(dossier: Dossier, entry: DossierEntry) -> None:
    dossier.sheet.answer({"answers": {entry.what["pointer"]: entry.what["given"]}})
    _not_taken(dossier, entry)


def _paid(dossier: Dossier, entry: DossierEntry) -> None:
    dossier.paid = entry.what["vnd"]
    for pointer in entry.what.get("fields", ()):
        dossier.sheet.answer({"answers": {pointer: True}})
    receipt = {"source": 0, "key": "", "registry": "platform:portal", "value": entry.what.get("receipt")}
    dossier.sheet.learn({"told": {pointer: [receipt] for pointer in entry.what.get("told", ())}})


def _submitted(dossier: Dossier, _entry: DossierEntry) -> None:
    dossier.is_submitted, dossier.reasons = True, ()
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
        dossier.reasons = tuple(entry.what["reasons"])


def _wanted(dossier: Dossier, entry: DossierEntry) -> None:
    """A supplement is wanted of the citizen, before the dossier is received or by one of its agencies."""
    dossier.state, dossier.reasons = "yeuCauBoSung", tuple(entry.what["reasons"])
    if step := entry.what.get("step"):
        _step(dossier, step, state="supplement", reasons=dossier.reasons, decided_at=None)
    else:
        dossier.is_submitted = False


def _received(dossier: Dossier, entry: DossierEntry) -> None:
    dossier.state, dossier.received_at, dossier.reasons = "dangXuLy", entry.at, ()


def _refused(dossier: Dossier, entry: DossierEntry) -> None:
    """An agency refuses its step; the dossier ends with it unless it can do without."""
    step, dossier.reasons = entry.what["step"], tuple(entry.what["reasons"])
    _step(dossier, step, state="refused", reasons=dossier.reasons, done_at=entry.at)
    if dossier.steps[step].step.needed:
        dossier.state = "dungXuLy"


def _begun(dossier: Dossier, entry: DossierEntry) -> None:
    day = date.fromisoformat(entry.what["due"])
    _step(dossier, entry.what["step"], state="handed_in", since=entry.at, due=day, reasons=(), is_sent=False)


def _decided(dossier: Dossier, entry: DossierEntry) -> None:
    _step(dossier, entry.what["step"], decided_at=entry.at)


def _sent(dossier: Dossier, entry: DossierEntry) -> None:
    _step(dossier, entry.what["step"], is_sent=True)


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


def _skipped(dossier: Dossier, entry: DossierEntry) -> None:
    _step(dossier, entry.what["step"], state="skipped", done_at=entry.at)


def _returned(dossier: Dossier, entry: DossierEntry) -> None:
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
    "consented": _consented,
    "paid": _paid,
    "submitted": _submitted,
    "checked": _checked,
    "wanted": _wanted,
    "received": _received,
    "refused": _refused,
    "begun": _begun,
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
