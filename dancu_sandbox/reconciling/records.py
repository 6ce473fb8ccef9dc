"""A registry of ours as the agency's side: what each of its records says about its person, as a lookup would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dancu_contracts

from dancu_sandbox.reconciling.copies import Copies
from dancu_sandbox.reconciling.given import Given, of_records
from dancu_sandbox.reconciling.people import others_than_drawn
from mock_national_db.registry import values_at
from mock_national_db.showing import cut, shown

if TYPE_CHECKING:
    import duckdb

    from mock_national_db.person import Person
    from mock_national_db.registry import Registry
    from mock_national_db.workspace import Workspace

_ROUND = 5_000


def of_registry(db: duckdb.DuckDBPyConnection, seen: Workspace, name: str, workplace: Path) -> Given:
    """Make the view `given` of a registry's records as the workspace sees them."""
    copies = Copies.of(dancu_contracts.registry(name))
    return of_records(db, name, copies, _rows(seen, seen.store.registries[name], copies), workplace)


def _rows(seen: Workspace, registry: Registry, copies: Copies) -> Iterator[list[str | None]]:
    others = list(others_than_drawn(seen))
    apart = set(others)
    indexes = [*(index for index in range(seen.store.nation.size) if index not in apart), *others]
    for first in range(0, len(indexes), _ROUND):
        now = seen.store.workspace(seen.name, seen.as_of.on, seen.as_of.known)  # it keeps whom it has seen
        for index in indexes[first : first + _ROUND]:
            if now.has(index):
                person = now.person(index)
                for record in now.visible(registry, person):
                    told = cut(record, copies.columns, now, person)
                    yield [*(_cell(told, path) for path in copies.columns), _other(told, copies, now, person)]


def _cell(told: Any, path: str) -> str | None:
    """What stands at a path; what lies deeper as JSON."""
    value = next(iter(values_at(told, path)), None)
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _other(told: Any, copies: Copies, now: Workspace, person: Person) -> str | None:
    """Whether one of the other addresses is not to the letter what the nation says of the record's person."""
    for name, source in copies.addresses.items():
        if name in told and told[name] != shown(person.fact(source), now, person):
            return "1"
    return None
