"""A small nation with every registry, asked in process; each test works in a workspace of its own."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import dancu_contracts
import pytest

import mock_national_db
import mock_sectoral_dbs
from mock_national_db.registry import discover
from mock_national_db.service.uniform import OPERATIONS, changes
from mock_national_db.showing import cut
from mock_national_db.store import Store

REGISTRIES = discover(mock_national_db.__name__, mock_sectoral_dbs.__name__)
SIZE = 3_000


class Office:
    """An officer in one workspace: asks any registry of a store, with a purpose."""

    def __init__(self, store: Store, workspace: str) -> None:
        self.store, self.workspace = store, workspace
        self.purpose = {"procedure": next(iter(dancu_contracts.procedures()))}

    def call(self, op: str, registry: str, **body: Any) -> Any:
        return OPERATIONS[op](self.store, self.workspace, registry, {"purpose": self.purpose, **body})

    def lookup(
        self, registry: str, subject: Mapping[str, Any] | str, *fields: str, **more: Any
    ) -> list[dict[str, Any]]:
        """The records; all fields that need no special right unless some are named."""
        contract = dancu_contracts.registry(registry)
        asked = list(fields or (f for f in contract.record_schema["properties"] if f not in contract.sensitive))
        found = self.call("lookup", registry, subject=_subject(subject), fields=asked, **more)
        records: list[dict[str, Any]] = found["records"]
        return records

    def outcome(self, registry: str, subject: Mapping[str, Any] | str, **more: Any) -> str:
        return str(self.call("lookup", registry, subject=_subject(subject), fields=["soDinhDanh"], **more)["outcome"])

    def verify(self, registry: str, subject: Mapping[str, Any] | str, **more: Any) -> Any:
        """`claims` by keyword."""
        return self.call("verify", registry, subject=_subject(subject), **more)

    def record(self, registry: str, subject: Mapping[str, Any] | str, kind: str, on: str, **more: Any) -> Any:
        """Write an event; `data` and `id` by keyword."""
        return self.call("events", registry, subject=_subject(subject), type=kind, on=on, **more)

    def history(self, registry: str, subject: Mapping[str, Any] | str, **more: Any) -> Any:
        return self.call("history", registry, subject=_subject(subject), **more)

    def changes(self, registry: str, cursor: str | None = None) -> Any:
        return changes(self.store, self.workspace, registry, cursor)

    def whole(self, registry: str, index: int, on: str = "2026-11-23") -> list[dict[str, Any]]:
        """Everything the register holds about a person that day, as nobody may ask for it."""
        seen = self.store.workspace(self.workspace, date.fromisoformat(on))
        person = seen.person(index)
        fields = tuple(dancu_contracts.registry(registry).record_schema["properties"])
        return [cut(record, fields, seen, person) for record in seen.visible(REGISTRIES[registry], person)]

    def number(self, index: int) -> str:
        """The personal number of the person of that index."""
        seen = self.store.workspace(self.workspace)
        return str(seen.kin(index).so_dinh_danh)

    def numbers(self, count: int) -> list[str]:
        """The personal numbers of that many drawn people, spread over the nation."""
        return [self.number(index) for index in range(0, SIZE, SIZE // count)]


def _subject(subject: Mapping[str, Any] | str) -> Mapping[str, Any]:
    return {"soDinhDanh": subject} if isinstance(subject, str) else subject


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("data"), REGISTRIES, {"size": SIZE})
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store, request: pytest.FixtureRequest) -> Office:
    """An officer whose workspace nobody else writes to."""
    return Office(store, request.node.nodeid)


@pytest.fixture
def another_process(store: Store, office: Office) -> Iterator[Office]:
    """The same workspace as a second process on the same folder sees it."""
    opened = Store.open(Path(store.folder), REGISTRIES)
    yield Office(opened, office.workspace)
    opened.close()
