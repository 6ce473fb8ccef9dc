"""A dossier (hồ sơ): its entries, in order, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from dancu_contracts import Handling, Step, form, handling

from dancu_connectors.errors import ProviderBrokeContract
from dancu_connectors.one_stop.sheet import Field, Sheet

__all__ = ["Document", "Dossier", "DossierEntry", "Dossiers", "Progress"]

FINAL = frozenset({"khongTiepNhan", "rutHoSo", "dungXuLy", "daTraKetQua"})


@dataclass(frozen=True)
class DossierEntry:
    """One entry: when it was made and what it says, as JSON values; `what["kind"]` tells which kind it is."""

    at: datetime
    what: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Document:
    """A result: its number, its kind, whose it is, and what it says. It lies in the citizen's own store."""

    number: str
    kind: str
    title: Mapping[str, str]
    of: str = field(repr=False)
    at: datetime
    dossier: str
    content: Mapping[str, Any] = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "number": self.number,
            "kind": self.kind,
            "title": dict(self.title),
            "of": self.of,
            "at": self.at.isoformat(),
            "dossier": self.dossier,
            "content": dict(self.content),
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Document:
        """A document as it was kept."""
        return cls(**{**told, "at": datetime.fromisoformat(told["at"])})


class Dossiers(Protocol):
    """Where dossiers are kept; its methods may be asynchronous for an `AsyncOneStop`.

    An entry has a turn, counted from 0, which is taken only once: of two who write at the same time one is told False.
    """

    def entries(self, number: str) -> Sequence[DossierEntry]:
        """What was entered, in order; empty if there is no such dossier."""
        ...

    def enter(self, number: str, turn: int, entry: DossierEntry) -> bool:
        """Add an entry; False, and nothing is added, if that turn is taken."""
        ...

    def numbers(self) -> Sequence[str]:
        """The numbers of all dossiers, sorted."""
        ...

    def keep(self, document: Document) -> None:
        """Put a result into its owner's store, once."""
        ...

    def documents(self, citizen: str) -> Sequence[Document]:
        """The results that a personal number owns, in the order of their numbers."""
        ...


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


class Dossier:
    """What the entries come to on a day: the form, how its fields stand, the state, the steps, the results."""

    def __init__(self, number: str, entries: Sequence[DossierEntry], today: date) -> None:
        self.number, self.entries, self._today = number, tuple[DossierEntry, ...](), today.isoformat()
        opened = entries[0].what
        if opened["kind"] != "opened":
            raise ValueError(number)
        self.procedure: str = opened["procedure"]
        self.citizen: str = opened["citizen"]
        self.agency: Mapping[str, str] = opened.get("agency", {})
        self.opened_at = entries[0].at
        self.sheet = Sheet(form(self.procedure))
        self.state = "moiDangKy"
        self.reasons: tuple[Mapping[str, Any], ...] = ()
        self.steps = {step.id: Progress(step, f"{number}.{place}") for place, step in enumerate(self.handling.steps, 1)}
        self.documents: tuple[Document, ...] = ()
        self.is_identified: bool | None = None
        self.is_submitted = False
        self.received_at: datetime | None = None
        self.returned_at: datetime | None = None
        self.deferred: tuple[str, ...] | None = None  # the rules that wait for a register; None before any was judged
        self.consents: dict[str, Mapping[str, Any]] = {}
        self.paid: int | None = None
        for entry in entries:
            self.take(entry)

    @classmethod
    def read(cls, number: str, entries: Sequence[DossierEntry], today: date) -> Dossier:
        """The dossier that a store holds; ProviderBrokeContract if its entries are not what an engine enters."""
        try:
            found = cls(number, entries, today)
            found.sheet.words(found._today)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            words = f"The dossier {number} cannot be read: its entries are not those of a procedure that is known here."
            raise ProviderBrokeContract(words, pointer="/number") from error
        return found

    def take(self, entry: DossierEntry) -> None:
        """Take in one entry more."""
        self.entries += (entry,)
        _FOLDS[entry.what["kind"]](self, entry)

    @property
    def handling(self) -> Handling:
        """How its procedure is handled."""
        return handling(self.procedure)

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in FINAL

    @property
    def words(self) -> dict[str, Any]:
        """What rules read."""
        return self._words(self._today)

    def words_of(self, step: str) -> dict[str, Any]:
        """What the acts of a step read: their `today` is the day of its decision, whenever they come to be written."""
        decided_at = self.steps[step].decided_at
        return self._words(decided_at.date().isoformat() if decided_at else self._today)

    @property
    def words_of_end(self) -> dict[str, Any]:
        """What is read by acts that take others back: `today` is the day on which the dossier was stopped."""
        ended = [entry.at for entry in self.entries if entry.what["kind"] in {"refused", "checked", "withdrawn"}]
        return self._words(ended[-1].date().isoformat())

    def _words(self, today: str) -> dict[str, Any]:
        told = {name: each for step in self.steps.values() for name, each in step.acted.items()}
        return {**self.sheet.words(today), "told": told, "number": self.number, "citizen": self.citizen}

    @property
    def form(self) -> dict[str, Any]:
        """The form as filled, without what only the authority sees."""
        return self.sheet.filled(self._today)

    @property
    def fields(self) -> list[Field]:
        """Every field of the form, as it stands; those that only the authority sees included."""
        return self.sheet.fields(self._today)

    @property
    def shown(self) -> list[Field]:
        """Every field that the citizen may see."""
        return [each for each in self.fields if not each.leaf.is_hidden]

    @property
    def later(self) -> tuple[str, ...]:
        """The pointers of what is added later (bổ sung sau): their register did not answer."""
        return tuple(each.pointer for each in self.fields if each.how == "later")

    @property
    def to_ask(self) -> list[Field]:
        """What is left to ask the citizen."""
        return [each for each in self.fields if each.leaf.required and _is_asked(each)]

    @property
    def due(self) -> date | None:
        """The day by which the whole is in time: the longest way through its steps."""
        days = [each.due for each in self.steps.values() if each.due]
        return max(days) if days else None

    def is_on_time(self, now: datetime) -> bool | None:
        """Whether it was done, or still is, in time; None before it was received."""
        if self.due is None:
            return None
        return (self.returned_at or now).date() <= self.due

    def as_json(self) -> dict[str, Any]:
        """For a page or a program: the form, where its values come from, what is left, how its steps stand."""
        return {
            "number": self.number,
            "procedure": self.procedure,
            "state": self.state,
            "reasons": [dict(each) for each in self.reasons],
            "form": self.form,
            "fields": [_field_json(each) for each in self.shown],
            "later": [each.pointer for each in self.shown if each.how == "later"],
            "steps": [_step_json(each) for each in self.steps.values()],
            "documents": [each.as_json() for each in self.documents],
            "due": self.due.isoformat() if self.due else None,
        }


def _is_asked(field: Field) -> bool:
    return field.value is None and field.how != "later" and field.leaf.mode not in {"consent", "pay", "none", "derived"}


def _field_json(field: Field) -> dict[str, Any]:
    told = next((each for each in field.told if each.get("value") is not None), {})
    source = {name: told[name] for name in ("registry", "on", "knownAt", "evidence") if name in told}
    found = {
        "pointer": field.pointer,
        "title": field.leaf.title,
        "mode": field.leaf.mode,
        "how": field.how,
        "value": field.value,
        "source": source,
        "conflict": [{"registry": each["registry"], "value": each["value"]} for each in field.conflict],
        "choices": list(field.choices),
        "required": field.leaf.required,
    }
    return {name: part for name, part in found.items() if part not in (None, {}, [])}


def _step_json(step: Progress) -> dict[str, Any]:
    found = {
        "id": step.step.id,
        "number": step.number,
        "title": dict(step.step.title),
        "agency": dict(step.step.agency),
        "state": step.state,
        "reasons": [dict(each) for each in step.reasons],
        "due": step.due.isoformat() if step.due else None,
    }
    return {name: part for name, part in found.items() if part not in (None, [])}


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
    dossier.consents[entry.what["pointer"]] = entry.what
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


_FOLDS = {
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
