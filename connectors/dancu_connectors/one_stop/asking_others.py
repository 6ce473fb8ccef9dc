"""Asking others than the applicant for their consent (VNeID), within the time that the form gives them."""

from __future__ import annotations

from collections.abc import Sequence

from dancu_contracts import Step

from dancu_connectors.errors import DossierConflict, InvalidRequest
from dancu_connectors.one_stop import effects as do
from dancu_connectors.one_stop.consents import Consented, last_day, needed
from dancu_connectors.one_stop.docket import Docket
from dancu_connectors.one_stop.dossier import Dossier
from dancu_connectors.one_stop.effects import Handled
from dancu_connectors.one_stop.judging import Reason, no_consent, too_late, waits

__all__ = ["Others", "disagreement"]


class Others:
    """Asks those concerned by one dossier."""

    def __init__(self, docket: Docket) -> None:
        self._docket = docket

    def agree(self) -> Handled[bool]:
        """Ask those without whom the dossier is not taken, one by one; False while one is silent, or if he refuses."""
        for each in needed(self._docket.it, None):
            if each.state != "given" and not (yield from self._ask(each)):
                return False
        return True

    def are_asked(self) -> Handled[None]:
        """Ask those whom single steps need; only these steps wait for them."""
        for step in self._docket.it.handling.steps:
            for each in needed(self._docket.it, step):
                if not each.is_settled:
                    yield from self._ask(each)

    def answer(self, pointer: str, by: str, *, given: bool) -> Handled[None]:
        """Take what somebody says who was asked: InvalidRequest if he was not, DossierConflict if it is too late."""
        each = next((each for each in self._docket.it.consents if each.pointer == pointer), None)
        if each is None:
            raise InvalidRequest("Không hỏi ai ở đó.", "Nobody's consent is asked there.", pointer="/pointer")
        if each.by != by:
            raise InvalidRequest("Người này không được hỏi.", "It is not this person who is asked.", pointer="/by")
        if each.state == ("given" if given else "refused"):
            return
        if each.until and self._docket.clock().date() > each.until and not each.is_settled:
            yield from self._is_late(each)
            each = next(one for one in self._docket.it.consents if one.pointer == pointer)
        if self._docket.it.is_final or each.state != "asked":
            raise DossierConflict(*_why_closed(each), pointer="/given")
        yield from self._answered(each, given=given)

    def _ask(self, each: Consented) -> Handled[bool]:
        """What he says; the time that he has begins when he is asked for the first time."""
        asked = self._docket.clock()
        if each.until and asked.date() > each.until:
            yield from self._is_late(each)
            return False
        until = each.until or last_day(each.leaf.within, asked)
        if each.state == "open":
            limit = {"until": until.isoformat()} if until else {}
            yield from self._docket.enter("asked", pointer=each.pointer, by=each.by, **limit)
        given: bool | None = yield do.Consent(self._docket.number, each.pointer, each.by, each.leaf.title, until)
        if given is not None:
            yield from self._answered(each, given=given)
        return given is True

    def _answered(self, each: Consented, *, given: bool) -> Handled[None]:
        reasons = [] if given else self._ending(each, no_consent(self._docket.it.sheet.form, each))
        yield from self._docket.enter("consented", pointer=each.pointer, by=each.by, given=given, reasons=reasons)

    def _is_late(self, each: Consented) -> Handled[None]:
        reasons = self._ending(each, too_late(self._docket.it.sheet.form, each))
        yield from self._docket.enter("lapsed", pointer=each.pointer, by=each.by, reasons=reasons)

    def _ending(self, each: Consented, reason: Reason) -> list[Reason]:
        """A reason to end the dossier, unless only a step of it needs that consent."""
        return [reason] if each.pointer in {one.pointer for one in needed(self._docket.it, None)} else []


def disagreement(dossier: Dossier, step: Step) -> Sequence[Reason] | None:
    """Why a step is refused for want of consents, empty if it is not; None as long as that is not known."""
    wanted = needed(dossier, step)
    unknown = any(waits(dossier, leaf.when) for at, leaf in dossier.sheet.form.leaves.items() if at in step.consents)
    if unknown or not all(each.is_settled for each in wanted):
        return None
    against = [each for each in wanted if each.state != "given"]
    if step.enough == "some" and len(against) < len(wanted):
        return []
    why = [(too_late if each.state == "late" else no_consent)(dossier.sheet.form, each) for each in against]
    return [{"step": step.id, **each} for each in why]


def _why_closed(each: Consented) -> tuple[str, str]:
    """What is said to an answer that is not taken any more, or not yet."""
    if each.state == "late":
        return f"Đã hết hạn xác nhận: {each.until:%d/%m/%Y}.", f"The time to confirm ended on {each.until}."
    if each.state in {"given", "refused"}:
        return "Đã trả lời rồi, không đổi được.", "It was answered before, and stays so."
    return "Hồ sơ chưa hỏi, hoặc đã kết thúc.", "The dossier has not asked yet, or has ended."
