"""Handling a dossier: identify, look up, prefill, take answers, check, accept or refuse; then its steps.

Nothing is kept but the entries, so that whoever takes the dossier up again goes on where they end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dancu_contracts import forms, procedure

from dancu_connectors.errors import DancuError, DossierConflict, InvalidRequest, RetryLater
from dancu_connectors.one_stop import effects as do
from dancu_connectors.one_stop.agency import checked as checked_agency
from dancu_connectors.one_stop.agency import must_sit_somewhere
from dancu_connectors.one_stop.answering import answers_entry
from dancu_connectors.one_stop.asking_others import Others
from dancu_connectors.one_stop.docket import Docket
from dancu_connectors.one_stop.dossier import Dossier
from dancu_connectors.one_stop.effects import Handled
from dancu_connectors.one_stop.hearing import Question
from dancu_connectors.one_stop.identity import not_identified
from dancu_connectors.one_stop.judging import checked, wanted
from dancu_connectors.one_stop.limits import working_days
from dancu_connectors.one_stop.looking_up import looked_up
from dancu_connectors.one_stop.rules import Unjudged, judge
from dancu_connectors.one_stop.steps import Steps
from dancu_connectors.one_stop.working_days import due

__all__ = ["Applicant", "Work", "known_procedure"]

OPEN = frozenset({"moiDangKy", "yeuCauBoSung"})
TAKEN_BACK = frozenset({"dungXuLy", "rutHoSo"})


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who logged in: the number, and the claims that the log-in vouches for (hoVaTen, ngaySinh)."""

    number: str = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)


def known_procedure(key: str) -> str:
    """The slug of a procedure by slug or TTHC code; InvalidRequest if there is none, or it has no form."""
    found = procedure(key)
    if found is None:
        raise InvalidRequest(
            "Không có thủ tục mang định danh hoặc mã TTHC này.",
            "There is no procedure of that slug or TTHC code.",
            pointer="/procedure",
        )
    if found.slug not in forms():
        raise InvalidRequest(
            f"Thủ tục {found.slug} không có biểu mẫu nên không nộp được.",
            f"The procedure {found.slug} has no form, so that nobody can apply for it.",
            pointer="/procedure",
        )
    return found.slug


class Work:
    """What a portal asks to be done with one dossier."""

    def __init__(self, number: str, clock: Callable[[], datetime]) -> None:
        self._docket = Docket(number, clock)
        self._steps, self._others = Steps(self._docket), Others(self._docket)

    def begin(self, slug: str, applicant: Applicant, agency: Mapping[str, object]) -> Handled[Dossier]:
        """Open the dossier, identify the applicant and fill the form; opened before by the same, it is resumed."""
        if not isinstance(applicant.number, str):
            raise InvalidRequest(
                "Số của người nộp là chuỗi.", "The applicant's number is a text.", pointer="/applicant"
            )
        whose = {"citizen": applicant.number, "claims": dict(applicant.claims)}
        opened = {"procedure": slug, **whose, "agency": (taken_in_by := checked_agency(agency))}
        if not (yield from self._docket.read()):
            must_sit_somewhere(taken_in_by, self._docket.today)
            yield from self._docket.enter("opened", **opened)
        elif dict(self._docket.it.entries[0].what) != {"kind": "opened", **opened}:
            vi = "Mã này thuộc hồ sơ khác, hoặc cùng hồ sơ với dữ liệu khác."
            en = "That number belongs to another dossier, or to the same with other data."
            raise DossierConflict(vi, en, pointer="/number")
        if self._docket.it.state == "moiDangKy":
            yield from self._identify_and_look_up()
        return self._docket.it

    def answer(self, answers: Mapping[str, Any]) -> Handled[Dossier]:
        """Take the citizen's answers, and look up what they lead to."""
        yield from self._docket.must_exist()
        if self._docket.it.state not in OPEN:
            raise DossierConflict(
                "Hồ sơ không còn nhận câu trả lời.", "The dossier is not open for answers.", pointer="/answers"
            )
        entry = answers_entry(self._docket.it.sheet, answers, self._docket.today)
        yield from self._docket.enter("answered", **entry)
        yield from self._look_up()
        return self._docket.it

    def submit(self) -> Handled[Dossier]:
        """Hand it in: checked, accepted or refused, and carried as far as it goes now."""
        yield from self._docket.must_exist()
        if self._docket.it.state in OPEN and not (
            self._docket.it.is_submitted and self._docket.it.state == "moiDangKy"
        ):
            yield from self._identify_and_look_up()
            if self._docket.it.state in OPEN:
                yield from self._hand_in()
        yield from self._go_on()
        return self._docket.it

    def resume(self) -> Handled[Dossier]:
        """Go on where the entries end: after a crash, when a register answers again, when time has passed."""
        yield from self._docket.must_exist()
        if self._docket.it.state == "moiDangKy" and not self._docket.it.is_submitted:
            yield from self._identify_and_look_up()
            if self._docket.it.has_applied and self._docket.it.state in OPEN:
                yield from self._hand_in()
        yield from self._go_on()
        return self._docket.it

    def withdraw(self) -> Handled[Dossier]:
        """The citizen takes it back; what was written is taken back where that can be."""
        yield from self._docket.must_exist()
        if not self._docket.it.is_final:
            yield from self._docket.enter("withdrawn")
        yield from self._go_on()
        return self._docket.it

    def consent(self, pointer: str, by: str, *, given: bool) -> Handled[Dossier]:
        """Somebody who was asked says whether he consents, and the dossier goes on."""
        yield from self._docket.must_exist()
        yield from self._others.answer(pointer, by, given=given)
        yield from self._go_on()
        return self._docket.it

    def look(self) -> Handled[Dossier]:
        """As it stands."""
        yield from self._docket.must_exist()
        return self._docket.it

    # Who applies, and what registers know.

    def _identify_and_look_up(self) -> Handled[None]:
        if self._docket.it.is_identified is None:
            yield from self._identify()
        yield from self._look_up()

    def _identify(self) -> Handled[None]:
        """Ask the register who he is; as long as it is down, that stays open."""
        applicant, opened = self._docket.it.handling.applicant, self._docket.it.entries[0].what
        key = dict.fromkeys(self._docket.it.sheet.form.subjects[applicant.subject].key, opened["citizen"])
        (told,) = yield do.Ask([Question(applicant.registry, "verify", key, claims=opened["claims"])])
        if isinstance(told, RetryLater):
            yield from self._docket.enter("told", failures={applicant.registry: 1})
            return
        if isinstance(told, DancuError):
            raise told
        reasons = [] if told.verified else [not_identified(told.outcome)]
        said = {"registry": applicant.registry, "subject": key, **told.as_json()}
        yield from self._docket.enter("identified", **said, reasons=reasons)

    def _look_up(self) -> Handled[None]:
        if not self._docket.it.is_identified:
            return
        asking = looked_up(self._docket.it.sheet, self._docket.it.handling, self._docket.today)
        answers: Any = None
        while True:
            try:
                answers = yield do.Ask(asking.send(answers))
            except StopIteration as done:
                if done.value:
                    yield from self._docket.enter("told", **done.value)
                return

    # Accepting or refusing.

    def _hand_in(self) -> Handled[None]:
        """Tell what is wanted, or submit it; before it is known who applies, keep that he handed it in."""
        if self._docket.it.is_identified is None:
            if not self._docket.it.has_applied:
                yield from self._docket.enter("applied")
            return
        if (reasons := self._docket.it.foreseen) and wanted(self._docket.it):
            yield from self._docket.enter("checked", reasons=reasons, deferred=[])
            return
        if wanting := wanted(self._docket.it):
            yield from self._docket.enter("wanted", reasons=wanting)
            return
        counted = [field for field in self._docket.it.fields if field.counts]
        spared = sum(field.is_spared for field in counted)
        yield from self._docket.enter("submitted", counted=len(counted), spared=spared)

    def _check(self, deferred_before: tuple[str, ...] | None) -> Handled[None]:
        """All rules, or again those that waited for a register."""
        every = self._docket.it.handling.checks
        reasons, deferred = checked(
            self._docket.it, [each for each in every if deferred_before is None or each.id in deferred_before]
        )
        if reasons or tuple(deferred) != deferred_before:
            yield from self._docket.enter("checked", reasons=reasons, deferred=deferred)

    def _go_on(self) -> Handled[None]:
        """One thing after another, as long as nothing ends it; each is left out where an entry shows it done."""
        it = self._docket.it
        if self._is_going_on() and it.deferred is None:
            yield from self._check(None)
        if self._is_going_on() and it.received_at is None and self._fee() is None:
            yield from self._look_up()
            yield from self._check(it.deferred)
        if self._is_going_on() and it.received_at is None and self._fee() is not None:
            yield from self._receive()
        if self._is_going_on() and it.received_at and (it.later or it.deferred):
            yield from self._look_up()
            yield from self._check(it.deferred)
        if self._is_going_on() and it.received_at and not it.deferred and (yield from self._others.agree()):
            yield from self._others.are_asked()
            yield from self._steps.go_on()
        if it.state in TAKEN_BACK:
            yield from self._steps.take_back()

    def _is_going_on(self) -> bool:
        return self._docket.it.is_submitted and not self._docket.it.is_final

    def _receive(self) -> Handled[None]:
        """The consents and the fee, then the receipt, which says by when all is due."""
        if (yield from self._others.agree()) and (yield from self._pay()):
            days = working_days(self._docket.it)
            day = due(self._docket.clock(), days)
            yield from self._docket.enter("received", workingDays=days, due=day.isoformat())

    def _fee(self) -> int | None:
        """What is to be paid; None as long as a register that is down has to tell it."""
        fee = self._docket.it.handling.fee
        try:
            return int(judge(fee.vnd, self._docket.words)) if fee else 0
        except Unjudged:
            return None

    def _pay(self) -> Handled[bool]:
        vnd, it = self._fee() or 0, self._docket.it
        fields = [each.pointer for each in it.fields if each.leaf.mode == "pay" and each.value is None]
        if it.paid is not None or not (vnd or fields):
            return True
        if not (yield do.Pay(self._docket.number, vnd)):
            return False
        told = [leaf.pointer for leaf in it.sheet.form.leaves.values() if any(s.is_payment for s in leaf.sources)]
        yield from self._docket.enter("paid", vnd=vnd, fields=fields, receipt=f"{self._docket.number}-TT", told=told)
        return True
