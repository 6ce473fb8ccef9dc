"""The uniform service: verify, lookup, batch, history, events and changes of any registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import dancu_contracts
import msgspec

from mock_national_db.answering import answer
from mock_national_db.dates import ImpossibleDate, is_possible
from mock_national_db.operation import Operation
from mock_national_db.service.faults import CallFault
from mock_national_db.service.feed import changes
from mock_national_db.service.history import history
from mock_national_db.service.writing import record
from mock_national_db.timeline import HANOI

if TYPE_CHECKING:
    from mock_national_db.store import Store
    from mock_national_db.workspace import Workspace

BATCH_LIMIT = 1000
Body = Mapping[str, Any]


def call(store: Store, workspace: str, registry: str, op: str, asked: Any) -> Body:
    """Answer one POST of the uniform service; raises CallFault."""
    try:
        return OPERATIONS[op](store, workspace, registry, asked)
    except ImpossibleDate as error:
        raise CallFault("impossible_date", _impossible(asked)) from error


def decoded(body: bytes) -> Any:
    """A body's JSON; raises CallFault."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CallFault("not_json") from error


def _impossible(body: Any, pointer: str = "") -> str:
    """Where in the body the first impossible birth date stands."""
    parts = body.items() if isinstance(body, Mapping) else enumerate(body) if isinstance(body, list) else ()
    for name, part in parts:
        if found := _impossible(part, f"{pointer}/{name}"):
            return found
        if name == "ngaySinh" and not is_possible(part):
            return f"{pointer}/{name}"
    return ""


def verify(store: Store, workspace: str, registry: str, body: Any) -> Body:
    """Yes or no for each claim; nothing is disclosed."""
    _check(registry, "verify", body)
    asked = _operation(registry, "verify", body)
    found = answer(store, _at(store, workspace, asked), asked)
    return {"outcome": found.outcome, "verified": found.verified, "matches": found.matches}


def lookup(store: Store, workspace: str, registry: str, body: Any) -> Body:
    """The fields asked for, of every record the registry holds about the subject."""
    _check(registry, "lookup", body)
    asked = _operation(registry, "lookup", body)
    seen = _at(store, workspace, asked)
    found = answer(store, seen, asked)
    return {"outcome": found.outcome, "records": found.records, "source": _source(registry, seen)}


def batch(store: Store, workspace: str, registry: str, body: Any) -> Body:
    """One answer, or problem, for each item, in order."""
    _check(registry, "batch", body)
    return {"items": [_item(store, workspace, registry, item, place) for place, item in enumerate(body["items"])]}


def _item(store: Store, workspace: str, registry: str, item: Body, place: int) -> Body:
    asked = {name: value for name, value in item.items() if name != "op"}
    try:
        return {"verify": verify, "lookup": lookup}[item["op"]](store, workspace, registry, asked)
    except CallFault as fault:
        return CallFault(fault.code, f"/items/{place}{fault.pointer}", **fault.details).problem()
    except ImpossibleDate:
        return CallFault("impossible_date", f"/items/{place}{_impossible(item)}").problem()


def _history(store: Store, workspace: str, registry: str, body: Any) -> Body:
    _check(registry, "history", body)
    asked = _operation(registry, "lookup", body)
    seen = _at(store, workspace, asked)
    return {**history(store, seen, registry, asked.subject, asked.purpose), "source": _source(registry, seen)}


def write(store: Store, workspace: str, registry: str, body: Any) -> Body:
    """Write one event, held against the contract first."""
    _check(registry, "events", body)
    hold(_event_validator(registry, body["type"]), body)
    if pointer := _impossible(body):
        raise CallFault("impossible_date", pointer)
    return record(store, workspace, registry, body)


OPERATIONS: Mapping[str, Callable[[Store, str, str, Any], Body]] = {
    "verify": verify,
    "lookup": lookup,
    "batch": batch,
    "history": _history,
    "events": write,
}
__all__ = ["OPERATIONS", "call", "changes", "decoded", "hold", "moment", "write"]


def _operation(registry: str, op: Any, body: Body) -> Operation:
    return Operation(
        registry,
        op,
        body["subject"],
        body.get("claims", {}),
        tuple(body.get("fields", ())),
        date.fromisoformat(body["on"]) if "on" in body else None,
        moment(body["knownAt"]) if "knownAt" in body else None,
        body["purpose"]["procedure"],
    )


def moment(text: str) -> datetime:
    """A moment as sent; one without an offset is Vietnamese time."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=HANOI)


def _at(store: Store, workspace: str, asked: Operation) -> Workspace:
    return store.workspace(workspace, asked.on, asked.known_at)


def _source(registry: str, seen: Workspace) -> Body:
    version = dancu_contracts.registry(registry).version
    as_of = seen.as_of
    return {"registry": registry, "version": version, "on": as_of.on.isoformat(), "knownAt": as_of.known.isoformat()}


def _check(registry: str, op: str, body: Any) -> None:
    """Hold the body against the contract, and know what it serves."""
    hold(_validator(registry, op), body)
    if op != "batch" and dancu_contracts.procedure(body["purpose"]["procedure"]) is None:
        raise CallFault("unknown_procedure", "/purpose/procedure")


def hold(validator: dancu_contracts.Validator, body: Any) -> None:
    """Hold a body against its schema; the deepest violation is the fault."""
    if not validator.accepts(body):
        deepest = max(validator.problems(body), key=lambda violation: violation.pointer.count("/"))
        raise CallFault("invalid", deepest.pointer, reason=deepest.message)


@cache
def _event_validator(registry: str, kind: str) -> dancu_contracts.Validator:
    return dancu_contracts.validator(dancu_contracts.event_schema(registry, kind))


@cache
def _validator(registry: str, op: str) -> dancu_contracts.Validator:
    return dancu_contracts.validator(dancu_contracts.request_schema(registry, op))
