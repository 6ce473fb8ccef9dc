"""Days that pass: each writes what the registries say happens in a year, drawn from a seed, and moves the clock on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db.draw import Draw
from mock_national_db.registry import Occasion
from mock_national_db.service.faults import CallFault
from mock_national_db.service.uniform import OPERATIONS
from mock_national_db.timeline import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_national_db.person import Person
    from mock_national_db.registry import Happening
    from mock_national_db.store import Store
    from mock_national_db.workspace import Workspace

YEAR = 365
NOBODY = "nobody"
_ASKED = 1_000  # whom an event may befall before nobody is found
_RECORDED = "recorded"


@dataclass
class Told:
    """How often each kind (`registry.type`) was written on a day, and how often not, by the fault's code.

    `nobody` stands for an event that fits none of those who were drawn for it.
    """

    written: Counter[str] = field(default_factory=Counter)
    refused: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, kind: str, outcome: str) -> None:
        """One event more of that kind, and how it ended."""
        if outcome == _RECORDED:
            self.written[kind] += 1
        else:
            self.refused.setdefault(kind, Counter())[outcome] += 1


def happenings(store: Store) -> dict[str, Happening]:
    """What a year can bring, by `registry.type`, as the registries say it."""
    return {
        f"{name}.{kind}": happening
        for name, registry in store.registries.items()
        for kind, happening in registry.simulates.items()
    }


def expected(store: Store) -> float:
    """How many events a day brings at the rate 1."""
    return store.nation.size * sum(happening.share for happening in happenings(store).values()) / YEAR


def day_passes(store: Store, workspace: str, seed: int, rate: float = 1.0) -> Told:
    """Move the workspace's clock on by a day, and write what happens on it; the same seed and log write the same."""
    store.log.set_clock(workspace, store.workspace(workspace).clock + timedelta(days=1))
    told = Told()
    for kind, happening in happenings(store).items():
        for turn in range(_how_many(store, workspace, seed, rate, kind, happening)):
            told.count(kind, _happens(store, workspace, partial(_draw, seed, kind, turn), kind, happening))
    return told


def _draw(seed: int, kind: str, turn: int, ordinal: int, asked: int) -> Draw:
    return Draw(seed, f"simulated {kind}", (ordinal << 40) + (turn << 12) + asked)


def _how_many(store: Store, workspace: str, seed: int, rate: float, kind: str, happening: Happening) -> int:
    whole, part = divmod(store.nation.size * happening.share * rate / YEAR, 1)
    draw = Draw(seed, f"simulated days of {kind}", store.workspace(workspace).as_of.on.toordinal())
    return int(whole) + draw.share("one more", part)


def _happens(store: Store, workspace: str, drawn: partial[Draw], kind: str, happening: Happening) -> str:
    """To the first whom it may befall of those drawn; how it ended."""
    seen = store.workspace(workspace)
    registry, _, name = kind.partition(".")
    for asked in range(_ASKED):
        draw = drawn(seen.as_of.on.toordinal(), asked)
        person = seen.person(draw.integer("who", 0, store.nation.size - 1))
        number = current(person.so_dinh_danh, seen.as_of)
        if number is None or not (happening.to_the_dead or _is_alive(person, seen)):
            continue
        said = happening.says(person, _occasion(seen, registry, draw))
        if said is not None:
            return _written(store, workspace, registry, {"type": name, "subject": {"soDinhDanh": number}, **said})
    return NOBODY


def _is_alive(person: Person, seen: Workspace) -> bool:
    return person.birth <= seen.as_of.on and not current(person.fact("ngayChet"), seen.as_of)


def _occasion(seen: Workspace, registry: str, draw: Draw) -> Occasion:
    records = partial(seen.visible, seen.store.registries[registry])
    return Occasion(seen.as_of.on, draw, records, partial(_others, seen, draw))


def _others(seen: Workspace, draw: Draw) -> Iterator[Person]:
    for place in range(_ASKED):
        other = seen.person(draw.integer(f"other {place}", 0, seen.store.nation.size - 1))
        if _is_alive(other, seen) and current(other.so_dinh_danh, seen.as_of) is not None:
            yield other


def _written(store: Store, workspace: str, registry: str, event: Mapping[str, Any]) -> str:
    """As any event that a caller posts."""
    purpose = {"procedure": next(iter(dancu_contracts.procedures()))}
    body = {**event, "on": store.workspace(workspace).as_of.on.isoformat(), "purpose": purpose}
    try:
        return str(OPERATIONS["events"](store, workspace, registry, body)["outcome"])
    except CallFault as fault:
        return fault.code
