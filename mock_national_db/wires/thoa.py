"""The provincial portals' façade over 037: JSON in, the whole SOAP envelope as text in `message` out (wire.md A.9)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_national_db.operation import Answer
from mock_national_db.wires import _json
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires._operations import understand, written
from mock_national_db.wires.access import service_of
from mock_national_db.wires.options import Options
from mock_national_db.wires.wire import Call, Context, Reply, Request, Wire


def parse(request: Request, options: Options) -> Call | Reply:
    """HoVaTen, a number and a date or a year."""
    service = service_of(request.path)
    try:
        _json.allow(request.method, "POST")
        sent = _json.sent("TraCuuThongTinCongDan", _json.fields(request.body))
        return understand(sent, service, options.of(service))
    except WireFault as fault:
        return _json.refused(fault, {"error_code": "1", "message": fault.text})


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """`error_code` 0 and the envelope, whether or not there is a citizen in it."""
    body, notes = written(call, answers, context)
    return _json.reply({"error_code": "0", "message": body.decode()}, notes=notes)


WIRE = Wire("thoa", ("/apiCSDLDanCu/ChiaSeThongTinCongDan",), parse, render)
