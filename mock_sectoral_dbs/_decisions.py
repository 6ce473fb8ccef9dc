"""The numbers of decisions: whose they are can be read from them, which of his they are too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_national_db.registry import Decision
from mock_national_db.timeline import Fact
from mock_sectoral_dbs._life import must_be_born, must_live

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from mock_national_db.person import Person
    from mock_national_db.registry import Decides, Event, Finds, Learns
    from mock_national_db.workspace import Workspace

KIND = "decision"
_WRITTEN = 100  # the log's own decisions are counted from here on, so that no drawn one has their numbers
_NUMBER = re.compile(r"([0-9]{8})-[0-9]+/.*")


def numbered(person: Person, turn: int, sign: str) -> str:
    """The number of the person's decision of that turn, with the sign of its kind: `12345678-1/QĐ-XPHC`."""
    return f"{person.number(KIND)}-{turn}/{sign}"


def written(event: Event, person: Person, sign: str) -> str:
    """The number of what an event decides."""
    return numbered(person, _WRITTEN + event.position, sign)


def finds(field: str) -> Finds:
    """How the number of a decision leads to its person."""

    def find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
        number = _NUMBER.fullmatch(subject[field])
        index = workspace.store.numbers.index(KIND, number[1]) if number else None
        return [] if index is None or not workspace.has(index) else [index]

    return find


def decides(signs: Mapping[str, str], *, after_death: bool = False) -> Decides:
    """Number what an event decides, field by field with the sign of each; of the dead nothing is decided by default."""

    def decide(event: Event, seen: Workspace) -> Decision:
        person = seen.person(event.subject)
        must_be_born(person, event.on)
        if not after_death:
            must_live(person, event.on)
        given = {field: written(event, person, sign) for field, sign in signs.items()}
        return Decision(event.with_data(**given), told=given)

    return decide


def learns(fact: str) -> Learns:
    """What was decided, as a fact of that name about its subject."""

    def learned(event: Event, person: Person) -> Iterable[tuple[str, Fact]]:
        if person.index == event.subject:
            stated = {name: value for name, value in event.data.items() if name != "soDinhDanh"}
            yield fact, Fact(stated, event.on, None, event.known)

    return learned
