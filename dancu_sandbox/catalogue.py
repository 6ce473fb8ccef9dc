"""What there is to try, told by the contracts and the personas: no folder is opened for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import dancu_contracts
from dancu_connectors import async_connector_for

from mock_national_db.timeline import SEED_DAY

_PAGE, _UNIFORM, _DOSSIERS = "docs/wires.md", "uniform", "dossiers"


def pages(name: str) -> dict[str, str]:
    """Where each of a registry's wires is told of, page and anchor; `dossiers` where its messages hand dossiers in."""
    wires = [*async_connector_for(name).wires]
    told = {wire: f"{_PAGE}#{_UNIFORM if wire == _UNIFORM else f'{name}-{wire}'}" for wire in wires}
    is_spoken_otherwise = dancu_contracts.registry(name).wire is not None and wires == [_UNIFORM]
    return {**told, **({_DOSSIERS: f"{_PAGE}#{name}"} if is_spoken_otherwise else {})}


def registry(name: str) -> dict[str, Any]:
    """A registry in a line: whose it is, how it is spoken to, how sure we are, a persona who has a record there."""
    from dancu_sandbox.examples import example  # noqa: PLC0415 - the nation is read in only when asked for

    contract = dancu_contracts.registry(name)
    owner = [owner for owner in contract.owners if owner.valid_from <= SEED_DAY.isoformat()][-1]
    return {
        "name": contract.name,
        "titleVi": contract.title["vi"],
        "titleEn": contract.title["en"],
        "owner": owner.name["vi"],
        "ownerEn": owner.name["en"],
        "wire": contract.wire,
        "wires": [*async_connector_for(name).wires],
        "pages": pages(name),
        "dossiersOnly": contract.takes_dossiers_only,
        "provenance": contract.provenance,
        "sensitive": sorted(contract.sensitive),
        "keys": [list(key.fields) for key in contract.keys],
        "example": example(name),
    }


def described(name: str) -> dict[str, Any]:
    """The same with what may be verified, for a form."""
    schema = dancu_contracts.registry(name).claims_schema
    return {**registry(name), "claims": list(_claims(schema))}


def _claims(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, part in schema["properties"].items():
        yield {"name": name, **_field(dancu_contracts.resolved(part))}


def _field(schema: Mapping[str, Any]) -> dict[str, Any]:
    vi, _, en = schema.get("description", "").partition(" / ")
    about = {"title": schema.get("title", ""), "hint": {"vi": vi, "en": en or vi}}
    if "x-codes" in schema:
        return {**about, "choices": dancu_contracts.code_table(schema["x-codes"])["values"]}
    if "enum" in schema:
        return {**about, "choices": {code: {"vi": code, "en": code} for code in schema["enum"]}}
    if "properties" in schema:
        return {**about, "parts": list(_claims(schema))}
    return about


def procedures() -> list[dict[str, Any]]:
    """The procedures that a call may serve, in the order of the plan."""
    return [
        {"slug": p.slug, "number": p.number, "titleVi": p.title["vi"], "titleEn": p.title["en"], "codes": list(p.codes)}
        for p in dancu_contracts.procedures().values()
    ]


def personas() -> list[dict[str, Any]]:
    """Named test citizens, each with a reason."""
    from mock_national_db.personas import catalogue  # noqa: PLC0415 - the persona files are read only when asked for

    return [dict(persona) for persona in catalogue()]
