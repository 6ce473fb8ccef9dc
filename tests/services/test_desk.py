"""The desk of a wire that takes dossiers: entries in order, once, forgotten by a reset, and events written once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_national_db.log import Entry
from mock_national_db.operation import Operation
from mock_national_db.registry import Refused
from mock_national_db.service.desk import LogDesk
from mock_national_db.store import Store
from mock_national_db.timeline import SEED_TIME
from tests.services.conftest import REGISTRIES

OWN = "099090000001"
REGISTERED = {
    "id": "a-1",
    "type": "person_registered",
    "subject": {"soDinhDanh": OWN},
    "on": "2026-11-23",
    "data": {"hoVaTen": "Nguyễn Văn Mẫu", "ngaySinh": "1990-05-20", "gioiTinh": "1"},
    "purpose": {"procedure": "dang-ky-thuong-tru"},
}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    """A folder of a hundred people."""
    opened = Store.open(tmp_path, REGISTRIES, {"size": 100})
    yield opened
    opened.close()


def test_a_dossier_keeps_its_entries_in_order_and_is_opened_once(small: Store) -> None:
    desk = LogDesk(small, "one", "births")
    opened = [desk.enter("H-1", {"form": turn}, first=True) for turn in (1, 2)]
    desk.enter("H-1", {"form": 3})
    assert opened == [True, False]
    assert desk.entries("H-1") == [Entry(SEED_TIME, {"form": 1}), Entry(SEED_TIME, {"form": 3})]
    assert desk.entries("H-2") == []


def test_a_wire_sees_its_own_dossiers_of_its_own_workspace(small: Store) -> None:
    for workspace, system, number in (("one", "births", "H-1"), ("one", "births", "H-10"), ("one", "deaths", "H-2")):
        LogDesk(small, workspace, system).enter(number, {})
    assert LogDesk(small, "one", "births").numbers() == ["H-1", "H-10"]
    assert LogDesk(small, "two", "births").numbers() == []


def test_a_reset_forgets_dossiers(small: Store) -> None:
    desk = LogDesk(small, "one", "births")
    desk.enter("H-1", {})
    small.log.reset("one")
    assert (desk.numbers(), desk.entries("H-1")) == ([], [])


def test_an_event_with_an_id_is_written_once_and_seen(small: Store) -> None:
    desk = LogDesk(small, "one", "births")
    told = [desk.record("population", REGISTERED) for _ in range(2)]
    assert told == [{"outcome": "recorded", "position": 1, "soDinhDanh": OWN}] * 2
    asked = Operation("population", "lookup", {"soDinhDanh": OWN}, fields=("hoVaTen",))
    assert desk.ask(asked).records == [{"soDinhDanh": OWN, "hoVaTen": "Nguyễn Văn Mẫu"}]


def test_an_event_against_its_contract_is_refused_with_the_place_at_fault(small: Store) -> None:
    desk = LogDesk(small, "one", "births")
    with pytest.raises(Refused) as refused:
        desk.record("population", {**REGISTERED, "on": "tomorrow"})
    assert (refused.value.code, refused.value.pointer) == ("invalid", "/on")
