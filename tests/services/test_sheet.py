"""The nation as columns says the same of everybody as his facts do, on any day."""

from datetime import date, datetime
from typing import Any

import pytest

from dancu_sandbox.folder import every_registry
from dancu_sandbox.reconciling.people import _columns
from mock_national_db.nation.sheet import SHEET, read, sheet, written
from mock_national_db.store import Store
from mock_national_db.timeline import HANOI, SEED_DAY, SEED_TIME
from mock_national_db.units import Address

SIZE = 3000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(tmp_path_factory.mktemp("nation"), every_registry(), {"size": SIZE})


@pytest.mark.parametrize(
    ("on", "known"),
    [
        (SEED_DAY, SEED_TIME),
        (date(2025, 6, 30), datetime(2025, 6, 30, 8, tzinfo=HANOI)),
        (date(2020, 3, 1), datetime(2020, 3, 1, 7, 59, tzinfo=HANOI)),
        (date(2020, 3, 1), SEED_TIME),
        (date(1990, 1, 1), datetime(1990, 1, 1, 8, tzinfo=HANOI)),
    ],
)
def test_a_column_says_what_the_facts_say(store: Store, on: date, known: datetime) -> None:
    seen = store.workspace("default", on, known)
    people = [seen.person(index) for index in range(SIZE)]
    facts = [_columns(person, seen.as_of) for person in people if person.birth <= on]
    assert _rows(sheet(_packed(store), seen.as_of)) == facts


def test_a_day_before_anybody_was_born_has_no_rows(store: Store) -> None:
    seen = store.workspace("default", date(1850, 1, 1), SEED_TIME)
    assert _rows(sheet(_packed(store), seen.as_of)) == []


def test_an_address_is_read_as_it_was_written() -> None:
    for address in (Address("31379", "legacy", "Số 3 | ngõ 2", "31380"), Address("", "legacy", "Tokyo", None, "JP")):
        assert read(written(address)) == address


def _packed(store: Store) -> list[bytes]:
    return [packed for (packed,) in store.db.execute("SELECT packed FROM nation.person ORDER BY idx")]


def _rows(columns: dict[str, Any]) -> list[tuple[Any, ...]]:
    return list(zip(*(columns[name].tolist() for name in SHEET), strict=True))
