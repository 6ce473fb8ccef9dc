"""Filling a sheet from the registers: one round of questions for each link of the longest chain of look-ups."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, NamedTuple

from dancu_contracts import Handling, Leaf, Rows, Source, Verify

from dancu_connectors.answers import Verification
from dancu_connectors.errors import DancuError, NotOnThisWire
from dancu_connectors.one_stop.fields import NOT_CARRIED
from dancu_connectors.one_stop.hearing import Heard, Question, items, records, valued
from dancu_connectors.one_stop.rules import Words, holds, mentioned
from dancu_connectors.one_stop.sheet import Instance, Sheet
from dancu_connectors.one_stop.values import below

__all__ = ["looked_up"]


class _Target(NamedTuple):
    """What an answer is for: a leaf or list in one row, and which of its sources was asked."""

    place: Leaf | Rows
    pointer: str
    number: int
    source: Source
    instance: Instance
    mark: str
    """Equal while the same subject is asked about and the source's rule reads the same of the form."""


@dataclass
class _Learned:
    """What one pass learned, as the entry of the dossier says it."""

    told: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    items: dict[str, list[Any]] = field(default_factory=dict)
    outcome: dict[str, dict[str, str]] = field(default_factory=dict)
    verified: dict[str, bool | None] = field(default_factory=dict)
    claimed: dict[str, str] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    def entry(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value}


def looked_up(
    sheet: Sheet, handling: Handling, today: str
) -> Generator[Sequence[Question], Sequence[Any], Mapping[str, Any]]:
    """Ask until nothing is left that can be asked; every register that is down is asked only once.

    Returns what was learned, which the sheet has taken in by then.
    """
    whole, tried, verified = _Learned(), set[tuple[str, str, str]](), set[str]()
    while True:
        due = [target for target in _due(sheet, today) if _mark(sheet, target) not in tried]
        verifying = [verify for verify in handling.verifies if verify.id not in verified]
        verifying = [verify for verify in verifying if _can_verify(sheet, verify, today)]
        if not due and not verifying:
            return whole.entry()
        groups = _grouped(due)
        tried.update(_mark(sheet, target) for target in due)
        verified.update(verify.id for verify in verifying)
        claims = [_verifications(sheet, verify) for verify in verifying]
        answers = yield [
            *(_question(sheet, targets) for targets in groups),
            *chain.from_iterable(claims),
        ]
        learned = _Learned()
        for targets, heard in zip(groups, answers, strict=False):
            _take(learned, sheet, targets, heard, today)
        left = iter(answers[len(groups) :])
        for verify, asked in zip(verifying, claims, strict=True):
            _verified(learned, verify, asked, list(islice(left, len(asked))))
        sheet.learn(learned.entry())
        _merge(whole, learned)


def _due(sheet: Sheet, today: str) -> list[_Target]:
    """Every source not asked yet about a subject whose key is known, of a field that is there."""
    words = sheet.words(today)
    found: list[_Target] = []
    instances = {name: list(sheet.instances(subject)) for name, subject in sheet.form.subjects.items()}
    for rows in sheet.form.rows.values():
        if rows.source:
            for each in instances[rows.source.of]:
                mark = _read_mark(rows.source, each, words)
                found.append(_Target(rows, rows.pointer, 0, rows.source, each, mark))
    for leaf in sheet.form.leaves.values():
        if not leaf.item and leaf.sources and holds(leaf.when, words):
            for number, source in enumerate(leaf.sources):
                found += [
                    _Target(leaf, pointer, number, source, each, _read_mark(source, each, words))
                    for each in instances[source.of]
                    for pointer in _places(sheet, leaf, each)
                    if not source.is_payment
                ]
    return [target for target in found if not _is_known(sheet, target)]


def _places(sheet: Sheet, leaf: Leaf, instance: Instance) -> list[str]:
    """A row's subject tells of its own row; another's tells every row the same."""
    above, star, rest = leaf.pointer.partition("/*")
    if not star:
        return [leaf.pointer]
    rows = [*sheet.rows(sheet.form.rows[above])] if instance.row is None else [instance.row]
    return [f"{above}/{row}{rest}" for row in rows]


def _read_mark(source: Source, instance: Instance, words: Words) -> str:
    read = [_reached(words["form"], path) for word, *path in sorted(mentioned(source.value)) if word == "form"]
    return f"{instance.mark} {json.dumps(read, ensure_ascii=False)}" if read else instance.mark


def _reached(document: Any, path: Sequence[str]) -> Any:
    """What stands at a path; where the path goes on as a call on a value, the value."""
    for step in path:
        if not isinstance(document, Mapping) or step not in document:
            return document
        document = document[step]
    return document


def _is_known(sheet: Sheet, target: _Target) -> bool:
    """Whether it was answered, by claims that still are what is known."""
    before = [each for each in sheet.told.get(target.pointer, ()) if each["source"] == target.number]
    known = [each for each in before if each["key"] == target.mark and each.get("reason") != "source_down"]
    return any("claims" not in each or each["claims"] == _same(each["claims"], sheet, target) for each in known)


def _same(claims: Mapping[str, Any], sheet: Sheet, target: _Target) -> dict[str, Any]:
    now = sheet.claims(target.instance)
    return {name: now.get(name) for name in claims}


def _mark(sheet: Sheet, target: _Target) -> tuple[str, str, str]:
    """Another once the claims are known that a wire lacked."""
    before = (each for each in sheet.told.get(target.pointer, ()) if each["source"] == target.number)
    lacked = next((each for each in before if each.get("reason") == NOT_CARRIED), {})
    now = _same(lacked.get("claims", {}), sheet, target)
    return target.pointer, str(target.number), f"{target.mark} {json.dumps(now)}"


def _grouped(due: Sequence[_Target]) -> list[list[_Target]]:
    """One question for each register and subject; what is asked of whom is asked once."""
    groups: dict[tuple[str, str], list[_Target]] = {}
    for target in due:
        groups.setdefault((target.source.registry, target.instance.mark), []).append(target)
    return list(groups.values())


def _question(sheet: Sheet, targets: Sequence[_Target]) -> Question:
    source, instance = targets[0].source, targets[0].instance
    fields = tuple(dict.fromkeys(path for target in targets for path in target.source.fields))
    if source.is_store:
        return Question(source.registry, "store", instance.key, fields)
    return Question(source.registry, "lookup", instance.key, fields, sheet.claims(instance))


def _take(learned: _Learned, sheet: Sheet, targets: Sequence[_Target], heard: Heard, today: str) -> None:
    registry = targets[0].source.registry
    told = records(heard, {path for target in targets for path in target.source.fields})
    if not isinstance(heard.answer, NotOnThisWire):  # such a question was never sent
        learned.asked[registry] = learned.asked.get(registry, 0) + 1
    if heard.outcome == "source_down":
        learned.failures[registry] = learned.failures.get(registry, 0) + 1
    for target in targets:
        if target.instance.row is None:
            learned.outcome.setdefault(target.instance.subject, {})[registry] = heard.outcome
        found = {"source": target.number, "key": target.mark, "registry": registry, **heard.said}
        outcome = heard.outcome_for(target.source)
        if isinstance(target.place, Rows):
            _take_items(learned, sheet, target.place, [] if outcome == NOT_CARRIED else told, outcome, found, today)
        else:
            found.update(valued(target.source, told, outcome, sheet.words(today)))
            learned.told.setdefault(target.pointer, []).append(found)


def _take_items(
    learned: _Learned,
    sheet: Sheet,
    rows: Rows,
    told: list[Any],
    outcome: str,
    found: dict[str, Any],
    today: str,
) -> None:
    """The items of a list, and what each tells of its own row."""
    listed = items(rows, told, sheet.words(today))
    learned.items[rows.pointer] = listed
    learned.told[rows.pointer] = [{**found, "reason": "listed" if listed else outcome}]
    for leaf in sheet.form.leaves.values():
        if leaf.item and leaf.pointer.startswith(f"{rows.pointer}/*/"):
            for row, item in enumerate(listed):
                value = below(item, leaf.item)
                known = {**found, "value": value} if value is not None else {**found, "reason": "no_value"}
                learned.told[leaf.pointer.replace("*", str(row))] = [known]


def _can_verify(sheet: Sheet, verify: Verify, today: str) -> bool:
    """Once its subject and claims are known, and until it was answered of them."""
    if not holds(verify.when, sheet.words(today)):
        return False
    questions = _verifications(sheet, verify)
    if not questions or any(value is None for each in questions for value in each.claims.values()):
        return False
    is_answered = sheet.verified.get(verify.id) is not None
    return not is_answered or sheet.claimed.get(verify.id) != _claimed(questions)


def _verifications(sheet: Sheet, verify: Verify) -> list[Question]:
    """One question; one for each row, where the subject stands in a list."""
    return [
        Question(verify.registry, "verify", each.key, claims=_claims(sheet, verify, each))
        for each in sheet.instances(sheet.form.subjects[verify.subject])
    ]


def _claims(sheet: Sheet, verify: Verify, instance: Instance) -> dict[str, Any]:
    row = "*" if instance.row is None else str(instance.row)
    return {name: sheet.value(at.replace("*", row)) for name, at in verify.claims.items()}


def _claimed(questions: Sequence[Question]) -> str:
    asked = [[each.subject, each.claims] for each in questions]
    return json.dumps(asked, ensure_ascii=False, sort_keys=True)


def _verified(
    learned: _Learned, verify: Verify, questions: Sequence[Question], told: Sequence[Verification | DancuError]
) -> None:
    """Of several, only if all are; not known as long as one is not answered."""
    learned.claimed[verify.id] = _claimed(questions)
    learned.asked[verify.registry] = learned.asked.get(verify.registry, 0) + len(questions)
    answers = [each for each in told if isinstance(each, Verification)]
    if len(answers) == len(questions):
        learned.verified[verify.id] = all(each.verified for each in answers)
        first = next((each for each in answers if not each.verified), answers[0])
        learned.outcome.setdefault(verify.subject, {})[f"verify_{verify.registry}"] = first.outcome
    else:
        learned.verified[verify.id] = None
        learned.failures[verify.registry] = learned.failures.get(verify.registry, 0) + len(questions) - len(answers)


def _merge(whole: _Learned, part: _Learned) -> None:
    for name, value in vars(part).items():
        kept = getattr(whole, name)
        for key, each in value.items():
            if name in {"failures", "asked"}:
                kept[key] = kept.get(key, 0) + each
            elif name == "outcome":
                kept.setdefault(key, {}).update(each)
            elif name == "told":
                numbers = {one["source"] for one in each}
                kept[key] = [one for one in kept.get(key, ()) if one["source"] not in numbers] + each
            else:
                kept[key] = each
