"""Which of a person's several records an event names: by its own number, or the only one there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_national_db.registry import Refused
from mock_national_db.timeline import current

if TYPE_CHECKING:
    from mock_national_db.registry import Event, Record
    from mock_national_db.workspace import Workspace


def on_the_day(event: Event, seen: Workspace) -> Workspace:
    """The nation on the day of the event, as known when it is written."""
    return seen.store.workspace(seen.name, event.on, event.known)


def record(event: Event, there: Workspace, key: str) -> Record:
    """The one record; refused where the person has none or several and the event does not say which."""
    held = there.visible(there.store.registries[event.registry], there.person(event.subject))
    wanted = event.key.get(key)
    meant = [r for r in held if wanted in (None, current(r.fields.get(key), there.as_of))]
    if len(meant) != 1:
        raise Refused("invalid", "/subject", reason=key)
    return meant[0]
