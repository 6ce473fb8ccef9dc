"""The ministry's own GET forms over the population database, numbers in the path or query (wire.md A.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_national_db.operation import Answer
from mock_national_db.wires import _json, _live
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires._operations import Asked, record
from mock_national_db.wires._question import is_whole, question, spelled, subject
from mock_national_db.wires.options import Options
from mock_national_db.wires.wire import Call, Context, Reply, Request, Wire

_BASE = "/ords-kho-dan-cu/csdl_dancuqg/dancutracuu_vngoai"
_KEYS = {"socancuoc-congdan": "SoDinhDanh", "sochungminhthu-congdan": "SoCMND"}
_CHECK = "kiemtra-congdan"
_FORM_NUMBER_AND_DATE = 3


def parse(request: Request, options: Options) -> Call | Reply:
    """A record by number and birth date, or a check of everything given."""
    path = request.path.removeprefix(f"{_BASE}/").strip("/").split("/")
    try:
        _json.allow(request.method, "GET")
        return _understand(path, request.query, options.of(path[0]))
    except WireFault as fault:
        return _json.refused(fault, {"message": fault.text})


def _understand(path: list[str], query: Mapping[str, str], options: Options) -> Call:
    if path == [_CHECK]:
        return _check(query, options)
    if len(path) == _FORM_NUMBER_AND_DATE and path[0] in _KEYS:
        form, number, day = path
        return _call(Asked(form, day, options), {_KEYS[form]: number}, {}, _live.FIELDS)
    raise WireFault("no_such_form", f"{_BASE}/…")


def _check(query: Mapping[str, str], options: Options) -> Call:
    """`citizen_pid` is the personal number, `identify_number` the old one; name and sex are compared if given."""
    sent = {name: value.strip() for name, value in query.items() if value.strip()}
    fields = {"SoDinhDanh": sent.get("citizen_pid", ""), "SoCMND": sent.get("identify_number", "")}
    names = {"hoVaTen": "full_name", "gioiTinh": "gender"}
    claims = {ours: sent[theirs] for ours, theirs in names.items() if theirs in sent}
    return _call(Asked(_CHECK, sent.get("birth_date", ""), options), fields, claims, ("ngaySinh",))


def _call(asked: Asked, fields: Mapping[str, str], claims: dict[str, Any], wanted: tuple[str, ...]) -> Call:
    """`asked.born` as sent; what is left of it is compared with the record, as in a look-up by envelope."""
    if not asked.born:
        raise WireFault("no_birth")
    born = spelled(asked.born)
    if is_whole(born) or asked.options.coarse_birth == "differs":
        claims["ngaySinh"], born = born, ""
    return Call(asked._replace(born=born), (question(subject(fields), claims, wanted),))


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """`RESULT`: 1 or 0 for a check, the CongDan or null for a record."""
    del context
    asked = call.operation
    assert isinstance(asked, Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    found = record(asked, answers)
    result = int(found is not None) if asked.form == _CHECK else _citizen(found, asked.options.month_of_birth)
    return _json.reply({"RESULT": result}, notes=(*asked.options.deviations, "synthetic: shape of RESULT"))


def _citizen(found: Mapping[str, Any] | None, months: str) -> dict[str, Any] | None:
    if found is None:
        return None
    citizen: dict[str, Any] = _json.of_xml(_live.answer(found, months))["Body"]["CongdanCollection"]["CongDan"]
    return citizen


WIRE = Wire("ords", (f"{_BASE}/*",), parse, render)
