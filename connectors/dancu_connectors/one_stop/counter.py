"""The one-stop shop (bộ phận một cửa): one engine for every procedure, blocking or asynchronous."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import Any

from dancu_connectors.errors import DancuError
from dancu_connectors.linked_dossiers import AsyncLinkedDossiers, LinkedDossiers
from dancu_connectors.linked_dossiers import Dossier as Papers
from dancu_connectors.one_stop import effects as do
from dancu_connectors.one_stop.agency import Agency
from dancu_connectors.one_stop.dossier import Dossier
from dancu_connectors.one_stop.effects import Handled, T
from dancu_connectors.one_stop.entries import Dossiers
from dancu_connectors.one_stop.hearing import Heard, Question
from dancu_connectors.one_stop.people import People
from dancu_connectors.one_stop.steps import Decision
from dancu_connectors.one_stop.work import Applicant, Work, known_procedure
from dancu_connectors.purpose import Purpose

__all__ = ["AsyncOneStop", "OneStop", "Stub"]

_MOST_AT_ONCE = 16


class Stub:
    """Stands in for consent, payment and officers until a real one is given: everybody consents, pays and accepts."""

    def consent(self, asked: do.Consent) -> bool | None:
        """Yes."""
        del asked
        return True

    def pay(self, asked: do.Pay) -> bool | None:
        """Paid."""
        del asked
        return True

    def decide(self, asked: do.Decide) -> Decision | None:
        """What the rules let pass is accepted."""
        del asked
        return Decision(decision="accept")


class _Shop:
    """What both engines know: whom to ask, where dossiers are kept, who consents, pays and decides."""

    def __init__(
        self,
        *,
        connectors: Callable[[str], Any],
        dossiers: Dossiers,
        clock: Callable[[], datetime],
        people: People | None = None,
        agencies: Mapping[str, LinkedDossiers | AsyncLinkedDossiers] | None = None,
        registrars: Callable[[str], Any] | None = None,
    ) -> None:
        """`connectors` gives a register's connector by its name; `agencies` the linked dossiers' by the register's.

        `registrars` gives those by which acts are written, where the others' wires take none.
        `people` consents, pays and decides as `Stub` does; without it everybody agrees, which is for trials only.
        """
        self._dossiers, self._clock = dossiers, clock
        self._people: People = people or Stub()
        self._agencies: Mapping[str, Any] = agencies or {}
        self._connector, self._registrar = cache(connectors), cache(registrars or connectors)

    def _work(self, number: str) -> Work:
        return Work(number, self._clock)

    def _call(self, question: Question, purpose: Purpose) -> Any:
        """The connector's method for a question, called."""
        connector = self._connector(question.registry)
        if question.operation == "verify":
            return connector.verify(question.subject, question.claims, purpose=purpose)
        needed = {name: question.claims[name] for name in connector.lookup_needs if name in question.claims}
        fields = [path for path in question.fields if connector.carries(path)] or question.fields
        return connector.lookup(question.subject, fields, purpose=purpose, claims=needed)

    def _heard(self, question: Question, answer: Any) -> Any:
        """What came of it, with what the wire lacks and needs."""
        if question.operation != "lookup":
            return Heard(answer) if question.operation == "store" else answer
        connector = self._connector(question.registry)
        lacking = frozenset(path for path in question.fields if not connector.carries(path))
        return Heard(answer, lacking, {name: question.claims.get(name) for name in connector.lookup_needs})

    def _stored(self, question: Question) -> Any:
        return self._dossiers.documents(str(next(iter(question.subject.values()))))

    def _local(self, effect: do.Effect) -> Any:
        """What is asked of the store and of people."""
        match effect:
            case do.Read(number):
                return self._dossiers.entries(number)
            case do.Enter(number, turn, entry):
                return self._dossiers.enter(number, turn, entry)
            case do.Keep(document):
                return self._dossiers.keep(document)
            case do.Consent():
                return self._people.consent(effect)
            case do.Pay():
                return self._people.pay(effect)
            case do.Decide():
                return self._people.decide(effect)
            case _:
                raise TypeError(type(effect).__name__)

    def _event(self, effect: do.Write, purpose: Purpose) -> dict[str, Any]:
        return {**effect.event, "purpose": purpose.as_json()}

    def _papers(self, effect: do.HandIn) -> Papers:
        return Papers(module=effect.module, number=effect.number, declared=effect.declared, received=self._clock())


def _documents(found: Sequence[Any], question: Question) -> list[dict[str, Any]]:
    return [each.as_json() for each in found if each.kind in question.fields]


def _purpose(slug: str, number: str) -> Purpose:
    return Purpose(procedure=slug, dossier=number)


class OneStop(_Shop):
    """Handles dossiers with blocking connectors; questions of one round are asked from several threads."""

    def apply(
        self,
        procedure: str,
        applicant: Applicant,
        answers: Mapping[str, Any] | None = None,
        *,
        number: str,
        agency: Agency | None = None,
    ) -> Dossier:
        """Begin, answer and submit in one go; the number is the caller's, and makes a repetition harmless."""
        dossier = self.begin(procedure, applicant, number=number, agency=agency)
        if answers and dossier.state in {"moiDangKy", "yeuCauBoSung"}:
            self.answer(number, answers)
        return self.submit(number)

    def begin(self, procedure: str, applicant: Applicant, *, number: str, agency: Agency | None = None) -> Dossier:
        """Open a dossier, which `agency` takes in: the form is filled as far as registers know.

        As long as the register that identifies the applicant is down, `is_identified` is None, the reasons say so, and
        nothing is looked up. InvalidRequest names what is wrong with the agency, and nothing is opened.
        """
        slug = known_procedure(procedure)
        return self._run(self._work(number).begin(slug, applicant, agency or {}), slug, number)

    def answer(self, number: str, answers: Mapping[str, Any]) -> Dossier:
        """Take answers: an object of the form's shape; InvalidRequest names what may not be answered so."""
        return self._run(self._work(number).answer(answers), "", number)

    def submit(self, number: str) -> Dossier:
        """Hand it in; one that was handed in before, or has ended, is returned with as many `entries` as it had."""
        return self._run(self._work(number).submit(), "", number)

    def resume(self, number: str) -> Dossier:
        """Go on where it stands; where nothing can be gone on with, it has as many `entries` as before."""
        return self._run(self._work(number).resume(), "", number)

    def consent(self, number: str, pointer: str, by: str, *, given: bool) -> Dossier:
        """Take what somebody who was asked says: `by` is his number; DossierConflict when his time has passed."""
        return self._run(self._work(number).consent(pointer, by, given=given), "", number)

    def withdraw(self, number: str) -> Dossier:
        """Take it back; one that has ended stays as its `state` tells, with as many `entries` as before."""
        return self._run(self._work(number).withdraw(), "", number)

    def dossier(self, number: str) -> Dossier:
        """As it stands."""
        return self._run(self._work(number).look(), "", number)

    def _run(self, handled: Handled[T], slug: str, number: str) -> T:
        answer: Any = None
        while True:
            try:
                effect = handled.send(answer)
            except StopIteration as done:
                result: T = done.value
                return result
            answer = self._do(effect, slug, number)
            if isinstance(effect, do.Read) and answer:
                slug = answer[0].what.get("procedure", "")

    def _do(self, effect: do.Effect, slug: str, number: str) -> Any:
        match effect:
            case do.Ask(questions):
                return self._ask(questions, _purpose(slug, number))
            case do.Write(registry):
                purpose = _purpose(slug, number)
                return _caught(
                    lambda: self._registrar(registry).record_event(self._event(effect, purpose), purpose=purpose)
                )
            case do.HandIn(agency):
                if agency not in self._agencies:
                    return False
                papers = self._papers(effect)
                handed_in = _caught(lambda: self._agencies[agency].submit(papers, purpose=_purpose(slug, number)))
                return handed_in if isinstance(handed_in, DancuError) else True
            case do.AskAfter(agency, module, sub):
                purpose = _purpose(slug, number)
                return _caught(lambda: self._agencies[agency].results([sub], module=module, purpose=purpose)[0])
            case _:
                return self._local(effect)

    def _ask(self, questions: Sequence[Question], purpose: Purpose) -> list[Any]:
        def ask(question: Question) -> Any:
            if question.operation == "store":
                return self._heard(question, _documents(self._stored(question), question))
            return self._heard(question, _caught(lambda: self._call(question, purpose)))

        if len(questions) == 1:
            return [ask(questions[0])]
        with ThreadPoolExecutor(max_workers=min(_MOST_AT_ONCE, max(1, len(questions)))) as pool:
            return list(pool.map(ask, questions))


class AsyncOneStop(_Shop):
    """The same with asynchronous connectors: every method is awaited, as is what the store and people answer."""

    async def apply(
        self,
        procedure: str,
        applicant: Applicant,
        answers: Mapping[str, Any] | None = None,
        *,
        number: str,
        agency: Agency | None = None,
    ) -> Dossier:
        """As OneStop.apply."""
        dossier = await self.begin(procedure, applicant, number=number, agency=agency)
        if answers and dossier.state in {"moiDangKy", "yeuCauBoSung"}:
            await self.answer(number, answers)
        return await self.submit(number)

    async def begin(
        self, procedure: str, applicant: Applicant, *, number: str, agency: Agency | None = None
    ) -> Dossier:
        """As OneStop.begin."""
        slug = known_procedure(procedure)
        return await self._run(self._work(number).begin(slug, applicant, agency or {}), slug, number)

    async def answer(self, number: str, answers: Mapping[str, Any]) -> Dossier:
        """As OneStop.answer."""
        return await self._run(self._work(number).answer(answers), "", number)

    async def submit(self, number: str) -> Dossier:
        """As OneStop.submit."""
        return await self._run(self._work(number).submit(), "", number)

    async def resume(self, number: str) -> Dossier:
        """As OneStop.resume."""
        return await self._run(self._work(number).resume(), "", number)

    async def consent(self, number: str, pointer: str, by: str, *, given: bool) -> Dossier:
        """As OneStop.consent."""
        return await self._run(self._work(number).consent(pointer, by, given=given), "", number)

    async def withdraw(self, number: str) -> Dossier:
        """As OneStop.withdraw."""
        return await self._run(self._work(number).withdraw(), "", number)

    async def dossier(self, number: str) -> Dossier:
        """As OneStop.dossier."""
        return await self._run(self._work(number).look(), "", number)

    async def _run(self, handled: Handled[T], slug: str, number: str) -> T:
        answer: Any = None
        while True:
            try:
                effect = handled.send(answer)
            except StopIteration as done:
                result: T = done.value
                return result
            answer = await self._do(effect, slug, number)
            if isinstance(effect, do.Read) and answer:
                slug = answer[0].what.get("procedure", "")

    async def _do(self, effect: do.Effect, slug: str, number: str) -> Any:
        match effect:
            case do.Ask(questions):
                purpose = _purpose(slug, number)
                return await asyncio.gather(*(self._ask(question, purpose) for question in questions))
            case do.Write(registry):
                purpose = _purpose(slug, number)
                event = self._event(effect, purpose)
                return await _awaited(self._registrar(registry).record_event(event, purpose=purpose))
            case do.HandIn(agency):
                if agency not in self._agencies:
                    return False
                papers, purpose = self._papers(effect), _purpose(slug, number)
                handed_in = await _awaited(self._agencies[agency].submit(papers, purpose=purpose))
                return handed_in if isinstance(handed_in, DancuError) else True
            case do.AskAfter(agency, module, sub):
                found = await _awaited(
                    self._agencies[agency].results([sub], module=module, purpose=_purpose(slug, number))
                )
                return found if isinstance(found, DancuError) else found[0]
            case _:
                answer = self._local(effect)
                return await answer if inspect.isawaitable(answer) else answer

    async def _ask(self, question: Question, purpose: Purpose) -> Any:
        if question.operation == "store":
            found = self._stored(question)
            found = await found if inspect.isawaitable(found) else found
            return self._heard(question, _documents(found, question))
        return self._heard(question, await _awaited(self._call(question, purpose)))


def _caught(call: Callable[[], Any]) -> Any:
    """What is answered, or the error as a value."""
    try:
        return call()
    except DancuError as error:
        return error


async def _awaited(call: Any) -> Any:
    try:
        return await call
    except DancuError as error:
        return error
