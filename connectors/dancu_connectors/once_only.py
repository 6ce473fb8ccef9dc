"""Once only: fill a form from the registers that know, so that the citizen is asked only for what no register knows."""

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from dancu_contracts import registries

from dancu_connectors.agreement import conflicts
from dancu_connectors.answers import Lookup
from dancu_connectors.calls import Subject
from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.errors import (
    AskForTheRight,
    DancuError,
    InvalidRequest,
    NotOnThisWire,
    ProviderBrokeContract,
    RetryLater,
    UnknownRegistry,
)
from dancu_connectors.prefilled import Missing, Prefilled, Value
from dancu_connectors.purpose import Purpose

REASONS: tuple[tuple[type[DancuError], str], ...] = (
    (RetryLater, "source_down"),
    (AskForTheRight, "no_right"),
    (ProviderBrokeContract, "contract_broken"),
    (NotOnThisWire, "not_on_this_wire"),
)
_BORNE = tuple(kind for kind, _ in REASONS)
Claims = Mapping[str, object]
Told = Lookup[Any] | DancuError
Asked = dict[str, "_Question"]


@dataclass(frozen=True)
class _Question:
    """What one register is asked: its paths, and the claims its wire wants."""

    connector: Any
    paths: tuple[str, ...]
    claims: Claims


def prefill(
    citizen: Subject,
    fields: Iterable[str],
    *,
    connectors: Iterable[Connector[Any]],
    purpose: Purpose,
    claims: Claims | None = None,
) -> Prefilled:
    """Ask the registers that `fields` name ("tax.maSoThue", "population.thuongTru"), at once and each only once.

    A register that is down, or refuses, only leaves its fields to ask. `claims` (name and birth date) are for registers
    whose wire wants them with a lookup. An audit hook is called from several threads.
    """
    plan = _Plan.of(fields, _of_kind(connectors, Connector), claims or {})

    def ask(question: _Question) -> Told:
        try:
            found: Told = question.connector.lookup(citizen, question.paths, purpose=purpose, claims=question.claims)
        except _BORNE as error:
            return error
        return found

    with ThreadPoolExecutor(max_workers=max(1, len(plan.questions))) as pool:
        return plan.filled(dict(zip(plan.questions, pool.map(ask, plan.questions.values()), strict=True)))


async def prefill_async(
    citizen: Subject,
    fields: Iterable[str],
    *,
    connectors: Iterable[AsyncConnector[Any]],
    purpose: Purpose,
    claims: Claims | None = None,
) -> Prefilled:
    """As `prefill`, awaited."""
    plan = _Plan.of(fields, _of_kind(connectors, AsyncConnector), claims or {})

    async def ask(question: _Question) -> Told:
        try:
            found: Told = await question.connector.lookup(
                citizen, question.paths, purpose=purpose, claims=question.claims
            )
        except _BORNE as error:
            return error
        return found

    answers = await asyncio.gather(*map(ask, plan.questions.values()))
    return plan.filled(dict(zip(plan.questions, answers, strict=True)))


def _of_kind(connectors: object, kind: type[Any]) -> tuple[Any, ...]:
    given = tuple(connectors) if isinstance(connectors, Iterable) else (None,)
    if not all(isinstance(connector, kind) for connector in given):
        vi = "prefill nhận danh sách connector, prefill_async nhận danh sách connector bất đồng bộ."
        en = "prefill asks connectors and prefill_async asynchronous ones, given as a list."
        raise InvalidRequest(vi, en, pointer="/connectors")
    return given


@dataclass
class _Plan:
    """Which register is asked what, and what no register can be asked."""

    fields: tuple[str, ...]
    questions: dict[str, _Question] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, fields: Iterable[str], connectors: Iterable[Any], claims: Claims) -> "_Plan":
        if isinstance(fields, str):
            raise InvalidRequest(
                "Điền biểu mẫu cần danh sách trường, không phải một chuỗi.",
                "Filling a form needs a list of fields, not one text.",
                pointer="/fields",
            )
        given = {connector.registry: connector for connector in connectors}
        plan = cls(tuple(dict.fromkeys(fields)))
        for asked in plan.fields:
            plan._place(asked, given, claims)
        return plan

    def _place(self, asked: str, given: Mapping[str, Any], claims: Claims) -> None:
        name, _, path = asked.partition(".")
        if name not in registries():
            raise UnknownRegistry(
                f"Không có cơ sở dữ liệu {name}; trường viết là csdl.trường.",
                f"No register {name}; a field is named register.field.",
                pointer="/fields",
            )
        if not path:
            raise InvalidRequest(
                f"{asked} không nêu trường; trường viết là csdl.trường.",
                f"{asked} names no field; a field is named register.field.",
                pointer="/fields",
            )
        connector = given.get(name)
        if reason := _cannot_ask(connector, path, claims):
            self.missing[asked] = reason
        else:
            self._add(name, connector, path, claims)

    def _add(self, name: str, connector: Any, path: str, claims: Claims) -> None:
        before = self.questions[name].paths if name in self.questions else ()
        needed = {claim: claims[claim] for claim in connector.lookup_needs}
        self.questions[name] = _Question(connector, (*before, path), needed)

    def filled(self, answers: Mapping[str, Told]) -> Prefilled:
        """The registers' answers, field by field in the order asked."""
        found = {asked: self._one(asked, answers) for asked in self.fields}
        values = {asked: value for asked, value in found.items() if isinstance(value, Value)}
        missing = tuple(gap for gap in found.values() if isinstance(gap, Missing))
        return Prefilled(values, conflicts({asked: value.value for asked, value in values.items()}), missing)

    def _one(self, asked: str, answers: Mapping[str, Told]) -> Value | Missing:
        if asked in self.missing:
            return Missing(asked, self.missing[asked])
        name, _, path = asked.partition(".")
        told = answers[name]
        return Missing(asked, _reason(told)) if isinstance(told, DancuError) else _value(asked, path, told)


def _cannot_ask(connector: Any, path: str, claims: Claims) -> str | None:
    if connector is None:
        return "no_connector"
    if not connector.carries(path):
        return "not_on_this_wire"
    return "claims_needed" if any(claim not in claims for claim in connector.lookup_needs) else None


def _reason(error: DancuError) -> str:
    return next(reason for kind, reason in REASONS if isinstance(error, kind))


def _value(asked: str, path: str, told: Lookup[Any]) -> Value | Missing:
    """The one value that the records tell; records that do not have the field do not count."""
    if not told.records:
        return Missing(asked, told.outcome)
    known = [value for record in told.records if (value := record.value(path)) not in (None, ())]
    choices = tuple(dict.fromkeys(known))
    if len(choices) == 1:
        source = told.source
        return Value(choices[0], source.registry, source.on, source.known_at, source.evidence)
    return Missing(asked, "several_values" if choices else "no_value", choices)
