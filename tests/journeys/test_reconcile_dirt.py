"""`dancu reconcile --registry` on a dirty nation: it finds every record that `dancu dirt` lists, and no other."""

import csv
from collections.abc import Iterator
from pathlib import Path

import dancu_contracts
import pytest

from dancu_sandbox.folder import every_registry
from mock_national_db.dirt import KINDS, dirt_of
from mock_national_db.store import Store
from tests.journeys.running import said

SIZE, RATE = 500, 0.2
FOUND = {
    "oneLetter": "name_near",
    "swapped": "birth_swapped",
    "oldNumber": "old_number",
    "oldAddress": "old_address",
    "oldUnit": "old_unit",
    "deadButActive": "dead_but_active",
}
Place = tuple[int, int]
"""The index of a person and the place of the record among his in that registry."""
COPYING = [name for name in dancu_contracts.registries() if dancu_contracts.registry(name).copies]


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(tmp_path_factory.mktemp("dirty"), every_registry(), {"size": SIZE, "dirt": RATE})
    yield store
    store.close()


@pytest.fixture(scope="module")
def listed(dirty: Store) -> dict[str, dict[Place, str]]:
    """What is to be found, record by record: by the kind of dirt, and for a CMND by the field."""
    found: dict[str, dict[Place, str]] = {name: {} for name in COPYING}
    for index in range(SIZE):
        for one in dirt_of(dirty.workspace("default"), index):
            finding = "old_cmnd" if one.field == "soCMND" else FOUND[one.kind]
            found[one.registry][index, one.place] = finding
    return found


def _rows(store: Store, name: str) -> list[Place]:
    """Whose records a lookup shows, in the order of the result."""
    seen, registry = store.workspace("default"), store.registries[name]
    on = seen.as_of.on
    return [
        (index, place)
        for index in range(SIZE)
        for place, record in enumerate(seen.records(registry, seen.person(index)))
        if record.since <= on and (record.until is None or record.until > on)
    ]


@pytest.mark.parametrize("registry", COPYING)
def test_every_dirty_record_is_found_for_what_it_is_and_no_other_is_accused(
    registry: str, dirty: Store, listed: dict[str, dict[Place, str]], tmp_path: Path
) -> None:
    result = tmp_path / "result.csv"
    told = said("reconcile", "--registry", registry, "--data", dirty.folder, "--result", result, "--json")
    assert told.exit_code in {0, 1}, told.stderr
    with result.open(encoding="utf-8", newline="") as file:
        findings = [row["findings"] for row in csv.DictReader(file)]
    drawn = zip(_rows(dirty, registry), findings, strict=False)  # personas come after them
    assert {place: finding for place, finding in drawn if finding} == listed[registry]


def test_every_kind_of_dirt_is_there_to_be_found(listed: dict[str, dict[Place, str]]) -> None:
    assert {finding for found in listed.values() for finding in found.values()} >= {*FOUND.values()}
    assert {*FOUND} == {*KINDS}
    assert [name for name, found in listed.items() if not found] == []
