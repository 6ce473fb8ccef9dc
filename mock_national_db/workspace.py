"""The nation as one workspace sees it at one moment: the seed, the personas beneath it, and its own log folded in."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_national_db import dirt, personas
from mock_national_db.draw import Draw
from mock_national_db.log import EMPTY, Stream, read_stream
from mock_national_db.names import exact
from mock_national_db.person import Kin, Person
from mock_national_db.registry import Event, Record
from mock_national_db.timeline import SEED_DAY, SEED_TIME, AsOf, current

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mock_national_db.nation import Organisations
    from mock_national_db.registry import Registry
    from mock_national_db.store import Store

PERSONAS = personas.FIRST
BORN = 50_000_000
_PERSON = """
    SELECT p.packed, w.stream, w.generation, w.clock,
        EXISTS(SELECT 1 FROM touched t WHERE t.stream = w.stream AND t.idx = p.idx)
    FROM nation.person p LEFT JOIN workspace w ON w.name = ?1 WHERE p."""
_BY_NUMBER = _PERSON + "number = ?2"
_BY_INDEX = _PERSON + "idx = ?2"


class Workspace:
    """What one question sees; made for each question and thrown away. `on` and `known` default to the clock.

    `last` is the position of the log after which nothing is read, for what must be told the same ever after.
    """

    def __init__(
        self,
        store: Store,
        name: str,
        on: date | None = None,
        known: datetime | None = None,
        last: int | None = None,
    ) -> None:
        self.store, self.name = store, name
        self._on, self._known, self._last = on, known, last
        self._people: dict[int, Person] = {}
        self._drawn: dict[tuple[str, Person], list[Record]] = {}
        self._events: dict[int, list[Event]] = {}
        self.slips: dict[tuple[str, int], Mapping[int, dirt.Slip]] = {}

    @cached_property
    def stream(self) -> Stream:
        """Where this workspace's log stands."""
        return self.store.log.stream(self.name)

    @property
    def clock(self) -> datetime:
        """The workspace's time: what it was set to, else the server's."""
        return self.stream.clock or self.store.clock

    @cached_property
    def as_of(self) -> AsOf:
        """The point this question is asked about."""
        clock = self.clock
        return AsOf(self._on or clock.date(), self._known or clock)

    @cached_property
    def untouched(self) -> Workspace:
        """The nation as it was drawn, on the seed day: nobody wrote anything."""
        return self.store.workspace("", SEED_DAY, SEED_TIME)

    @property
    def organisations(self) -> Organisations:
        """The nation's authorities, schools, hospitals and companies."""
        return self.store.nation.organisations

    def forget(self) -> None:
        """Let go of whom the question was about: people and workspace hold one another, so nobody else would."""
        self._people.clear()
        self._drawn.clear()
        self._events.clear()
        self.__dict__.pop("untouched", None)

    def person(self, index: int) -> Person:
        """The person of that index; KeyError if there is none."""
        if index not in self._people:
            self._people[index] = self._read(index)
        return self._people[index]

    def by_number(self, number: str) -> list[int]:
        """The indexes that bear or bore the personal number."""
        if (stated := personas.index_of(number)) is not None:
            return [stated]
        row = self.store.fetch(_BY_NUMBER, self.name, int(number))
        if row is not None:
            return [self._keep(row).index]
        return self.written("soDinhDanh", number)

    def has(self, index: int) -> bool:
        """Whether there is a person of that index, as far as was known."""
        try:
            self.person(index)
        except KeyError:
            return False
        return True

    def written(self, key: str, value: str) -> list[int]:
        """The indexes that a key of the log leads to, as far as their people were known."""
        if self.stream is EMPTY:
            return []
        return [index for index in self.store.log.found(self.stream.number, key, value) if self.has(index)]

    def _read(self, index: int) -> Person:
        if index >= BORN:
            person = self._learned(Person(index, {}, self))
            if not person.facts:
                raise KeyError(index)
            return person
        if index >= PERSONAS:
            return self._learned(Person(index, personas.facts(index), self))
        row = self.store.fetch(_BY_INDEX, self.name, index)
        if row is None:
            raise KeyError(index)
        return self._keep(row)

    def _keep(self, row: tuple[Any, ...]) -> Person:
        packed, stream, generation, clock, is_touched = row
        self.stream = read_stream(stream, generation, clock)
        drawn = self.store.nation.unpacked(packed)
        person = Person(drawn[0], self.store.nation.facts(drawn), self)
        if is_touched:
            person = self._learned(person)
        else:
            self._events[person.index] = []
        self._people[person.index] = person
        return person

    def _learned(self, person: Person) -> Person:
        for event in self.events(person.index):
            if learns := self.store.registries[event.registry].learns.get(event.type):
                person = person.learning(learns(event, person))
        return person

    def events(self, index: int, registry: str | None = None) -> list[Event]:
        """The log's events that show in this person's records, in order."""
        if self.stream is EMPTY:
            return []
        if (events := self._events.get(index)) is None:
            found = self.store.log.touching(self.stream.number, index, self.as_of.known)
            events = self._events[index] = [e for e in found if self._last is None or e.position <= self._last]
        return [e for e in events if registry is None or e.registry == registry]

    def children(self, index: int) -> Sequence[int]:
        """The indexes of the children on record."""
        if index >= BORN:
            seeded: Iterable[int] = ()
        else:
            seeded = personas.children(index) if index >= PERSONAS else self.store.nation.children(index)
        return [*seeded, *self.written("chaMe", str(index))]

    def household(self, person: Person, as_of: AsOf) -> Sequence[int]:
        """The indexes of those who live in the person's household on that day, the person included."""
        home = current(person.fact("ho"), as_of)
        if home is None:
            return [person.index]
        candidates = [*self._seeded_household(home), *self.written("ho", str(home))]
        return [i for i in dict.fromkeys(candidates) if current(self.person(i).fact("ho"), as_of) == home]

    def _seeded_household(self, home: Any) -> Iterable[int]:
        return self.store.nation.household(home) if isinstance(home, int) else personas.household(home)

    def sector_number(self, kind: str, index: int) -> str:
        """The person's number of that kind; see numbers/ of the contracts."""
        return self.store.numbers.of(kind, index)

    def drawn(self, fact: str, person: Person) -> list[Any]:
        """The values of another registry's fact, record by record."""
        registry, _, name = fact.partition(".")
        return [current(record.fields.get(name), self.as_of) for record in self._begun(registry, person)]

    def chance(self, name: str, index: int) -> Draw:
        """What chance decides under that name, such as a registry's, about the citizen of that index."""
        return Draw(self.store.nation.arguments.seed, name, index)

    def _begun(self, registry: str, person: Person) -> list[Record]:
        """The records of another registry that have begun, kept: whoever reads one of its facts reads more."""
        if (found := self._drawn.get((registry, person))) is None:
            records = self.rightly(self.store.registries[registry], person)
            found = self._drawn[registry, person] = [r for r in records if _has_begun(r, self.as_of)]
        return found

    def records(self, registry: Registry, person: Person) -> list[Record]:
        """All that the registry holds about the person, the log folded in, whatever the day."""
        return list(self._records(registry, person))

    def _records(self, registry: Registry, person: Person) -> Iterable[Record]:
        drawn = self._seeded_records(registry, person)
        if self.store.nation.arguments.dirt:
            drawn = (record for record, _ in dirt.spoilt(drawn, registry, person, self))
        return self._folded(registry, person, drawn)

    def rightly(self, registry: Registry, person: Person) -> list[Record]:
        """The same as it would be without dirt: what the nation says, and what other registries draw from."""
        return list(self._folded(registry, person, self._seeded_records(registry, person)))

    def dirtied(self, registry: Registry, person: Person) -> list[tuple[int, Record, Record, dirt.Slip]]:
        """The dirty records that hold at the point asked about: place, as it should be, as it is, what went wrong."""
        drawn = list(self._seeded_records(registry, person))
        spoilt = list(dirt.spoilt(drawn, registry, person, self))
        right, wrong = (list(self._folded(registry, person, one)) for one in (drawn, (r for r, _ in spoilt)))
        return [
            (place, right[place], wrong[place], slip)
            for place, (_, slip) in enumerate(spoilt)
            if slip is not None and self._holds(wrong[place])
        ]

    def _folded(self, registry: Registry, person: Person, drawn: Iterable[Record]) -> Iterable[Record]:
        """As lazily as they are drawn, where nothing happened since."""
        if registry.events and self.stream is not EMPTY:
            for event in self.events(person.index, registry.name):
                if effect := registry.events.get(event.type):
                    drawn = effect(list(drawn), event)
        return drawn

    def _seeded_records(self, registry: Registry, person: Person) -> Iterable[Record]:
        drawn = registry.records(person, self.chance(registry.name, person.index))
        if not PERSONAS <= person.index < BORN:
            return drawn
        deviation = personas.deviations(person.index, registry.name) or {}
        if "records" in deviation:
            stated = [_stated(person, record) for record in deviation["records"]]
            return [*stated, *self._brought(person, drawn)]
        if "fields" not in deviation:
            return drawn
        return (r.under(deviation["fields"]) for r in drawn)

    def _brought(self, person: Person, records: Iterable[Record]) -> list[Record]:
        """Those of the records that the log brought about: known when one of its events was."""
        if moments := {event.known for event in self.events(person.index)}:
            return [record for record in records if record.known in moments]
        return []

    def visible(self, registry: Registry, person: Person) -> list[Record]:
        """The records that hold at the point asked about."""
        return list(self.held(registry, person))

    def held(self, registry: Registry, person: Person) -> Iterator[Record]:
        """The same one after another, each made only when asked for."""
        return filter(self._holds, self._records(registry, person))

    def _holds(self, record: Record) -> bool:
        return _has_begun(record, self.as_of) and not _has_ended(record, self.as_of)

    def by_name_and_birth(self, name: str, birth: str) -> list[int]:
        """The indexes of those who bear that name, by the exact rule, and have that birth date, at its precision."""
        seeded = self.store.nation.by_birth(birth)
        written = self.written("ngaySinh", birth)
        candidates = dict.fromkeys([*personas.by_birth(birth), *seeded, *written])
        wanted = exact(name)
        return [i for i in candidates if exact(current(self.person(i).fact("hoVaTen"), self.as_of) or "") == wanted]

    def shown(self, kin: Kin, *, of: Person) -> dict[str, str]:
        """A relative as a register shows him at the point asked about.

        The person's own row names him as of the seed day; only if something was written since, or the question is about
        an earlier day, is the relative looked up himself.
        """
        index = kin.index
        if index is None or (index < PERSONAS and not of.is_touched and self.as_of.on >= SEED_DAY):
            return kin.shown()
        return self.kin(index).shown()

    def kin(self, index: int) -> Kin:
        """A person of the register as others' records name him at the point asked about."""
        person = self.person(index)
        number, name, cmnd, nationality = (
            current(person.fact(field), self.as_of) for field in ("soDinhDanh", "hoVaTen", "soCMND", "quocTich")
        )
        return Kin(index, number, name or "", cmnd, nationality or "")


def _has_begun(record: Record, as_of: AsOf) -> bool:
    return record.since <= as_of.on and (record.known is None or record.known <= as_of.known)


def _has_ended(record: Record, as_of: AsOf) -> bool:
    return record.until is not None and record.until <= as_of.on


def _stated(person: Person, stated: Mapping[str, Any]) -> Record:
    fields = {name: value for name, value in stated.items() if name not in {"since", "until", "known"}}
    record = Record(
        date.fromisoformat(stated["since"]),
        date.fromisoformat(stated["until"]) if "until" in stated else None,
        datetime.fromisoformat(stated["known"]) if "known" in stated else None,
    )
    record.fields = {"soDinhDanh": person.so_dinh_danh, **fields}
    return record
