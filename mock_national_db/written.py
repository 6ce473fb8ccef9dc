"""What was written to one registry, as a question's answer: the part of the log that a wire asks for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from mock_national_db.operation import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_national_db.operation import Operation
    from mock_national_db.registry import Event
    from mock_national_db.workspace import Workspace


def written(workspace: Workspace, asked: Operation) -> Answer:
    """Each event as it was decided, under the keys of its record, as far as it is known; times on the clock's zone."""
    today = workspace.clock.date().isoformat()
    meant = {"since": today, "until": today, **asked.subject}
    events = (_told(event, workspace) for event in workspace.store.log.of(workspace.stream, asked.registry))
    return Answer("found", records=[told for told in events if _is_meant(told, meant) and _is_known(told, workspace)])


def _told(event: Event, workspace: Workspace) -> dict[str, Any]:
    known = event.known.astimezone(workspace.clock.tzinfo)
    told = {"position": event.position, "type": event.type, "on": event.on.isoformat(), "knownAt": known.isoformat()}
    return {**told, "subject": event.key, "data": event.data}


def _is_meant(told: Mapping[str, Any], meant: Mapping[str, Any]) -> bool:
    if "position" in meant:
        return bool(told["position"] == meant["position"])
    return bool(meant["since"] <= told["knownAt"][:10] <= meant["until"])


def _is_known(told: Mapping[str, Any], workspace: Workspace) -> bool:
    return datetime.fromisoformat(told["knownAt"]) <= workspace.as_of.known
