"""OpenAPI descriptions: the contract's JSON Schema files as they are, their references made local."""

from __future__ import annotations

from typing import Any

import dancu_contracts

OPERATIONS = {
    "verify": ("Xác minh", "Yes or no for each claim"),
    "lookup": ("Tra cứu", "The fields asked for"),
    "batch": ("Theo lô", "Many questions at once"),
    "history": ("Lịch sử", "What changed"),
    "events": ("Ghi sự kiện", "Write one event"),
}
TABLES = "statistics"
_LOCAL = "#/components/schemas/"
_VOCABULARY = "urn:dancu:vocabulary#/$defs/"
Schema = dict[str, Any]


def description(name: str) -> Schema:
    """The OpenAPI 3.1 document of one registry."""
    contract = dancu_contracts.registry(name)
    paths = {f"/{name}/{contract.version}/{op}": {"post": _posted(op, *OPERATIONS[op])} for op in OPERATIONS}
    paths[f"/{name}/{contract.version}/changes"] = {"get": _feed()}
    return _document(f"{contract.title['vi']} / {contract.title['en']}", contract.version, paths, _schemas(contract))


def description_of_tables(path: str, version: str) -> Schema:
    """The same of the population's tables, which are asked for at one path."""
    asked = dancu_contracts.service_schema(TABLES)
    names = {f"{TABLES}.request": TABLES, f"{TABLES}.answer": f"{TABLES}.answer", "problem": "problem"}
    own = {name: _local(dancu_contracts.service_schema(schema)) for name, schema in names.items()}
    posted = _posted(TABLES, asked["title"], asked["description"].partition(" / ")[2])
    return _document(asked["title"], version, {path: {"post": posted}}, {**_shared(), **own})


def _document(title: str, version: str, paths: Schema, schemas: Schema) -> Schema:
    about = "The sandbox's uniform service (synthetic); every schema is the contract's own."
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": about},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _posted(op: str, vi: str, en: str) -> Schema:
    return {
        "summary": f"{vi} / {en}",
        "operationId": op,
        "parameters": [_workspace()],
        "requestBody": {"required": True, "content": _json(f"{op}.request")},
        "responses": _responses(f"{op}.answer"),
    }


def _feed() -> Schema:
    cursor = {"name": "cursor", "in": "query", "schema": {"type": "string"}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000}}
    responses = _responses("changes.answer")
    batch = {"type": "array", "items": {"$ref": f"{_LOCAL}cloud_event"}}
    responses["200"]["content"]["application/cloudevents-batch+json"] = {"schema": batch}
    return {
        "summary": "Thay đổi / What was written since",
        "operationId": "changes",
        "parameters": [_workspace(), cursor, limit],
        "responses": responses,
    }


def _workspace() -> Schema:
    return {"name": "X-Sandbox-Workspace", "in": "header", "schema": {"type": "string"}}


def _responses(answer: str) -> Schema:
    refused = {"description": "Lỗi / A fault of the call", "content": _json("problem", "application/problem+json")}
    return {"200": {"description": "Trả lời / The answer", "content": _json(answer)}, "default": refused}


def _json(name: str, media_type: str = "application/json") -> Schema:
    return {media_type: {"schema": {"$ref": f"{_LOCAL}{name}"}}}


def _schemas(contract: dancu_contracts.RegistryContract) -> Schema:
    requests = {f"{op}.request": _local(_request(contract, op)) for op in OPERATIONS}
    answers = {
        f"{op}.answer": _local(dancu_contracts.service_schema(f"{op}.answer")) for op in (*OPERATIONS, "changes")
    }
    others = {name: _local(dancu_contracts.service_schema(name)) for name in ("problem", "cloud_event")}
    return {**_shared(), **requests, **answers, **others, "record": _local(contract.record_schema)}


def _shared() -> Schema:
    return {name: _local(schema) for name, schema in dancu_contracts.vocabulary()["$defs"].items()}


def _request(contract: dancu_contracts.RegistryContract, op: str) -> Schema:
    if op != "events":
        return dict(dancu_contracts.request_schema(contract.name, op))
    kinds = sorted(contract.events_schema["$defs"])
    return {"oneOf": [dict(dancu_contracts.event_schema(contract.name, kind)) for kind in kinds]}


def _local(part: Any) -> Any:
    """References to the vocabulary as references within the document; a schema's own name would hide them."""
    if isinstance(part, list):
        return [_local(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {name: _local(value) for name, value in part.items() if name not in {"$id", "$schema", "$ref"}}
    if "$ref" in part:
        kept["$ref"] = part["$ref"].replace(_VOCABULARY, _LOCAL).replace("#/$defs/", _LOCAL)
    return kept
