"""A province's GET façade over 037: number, name and birth date in the query, the raw XML back (wire.md A.9)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_national_db.operation import Answer
from mock_national_db.wires import _json
from mock_national_db.wires._faults import WireFault, soap_fault
from mock_national_db.wires._notes import noted
from mock_national_db.wires._operations import understand, written
from mock_national_db.wires.access import service_of
from mock_national_db.wires.options import Options
from mock_national_db.wires.wire import Call, Context, Reply, Request, Wire

_XML = "text/xml; charset=utf-8"
_OLD_NUMBER = 9


def parse(request: Request, options: Options) -> Call | Reply:
    """`cccd` of nine digits is an old number."""
    service = service_of(request.path)
    try:
        _json.allow(request.method, "GET")
        return understand(_json.sent("TraCuuThongTinCongDan", _fields(request)), service, options.of(service))
    except WireFault as fault:
        return soap_fault(fault, status=_json.STATUS.get(fault.code, 400), content_type=_XML)


def _fields(request: Request) -> dict[str, str]:
    query = {name: value.strip() for name, value in request.query.items()}
    number = query.get("cccd", "")
    key = "SoCMND" if len(number) == _OLD_NUMBER else "SoDinhDanh"
    return {key: number, "HoVaTen": query.get("fullName", ""), "NgayThangNam": query.get("dob", "")}


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """The same envelope as 037's."""
    body, notes = written(call, answers, context)
    return Reply(200, body, _XML, noted(notes))


WIRE = Wire("tsdvc", ("/_vti_bin/DVCM/CommonServices.svc/GetInfoCitizenFromCSDLQG",), parse, render)
