"""What changed in a subject's records, when it took effect and when it was known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db.answering import settled
from mock_national_db.operation import Operation
from mock_national_db.showing import shown
from mock_national_db.timeline import SEED_TIME, Fact, Timeline
from mock_national_db.withholding import is_hidden, is_told, withheld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from mock_national_db.person import Person
    from mock_national_db.registry import Record
    from mock_national_db.store import Store
    from mock_national_db.workspace import Workspace


def history(
    store: Store, workspace: Workspace, registry: str, subject: Mapping[str, Any], purpose: str | None = None
) -> dict[str, Any]:
    """The outcome for the subject and every change on record that the purpose may see, oldest first."""
    asked = Operation(registry, "lookup", subject, fields=("soDinhDanh",), purpose=purpose)
    told, person = settled(store, workspace, asked)
    if person is None or told.outcome not in {"found", "deceased", "replaced", "cancelled"}:
        return {"outcome": told.outcome, "entries": []}
    return {"outcome": told.outcome, "entries": list(_entries(workspace, registry, person, purpose))}


def _entries(workspace: Workspace, registry: str, person: Person, purpose: str | None) -> Iterator[dict[str, Any]]:
    changed: dict[tuple[date, datetime | None], list[dict[str, Any]]] = {}
    hidden = withheld(registry, purpose)
    names = [name for name in dancu_contracts.registry(registry).record_schema["properties"] if name not in hidden]
    for record in workspace.records(workspace.store.registries[registry], person):
        if is_hidden(registry, record.fields, purpose):
            continue
        for name in names:
            for fact, before in _changes(record, name):
                if fact.since <= workspace.as_of.on and fact.known_by(workspace.as_of.known):
                    change = _change(name, before, fact, workspace, person)
                    since = max(fact.since, person.birth)  # a correction holds from the beginning, which is no date
                    changed.setdefault((since, fact.known), []).append(change)
    written: dict[tuple[date, datetime | None], str] = {
        (e.on, e.known): e.type for e in workspace.events(person.index) if is_told(e, purpose)
    }
    for (since, known), parts in sorted(changed.items(), key=lambda item: (item[0][0], item[0][1] or SEED_TIME)):
        entry = {
            "on": since.isoformat(),
            "knownAt": known.isoformat() if known else None,
            "type": written.get((since, known)),
        }
        yield {**{name: value for name, value in entry.items() if value}, "changes": parts}


def _changes(record: Record, name: str) -> Iterator[tuple[Fact, Any]]:
    try:
        value = record.fields[name]
    except KeyError:
        return
    if isinstance(value, Timeline):
        before = None
        for fact in sorted(value.facts, key=lambda f: f.rank):
            if before is not None:
                yield fact, before
            before = fact.value


def _change(name: str, before: Any, fact: Fact, workspace: Workspace, person: Person) -> dict[str, Any]:
    parts = {"from": shown(before, workspace, person), "to": shown(fact.value, workspace, person)}
    return {"field": name, **{side: value for side, value in parts.items() if value is not None}}
