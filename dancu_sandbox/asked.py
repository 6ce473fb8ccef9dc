"""Who is meant and what is claimed, as people type it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import dancu_contracts

from dancu_sandbox import catalogue
from dancu_sandbox.days import iso
from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.saying import note
from dancu_sandbox.written import json_of

DEFAULT_PROCEDURE = next(iter(dancu_contracts.procedures()))
IDENTITY = ("hoVaTen", "ngaySinh")
Subject = str | Mapping[str, object]


def subject_of(citizen: str) -> Subject:
    """A personal number, a persona's (P01), or other keys as `soGPLX=…` or `hoVaTen=…,ngaySinh=…`."""
    if found := persona_of(citizen):
        return str(found["soDinhDanh"])
    if "=" in citizen:
        return fields_of(citizen.split(","))
    if re.fullmatch(r"[0-9]{12}", citizen):
        return citizen
    raise Leave(
        WRONG_CALL,
        f"{citizen!r} không phải số định danh 12 chữ số, mã nhân vật (P01) hay khóa (soGPLX=…).",
        f"{citizen!r} is no 12-digit number, persona (P01) or key (soGPLX=…); dancu personas lists some.",
    )


def persona_of(citizen: str) -> dict[str, Any] | None:
    """The persona of that id; None for what is no persona id."""
    if not re.fullmatch(r"[Pp][0-9]+", citizen):
        return None
    found = next((one for one in catalogue.personas() if one["id"] == citizen.upper()), None)
    if found is None:
        raise Leave(WRONG_CALL, f"Không có nhân vật {citizen}: xem dancu personas.", "No such persona: dancu personas.")
    return found


def claims_of(citizen: str, pairs: Iterable[str], name: str | None, birth: str | None) -> dict[str, object]:
    """The claims given; for a persona without any, its own name and birth date."""
    given = {"hoVaTen": name, "ngaySinh": None if birth is None else iso(birth)}
    claims = {**{field: value for field, value in given.items() if value is not None}, **fields_of(pairs)}
    if not claims and (found := persona_of(citizen)):
        claims = {field: found[field] for field in IDENTITY if field in found}
    if not claims:
        vi = "Chưa có thông tin nào để xác minh: thêm hoVaTen=… ngaySinh=…, hoặc --name và --birth."
        raise Leave(WRONG_CALL, vi, "Nothing to verify: add hoVaTen=… ngaySinh=…, or --name and --birth.")
    return claims


def dated(fields: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, days among them as the contracts write them: 12/3/1984 is 1984-03-12."""
    parts = dancu_contracts.resolved(schema).get("properties", {})
    return {name: _dated(value, parts.get(name, {})) for name, value in fields.items()}


def _dated(value: Any, schema: Mapping[str, Any]) -> Any:
    whole = dancu_contracts.resolved(schema)
    if isinstance(value, dict):
        return dated(value, whole)
    is_day = whole.get("x-compare") == "date" or whole.get("format") == "date"
    return iso(value) if is_day and isinstance(value, str) else value


def fields_of(pairs: Iterable[str]) -> dict[str, Any]:
    """`thuongTru.maPhuongXa=31379` into nested fields; a value that begins with { or [ is JSON."""
    fields: dict[str, Any] = {}
    for pair in pairs:
        path, equals, value = pair.partition("=")
        if not equals or not path:
            raise Leave(WRONG_CALL, f"{pair!r}: viết là trường=giá trị.", f"{pair!r}: write it as field=value.")
        _put(fields, path.strip().split("."), _value(value, path))
    return fields


def _put(fields: dict[str, Any], path: list[str], value: object) -> None:
    *above, last = path
    for name in above:
        fields = fields.setdefault(name, {})
        if not isinstance(fields, dict):
            raise Leave(
                WRONG_CALL, f"{name} được viết hai cách khác nhau.", f"{name} is given both whole and in parts."
            )
    fields[last] = value


def _value(text: str, path: str) -> Any:
    return json_of(text, path) if text[:1] in {"{", "["} else text


def procedure_of(given: str | None) -> str:
    """The procedure named; without one the first of the catalogue, said on standard error."""
    if given is not None:
        return given
    title = dancu_contracts.procedures()[DEFAULT_PROCEDURE].title
    note(
        f"Mục đích: {DEFAULT_PROCEDURE} ({title['vi']}); đổi bằng --procedure.",
        f"Purpose: {DEFAULT_PROCEDURE} ({title['en']}); change it with --procedure.",
    )
    return DEFAULT_PROCEDURE
