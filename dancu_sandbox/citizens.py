"""Living people of the drawn population who have a number, in the order of their index."""

from __future__ import annotations

from typing import Any

import dancu_contracts

from dancu_sandbox.folder import NATIONAL
from mock_national_db.registry import discover
from mock_national_db.service.application import DEFAULT_WORKSPACE
from mock_national_db.showing import cut
from mock_national_db.store import Store
from mock_national_db.timeline import current

PAGE = 1000
BRIEF = ("soDinhDanh", "hoVaTen", "ngaySinh")


def national() -> str:
    """The registry that knows everybody."""
    return next(iter(discover(NATIONAL)))


def living(
    store: Store, workspace: str, first: int, limit: int, *, whole: bool
) -> tuple[list[dict[str, Any]], int | None]:
    """At most `limit` people from index `first` on, and the index to go on from, None at the end."""
    found: list[dict[str, Any]] = []
    seen = store.workspace(workspace)
    registry = store.registries[national()]
    fields = _whole(registry.name) if whole else BRIEF
    for index in range(first, store.nation.size):
        if len(found) == limit:
            return found, index
        person = seen.person(index)
        if person.birth > seen.as_of.on or current(person.fact("ngayChet"), seen.as_of):
            continue
        if current(person.so_dinh_danh, seen.as_of) is not None:
            found += [cut(record, fields, seen, person) for record in seen.visible(registry, person)]
    return found, None


def everybody(store: Store, first: int, last: int) -> list[dict[str, Any]]:
    """The whole records of the indexes from `first` to before `last`, the dead included."""
    seen, registry = store.workspace(DEFAULT_WORKSPACE), store.registries[national()]
    fields, people = _whole(registry.name), [seen.person(index) for index in range(first, last)]
    return [cut(record, fields, seen, person) for person in people for record in seen.visible(registry, person)]


def _whole(registry: str) -> tuple[str, ...]:
    return tuple(dancu_contracts.registry(registry).record_schema["properties"])
