"""Handling a dossier: identify, look up, prefill, check, accept or refuse, act, issue; after each step an entry.

Nothing is kept but the entries, so that whoever takes the dossier up again goes on where they end. What is done outside
bears an id made of the dossier's number, so that it is done once although it may be tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dancu_contracts import Act, Check, Step, Texts, faults, procedure

from dancu_connectors.answers import Recorded, Verification
from dancu_connectors.errors import DancuError, DossierConflict, FixTheRequest, InvalidRequest, RetryLater
from dancu_connectors.one_stop import effects as do
from dancu_connectors.one_stop.answering import answers_entry
from dancu_connectors.one_stop.dossier import Document, Dossier, DossierEntry, Progress
from dancu_connectors.one_stop.effects import Handled
from dancu_connectors.one_stop.looking_up import Question, looked_up
from dancu_connectors.one_stop.rules import Unjudged, built, holds, judge, mentioned

__all__ = ["Applicant", "Decision", "Work"]

_OVER, _WANTED, _SHOWN, _REFUSED = "over", 2, {4, 5}, 6  # trangThai of wire.md E.2b


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who logged in: the number, and the claims that the log-in vouches for (hoVaTen, ngaySinh)."""

    number: str = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An officer's: "accept", "supplement" or "refuse", with why, and which fields are to be answered anew."""

    decision: str
    reason: Texts = field(default_factory=dict)
    fields: tuple[str, ...] = ()


class Work:
    """One dossier in hand."""

    def __init__(self, number: str, clock: Callable[[], datetime]) -> None:
        self._number, self._clock = number, clock
        self._dossier: Dossier | None = None

    # What a portal asks for.

    def begin(self, slug: str, applicant: Applicant, agency: Mapping[str, str]) -> Handled[Dossier]:
        """Open the dossier, identify the applicant and fill the form; opened before by the same, it is resumed."""
        opened = {"kind": "opened", "procedure": slug, "citizen": applicant.number, "agency": dict(agency)}
        opened["claims"] = dict(applicant.claims)
        yield from self._read()
        if self._dossier is None:
            yield from self._enter(opened)
        elif dict(self._it.entries[0].what) != opened:
            words = "That number belongs to another dossier, or the same with other data."
            raise DossierConflict(words, pointer="/number")
        if self._it.state == "moiDangKy":
            yield from self._identify()
            yield from self._look_up()
        return self._it

    def answer(self, answers: Mapping[str, Any]) -> Handled[Dossier]:
        """Take the citizen's answers, and look up what they lead to."""
        yield from self._must_exist()
        if self._it.state not in {"moiDangKy", "yeuCauBoSung"}:
            raise DossierConflict("The dossier is not open for answers.", pointer="/answers")
        yield from self._enter({"kind": "answered", **answers_entry(self._it.sheet, answers, self._today)})
        yield from self._look_up()
        return self._it

    def submit(self) -> Handled[Dossier]:
        """Hand it in: checked, accepted or refused, and carried as far as it goes now."""
        yield from self._must_exist()
        if not self._it.is_submitted and self._it.state in {"moiDangKy", "yeuCauBoSung"}:
            yield from self._identify()
            yield from self._look_up()
            if self._it.state != "khongTiepNhan":
                yield from self._hand_in()
        return (yield from self._go_on())

    def resume(self) -> Handled[Dossier]:
        """Go on where the entries end: after a crash, a register that was down, a day on which nothing could be done."""
        yield from self._must_exist()
        if self._it.state == "moiDangKy" and not self._it.is_submitted:
            yield from self._identify()
            yield from self._look_up()
        return (yield from self._go_on())

    def withdraw(self) -> Handled[Dossier]:
        """The citizen takes it back; what was written is taken back where that can be."""
        yield from self._must_exist()
        if not self._it.is_final:
            yield from self._enter({"kind": "withdrawn"})
            yield from self._take_back()
        return self._it

    def look(self) -> Handled[Dossier]:
        """As it stands."""
        yield from self._must_exist()
        return self._it

    # The entries.

    @property
    def _it(self) -> Dossier:
        assert self._dossier is not None
        return self._dossier

    @property
    def _today(self) -> str:
        return self._clock().date().isoformat()

    def _read(self) -> Handled[None]:
        entries: Sequence[DossierEntry] = yield do.Read(self._number)
        self._dossier = Dossier(self._number, entries, self._clock().date()) if entries else None

    def _must_exist(self) -> Handled[None]:
        yield from self._read()
        if self._dossier is None:
            raise InvalidRequest("There is no dossier of that number.", pointer="/number")

    def _enter(self, what: Mapping[str, Any]) -> Handled[None]:
        before = self._dossier.entries if self._dossier else ()
        entry = DossierEntry(self._clock(), what)
        if not (yield do.Enter(self._number, len(before), entry)):
            raise DossierConflict("Somebody else went on with this dossier: take it up anew.", pointer="/number")
        if self._dossier is None:
            self._dossier = Dossier(self._number, [entry], self._clock().date())
        else:
            self._dossier.take(entry)

    # Who applies, and what registers know.

    def _identify(self) -> Handled[None]:
        if self._it.is_identified is not None:
            return
        applicant = self._it.handling.applicant
        key = dict.fromkeys(self._it.sheet.form.subjects[applicant.subject].key, self._it.citizen)
        question = Question(applicant.registry, "verify", key, claims=self._it.entries[0].what["claims"])
        (told,) = yield do.Ask([question])
        if isinstance(told, DancuError):
            raise told
        assert isinstance(told, Verification)
        said = {"registry": applicant.registry, "subject": key, **told.as_json()}
        yield from self._enter({"kind": "identified", **said})
        if not told.verified:
            yield from self._refuse([_not_identified(told.outcome)])

    def _look_up(self) -> Handled[None]:
        if not self._it.is_identified:
            return
        asking, answers = looked_up(self._it.sheet, self._it.handling, self._today), None
        while True:
            try:
                questions = asking.send(answers)  # type: ignore[arg-type] - the first is None
            except StopIteration as done:
                learned: Mapping[str, Any] = done.value
                break
            answers = yield do.Ask(questions)
        if learned:
            yield from self._enter({"kind": "told", **learned})

    # Accepting or refusing.

    def _hand_in(self) -> Handled[None]:
        if wanting := [_unanswered(each.pointer, each.leaf.title, each.how) for each in self._it.to_ask]:
            yield from self._enter({"kind": "wanted", "reasons": wanting})
            return
        yield from self._enter({"kind": "submitted"})
        if self._it.received_at is not None:
            return
        failed, deferred = self._checked(self._it.handling.checks)
        yield from self._enter({"kind": "checked", "failed": failed, "deferred": deferred})
        if failed:
            yield from self._refuse(failed)

    def _checked(self, checks: Sequence[Check]) -> tuple[list[dict[str, Any]], list[str]]:
        """The checks that fail, and those that wait for a register that is down."""
        failed, deferred = list[dict[str, Any]](), list[str]()
        for check in checks:
            held = self._held(check)
            if held is None:
                deferred.append(check.id)
            elif not held:
                failed.append({"check": check.id, "legal": check.legal, **check.title})
        return failed, deferred

    def _held(self, check: Check) -> bool | None:
        if self._waits(check.when) or self._waits(check.holds):
            return None
        if not holds(check.when, self._it.words):
            return True
        try:
            return judge(check.holds, self._it.words) is True
        except Unjudged:
            return False

    def _waits(self, expression: str) -> bool:
        """Whether it reads a field, an outcome or a verification that a register which is down would tell."""
        later = {tuple(each.split("/")[1:]) for each in self._it.later}
        for word, *path in mentioned(expression):
            if word == "form" and any(_overlap(tuple(path), each) for each in later):
                return True
            if word == "outcome" and "source_down" in _told(self._it.sheet.outcome, path):
                return True
            if word == "verified" and self._it.sheet.verified.get(path[0], False) is None:
                return True
        return False

    def _refuse(self, reasons: Sequence[Mapping[str, Any]], step: str = "") -> Handled[None]:
        told = {"kind": "refused", "reasons": list(reasons)}
        yield from self._enter({**told, "step": step} if step else told)
        if step and self._it.is_final:
            yield from self._take_back()

    # From acceptance to the result.

    def _go_on(self) -> Handled[Dossier]:
        if self._it.is_submitted and not self._it.is_final:
            if self._it.received_at is None and not (yield from self._receive()):
                return self._it
            yield from self._settle_deferred()
            moved = True
            while moved and not self._it.is_final:
                moved = False
                for step in self._it.handling.steps:
                    if not self._it.is_final and (yield from self._step(step)):
                        moved = True
            ended = {"done", "skipped", "refused"}
            if not self._it.is_final and all(each.state in ended for each in self._it.steps.values()):
                yield from self._enter({"kind": "returned"})
        return self._it

    def _receive(self) -> Handled[bool]:
        """The consents and the fee, then the receipt; False as long as somebody has not answered."""
        for each in self._it.fields:
            if each.leaf.mode == "consent" and each.value is None:
                by = self._it.sheet.value(each.leaf.by) if each.leaf.by else None
                given = yield do.Consent(self._number, each.pointer, by, each.leaf.title)
                if given is None:
                    return False
                yield from self._enter({"kind": "consented", "pointer": each.pointer, "given": given})
                if not given:
                    yield from self._refuse([_no_consent(each.pointer, each.leaf.title)])
                    return False
        if not (yield from self._pay()):
            return False
        yield from self._enter({"kind": "received"})
        return True

    def _pay(self) -> Handled[bool]:
        fee = self._it.handling.fee
        vnd = int(judge(fee.vnd, self._it.words)) if fee else 0
        fields = [each.pointer for each in self._it.fields if each.leaf.mode == "pay" and each.value is None]
        if self._it.paid is not None or not (vnd or fields):
            return True
        if not (yield do.Pay(self._number, vnd)):
            return False
        yield from self._enter({"kind": "paid", "vnd": vnd, "fields": fields})
        return True

    def _settle_deferred(self) -> Handled[None]:
        """What a register that was down did not tell is asked again, and the rules that waited for it are judged."""
        if not self._it.later and not self._it.deferred:
            return
        yield from self._look_up()
        waiting = [check for check in self._it.handling.checks if check.id in self._it.deferred]
        failed, deferred = self._checked(waiting)
        if waiting and deferred != list(self._it.deferred):
            yield from self._enter({"kind": "checked", "failed": failed, "deferred": deferred})
        if failed:
            yield from self._refuse(failed)

    def _step(self, step: Step) -> Handled[bool]:
        """Take a step as far as it goes now; whether it moved."""
        before = len(self._it.entries)
        standing = self._it.steps[step.id]
        if standing.state in {"done", "refused", "skipped"} or not self._is_next(step) or self._it.deferred:
            return False
        if standing.state in {"waiting", "supplement"}:
            if not holds(step.when, self._it.words):
                yield from self._enter({"kind": "skipped", "step": step.id})
                return True
            yield from self._enter({"kind": "begun", "step": step.id})
        if (yield from self._is_decided(step)) and (yield from self._act(step)):
            yield from self._issue(step)
            yield from self._enter({"kind": "done", "step": step.id})
        return len(self._it.entries) > before and self._it.steps[step.id].state in {"done", "refused"}

    def _is_next(self, step: Step) -> bool:
        return all(self._it.steps[name].state in {"done", "skipped"} for name in step.after)

    def _is_decided(self, step: Step) -> Handled[bool]:
        decision: Decision | None = yield do.Decide(self._it, step.id)
        if decision is None:
            return False
        if decision.decision == "accept":
            return True
        reason = {"step": step.id, **decision.reason}
        if decision.decision == "supplement":
            fields = list(decision.fields)
            yield from self._enter({"kind": "wanted", "step": step.id, "reasons": [reason], "fields": fields})
        else:
            yield from self._refuse([reason], step.id)
        return False

    def _act(self, step: Step) -> Handled[bool]:
        """Write what the step brings about; False if it cannot go on now, or was refused."""
        if step.over is not None and (done := (yield from self._over(step))) is not None:
            return done
        for act in step.acts:
            acted = self._it.steps[step.id].acted
            if act.id in acted or not holds(act.when, self._it.words):
                continue
            told = yield from self._write(act, f"{self._it.steps[step.id].number}/{act.id}")
            if isinstance(told, RetryLater):
                return False
            if reason := _why_not(told):
                yield from self._refuse([{"step": step.id, **reason}], step.id)
                return False
            assert isinstance(told, Recorded)
            entry = {"step": step.id, "act": act.id, "registry": act.registry, "position": told.position}
            yield from self._enter({"kind": "acted", **entry, "told": dict(told.told)})
        return True

    def _write(self, act: Act, number: str) -> Handled[Recorded | DancuError]:
        words = self._it.words
        try:
            event = {"type": act.type, "on": judge(act.on, words), "subject": built(act.subject, words)}
            data = built(act.data, words)
        except Unjudged as error:
            if self._it.later:
                return RetryLater("A register that is down still has to tell what the event says.")
            raise InvalidRequest(f"{act.id}: the form does not hold what the event needs.", pointer="/form") from error
        return (yield do.Write(act.registry, {**event, **({"data": data} if data else {}), "id": number}))

    def _over(self, step: Step) -> Handled[bool | None]:
        """By the agency's own message; None if it is not spoken here, so that the events are written instead."""
        told, number = step.over or {}, self._it.steps[step.id].number
        if _OVER in self._it.steps[step.id].acted:
            return True
        declared = built(told["declared"], self._it.words)
        if not (yield do.HandIn(told["registry"], told["module"], number, declared)):
            return None
        progress = yield do.AskAfter(told["registry"], told["module"], number)
        if isinstance(progress, DancuError) or progress.state is None:
            return False
        if progress.state == _WANTED:
            reason = {"step": step.id, "vi": progress.reason, "en": progress.reason}
            yield from self._enter({"kind": "wanted", "step": step.id, "reasons": [reason]})
            return False
        if progress.state == _REFUSED:
            yield from self._refuse([{"step": step.id, "vi": progress.reason, "en": progress.reason}], step.id)
            return False
        if progress.state not in _SHOWN or progress.result is None:
            return False
        said = built(told.get("told", {}), {**self._it.words, "result": progress.result})
        yield from self._enter({"kind": "acted", "step": step.id, "act": _OVER, "told": said})
        return True

    def _issue(self, step: Step) -> Handled[None]:
        result, standing = step.result, self._it.steps[step.id]
        if result is None or standing.is_issued or not holds(result.when, self._it.words):
            return
        whose = judge(result.of, self._it.words)
        owners = [whose] if isinstance(whose, str) else [each for each in whose if each]
        content = {name: _or_none(part, self._it.words) for name, part in result.content.items()}
        content = {name: part for name, part in content.items() if part is not None}
        documents = [
            Document(number, result.document, result.title, owner, self._clock(), self._number, content)
            for number, owner in _numbered(standing.number, owners)
        ]
        for document in documents:
            yield do.Keep(document)
        told = [document.as_json() for document in documents]
        yield from self._enter({"kind": "issued", "step": step.id, "documents": told})

    def _take_back(self) -> Handled[None]:
        """Undo what can be undone, the last first; an act without `undo` stays (a birth stays registered)."""
        for standing in reversed(list(self._it.steps.values())):
            for act in reversed(standing.step.acts):
                if act.id in standing.acted and act.id not in standing.undone and act.undo:
                    yield from self._undo(standing, act, act.undo)

    def _undo(self, standing: Progress, act: Act, undo: Mapping[str, Any]) -> Handled[None]:
        back = Act(
            act.id,
            undo.get("registry", act.registry),
            undo["type"],
            undo.get("subject", act.subject),
            undo.get("data", {}),
        )
        told = yield from self._write(back, f"{standing.number}/{act.id}/undo")
        if isinstance(told, Recorded):
            yield from self._enter({"kind": "undone", "step": standing.step.id, "act": act.id})


def _numbered(number: str, owners: Sequence[str]) -> list[tuple[str, str]]:
    if len(owners) == 1:
        return [(number, owners[0])]
    return [(f"{number}-{place}", owner) for place, owner in enumerate(owners, 1)]


def _or_none(expression: str, words: Mapping[str, Any]) -> Any:
    try:
        return judge(expression, words)
    except Unjudged:
        return None


def _told(outcome: Any, path: Sequence[str]) -> list[str]:
    for step in path:
        outcome = outcome.get(step, {}) if isinstance(outcome, Mapping) else outcome
    return [*outcome.values()] if isinstance(outcome, Mapping) else [outcome]


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(a == b for a, b in zip(one, other, strict=False))


def _why_not(told: Recorded | DancuError) -> dict[str, Any] | None:
    """Why the register did not write it."""
    if isinstance(told, Recorded):
        code = None if told.outcome == "recorded" else told.outcome
        return (
            None
            if code is None
            else {"outcome": code, "vi": f"Nguồn dữ liệu trả lời: {code}", "en": f"The register says: {code}"}
        )
    if isinstance(told, FixTheRequest) and told.problem in faults():
        return {"problem": told.problem, **faults()[told.problem].title}
    return {"problem": told.problem or told.code, "vi": "Cơ sở dữ liệu không ghi nhận.", "en": str(told)}


def _not_identified(outcome: str) -> dict[str, Any]:
    vi, en = _IDENTITY.get(outcome, ("Không xác thực được danh tính người yêu cầu.", "The applicant was not verified."))
    return {"check": "identify", "outcome": outcome, "legal": "Luật Căn cước 26/2023/QH15, Điều 10", "vi": vi, "en": en}


_IDENTITY: Mapping[str, tuple[str, str]] = {
    "deceased": ("Người này đã chết theo CSDL quốc gia về dân cư.", "The national database has this person as dead."),
    "not_found": ("Không có số định danh này.", "There is no such personal number."),
    "replaced": ("Số định danh này đã được thay.", "This personal number was replaced."),
    "cancelled": ("Số định danh này đã bị hủy.", "This personal number was cancelled."),
}


def _unanswered(pointer: str, title: str, how: str) -> dict[str, Any]:
    return {"field": pointer, "reason": how, "vi": f"Còn thiếu: {title}", "en": f"Still wanted: {title}"}


def _no_consent(pointer: str, title: str) -> dict[str, Any]:
    return {"field": pointer, "vi": f"Không đồng ý: {title}", "en": f"Consent refused: {title}"}


def known_procedure(key: str) -> str:
    """The slug of a procedure by slug or TTHC code; InvalidRequest if there is none."""
    found = procedure(key)
    if found is None:
        raise InvalidRequest("There is no procedure of that slug or TTHC code.", pointer="/procedure")
    return found.slug
