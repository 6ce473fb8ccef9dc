"""Answering a question: find the subject, fold what happened since, compare the claims, show only what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db.compare import MISMATCH, NO_VALUE, RULES, Finding, Rule, Setting, by_parts, by_value
from mock_national_db.operation import Answer
from mock_national_db.person import Kin
from mock_national_db.timeline import AsOf, Timeline, current
from mock_national_db.units import Address

if TYPE_CHECKING:
    from mock_national_db.operation import Operation
    from mock_national_db.person import Person
    from mock_national_db.registry import Record
    from mock_national_db.store import Store
    from mock_national_db.workspace import Workspace


def answer(store: Store, workspace: Workspace, asked: Operation) -> Answer:
    """What the registry says. The call must have been checked against the contract before."""
    subjects = _subjects(store, workspace, asked)
    if len(subjects) != 1:
        return Answer("ambiguous" if subjects else "not_found")
    (subject,) = subjects
    if subject.standing is not None:
        return Answer(subject.standing)
    if not subject.records or _is_withheld(asked):
        return Answer("no_record")
    pending = store.registries[asked.registry].pending
    if pending is not None and any(pending(_shown_now(r, workspace.as_of)) for r in subject.records):
        return Answer("pending_identity")
    outcome = "deceased" if current(subject.person.fact("ngayChet"), workspace.as_of) else "found"
    return _compared(workspace, asked, subject, outcome)


@dataclass(frozen=True, slots=True)
class _Subject:
    person: Person
    records: list[Record]
    standing: str | None = None


def _subjects(store: Store, workspace: Workspace, asked: Operation) -> list[_Subject]:
    registry = store.registries[asked.registry]
    found = []
    for index in dict.fromkeys(store.find(workspace, asked.registry, asked.subject)):
        person = workspace.person(index)
        standing = _standing(person, asked.subject.get("soDinhDanh"), workspace.as_of)
        if standing == "not_found":
            continue
        records = [] if standing else workspace.visible(registry, person)
        if "soDinhDanh" not in asked.subject:
            records = [r for r in records if _bears(r, asked.subject, workspace)]
            if not records:
                continue
        found.append(_Subject(person, records, standing))
    return found


def _standing(person: Person, number: str | None, as_of: AsOf) -> str | None:
    """Whether the number asked by is no longer the person's, or not yet."""
    if person.birth > as_of.on:
        return "not_found"
    held = person.so_dinh_danh
    if number is None or not isinstance(held, Timeline):
        return None
    now = held.at(as_of)
    if now == number:
        return None
    if number not in held.former(as_of):
        return "not_found"
    return "replaced" if now else "cancelled"


def _bears(record: Record, subject: Mapping[str, Any], workspace: Workspace) -> bool:
    return all(
        _key_rule(name)(wanted, current(record.fields.get(name), workspace.as_of)) for name, wanted in subject.items()
    )


def _key_rule(name: str) -> Callable[[Any, Any], bool]:
    if name == "hoVaTen":
        return lambda _wanted, _held: True  # the index of names was asked by the same rule
    return lambda wanted, held: bool(wanted == held or (isinstance(held, Mapping) and held.get("ma") == wanted))


def _is_withheld(asked: Operation) -> bool:
    """Sensitive fields are answered only to a procedure that lists them; to others they do not exist."""
    sensitive = dancu_contracts.registry(asked.registry).sensitive
    wanted = {*asked.fields, *asked.claims}
    if not any(field.split(".")[0] in sensitive for field in wanted):
        return False
    procedure = dancu_contracts.procedure(asked.purpose) if asked.purpose else None
    allowed = () if procedure is None else procedure.sensitive
    return not all(f"{asked.registry}.{f.split('.')[0]}" in allowed for f in wanted if f.split(".")[0] in sensitive)


def _compared(workspace: Workspace, asked: Operation, subject: _Subject, outcome: str) -> Answer:
    if not asked.claims:
        return Answer(outcome, records=[_shown(r, asked.fields, workspace, subject.person) for r in subject.records])
    setting = Setting(workspace.as_of.on, asked.name_rule)
    found = max((_findings(r, asked, workspace, subject.person, setting) for r in subject.records), key=_agreement)
    agrees = all(finding.agrees for finding in found.values())
    records = subject.records if agrees and asked.op == "lookup" else []
    return Answer(
        outcome,
        verified=agrees and outcome == "found",
        matches={name: finding.match for name, finding in found.items()},
        records=[_shown(r, asked.fields, workspace, subject.person) for r in records],
    )


def _agreement(found: Mapping[str, Finding]) -> int:
    return sum(finding.agrees for finding in found.values())


def _findings(
    record: Record, asked: Operation, workspace: Workspace, person: Person, setting: Setting
) -> dict[str, Finding]:
    rules = claim_rules(asked.registry)
    return {
        name: _finding(rules[name], claimed, _field(record, name), workspace, person, setting)
        for name, claimed in asked.claims.items()
    }


def _finding(rule: Rule, claimed: Any, held: Any, workspace: Workspace, person: Person, setting: Setting) -> Finding:
    now = _resolved(held, workspace, person)
    found = NO_VALUE if now is None else rule(claimed, now, setting)
    if found in (MISMATCH, NO_VALUE) and isinstance(held, Timeline):
        former = (_resolved(value, workspace, person) for value in held.former(workspace.as_of))
        if any(value is not None and rule(claimed, value, setting).agrees for value in former):
            return Finding("former", agrees=False)
    return found


def _field(record: Record, name: str) -> Any:
    try:
        return record.fields[name]
    except KeyError:
        return None


def _resolved(value: Any, workspace: Workspace, person: Person) -> Any:
    """A field's value at the point asked about, relatives as they are then."""
    value = current(value, workspace.as_of)
    return workspace.shown(value, of=person) if type(value) is Kin else value


def shown(value: Any, workspace: Workspace, person: Person) -> Any:
    """A field's value as the contract spells it, None where nothing is known."""
    value = _resolved(value, workspace, person)
    if isinstance(value, Address):
        return value.on(workspace.as_of.on)
    if isinstance(value, Mapping):
        parts = {name: shown(part, workspace, person) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part is not None}
    if isinstance(value, list | tuple):
        return [shown(part, workspace, person) for part in value]
    return value


def _shown(record: Record, fields: tuple[str, ...], workspace: Workspace, person: Person) -> dict[str, Any]:
    """The record cut down to the dotted paths asked for; the personal number is always there."""
    wanted: dict[str, list[str]] = {"soDinhDanh": []}
    for field in fields:
        name, _, rest = field.partition(".")
        wanted.setdefault(name, []).append(rest)
    parts = {
        name: _cut(shown(_field(record, name), workspace, person), [path for path in paths if path])
        if "" not in paths
        else shown(_field(record, name), workspace, person)
        for name, paths in wanted.items()
    }
    return {name: part for name, part in parts.items() if part is not None}


def _cut(value: Any, paths: list[str]) -> Any:
    if not paths:
        return value
    if isinstance(value, list):
        return [_cut(item, paths) for item in value]
    if not isinstance(value, Mapping):
        return value
    nested: dict[str, list[str]] = {}
    for path in paths:
        name, _, rest = path.partition(".")
        nested.setdefault(name, []).extend([rest] if rest else [])
    return {name: _cut(value[name], rest) for name, rest in nested.items() if name in value}


def _shown_now(record: Record, as_of: AsOf) -> Mapping[str, Any]:
    return {name: current(value, as_of) for name, value in record.fields.items() if not callable(value)}


@cache
def claim_rules(registry: str) -> Mapping[str, Rule]:
    """The rule of each field that may be verified, read from the contract."""
    schema = dancu_contracts.registry(registry).claims_schema
    return {name: _rule(part) for name, part in schema["properties"].items()}


def _rule(schema: Mapping[str, Any]) -> Rule:
    schema = dancu_contracts.resolved(schema)
    if "x-compare" in schema:
        return RULES[schema["x-compare"]]
    if "properties" in schema:
        return by_parts({name: _rule(part) for name, part in schema["properties"].items()})
    return by_value
