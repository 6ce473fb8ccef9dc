"""What a registry is: a name, the records it holds about a subject, and what events do to them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mock_national_db.timeline import AsOf, Fact, Timeline, current

if TYPE_CHECKING:
    from datetime import date, datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.workspace import Workspace


class Record:
    """What a registry holds about one subject from `since` until before `until`.

    A field's value is plain, a Timeline, an Address, a Kin, or a function of AsOf for what is costly to say.
    `known` is when the registry learned of it (None: at `since`).
    """

    __slots__ = ("fields", "known", "since", "until")

    def __init__(self, since: date, until: date | None = None, known: datetime | None = None, /, **fields: Any) -> None:
        self.since, self.until, self.known = since, until, known
        self.fields: Mapping[str, Any] = fields

    @classmethod
    def over(cls, since: date, fields: Mapping[str, Any]) -> Record:
        """A record over a mapping that decodes its fields only when asked for them."""
        record = cls(since)
        record.fields = fields
        return record

    def ending(self, until: date) -> Record:
        """The same record, closed on that day."""
        return self._with(self.fields, until)

    def under(self, fields: Mapping[str, Any]) -> Record:
        """The same record with those fields over its own."""
        return self._with({**self.fields, **fields}, self.until)

    def setting(self, changes: Mapping[str, Any], since: date, known: datetime) -> Record:
        """The same record after those fields changed on `since`."""
        changed = {
            name: _after(self.fields.get(name), self.since, Fact(v, since, None, known)) for name, v in changes.items()
        }
        return self._with({**self.fields, **changed}, self.until)

    def _with(self, fields: Mapping[str, Any], until: date | None) -> Record:
        record = Record(self.since, until, self.known)
        record.fields = fields
        return record


def _after(value: Any, since: date, fact: Fact) -> Timeline:
    before = value if isinstance(value, Timeline) else Timeline([] if value is None else [Fact(value, since)])
    return before.adding(fact)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log: what happened to `subject` (an index) on the day `on`, known at `known`."""

    position: int
    registry: str
    type: str
    subject: int
    on: date
    known: datetime
    data: Mapping[str, Any]
    key: Mapping[str, Any] = field(default_factory=dict)
    client_id: str | None = None

    def with_data(self, **more: Any) -> Event:
        """The same event with what the register itself decided, such as a new number."""
        return replace(self, data={**self.data, **more})


@dataclass(frozen=True, slots=True)
class Decision:
    """What writing an event means: the event completed, the indexes it shows in, the keys that lead there."""

    event: Event
    touched: tuple[int, ...] = ()
    found_by: tuple[tuple[str, str, int], ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    """What the answer tells the caller besides the position, such as a newborn's number."""


class Refused(Exception):
    """The register cannot record the event; `code` is one of the contracts' faults, `pointer` the part at fault."""

    def __init__(self, code: str, pointer: str = "", **details: object) -> None:
        super().__init__(code)
        self.code, self.pointer, self.details = code, pointer, details


Effect = Callable[[list[Record], Event], list[Record]]
Records = Callable[["Person", "Draw"], Iterator[Record]]
Learns = Callable[[Event, "Person"], Iterable[tuple[str, Fact]]]
Decides = Callable[[Event, "Workspace"], Decision]
Finds = Callable[["Workspace", Mapping[str, Any]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A simulated day on which something may happen to somebody."""

    on: date
    draw: Draw
    """The chance of this day and this person: another day draws anew."""
    records: Callable[[Person], list[Record]]
    """What the registry holds about somebody that day."""
    others: Callable[[], Iterator[Person]]
    """Living people, one drawn after another, to marry, to sell to or to live near; they come to an end."""

    def at(self, value: Any) -> Any:
        """The value of a fact or of a record's field that day."""
        return current(value, AsOf.day(self.on))

    def age(self, person: Person) -> int:
        """The person's age that day, in whole years."""
        years = self.on.year - person.birth.year
        return years - (person.birthday(years) > self.on)


@dataclass(frozen=True, slots=True)
class Happening:
    """How often a kind of event happens in a simulated year, and what it says."""

    share: float
    """Events a year for each person of the nation, so 0.014 is 14 ‰."""
    says: Callable[[Person, Occasion], Mapping[str, Any] | None]
    """The event's `data`, and a `subject` if the personal number does not name it; None if it does not befall him."""
    to_the_dead: bool = False
    """Whether it befalls the dead as well, such as an inheritance."""


def opens(**fixed: Any) -> Effect:
    """The event adds a record made of its data and `fixed`; its `decides` puts the subject's personal number there."""
    return lambda records, event: [*records, Record(event.on, None, event.known, **{**event.data, **fixed})]


def changes(**fixed: Any) -> Effect:
    """The event's data, and `fixed`, replace those fields of the record it names from its day on."""

    def effect(records: list[Record], event: Event) -> list[Record]:
        return [
            r.setting({**event.data, **fixed}, event.on, event.known) if _is_meant(r, event) else r for r in records
        ]

    return effect


def closes() -> Effect:
    """The event ends the record it names."""
    return lambda records, event: [r.ending(event.on) if _is_meant(r, event) else r for r in records]


def _is_meant(record: Record, event: Event) -> bool:
    then = AsOf(event.on, event.known)
    return all(
        is_named(value, current(record.fields.get(name), then))
        for name, value in event.key.items()
        if name != "soDinhDanh"
    )


def is_named(key: Any, held: Any) -> bool:
    """Whether a key's value names what the record holds; an authority is named by its code."""
    return bool(key == held or (isinstance(held, Mapping) and held.get("ma") == key))


def values_at(held: Any, path: str) -> list[Any]:
    """What stands at a dotted path below a value; of a list every item."""
    items = held if isinstance(held, list) else [held]
    if not path:
        return items
    name, _, rest = path.partition(".")
    return [value for item in items if isinstance(item, Mapping) for value in values_at(item.get(name), rest)]


@dataclass(frozen=True, slots=True)
class Registry:
    """A sector's database. `records` is pure: it sees neither the clock nor the log; the service does the rest."""

    name: str
    records: Records
    events: Mapping[str, Effect] = field(default_factory=dict)
    """What an event of this registry does to the records of its subject."""
    learns: Mapping[str, Learns] = field(default_factory=dict)
    """What an event teaches the nation about a person it touches: facts that every registry then sees."""
    decides: Mapping[str, Decides] = field(default_factory=dict)
    """What the register settles when an event is written: numbers, whom it touches, whether it may be at all."""
    founds: frozenset[str] = frozenset()
    """Events whose subject is not in any register yet: they bring him."""
    find: Mapping[tuple[str, ...], Finds] = field(default_factory=dict)
    """How a key, by the sorted names of its fields, leads to subjects where it is no permuted number."""
    pending: Callable[[Mapping[str, Any]], bool] | None = None
    """Whether a record still waits for its subject's identity to be settled."""
    simulates: Mapping[str, Happening] = field(default_factory=dict)
    """Which of its events a simulated year brings."""


def discover(*packages: str) -> dict[str, Registry]:
    """The registries of the packages, by name, found by listing their modules."""
    found: dict[str, Registry] = {}
    for package in packages:
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            if (registry := _registry(f"{package}.{module.name}")) is not None:
                found[registry.name] = registry
    return dict(sorted(found.items()))


def _registry(module: str) -> Registry | None:
    return getattr(importlib.import_module(module), "REGISTRY", None)
