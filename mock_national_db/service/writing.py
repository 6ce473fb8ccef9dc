"""Writing to a registry's log, and reading what was written as a feed."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db.answering import settled
from mock_national_db.log import Repeated
from mock_national_db.operation import Operation
from mock_national_db.registry import Decision, Event, Refused
from mock_national_db.service.faults import CallFault
from mock_national_db.timeline import current
from mock_national_db.withholding import is_told, withheld
from mock_national_db.workspace import BORN

if TYPE_CHECKING:
    from mock_national_db.log import Stream
    from mock_national_db.store import Store
    from mock_national_db.workspace import Workspace

Body = Mapping[str, Any]
PAGE = 1000
_BEYOND = 1 << 63  # what no position reaches


def record(store: Store, workspace: str, registry: str, body: Body) -> Body:
    """Write one event; the same client id with the same body answers as it did the first time."""
    asked = json.dumps([registry, body], ensure_ascii=False, sort_keys=True)
    with store.log.writing():
        stream = store.log.opened(workspace)
        try:
            store.log.refuse_repeated(stream, body.get("id"), asked)
        except Repeated as repeated:
            if not repeated.same:
                raise CallFault("event_conflict", "/id") from repeated
            return {"outcome": "recorded", "position": repeated.position, **repeated.told}
        return _recorded(store, store.workspace(workspace), stream, registry, body, asked)


def _recorded(store: Store, seen: Workspace, stream: Stream, registry: str, body: Body, asked: str) -> Body:
    position = store.log.next_position(stream)
    founds = body["type"] in store.registries[registry].founds
    subject = BORN + position if founds else _subject(store, seen, registry, body["subject"])
    if isinstance(subject, str):
        return {"outcome": subject}
    on = date.fromisoformat(body["on"])
    if on > seen.clock.date():
        raise CallFault("event_in_future", "/on", clock=seen.clock.date())
    known, data, key = seen.clock, body.get("data", {}), body["subject"]
    event = Event(position, registry, body["type"], subject, on, known, data, key, body.get("id"))
    decision = _decided(store, seen, event)
    store.log.append(stream, decision, asked)
    return {"outcome": "recorded", "position": position, **decision.told}


def _subject(store: Store, seen: Workspace, registry: str, subject: Body) -> int | str:
    told, person = settled(store, seen, Operation(registry, "lookup", subject, fields=("soDinhDanh",)))
    return told.outcome if person is None or told.outcome in {"replaced", "cancelled"} else person.index


def _decided(store: Store, seen: Workspace, event: Event) -> Decision:
    decide = store.registries[event.registry].decides.get(event.type, _by_the_contract)
    try:
        return decide(event, seen)
    except Refused as refused:
        raise CallFault(refused.code, refused.pointer, **refused.details) from refused


def _by_the_contract(event: Event, seen: Workspace) -> Decision:
    """What holds for any registry: the record names its subject, and the contract's keys lead to it."""
    number = current(seen.person(event.subject).so_dinh_danh, seen.as_of)
    keys = dancu_contracts.registry(event.registry).keys
    found_by = tuple(
        (f"{event.registry}.{'|'.join(key.fields)}", "|".join(str(event.data[f]) for f in key.fields), event.subject)
        for key in keys
        if set(key.fields) <= set(event.data)
    )
    return Decision(event.with_data(soDinhDanh=number), found_by=found_by)


def changes(store: Store, workspace: str, registry: str, cursor: str | None, limit: int = PAGE) -> Body:
    """What was written to the registry after the cursor, in order; a cursor from before a reset is gone (410).

    It serves no purpose, so what is sensitive is left out of it for everybody.
    """
    stream = store.log.stream(workspace)
    after = 0 if cursor is None else _position(cursor, stream.generation)
    events = store.log.since(stream, after, limit + 1, registry)
    shown, last = events[:limit], events[:limit][-1].position if events else after
    items = [_as_written(store, workspace, event) for event in shown if is_told(event, None)]
    return {"items": items, "cursor": _cursor(stream.generation, last), "more": len(events) > limit}


def _as_written(store: Store, workspace: str, event: Event) -> Body:
    seen = store.workspace(workspace)
    if event.known > seen.clock:  # the clock was set back since
        seen = store.workspace(workspace, event.known.date(), event.known)
    person = seen.person(event.subject)
    number = current(person.so_dinh_danh, person.nation.as_of)
    return {
        "position": event.position,
        "type": event.type,
        "subject": {"soDinhDanh": number},
        "on": event.on.isoformat(),
        "knownAt": event.known.isoformat(),
        "data": {name: value for name, value in event.data.items() if name not in withheld(event.registry, None)},
    }


def _cursor(generation: int, position: int) -> str:
    return urlsafe_b64encode(f"{generation}.{position}".encode()).decode().rstrip("=")


def _position(cursor: str, generation: int) -> int:
    try:
        made_in, position = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(".")
        written_in, after = int(made_in), int(position)
    except ValueError as error:
        raise CallFault("bad_cursor", "/cursor") from error
    if not 0 <= after < _BEYOND:
        raise CallFault("bad_cursor", "/cursor")
    if written_in != generation:
        raise CallFault("cursor_gone", "/cursor")
    return after
