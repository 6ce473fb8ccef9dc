"""Verifying claims: each field of a record against what is claimed of it, by the rule its contract names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db.compare import MISMATCH, NO_VALUE, RULES, Finding, Rule, Setting, by_parts, by_value
from mock_national_db.person import Kin
from mock_national_db.showing import field, resolved
from mock_national_db.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_national_db.operation import Operation
    from mock_national_db.person import Person
    from mock_national_db.registry import Record
    from mock_national_db.workspace import Workspace

Findings = dict[str, Finding]
_AGAINST = frozenset((MISMATCH.match, NO_VALUE.match))
_AGREES = attrgetter("agrees")


def findings(asked: Operation, records: Iterable[Record], seen: Workspace, person: Person) -> Findings:
    """How each claim compares with the record that agrees with most of them; none is read beyond one that agrees."""
    setting, others = Setting(seen.as_of.on, asked.name_rule), []
    for record in records:
        found = _compared(asked, record, seen, person, setting)
        if agree(found):
            return found
        others.append(found)
    return max(others, key=lambda found: sum(map(_AGREES, found.values())))


def agree(found: Findings) -> bool:
    """Whether all claims agree."""
    return all(map(_AGREES, found.values()))


def _compared(asked: Operation, record: Record, seen: Workspace, person: Person, setting: Setting) -> Findings:
    rules, found = claim_rules(asked.registry), {}
    for name, claimed in asked.claims.items():
        found[name] = _finding(rules[name], claimed, field(record, name), seen, person, setting)
    return found


def _finding(rule: Rule, claimed: Any, held: Any, seen: Workspace, person: Person, setting: Setting) -> Finding:
    now = resolved(held, seen, person)
    found = NO_VALUE if now is None else rule(claimed, now, setting)
    if type(held) is not Timeline or found.match not in _AGAINST:
        return found
    # Who somebody's relatives were is not told: an adopted child's origin would be.
    before = [resolved(value, seen, person) for value in held.former(seen.as_of) if type(value) is not Kin]
    was_so = _agrees_with_any(rule, claimed, before, setting)
    return Finding("former", agrees=False) if was_so else found


def _agrees_with_any(rule: Rule, claimed: Any, values: Sequence[Any], setting: Setting) -> bool:
    return any(value is not None and rule(claimed, value, setting).agrees for value in values)


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
