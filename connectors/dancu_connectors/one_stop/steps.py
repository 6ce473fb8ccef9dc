"""The steps of a dossier that was accepted: each agency decides, acts in the registers and issues its result.

What is done outside bears an id made of the dossier's number, so that it is done once although it may be tried again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dancu_contracts import Act, Result, Step, Texts, faults

from dancu_connectors.answers import Recorded
from dancu_connectors.errors import DancuError, FixTheRequest, InvalidRequest, RetryLater
from dancu_connectors.one_stop import effects as do
from dancu_connectors.one_stop.asking_others import disagreement
from dancu_connectors.one_stop.docket import Docket
from dancu_connectors.one_stop.effects import Handled
from dancu_connectors.one_stop.entries import Document
from dancu_connectors.one_stop.folding import Progress
from dancu_connectors.one_stop.judging import Reason, waits
from dancu_connectors.one_stop.limits import acknowledge_by, sync_by
from dancu_connectors.one_stop.rules import Unjudged, Words, built, holds, judge
from dancu_connectors.one_stop.working_days import due

__all__ = ["Decision", "Steps"]

ENDED = frozenset({"done", "skipped", "refused"})
OVER = "over"
_SUPPLEMENT, _READY, _REFUSED = 2, frozenset({4, 5}), 6  # trangThai of wire.md E.2b


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An officer's: "accept", "supplement" or "refuse", with why, and which fields are to be answered anew.

    "acknowledge" says that the agency has the step, and has not decided yet.
    """

    decision: str
    reason: Texts = field(default_factory=dict)
    fields: tuple[str, ...] = ()


class Steps:
    """Takes the steps of one dossier."""

    def __init__(self, docket: Docket) -> None:
        self._docket = docket

    def go_on(self) -> Handled[None]:
        """Take every step as far as it goes now; when all have ended, the result is returned."""
        moved = True
        while moved and not self._docket.it.is_final:
            moved = False
            for step in self._docket.it.handling.steps:
                moved = (yield from self._take(step)) or moved
        if not self._docket.it.is_final and all(each.state in ENDED for each in self._docket.it.steps.values()):
            yield from self._docket.enter("returned")

    def refuse(self, reasons: Sequence[Reason], step: str) -> Handled[None]:
        """An agency refuses; where its step is needed, the dossier ends and what others wrote is taken back."""
        yield from self._acknowledge(step)
        yield from self._docket.enter("refused", step=step, reasons=list(reasons))
        if self._docket.it.is_final:
            yield from self.take_back()

    def take_back(self) -> Handled[None]:
        """Undo what can be undone, the last first; an act without `undo` stays (a birth stays registered)."""
        for standing in reversed(list(self._docket.it.steps.values())):
            for act in reversed(standing.step.acts):
                for name in reversed([each for each in standing.acted if each.partition("/")[0] == act.id]):
                    words = _in_row(act, name, self._docket.it.words_of_end)
                    if act.undo and name not in standing.undone and holds(act.undo.get("when", ""), words):
                        yield from self._undo(standing, act, name, act.undo, words)

    def _take(self, step: Step) -> Handled[bool]:
        """Whether it ended by this."""
        it, standing = self._docket.it, self._docket.it.steps[step.id]
        if it.is_final or standing.state in {*ENDED, "supplement"} or not self._is_next(step):
            return False
        if standing.state != "handed_in":
            yield from self._begin(step)
        if it.steps[step.id].state != "handed_in":
            return it.steps[step.id].state in ENDED
        if (yield from self._is_accepted(step)) and (yield from self._act(step)):
            yield from self._acknowledge(step.id)
            yield from self._issue(step)
            yield from self._docket.enter("done", step=step.id)
        return it.steps[step.id].state in ENDED

    def _begin(self, step: Step) -> Handled[None]:
        """Hand it to its agency, once it is known that it comes and who consents; without them it is refused."""
        it, now = self._docket.it, self._docket.clock()
        if waits(it, step.when):
            return
        if not holds(step.when, self._docket.words):
            yield from self._docket.enter("skipped", step=step.id)
        elif (against := disagreement(it, step)) is None:
            return
        elif against:
            yield from self.refuse(against, step.id)
        else:
            day = due((it.received_at if step.of_whole else None) or now, step.working_days)
            by = _moment("acknowledgeBy", acknowledge_by(it, now))
            yield from self._docket.enter("begun", step=step.id, due=day.isoformat(), **by)

    def _acknowledge(self, step: str) -> Handled[None]:
        """The agency has shown that it has the step: the moment is kept where a law asks for it."""
        standing = self._docket.it.steps[step]
        if standing.acknowledge_by and standing.acknowledged_at is None:
            yield from self._docket.enter("acknowledged", step=step)

    def _is_next(self, step: Step) -> bool:
        return all(self._docket.it.steps[name].state in {"done", "skipped"} for name in step.after)

    def _is_accepted(self, step: Step) -> Handled[bool]:
        """What the officer decides, once."""
        if self._docket.it.steps[step.id].decided_at is not None:
            return True
        decision: Decision | None = yield do.Decide(self._docket.it, step.id)
        if decision is None:
            return False
        if decision.decision == "accept":
            by = _moment("syncBy", sync_by(self._docket.it, self._docket.clock()))
            yield from self._docket.enter("decided", step=step.id, **by)
            return True
        yield from self._acknowledge(step.id)
        if decision.decision == "acknowledge":
            return False
        reason = {"step": step.id, **decision.reason}
        if decision.decision == "refuse":
            yield from self.refuse([reason], step.id)
        else:
            yield from self._docket.enter("wanted", step=step.id, reasons=[reason], fields=list(decision.fields))
        return False

    # What it brings about.

    def _act(self, step: Step) -> Handled[bool]:
        """Write what the step brings about; False if it cannot go on now, or was refused."""
        if step.over and (done := (yield from self._hand_over(step, step.over))) is not None:
            return done
        for act in step.acts:
            if waits(self._docket.it, act.when):
                return False
            for name, words in _each(act, self._docket.it.words_of(step.id)):
                if name not in self._docket.it.steps[step.id].acted and not (
                    yield from self._do(step, act, name, words)
                ):
                    return False
        return True

    def _do(self, step: Step, act: Act, name: str, words: Words) -> Handled[bool]:
        told = yield from self._write(act, f"{self._docket.it.steps[step.id].number}/{name}", words)
        if isinstance(told, RetryLater):
            return False
        if isinstance(told, DancuError) or told.outcome != "recorded":
            yield from self.refuse([{"step": step.id, **_why_not(told)}], step.id)
            return False
        where = {"registry": act.registry, "position": told.position}
        yield from self._docket.enter("acted", step=step.id, act=name, told=dict(told.told), **where)
        return True

    def _write(self, act: Act, number: str, words: Words) -> Handled[Recorded | DancuError]:
        try:
            event = {"type": act.type, "on": judge(act.on, words), "subject": built(act.subject, words), "id": number}
            data = built(act.data, words)
        except Unjudged as error:
            if self._docket.it.later:
                return RetryLater(
                    "Cơ sở dữ liệu đang hỏng còn phải cho biết nội dung sự kiện; hãy thử lại sau.",
                    "A register that is down still has to tell what the event says.",
                )
            raise InvalidRequest(
                f"{act.id}: biểu mẫu thiếu điều sự kiện cần.",
                f"{act.id}: the form does not hold what the event needs.",
                pointer="/form",
            ) from error
        told: Recorded | DancuError = yield do.Write(act.registry, {**event, "data": data} if data else event)
        return told

    def _undo(
        self, standing: Progress, act: Act, name: str, undo: Mapping[str, Any], words: Mapping[str, Any]
    ) -> Handled[None]:
        parts: dict[str, Any] = {"registry": act.registry, "subject": act.subject, "data": {}, **undo}
        told = yield from self._write(Act(act.id, **parts), f"{standing.number}/{name}/undo", words)
        if isinstance(told, Recorded):
            yield from self._docket.enter("undone", step=standing.step.id, act=name)

    def _hand_over(self, step: Step, over: Mapping[str, Any]) -> Handled[bool | None]:
        """By the agency's own message; None if it is not spoken here, so that the events are written instead."""
        standing = self._docket.it.steps[step.id]
        if OVER in standing.acted:
            return True
        if not standing.is_sent:
            declared = built(over["declared"], self._docket.it.words_of(step.id))
            sent = yield do.HandIn(over["registry"], over["module"], standing.number, declared)
            if isinstance(sent, DancuError) and not isinstance(sent, RetryLater):
                raise sent
            if sent is not True:
                return False if sent else None
            yield from self._docket.enter("sent", step=step.id)
        yield from self._acknowledge(step.id)
        progress = yield do.AskAfter(over["registry"], over["module"], standing.number)
        return False if isinstance(progress, DancuError) else (yield from self._heard(step, over, progress))

    def _heard(self, step: Step, over: Mapping[str, Any], progress: Any) -> Handled[bool]:
        """What the agency says of the dossier: a supplement is wanted, it is refused, or the result is there."""
        reason = {"step": step.id, "vi": progress.reason, "en": progress.reason}
        if progress.state == _SUPPLEMENT:
            yield from self._docket.enter("wanted", step=step.id, reasons=[reason])
        elif progress.state == _REFUSED:
            yield from self.refuse([reason], step.id)
        elif progress.state in _READY and progress.result is not None:
            told = built(over.get("told", {}), {**self._docket.words, "result": progress.result})
            yield from self._docket.enter("acted", step=step.id, act=OVER, told=told)
            return True
        return False

    # What comes of it.

    def _issue(self, step: Step) -> Handled[None]:
        standing = self._docket.it.steps[step.id]
        if step.result is None or standing.is_issued or not holds(step.result.when, self._docket.it.words_of(step.id)):
            return
        documents = self._documents(step.result, standing)
        for document in documents:
            yield do.Keep(document)
        told = [document.as_json() for document in documents]
        yield from self._docket.enter("issued", step=step.id, documents=told)

    def _documents(self, result: Result, standing: Progress) -> list[Document]:
        """One for each owner, tagged with his personal number."""
        number, words = standing.number, self._docket.it.words_of(standing.step.id)
        whose = judge(result.of, words)
        owners = [whose] if isinstance(whose, str) else [each for each in whose if each]
        content = {name: _or_none(part, words) for name, part in result.content.items()}
        content = {name: part for name, part in content.items() if part is not None}
        numbers = [number] if len(owners) == 1 else [f"{number}-{place}" for place in range(1, len(owners) + 1)]
        at, dossier = standing.decided_at or self._docket.clock(), self._docket.number
        return [
            Document(own, result.document, result.title, owner, at, dossier, content)
            for own, owner in zip(numbers, owners, strict=True)
        ]


def _moment(name: str, at: datetime | None) -> dict[str, str]:
    return {name: at.isoformat()} if at else {}


def _each(act: Act, words: Words) -> list[tuple[str, Words]]:
    """An act by its name and words; one that is done for each item of a list has a number and the word `row`."""
    if not holds(act.when, words):
        return []
    if not act.each:
        return [(act.id, words)]
    rows = _or_none(act.each, words) or []
    return [(f"{act.id}/{place}", {**words, "row": row}) for place, row in enumerate(rows)]


def _in_row(act: Act, name: str, words: Words) -> Words:
    """The words of an act that was done, with the item it was done for."""
    place = name.partition("/")[2]
    return {**words, "row": judge(act.each, words)[int(place)]} if place else words


def _or_none(expression: str, words: Mapping[str, Any]) -> Any:
    try:
        return judge(expression, words)
    except Unjudged:
        return None


def _why_not(told: Recorded | DancuError) -> Reason:
    """Why the register did not write it."""
    if isinstance(told, Recorded):
        vi, en = f"Cơ sở dữ liệu trả lời: {told.outcome}", f"The register says: {told.outcome}"
        return {"outcome": told.outcome, "vi": vi, "en": en}
    if isinstance(told, FixTheRequest) and told.problem and told.problem in faults():
        return {"problem": told.problem, **faults()[told.problem].title}
    return {"problem": told.problem or told.code, "vi": told.vi, "en": told.en}
