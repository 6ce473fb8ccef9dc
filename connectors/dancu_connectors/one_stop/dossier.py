"""A dossier (hồ sơ): its entries, in order, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dancu_contracts import Handling, form, handling

from dancu_connectors.errors import ProviderBrokeContract
from dancu_connectors.one_stop.consents import Consented, Key, consents
from dancu_connectors.one_stop.entries import Document, DossierEntry
from dancu_connectors.one_stop.fields import NOT_CARRIED, Field
from dancu_connectors.one_stop.folding import Progress, fold
from dancu_connectors.one_stop.foreseeing import foreseen
from dancu_connectors.one_stop.identity import not_yet_identified
from dancu_connectors.one_stop.judging import for_officer
from dancu_connectors.one_stop.sheet import Sheet
from dancu_connectors.one_stop.telling import told

__all__ = ["Dossier"]

_ENDING = frozenset({"refused", "checked", "consented", "lapsed", "withdrawn"})
FINAL = frozenset({"khongTiepNhan", "rutHoSo", "dungXuLy", "daTraKetQua"})


class Dossier:
    """What the entries come to at a moment: the form, how its fields stand, the state, the steps, the results."""

    def __init__(self, number: str, entries: Sequence[DossierEntry], now: datetime) -> None:
        self.number, self.entries, self.now = number, tuple[DossierEntry, ...](), now
        self._today = now.date().isoformat()
        opened = entries[0].what
        if opened["kind"] != "opened":
            raise ValueError(number)
        self.procedure: str = opened["procedure"]
        self.citizen: str = opened["citizen"]
        self.agency: Mapping[str, str] = opened.get("agency", {})
        self.opened_at = entries[0].at
        self.sheet = Sheet(form(self.procedure), {self.citizen: opened.get("claims", {})})
        self.state = "moiDangKy"
        self.against: tuple[Mapping[str, Any], ...] = ()  # what was said against it last, by rules, people or agencies
        self.steps = {step.id: Progress(step, f"{number}.{place}") for place, step in enumerate(self.handling.steps, 1)}
        self.documents: tuple[Document, ...] = ()
        self.is_identified: bool | None = None
        self.has_applied = False  # handed in before it was known who applies
        self.is_submitted = False
        self.received_at: datetime | None = None
        self.returned_at: datetime | None = None
        self.deferred: tuple[str, ...] | None = None  # the rules that wait for a register; None before any was judged
        self.paid: int | None = None
        self.promised: date | None = None  # by when the whole is to be done, as told when it was received
        self.consented: dict[Key, Consented] = {}
        for entry in entries:
            self.take(entry)

    @classmethod
    def read(cls, number: str, entries: Sequence[DossierEntry], now: datetime) -> Dossier:
        """The dossier that a store holds; ProviderBrokeContract if its entries are not what an engine enters."""
        try:
            found = cls(number, entries, now)
            found.sheet.words(found._today)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            vi = f"Hồ sơ {number} không đọc được: nội dung không phải của một thủ tục được biết ở đây."
            en = f"The dossier {number} cannot be read: its entries are not those of a procedure that is known here."
            raise ProviderBrokeContract(vi, en, pointer="/number") from error
        return found

    def take(self, entry: DossierEntry) -> None:
        """Take in one entry more."""
        self.entries += (entry,)
        fold(self, entry)

    @property
    def handling(self) -> Handling:
        """How its procedure is handled."""
        return handling(self.procedure)

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in FINAL

    @property
    def reasons(self) -> tuple[Mapping[str, Any], ...]:
        """Why it ended, what is wanted of the citizen, or that it is not known yet who applies."""
        if self.is_identified is None and not self.is_final:
            return (not_yet_identified(self.handling.applicant.registry),)
        return self.against

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
        ended = [entry.at for entry in self.entries if entry.what["kind"] in _ENDING]
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
    def consents(self) -> list[Consented]:
        """Every consent that it asks for now, and how each stands."""
        return consents(self)

    @property
    def later(self) -> tuple[str, ...]:
        """The pointers of what is added later (bổ sung sau): their register did not answer."""
        return tuple(each.pointer for each in self.fields if each.how == "later")

    @property
    def unseen(self) -> tuple[str, ...]:
        """The pointers of what is not known because a register's wire does not carry it."""
        return tuple(each.pointer for each in self.fields if each.value is None and each.how == NOT_CARRIED)

    @property
    def for_officer(self) -> list[Mapping[str, Any]]:
        """The rules that nobody judged: they read what a register's wire does not carry."""
        return for_officer(self)

    @property
    def foreseen(self) -> list[Mapping[str, Any]]:
        """The rules for which it will be refused, whatever the citizen still writes."""
        return foreseen(self)

    @property
    def to_ask(self) -> list[Field]:
        """What is left to ask the citizen; before it is known who he is, nothing that a register may tell."""
        asked = [each for each in self.fields if each.leaf.required and _is_asked(each)]
        return [each for each in asked if self.is_identified is not None or not each.leaf.sources]

    @property
    def due(self) -> date | None:
        """The day by which the whole is in time: as promised, or later where a step began anew."""
        days = [each for each in (self.promised, *(each.due for each in self.steps.values())) if each]
        return max(days) if days else None

    def is_on_time(self, now: datetime) -> bool | None:
        """Whether it was done, or still is, in time; None before it was received."""
        if self.due is None:
            return None
        return (self.returned_at or now).date() <= self.due

    def as_json(self) -> dict[str, Any]:
        """For a page or a program: the form, where its values come from, what is left, how its steps stand."""
        return told(self)


def _is_asked(field: Field) -> bool:
    return field.value is None and field.how != "later" and field.leaf.mode not in {"consent", "pay", "none", "derived"}
