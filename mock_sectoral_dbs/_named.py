"""Which of a person's several records an event names: by its own number, or the only one there is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db.registry import Decision, Refused, is_named
from mock_national_db.timeline import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_national_db.registry import Decides, Event, Record
    from mock_national_db.workspace import Workspace


def decides(field: str = "", *states: str) -> Decides:
    """The event is about one record, whose `field` is in one of those states on its day; else nothing would change."""

    def decide(event: Event, seen: Workspace) -> Decision:
        there = on_the_day(event, seen)
        meant = record(event, there)
        if field and current(meant.fields.get(field), there.as_of) not in states:
            raise Refused("nothing_to_change", "/subject")
        return Decision(replace(event, key={**event.key, **_numbers(event, meant, there)}))

    return decide


def on_the_day(event: Event, seen: Workspace) -> Workspace:
    """The nation on the day of the event, as known when it is written."""
    return seen.store.workspace(seen.name, event.on, event.known)


def record(event: Event, there: Workspace) -> Record:
    """The one record; refused where the person has none or several and the event does not say which."""
    held = there.visible(there.store.registries[event.registry], there.person(event.subject))
    wanted = {name: value for name, value in event.key.items() if name != "soDinhDanh"}
    meant = [r for r in held if all(is_named(v, current(r.fields.get(n), there.as_of)) for n, v in wanted.items())]
    if len(meant) != 1:
        raise Refused("invalid", "/subject", reason=" | ".join(_keys(event)))
    return meant[0]


def _numbers(event: Event, meant: Record, there: Workspace) -> Mapping[str, Any]:
    """The record's own numbers, so that the event is about no other one of the person's."""
    held = {name: current(meant.fields.get(name), there.as_of) for name in _keys(event)}
    return {name: number for name, number in held.items() if number is not None}


def _keys(event: Event) -> list[str]:
    keys = dancu_contracts.registry(event.registry).keys
    return [name for key in keys for name in key.fields if name != "soDinhDanh"]
