"""Writing to a registry's log."""

from __future__ import annotations

import json
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
from mock_national_db.workspace import BORN

if TYPE_CHECKING:
    from mock_national_db.log import Stream
    from mock_national_db.store import Store
    from mock_national_db.workspace import Workspace

Body = Mapping[str, Any]


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
