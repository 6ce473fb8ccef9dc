"""A registry of ours as the agency's side: what each of its records says about its person, as a lookup would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dancu_contracts

from dancu_sandbox.reconciling.given import Given, of_records
from dancu_sandbox.reconciling.people import others_than_drawn
from mock_national_db.showing import cut

if TYPE_CHECKING:
    import duckdb

    from mock_national_db.registry import Registry
    from mock_national_db.workspace import Workspace

_COMPARED = ("soDinhDanh", "soCMND", "hoVaTen", "ngaySinh", "gioiTinh", "thuongTru", "ngayChet")
_ROUND = 5_000


def of_registry(db: duckdb.DuckDBPyConnection, seen: Workspace, name: str, workplace: Path) -> Given:
    """Make the view `given` of a registry's records as the workspace sees them."""
    contract = dancu_contracts.registry(name)
    schema, status = contract.record_schema["properties"], contract.ends_with_life
    fields = tuple(field for field in (*_COMPARED, *([status] if status else [])) if field in schema)
    headings = ["trangThai" if field == status else field for field in fields]
    return of_records(db, name, headings, _rows(seen, seen.store.registries[name], fields, schema), workplace)


def _rows(seen: Workspace, registry: Registry, fields: tuple[str, ...], schema: Any) -> Iterator[list[str | None]]:
    others = list(others_than_drawn(seen))
    apart = set(others)
    indexes = [*(index for index in range(seen.store.nation.size) if index not in apart), *others]
    for first in range(0, len(indexes), _ROUND):
        now = seen.store.workspace(seen.name, seen.as_of.on, seen.as_of.known)  # it keeps whom it has seen
        for index in indexes[first : first + _ROUND]:
            if now.has(index):
                person = now.person(index)
                for record in now.visible(registry, person):
                    shown = cut(record, fields, now, person)
                    yield [_cell(shown.get(field), schema[field]) for field in fields]


def _cell(value: Any, schema: Any) -> str | None:
    """A coded status by its title, what lies deeper as JSON."""
    table = dancu_contracts.resolved(schema).get("x-codes")
    if table is not None and isinstance(value, str) and len(value) > 1:
        return str(dancu_contracts.code_table(table)["values"][value]["vi"])
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
