"""Reading an answer of the uniform service: parsed and held against the contract at the edge, trusted afterwards."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from dancu_contracts import Validator, answer_schema, projection, registry, validator

from dancu_connectors.answers import (
    Change,
    Changes,
    History,
    HistoryEntry,
    Lookup,
    Recorded,
    Source,
    Verification,
    Written,
)
from dancu_connectors.calls import Call
from dancu_connectors.errors import ProviderBrokeContract
from dancu_connectors.records import Record, asked_tree, record_type
from dancu_connectors.shapes import day

TRUE_ENOUGH = frozenset({"match", "partial"})
Json = Mapping[str, Any]


def parse(content: bytes) -> Json:
    """A JSON object, whatever is in it."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ProviderBrokeContract("The answer is not JSON.") from error
    if not isinstance(told, dict):
        raise ProviderBrokeContract("The answer is not a JSON object.")
    return told


def evidence(content: bytes) -> str:
    """The digest of an answer's bytes as received."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def verification(told: Json, call: Call) -> Verification:
    """Yes or no; a yes that leaves a claim unchecked or unmatched breaks the contract."""
    _check("verify", told)
    answer = Verification(told["outcome"], told["verified"], dict(told["matches"]))
    unchecked = set(call.claims) - set(answer.matches)
    if answer.verified and (unchecked or not TRUE_ENOUGH.issuperset(answer.matches.values())):
        raise ProviderBrokeContract("The answer verifies claims that it did not check or match.", pointer="/matches")
    return answer


def lookup(told: Json, call: Call, proof: str) -> Lookup[Any]:
    """The records, each held against the record schema projected to the fields asked."""
    _check("lookup", told)
    records = tuple(record(item, call, f"/records/{place}") for place, item in enumerate(told["records"]))
    return Lookup(told["outcome"], records, source(told, call, proof))


def record(told: Json, call: Call, pointer: str) -> Record:
    """One typed record; `pointer` says where in the answer it stands."""
    for problem in _record_validator(call.contract.name, call.fields).problems(told):
        raise ProviderBrokeContract("A record is not as the contract promises.", pointer=pointer + problem.pointer)
    try:
        return record_type(call.contract.name)(told, asked_tree(call.fields))
    except ValueError as error:
        raise ProviderBrokeContract("A record holds a date that no calendar has.", pointer=pointer) from error


def source(told: Json, call: Call, proof: str = "") -> Source:
    """Where it comes from, as the register says, and the digest of its answer."""
    said = told.get("source", {})
    on, known_at = said.get("on"), said.get("knownAt")
    return Source(
        call.contract.name,
        said.get("version", call.contract.version),
        day(on) if on else None,
        datetime.fromisoformat(known_at) if known_at else None,
        proof,
    )


def history(told: Json, call: Call, proof: str) -> History:
    """What changed, its values read as the records' are."""
    _check("history", told)
    entries = tuple(_entry(entry, call.contract.name) for entry in told["entries"])
    return History(told["outcome"], entries, source(told, call, proof))


def _entry(told: Json, name: str) -> HistoryEntry:
    known_at = told.get("knownAt")
    return HistoryEntry(
        day(told["on"]),
        datetime.fromisoformat(known_at) if known_at else None,
        told.get("type"),
        tuple(_change(change, name) for change in told["changes"]),
    )


def _change(told: Json, name: str) -> Change:
    field = told["field"]
    before, after = (_field_value(name, field, told.get(side)) for side in ("from", "to"))
    return Change(field, before, after)


def _field_value(name: str, field: str, value: object) -> object:
    return None if value is None else record_type(name)({field: value}, {}).value(field)


def recorded(told: Json) -> Recorded:
    """What became of an event."""
    _check("events", told)
    rest = {name: value for name, value in told.items() if name not in ("outcome", "position")}
    return Recorded(told["outcome"], told.get("position"), rest)


def changes(told: Json) -> Changes:
    """A page of the feed."""
    _check("changes", told)
    return Changes(tuple(_written(item) for item in told["items"]), told["cursor"], told.get("more", False))


def _written(told: Json) -> Written:
    return Written(
        position=told["position"],
        type=told["type"],
        on=day(told["on"]),
        known_at=datetime.fromisoformat(told["knownAt"]),
        subject=told["subject"],
        data=told.get("data", {}),
    )


def _check(operation: str, told: Json) -> None:
    for problem in _answer_validator(operation).problems(told):
        raise ProviderBrokeContract("The answer is not as the contract promises.", pointer=problem.pointer)


@cache
def _answer_validator(operation: str) -> Validator:
    return validator(answer_schema(operation))


@lru_cache(maxsize=1024)
def _record_validator(name: str, fields: tuple[str, ...]) -> Validator:
    return validator(projection(registry(name).record_schema, fields, open=True))
