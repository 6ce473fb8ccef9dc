"""Days that pass: what they bring is drawn from a seed, written as any event, and known on its day."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dancu_contracts
import pytest

from mock_national_db.registry import Happening, Registry
from mock_national_db.simulating import NOBODY, YEAR, day_passes, expected, happenings
from mock_national_db.store import Store
from mock_national_db.timeline import SEED_DAY
from tests.services.conftest import REGISTRIES, SIZE, Office

BUSY = 40.0  # a few days hold a year's kinds
KINDS = sorted(f"{name}.{kind}" for name, registry in REGISTRIES.items() for kind in registry.simulates)


def written(store: Store, workspace: str) -> list[tuple[Any, ...]]:
    events = store.log.since(store.log.stream(workspace), 0, 100_000)
    return [(e.registry, e.type, e.subject, e.on, e.known, dict(e.data)) for e in events]


@pytest.fixture(scope="module")
def busy(store: Store) -> Iterator[str]:
    """A workspace in which thirty busy days have passed."""
    for _ in range(30):
        day_passes(store, "busy days", 1, BUSY)
    yield "busy days"
    store.log.reset("busy days")


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_year_brings_is_an_event_of_the_contract(kind: str) -> None:
    registry, _, name = kind.partition(".")
    assert name in dancu_contracts.registry(registry).events_schema["$defs"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_happens(kind: str, store: Store, busy: str) -> None:
    assert kind in {f"{registry}.{name}" for registry, name, *_ in written(store, busy)}


def test_the_same_seed_brings_the_same_and_another_something_else(store: Store, office: Office) -> None:
    places = {name: f"{office.workspace} {name}" for name in ("one", "same", "other")}
    for name, place in places.items():
        for _ in range(3):
            day_passes(store, place, 2 if name == "other" else 1, BUSY)
    one, same, other = (written(store, place) for place in places.values())
    assert one == same
    assert one
    assert one != other


def test_events_come_in_the_order_of_their_days_each_known_on_its_own(store: Store, busy: str) -> None:
    days = [(on, known.date()) for _, _, _, on, known, _ in written(store, busy)]
    assert days == sorted(days)
    assert {on - known for on, known in days} == {timedelta(0)}
    assert {on for on, _ in days} == {SEED_DAY + timedelta(day) for day in range(1, 31)}


def test_the_clock_ends_on_the_last_day(store: Store, busy: str) -> None:
    assert store.workspace(busy).clock.isoformat() == "2026-12-23T08:00:00+07:00"


def test_what_is_written_is_told_by_kind(store: Store, office: Office) -> None:
    told = day_passes(store, office.workspace, 1, BUSY)
    assert told.written == Counter(f"{registry}.{kind}" for registry, kind, *_ in written(store, office.workspace))


def test_a_year_brings_as_many_as_the_shares_say(store: Store, office: Office) -> None:
    """Per kind within one of what the share says: a day has its whole number, and the rest by chance."""
    told = day_passes(store, office.workspace, 1, BUSY)
    for kind, happening in happenings(store).items():
        tried = told.written[kind] + sum(told.refused.get(kind, Counter()).values())
        assert abs(tried - SIZE * happening.share * BUSY / YEAR) < 1, kind
    assert expected(store) == pytest.approx(SIZE * sum(h.share for h in happenings(store).values()) / YEAR)


def test_nothing_happens_at_the_rate_zero_but_the_day_passes(store: Store, office: Office) -> None:
    told = day_passes(store, office.workspace, 1, 0)
    assert (told.written, told.refused) == (Counter(), {})
    assert store.workspace(office.workspace).as_of.on == date(2026, 11, 24)


@pytest.fixture
def with_happenings(tmp_path: Path) -> Iterator[Any]:
    """A small nation whose national register simulates what the test says."""
    opened: list[Store] = []

    def open_with(**simulates: Happening) -> Store:
        quiet: dict[str, Registry] = {n: replace(r, simulates={}) for n, r in REGISTRIES.items()}
        quiet["population"] = replace(quiet["population"], simulates=simulates)
        opened.append(Store.open(tmp_path, quiet, {"size": 400}))
        return opened[-1]

    yield open_with
    for store in opened:
        store.close()


def test_what_is_refused_is_counted_by_the_code_of_the_fault(with_happenings: Any) -> None:
    store = with_happenings(divorce=Happening(YEAR / 100, lambda *_: {"data": {"khong": "co"}}))
    told = day_passes(store, "default", 1)
    assert (told.written, told.refused) == (Counter(), {"population.divorce": Counter(invalid=4)})


def test_an_event_that_befalls_nobody_is_counted_too(with_happenings: Any) -> None:
    store = with_happenings(death=Happening(YEAR / 200, lambda *_: None))
    assert day_passes(store, "default", 1).refused == {"population.death": Counter({NOBODY: 2})}


def test_the_dead_are_left_alone_unless_it_befalls_them_too(with_happenings: Any) -> None:
    store = with_happenings(rename=Happening(YEAR / 4, lambda *_: {"data": {"hoVaTen": "Trần Thị Mới"}}))
    assert day_passes(store, "living", 1).refused == {}
    dead = replace(store.registries["population"].simulates["rename"], to_the_dead=True)
    store.registries["population"] = replace(store.registries["population"], simulates={"rename": dead})
    assert day_passes(store, "all", 1).refused["population.rename"]["subject_deceased"] > 0
