"""A nation of twenty thousand, as it was drawn and again after a simulated year, and the records that are looked at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import dancu_contracts
import pytest

from mock_national_db.person import Person
from mock_national_db.personas import personas
from mock_national_db.registry import Record
from mock_national_db.showing import cut
from mock_national_db.simulating import YEAR, day_passes
from mock_national_db.store import Store
from mock_national_db.timeline import AsOf, current
from mock_national_db.workspace import BORN, Workspace
from tests.services.conftest import REGISTRIES

SIZE = 20_000
DRAWN, A_YEAR_LATER = "as drawn", "a year later"
_STEP = 7_919  # a prime: every n-th person, over the whole nation
_ENOUGH = {DRAWN: 1_000, A_YEAR_LATER: 60}  # people with a record, besides personas and those whom the year touched


@dataclass(frozen=True)
class Told:
    """A record of somebody, as the registry has it and as it shows it today."""

    registry: str
    person: Person
    record: Record
    shown: dict[str, Any]
    moment: "Moment"
    place: int
    """Among all of the registry that are looked at."""

    def __str__(self) -> str:
        return f"{self.registry} of {who(self.person.index)}"


@dataclass(frozen=True)
class Moment:
    """The nation at one of the two moments."""

    name: str
    store: Store
    seen: Workspace
    _told: dict[str, list[Told]] = field(default_factory=dict)

    @property
    def as_of(self) -> AsOf:
        return self.seen.as_of

    def fact(self, person: Person, name: str) -> Any:
        return current(person.fact(name), self.as_of)

    @cached_property
    def everybody(self) -> list[int]:
        """The drawn people, those of the personas, and those born in the year."""
        return [*range(SIZE), *PERSONAS, *self.born]

    @cached_property
    def born(self) -> list[int]:
        return [BORN + e.position for e in self._events if e.type == "birth"]

    @cached_property
    def _events(self) -> list[Any]:
        return self.store.log.since(self.seen.stream, 0, 1_000_000)

    def told(self, registry: str) -> list[Told]:
        """The records that are looked at, read once."""
        if registry not in self._told:
            read = enumerate(self._read(registry))
            self._told[registry] = [Told(registry, *one, self, place) for place, one in read]
        return self._told[registry]

    def _read(self, registry: str) -> Iterator[tuple[Person, Record, dict[str, Any]]]:
        found = 0
        for index in self._sample(registry):
            records = [*self._of(registry, index)]
            yield from records
            found += bool(records) and index < SIZE
            if found >= _ENOUGH[self.name] + len(self._touched(registry)):
                return

    def _sample(self, registry: str) -> Iterator[int]:
        """The personas, whom the year touched here, some who died or were born in it, then every n-th."""
        first = dict.fromkeys((*PERSONAS, *self._touched(registry), *self._lives, *self.born[:50]))
        yield from first
        yield from (index for place in range(SIZE) if (index := place * _STEP % SIZE) not in first)

    def _touched(self, registry: str) -> list[int]:
        return [*dict.fromkeys(e.subject for e in self._events if e.registry == registry)][:150]

    @cached_property
    def _lives(self) -> list[int]:
        return [e.subject for e in self._events if e.type in {"death", "divorce", "marriage"}][:120]

    def _of(self, registry: str, index: int) -> Iterator[tuple[Person, Record, dict[str, Any]]]:
        person = self.seen.person(index)
        fields = tuple(dancu_contracts.registry(registry).record_schema["properties"])
        for record in self.seen.visible(REGISTRIES[registry], person):
            yield person, record, cut(record, fields, self.seen, person)


PERSONAS = {one.index(place): f"{one.id}/{place}" for one in personas() for place in range(len(one.people))}


def who(index: int) -> str:
    """A person as a failure names him: a persona by its file and place."""
    return PERSONAS.get(index, str(index))


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("invariants"), REGISTRIES, {"size": SIZE})
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def drawn(store: Store) -> Moment:
    return Moment(DRAWN, store, store.workspace(DRAWN))


@pytest.fixture(scope="session")
def a_year_later(store: Store) -> Moment:
    for _ in range(YEAR):
        day_passes(store, A_YEAR_LATER, 1)
    return Moment(A_YEAR_LATER, store, store.workspace(A_YEAR_LATER))


@pytest.fixture(params=[DRAWN, A_YEAR_LATER])
def moment(request: pytest.FixtureRequest) -> Moment:
    found: Moment = request.getfixturevalue(request.param.replace(" ", "_").replace("as_", ""))
    return found
