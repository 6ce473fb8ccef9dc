"""The log: one stream per workspace, all or nothing, what was known when, and the feed of what was written."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mock_national_db import personas
from mock_national_db.log import EMPTY, LAYOUT, Log
from mock_national_db.service.faults import CallFault
from mock_national_db.store import Store
from mock_national_db.timeline import HANOI
from tests.services.conftest import REGISTRIES, Office

TODAY = "2026-11-23"
DATA = {"hoVaTen": "Nguyễn Văn Mẫu", "ngaySinh": "1990-05-20", "gioiTinh": "1"}
OWN = "099090000001"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    """A folder of a hundred people."""
    opened = Store.open(tmp_path, REGISTRIES, {"size": 100})
    yield opened
    opened.close()


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=HANOI)


def rename(office: Office, name: str, **more: Any) -> Any:
    return office.record("population", OWN, "rename", TODAY, data={"hoVaTen": name}, **more)


def register(office: Office) -> Any:
    return office.record("population", OWN, "person_registered", TODAY, data=DATA)


# -- one turn, one snapshot --------------------------------------------------------------------------------------------


def test_what_another_process_wrote_is_seen_from_the_next_turn_on(small: Store) -> None:
    other = Store.open(small.folder, REGISTRIES)
    turns: list[Callable[[], None]] = []
    small.log.hold(turns.append)
    small.log.hold(turns.append)
    before = Office(small, "one").outcome("population", OWN)
    register(Office(other, "one"))
    during = Office(small, "one").outcome("population", OWN)
    (let_go,) = turns
    let_go()
    assert (before, during, Office(small, "one").outcome("population", OWN)) == ("not_found", "not_found", "found")
    other.close()


def test_whoever_writes_ends_the_snapshot_and_is_seen_in_the_same_turn(small: Store) -> None:
    small.log.hold(lambda _: None)
    register(Office(small, "one"))
    assert Office(small, "one").outcome("population", OWN) == "found"
    small.log.let_go()
    assert Office(small, "one").outcome("population", OWN) == "found"


# -- workspaces --------------------------------------------------------------------------------------------------------


def test_workspaces_do_not_see_one_another(small: Store) -> None:
    one, other = Office(small, "one"), Office(small, "other")
    assert register(one) == register(other) == {"outcome": "recorded", "position": 1, "soDinhDanh": OWN}
    rename(one, "Lê Một")
    names = [office.lookup("population", OWN, "hoVaTen")[0]["hoVaTen"] for office in (one, other)]
    assert names == ["Lê Một", "Nguyễn Văn Mẫu"]
    assert Office(small, "third").outcome("population", OWN) == "not_found"
    assert small.log.workspaces() == ["one", "other"]


def test_a_workspace_never_written_to_has_an_empty_stream(small: Store) -> None:
    assert small.log.stream("new") is EMPTY
    assert Office(small, "new").changes("population") == {"items": [], "cursor": "MS4w", "more": False}
    assert small.log.workspaces() == []


def test_a_refused_event_leaves_nothing(small: Store) -> None:
    office = Office(small, "one")
    with pytest.raises(CallFault):
        office.record("population", OWN, "person_registered", "2027-01-01", data=DATA)
    assert small.log.workspaces() == []
    assert register(office)["position"] == 1


# -- reset and clock ---------------------------------------------------------------------------------------------------


def test_a_reset_forgets_events_and_clock_and_the_old_cursor_is_gone(small: Store) -> None:
    office = Office(small, "one")
    register(office)
    cursor = office.changes("population")["cursor"]
    small.log.set_clock("one", at(2027, 3, 1))
    assert small.log.reset("one").generation == 2
    assert office.outcome("population", OWN) == "not_found"
    assert small.workspace("one").clock == small.clock
    with pytest.raises(CallFault) as gone:
        office.changes("population", cursor)
    assert (gone.value.code, gone.value.status, gone.value.pointer) == ("cursor_gone", 410, "/cursor")
    assert register(office)["position"] == 1
    assert [item["type"] for item in office.changes("population")["items"]] == ["person_registered"]


def test_a_reset_leaves_the_other_workspaces_alone(small: Store) -> None:
    one, other = Office(small, "one"), Office(small, "other")
    register(one)
    register(other)
    small.log.reset("one")
    assert [office.outcome("population", OWN) for office in (one, other)] == ["not_found", "found"]


def test_events_are_known_when_the_clock_says(small: Store) -> None:
    office = Office(small, "one")
    register(office)
    small.log.set_clock("one", at(2027, 3, 1))
    office.record("population", OWN, "rename", "2027-02-01", data={"hoVaTen": "Lê Đổi"})

    def name(**then: str) -> str:
        return str(office.lookup("population", OWN, "hoVaTen", **then)[0]["hoVaTen"])

    assert name() == "Lê Đổi"
    assert name(on="2027-01-31") == "Nguyễn Văn Mẫu"
    assert name(knownAt="2027-02-28T00:00:00+07:00") == "Nguyễn Văn Mẫu"
    assert name(on="2027-02-01", knownAt="2027-03-01T09:00:00+07:00") == "Lê Đổi"
    assert name(knownAt="2027-03-01T02:00:00Z") == "Lê Đổi"


def test_a_clock_set_back_hides_what_is_not_known_yet_but_not_from_the_feed(small: Store) -> None:
    office = Office(small, "one")
    small.log.set_clock("one", at(2027, 3, 1))
    register(office)
    small.log.set_clock("one", None)
    assert office.outcome("population", OWN) == "not_found"
    (item,) = office.changes("population")["items"]
    assert (item["subject"], item["knownAt"]) == ({"soDinhDanh": OWN}, "2027-03-01T09:00:00+07:00")


def test_before_a_death_was_known_nothing_is_refused_for_it(small: Store) -> None:
    """P26 died on 30 September, which was known on 20 October."""
    office, number = Office(small, "one"), personas.persona("P26").people[0]["soDinhDanh"]
    petition = {"loaiDon": "kienNghi", "linhVuc": "xayDung", "noiDung": "Kiến nghị nâng cấp đường liên ấp"}
    small.log.set_clock("one", at(2026, 10, 19))
    told = office.record("complaints", number, "petition_received", "2026-10-05", data=petition)
    assert told["outcome"] == "recorded"
    small.log.set_clock("one", at(2026, 10, 21))
    with pytest.raises(CallFault) as refused:
        office.record("complaints", number, "petition_received", "2026-10-05", data=petition)
    assert (refused.value.code, refused.value.pointer) == ("subject_deceased", "/subject")


def test_an_event_after_the_clock_is_refused(small: Store) -> None:
    office = Office(small, "one")
    register(office)
    with pytest.raises(CallFault) as fault:
        office.record("population", OWN, "death", "2026-11-24")
    assert (fault.value.code, fault.value.pointer) == ("event_in_future", "/on")
    small.log.set_clock("one", at(2026, 11, 24))
    assert office.record("population", OWN, "death", "2026-11-24")["position"] == 2


# -- repeating ---------------------------------------------------------------------------------------------------------


def test_the_same_id_and_body_get_the_same_answer_and_are_written_once(small: Store) -> None:
    office = Office(small, "one")
    body = {"data": DATA, "id": "mine-1"}
    told = [office.record("population", OWN, "person_registered", TODAY, **body) for _ in range(3)]
    assert told == [{"outcome": "recorded", "position": 1, "soDinhDanh": OWN}] * 3
    assert len(office.changes("population")["items"]) == 1


def test_the_same_id_with_another_body_is_a_conflict(small: Store) -> None:
    office = Office(small, "one")
    register(office)
    rename(office, "Lê Một", id="mine-1")
    with pytest.raises(CallFault) as fault:
        rename(office, "Lê Hai", id="mine-1")
    assert (fault.value.code, fault.value.status, fault.value.pointer) == ("event_conflict", 409, "/id")
    assert office.lookup("population", OWN, "hoVaTen")[0]["hoVaTen"] == "Lê Một"


def test_an_id_may_be_used_again_after_a_reset_and_in_another_workspace(small: Store) -> None:
    for workspace in ("one", "other", "one"):
        office = Office(small, workspace)
        small.log.reset("one")
        register(office)
        assert rename(office, f"Lê {workspace.title()}", id="mine-1")["position"] == 2


# -- the feed ----------------------------------------------------------------------------------------------------------


def test_the_feed_tells_what_was_sent_in_order_page_by_page(small: Store) -> None:
    office = Office(small, "one")
    register(office)
    for name in ("Lê Một", "Lê Hai", "Lê Ba"):
        rename(office, name)
    seen: list[Any] = []
    page = office.changes("population")
    assert page["items"][0] == {
        "position": 1,
        "type": "person_registered",
        "subject": {"soDinhDanh": OWN},
        "on": TODAY,
        "knownAt": "2026-11-23T08:00:00+07:00",
        "data": {**DATA, "soDinhDanh": OWN},
    }
    assert [item["data"].get("hoVaTen") for item in page["items"][1:]] == ["Lê Một", "Lê Hai", "Lê Ba"]
    assert office.changes("population", page["cursor"]) == {"items": [], "cursor": page["cursor"], "more": False}
    rename(office, "Lê Bốn")
    seen = office.changes("population", page["cursor"])["items"]
    assert [(item["position"], item["data"]) for item in seen] == [(5, {"hoVaTen": "Lê Bốn"})]


# -- all or nothing ----------------------------------------------------------------------------------------------------


def test_what_fails_half_way_is_rolled_back_and_the_next_is_written(small: Store) -> None:
    office = Office(small, "one")
    register(office)
    with pytest.raises(KeyboardInterrupt):
        _stopped_half_way(small)
    assert len(office.changes("population")["items"]) == 1
    assert rename(office, "Lê Một")["position"] == 2


def test_a_full_disk_loses_nothing_and_the_log_goes_on_when_there_is_room(small: Store) -> None:
    office = Office(small, "one")
    register(office)
    (pages,) = small.db.execute("PRAGMA page_count").fetchone()
    small.db.execute(f"PRAGMA max_page_count = {pages}")
    written = _fill(office)
    small.db.execute("PRAGMA max_page_count = 1000000")
    assert len(office.changes("population")["items"]) == 1 + written
    assert rename(office, "Lê Rộng")["position"] == 2 + written


def _stopped_half_way(store: Store) -> None:
    with store.log.writing():
        store.db.execute("DELETE FROM event")
        raise KeyboardInterrupt


def _fill(office: Office) -> int:
    """How many events there was room for."""
    for written in range(1_000):
        try:
            rename(office, f"Lê {'Dài ' * 20}{'A' * (written % 7)}".strip())
        except sqlite3.OperationalError:
            return written
    raise AssertionError("the disk is never full")


def test_what_was_known_is_compared_across_offsets() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(LAYOUT)
    log = Log(db)
    log.set_clock("one", datetime(2027, 1, 1, 17, tzinfo=UTC))
    assert log.stream("one").clock == datetime(2027, 1, 2, 0, tzinfo=HANOI)
    db.close()
