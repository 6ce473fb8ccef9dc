"""Reading an answer of the uniform service: parsed and held against the contract at the edge, trusted afterwards."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from dancu_contracts import Validator, projection, registry, service_schema, validator

from dancu_connectors.answers import (
    Change,
    Changes,
    History,
    HistoryEntry,
    Lookup,
    Pushed,
    Recorded,
    Source,
    Verification,
    Written,
)
from dancu_connectors.calls import PERSONAL_NUMBER, Call
from dancu_connectors.errors import ProviderBrokeContract
from dancu_connectors.faults import safe_pointer
from dancu_connectors.records import Record, asked_tree, record_type
from dancu_connectors.shapes import day

TRUE_ENOUGH = frozenset({"match", "partial"})
Json = Mapping[str, Any]


def parse(content: bytes) -> Json:
    """A JSON object, whatever is in it."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ProviderBrokeContract("Trả lời không phải JSON.", "The answer is not JSON.") from error
    if not isinstance(told, dict):
        raise ProviderBrokeContract("Trả lời không phải đối tượng JSON.", "The answer is not a JSON object.")
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
        raise ProviderBrokeContract(
            "Trả lời xác minh cả những thông tin chưa kiểm tra hoặc không khớp.",
            "The answer verifies claims that it did not check or match.",
            pointer="/matches",
        )
    return answer


def lookup(told: Json, call: Call, proof: str) -> Lookup[Any]:
    """The records, each held against the record schema projected to the fields asked."""
    _check("lookup", told)
    records = tuple(record(item, call, f"/records/{place}") for place, item in enumerate(told["records"]))
    return Lookup(told["outcome"], records, source(told, call, proof))


def record(told: Json, call: Call, pointer: str, *, complete: bool = True) -> Record:
    """One typed record; `pointer` says where it stands. A real wire's need not be `complete` as the contract's are."""
    name = call.contract.name
    _hold(told, _record_validator(name, call.fields, complete=complete), pointer)
    with _dates_exist():
        return record_type(name)(told, asked_tree((PERSONAL_NUMBER, *call.fields)))


def source(told: Json, call: Call, proof: str = "") -> Source:
    """Where it comes from, as the register says, and the digest of its answer."""
    said = told.get("source", {})
    version = said.get("version", call.contract.version)
    with _dates_exist():
        return Source(call.contract.name, version, _day(said.get("on")), _moment(said.get("knownAt")), proof)


def history(told: Json, call: Call, proof: str) -> History:
    """What changed, its values read as the records' are."""
    _check("history", told)
    with _dates_exist():
        entries = tuple(_entry(entry, call.contract.name) for entry in told["entries"])
    return History(told["outcome"], entries, source(told, call, proof))


def _entry(told: Json, name: str) -> HistoryEntry:
    changed = tuple(_change(change, name) for change in told["changes"])
    return HistoryEntry(day(told["on"]), _moment(told.get("knownAt")), told.get("type"), changed)


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
    with _dates_exist():
        return Changes(tuple(_written(item) for item in told["items"]), told["cursor"], told["more"])


def pushed(told: Json) -> Pushed:
    """One change of the feed as a CloudEvent."""
    _hold(told, _service_validator("cloud_event"), "")
    registry_named = told["type"].split(".")[-2]
    with _dates_exist():
        return Pushed(told["id"], registry_named, told["subject"], _written(told["data"]))


def _written(told: Json) -> Written:
    return Written(
        position=told["position"],
        type=told["type"],
        on=day(told["on"]),
        known_at=datetime.fromisoformat(told["knownAt"]),
        subject=told["subject"],
        data=told.get("data", {}),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else day(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@contextmanager
def _dates_exist() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, AttributeError) as error:
        raise ProviderBrokeContract(
            "Trả lời có giá trị không đọc được.", "The answer holds a value that cannot be read."
        ) from error


def _check(operation: str, told: Json) -> None:
    _hold(told, _service_validator(f"{operation}.answer"), "")


def _hold(told: Json, promised: Validator, pointer: str) -> None:
    for problem in promised.problems(told):
        where = safe_pointer(pointer + problem.pointer)
        raise ProviderBrokeContract(
            "Trả lời không đúng hợp đồng.", "The answer is not as the contract promises.", pointer=where
        )


@cache
def _service_validator(name: str) -> Validator:
    return validator(_without(service_schema(name), "additionalProperties", only=False))


@lru_cache(maxsize=1024)
def _record_validator(name: str, fields: tuple[str, ...], *, complete: bool) -> Validator:
    schema = projection(registry(name).record_schema, fields, open=True)
    return validator(schema if complete else _without(schema, "required"))


def _without(schema: Any, keyword: str, *, only: object = None) -> Any:
    """The schema without a keyword, at every depth (where it has the value `only`)."""
    if isinstance(schema, list):
        return [_without(part, keyword, only=only) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept = {name: part for name, part in schema.items() if name != keyword or only not in (None, part)}
    return {name: _without(part, keyword, only=only) for name, part in kept.items()}
