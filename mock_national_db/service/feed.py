"""What was written to a registry, for those who keep copies: page by page, as it stands or as CloudEvents."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import dancu_contracts

from mock_national_db.draw import key
from mock_national_db.service.faults import CallFault
from mock_national_db.timeline import current
from mock_national_db.withholding import is_told, withheld

if TYPE_CHECKING:
    from mock_national_db.registry import Event
    from mock_national_db.store import Store

Body = Mapping[str, Any]
PAGE = 1000
_BEYOND = 1 << 63  # what no position reaches


class Page(NamedTuple):
    """A page of a registry's feed: its events, the cursor that leads on, and whether there is more already."""

    generation: int
    events: Sequence[Event]
    cursor: str
    more: bool


def page(store: Store, workspace: str, registry: str, cursor: str | None, limit: int = PAGE) -> Page:
    """What was written to the registry after the cursor, in order; a cursor from before a reset is gone (410)."""
    stream = store.log.stream(workspace)
    after = 0 if cursor is None else position_of(cursor, stream.generation)
    events = store.log.since(stream, after, limit + 1, registry)
    shown = events[:limit]
    last = shown[-1].position if shown else after
    told = [event for event in shown if is_for_everybody(event)]
    return Page(stream.generation, told, cursor_of(stream.generation, last), len(events) > limit)


def is_for_everybody(event: Event) -> bool:
    """Whether the feed tells of it: it serves no purpose, so what is sensitive is left out of it for everybody."""
    return is_told(event, None)


def changes(store: Store, workspace: str, registry: str, cursor: str | None, limit: int = PAGE) -> Body:
    """A page of the feed as the uniform service writes it."""
    found = page(store, workspace, registry, cursor, limit)
    items = [_as_written(store, workspace, event) for event in found.events]
    return {"items": items, "cursor": found.cursor, "more": found.more}


def cloud_event(store: Store, workspace: str, generation: int, event: Event) -> Body:
    """The event as a CloudEvent (contracts: service/cloud_event.schema.json), the same whenever it is asked for.

    Outside `data` nothing tells who is meant: `subject` is the same for all events of one person in one generation.
    """
    contract = dancu_contracts.registry(event.registry)
    seed = store.nation.arguments.seed
    who = key("subject of the feed", seed, workspace, generation, event.subject)
    written = _as_written(store, workspace, event)
    return {
        "specversion": "1.0",
        "id": _opaque(f"{workspace}/{generation}/{event.position}".encode()),
        "source": f"/w/{workspace}/{contract.name}/{contract.version}",
        "type": f"vn.dancu.{contract.name}.{event.type}",
        "subject": _opaque(who.to_bytes(8, "big")),
        "time": written["knownAt"],
        "datacontenttype": "application/json",
        "data": written,
    }


def _as_written(store: Store, workspace: str, event: Event) -> Body:
    """As the registry knew it then: what comes later changes nothing that was told."""
    seen = store.workspace(workspace, event.known.date(), event.known, event.position)
    number = current(seen.person(event.subject).so_dinh_danh, seen.as_of)
    hidden = withheld(event.registry, None)
    return {
        "position": event.position,
        "type": event.type,
        "subject": {**_shown(event.key, hidden), "soDinhDanh": number},
        "on": event.on.isoformat(),
        "knownAt": event.known.isoformat(),
        "data": _shown(event.data, hidden),
    }


def _shown(fields: Body, hidden: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in hidden}


def cursor_of(generation: int, position: int) -> str:
    """The cursor after which the feed goes on with the next position."""
    return _opaque(f"{generation}.{position}".encode())


def position_of(cursor: str, generation: int) -> int:
    """Where a cursor stands in the log; CallFault if it cannot be read, or is of another generation."""
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


def _opaque(what: bytes) -> str:
    return urlsafe_b64encode(what).decode().rstrip("=")
