"""Answering a question: find the subject, fold what happened since, compare the claims, show only what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import dancu_contracts
import msgspec

from mock_national_db.claims import agree, findings
from mock_national_db.dates import PartialDate
from mock_national_db.operation import Answer
from mock_national_db.person import Person
from mock_national_db.registry import Record, is_named, values_at
from mock_national_db.showing import cut
from mock_national_db.timeline import AsOf, Timeline, current
from mock_national_db.withholding import is_hidden, is_secret, leads, withheld

if TYPE_CHECKING:
    from mock_national_db.operation import Operation
    from mock_national_db.registry import Registry
    from mock_national_db.store import Store
    from mock_national_db.workspace import Workspace


def answer(store: Store, workspace: Workspace, asked: Operation) -> Answer:
    """What the registry says. The call must have been checked against the contract before."""
    found = settled(store, workspace, asked)[0]
    workspace.forget()
    return found


def settled(store: Store, workspace: Workspace, asked: Operation) -> tuple[Answer, Person | None]:
    """What the registry says, and of whom: the one that the key leads to at the point asked about, if there is one."""
    subjects = _subjects(store, workspace, asked)
    found = subjects[0].person if len(subjects) == 1 else None
    if not subjects or not leads(asked.registry, asked.subject, asked.purpose):
        return Answer("not_found"), found
    return (Answer("ambiguous") if found is None else _of_one(store, workspace, asked, subjects[0])), found


def _of_one(store: Store, workspace: Workspace, asked: Operation, subject: _Subject) -> Answer:
    if subject.standing is not None:
        return Answer(subject.standing)
    if not subject.records or _is_withheld(asked):
        return Answer("no_record")
    pending = store.registries[asked.registry].pending
    if pending is not None and any(pending(_held_now(r, workspace.as_of)) for r in subject.records):
        return Answer("pending_identity")
    died = current(subject.person.fact("ngayChet"), workspace.as_of)
    return _told(workspace, asked, subject, "deceased" if died else "found")


class _Subject(msgspec.Struct, frozen=True):
    person: Person
    records: Iterable[Record]
    standing: str | None = None


def _subjects(store: Store, workspace: Workspace, asked: Operation) -> list[_Subject]:
    found = []
    number = asked.subject.get("soDinhDanh")
    for index in dict.fromkeys(store.find(workspace, asked.registry, asked.subject)):
        person = workspace.person(index)
        standing = _standing(person, number, workspace.as_of)
        if standing == "not_found":
            continue
        records = () if standing else _held(store.registries[asked.registry], person, asked, workspace)
        if records or number is not None:
            found.append(_Subject(person, records, standing))
    return found


def _held(registry: Registry, person: Person, asked: Operation, workspace: Workspace) -> Iterable[Record]:
    """The records asked about; a verify makes no more of them than it reads, and reads them once."""
    held = workspace.held(registry, person)
    if dancu_contracts.registry(asked.registry).secret_without:
        held = (record for record in held if not is_hidden(asked.registry, record.fields, asked.purpose))
    if "soDinhDanh" not in asked.subject:
        held = (record for record in held if _bears(record, asked, workspace.as_of))
    if asked.op == "verify" and registry.pending is None:
        return chain((first,), held) if (first := next(held, None)) else ()
    return list(held)


def _standing(person: Person, number: str | None, as_of: AsOf) -> str | None:
    """Whether the number asked by is no longer the person's, or not yet."""
    if person.birth > as_of.on:
        return "not_found"
    held = person.so_dinh_danh
    if number is None or held is None:
        return None
    if type(held) is not Timeline:
        return None if held == number else "not_found"  # a number given later than was known
    now = held.at(as_of)
    if now == number:
        return None
    if number not in held.former(as_of):
        return "not_found"
    return "replaced" if now else "cancelled"


def _bears(record: Record, asked: Operation, as_of: AsOf) -> bool:
    """Whether the record holds the key's values; a name was searched for by its own rule already."""
    also = _also(asked.registry)
    return all(
        any(
            _is_meant(name, wanted, held)
            for path in (name, *also.get(name, ()))
            for held in _values(record, path, as_of)
        )
        for name, wanted in asked.subject.items()
        if name != "hoVaTen"
    )


def _is_meant(name: str, wanted: Any, held: Any) -> bool:
    if name == "ngaySinh" and held is not None:
        return PartialDate.parse(wanted).agrees(PartialDate.parse(held))
    return is_named(wanted, held)


def _values(record: Record, path: str, as_of: AsOf) -> list[Any]:
    name, _, rest = path.partition(".")
    return values_at(current(record.fields.get(name), as_of), rest)


@cache
def _also(registry: str) -> Mapping[str, tuple[str, ...]]:
    keys = dancu_contracts.registry(registry).keys
    return {key.fields[0]: (key.also,) for key in keys if key.also is not None}


def _is_withheld(asked: Operation) -> bool:
    """Sensitive fields are answered only to a procedure that lists them; to others they do not exist."""
    hidden = withheld(asked.registry, asked.purpose)
    if not hidden:
        return False
    named = (field.split(".")[0] for field in (*asked.fields, *asked.claims))
    return is_secret(asked.registry, asked.purpose) or not hidden.isdisjoint(named)


def _told(workspace: Workspace, asked: Operation, subject: _Subject, outcome: str) -> Answer:
    person, records = subject.person, subject.records
    if not asked.claims:
        return Answer(outcome, records=[cut(record, asked.fields, workspace, person) for record in records])
    found = findings(asked, records, workspace, person)
    agrees = agree(found)
    disclosed = records if agrees and asked.op == "lookup" else ()
    return Answer(
        outcome,
        agrees and outcome == "found",
        {name: finding.match for name, finding in found.items()},
        [cut(record, asked.fields, workspace, person) for record in disclosed],
    )


def _held_now(record: Record, as_of: AsOf) -> Mapping[str, Any]:
    return {name: current(value, as_of) for name, value in record.fields.items() if not callable(value)}
