"""The ministry's own GET forms over the population database, numbers in the path or query (wire.md A.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mock_national_db.operation import Answer
from mock_national_db.wires import _json, _live
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires._question import agrees, is_whole, question, spelled, subject
from mock_national_db.wires.options import Options
from mock_national_db.wires.wire import Call, Context, Reply, Request, Wire

_BASE = "/ords-kho-dan-cu/csdl_dancuqg/dancutracuu_vngoai"
_KEYS = {"socancuoc-congdan": "SoDinhDanh", "sochungminhthu-congdan": "SoCMND"}
_CHECK = "kiemtra-congdan"
_FORM_NUMBER_AND_DATE = 3


class _Asked(NamedTuple):
    is_check: bool
    born: str


def parse(request: Request, options: Options) -> Call | Reply:
    """A record by number and birth date, or a check of everything given."""
    del options
    try:
        _json.allow(request.method, "GET")
        return _understand(request.path.removeprefix(f"{_BASE}/").strip("/").split("/"), request.query)
    except WireFault as fault:
        return _json.refused(fault, {"message": fault.text})


def _understand(path: list[str], query: Mapping[str, str]) -> Call:
    if path == [_CHECK]:
        return _check(query)
    if len(path) == _FORM_NUMBER_AND_DATE and path[0] in _KEYS:
        return _look_up(_KEYS[path[0]], path[1], path[2])
    raise WireFault("no_such_form", path[0][:60])


def _look_up(key: str, number: str, day: str) -> Call:
    return _call({key: number}, {}, day, _live.FIELDS, is_check=False)


def _check(query: Mapping[str, str]) -> Call:
    """`citizen_pid` is the personal number, `identify_number` the old one; name and sex are compared if given."""
    sent = {name: value.strip() for name, value in query.items() if value.strip()}
    fields = {"SoDinhDanh": sent.get("citizen_pid", ""), "SoCMND": sent.get("identify_number", "")}
    names = {"hoVaTen": "full_name", "gioiTinh": "gender"}
    claims = {ours: sent[theirs] for ours, theirs in names.items() if theirs in sent}
    return _call(fields, claims, sent.get("birth_date", ""), ("ngaySinh",), is_check=True)


def _call(fields: dict[str, str], claims: dict[str, Any], day: str, wanted: tuple[str, ...], *, is_check: bool) -> Call:
    if not day:
        raise WireFault("no_birth")
    born = spelled(day)
    if is_whole(born):
        claims["ngaySinh"] = born
    return Call(_Asked(is_check, born), (question(subject(fields), claims, wanted),))


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """`RESULT`: 1 or 0 for a check, the CongDan or null for a record."""
    del context
    asked = call.operation
    records = answers[0].records if answers else []
    found = next((r for r in records if isinstance(asked, _Asked) and agrees(r.get("ngaySinh"), asked.born)), None)
    result = int(found is not None) if isinstance(asked, _Asked) and asked.is_check else _citizen(found)
    return _json.reply({"RESULT": result}, notes=("synthetic: shape of RESULT",))


def _citizen(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    text = f"{_live.COLLECTION}{_live.citizen(found)}</ns1:CongdanCollection>"
    citizen: dict[str, Any] = _json.of_xml(text)["CongDan"]
    return citizen


WIRE = Wire("ords", (f"{_BASE}/*",), parse, render)
