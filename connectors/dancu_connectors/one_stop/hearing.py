"""A question to a register and what its answer tells a field: a value, several to choose from, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dancu_contracts import Rows, Source

from dancu_connectors.answers import Lookup
from dancu_connectors.errors import DancuError
from dancu_connectors.once_only import REASONS
from dancu_connectors.one_stop.fields import NOT_CARRIED
from dancu_connectors.one_stop.rules import Unjudged, Words, judge
from dancu_connectors.one_stop.values import below, candidates

__all__ = ["Heard", "Question", "items", "records", "valued"]

_ANSWERED = frozenset({"found", "no_record", "deceased"})


@dataclass(frozen=True)
class Question:
    """One call to make: `operation` is a connector's (lookup, verify), or "store" for the citizen's own documents.

    The `claims` of a look-up are all that is known of the subject, for a wire that finds nobody by a key alone.
    """

    registry: str
    operation: str
    subject: Mapping[str, Any] = field(repr=False)
    fields: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Heard:
    """The answer to a look-up, or documents of the store; `lacking` are fields that its wire does not carry.

    `claims` are those that the wire needs, as far as they were known.
    """

    answer: Lookup[Any] | DancuError | Sequence[Mapping[str, Any]] = field(repr=False)
    lacking: frozenset[str] = frozenset()
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def outcome(self) -> str:
        """A register's own, or why it gave none."""
        if isinstance(self.answer, DancuError):
            return next((reason for kind, reason in REASONS if isinstance(self.answer, kind)), "refused")
        if isinstance(self.answer, Lookup):
            return self.answer.outcome
        return "found" if self.answer else "no_record"

    def outcome_for(self, source: Source) -> str:
        """The same for a source that reads these fields: a wire that carries only some of them does not answer it."""
        return NOT_CARRIED if self.lacking.intersection(source.fields) else self.outcome

    @property
    def said(self) -> dict[str, Any]:
        """When and by what evidence it was said, and by which claims somebody was found."""
        source = self.answer.source.as_json() if isinstance(self.answer, Lookup) else {}
        source.pop("registry", None)
        return {**source, **({"claims": dict(self.claims)} if self.claims else {})}


def records(heard: Heard, fields: set[str]) -> list[Any]:
    """The records, with null where they have nothing, so that a rule may read every field that was asked."""
    if isinstance(heard.answer, DancuError):
        return []
    if not isinstance(heard.answer, Lookup):
        return list(heard.answer)
    found = [record.as_json() for record in heard.answer.records]
    for path in sorted(fields):
        _fill(found, path)
    return found


def valued(source: Source, told: list[Any], outcome: str, words: Words) -> dict[str, Any]:
    """The value that the records tell, or why they tell none."""
    if source.value and outcome in _ANSWERED:  # that there is no record may be the answer
        try:
            value = judge(source.value, {**words, "records": told})
        except Unjudged:
            value = None
        if value is None or not source.choose:
            return {"value": value} if value is not None else {"reason": "no_value" if told else outcome}
        choices = candidates(value)
    elif not told or outcome == NOT_CARRIED:
        return {"reason": outcome}
    else:
        choices = candidates([below(record, source.fields[0]) for record in told])
    if len(choices) == 1:
        return {"value": choices[0]}
    return {"reason": "several_values", "choices": choices} if choices else {"reason": "no_value"}


def items(rows: Rows, told: list[Any], words: Words) -> list[Any]:
    """The items of a list, as the records tell them."""
    source = rows.source
    if source is not None and source.value and told:
        try:
            return list(judge(source.value, {**words, "records": told}))
        except Unjudged:
            return []
    if not rows.path:
        return told
    listed = [below(record, rows.path) for record in told]
    return [item for each in listed for item in (each if isinstance(each, list) else [each]) if item is not None]


def _fill(record: Any, path: str) -> None:
    if isinstance(record, list):
        for item in record:
            _fill(item, path)
    elif isinstance(record, dict):
        name, _, rest = path.partition(".")
        if rest and record.get(name) is not None:
            _fill(record[name], rest)
        else:
            record.setdefault(name, None)
