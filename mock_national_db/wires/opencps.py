"""The one-stop-shop product's façade: the envelope as JSON, without root and prefixes (wire.md A.9)."""

from __future__ import annotations

from collections.abc import Sequence

from mock_national_db.operation import Answer
from mock_national_db.wires import _json
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires._operations import Asked, understand, written
from mock_national_db.wires.access import service_of
from mock_national_db.wires.options import Options
from mock_national_db.wires.wire import Call, Context, Reply, Request, Wire

_ROLE = "/o/rest/v2/qldc/role/employee"
_RIGHTS = {
    "004": "Thủ tục chưa được cấp phép khai thác CSDL dân cư",
    "005": "Tài khoản cán bộ không có quyền thao tác",
}


def parse(request: Request, options: Options) -> Call | Reply:
    """The operation is the key `type`; without it, a look-up."""
    options = options.of(service_of(request.path))
    try:
        if request.path == _ROLE:
            return _role(request, options)
        _json.allow(request.method, "POST")
        fields = _json.fields(request.body)
        if options.ocps_right != "granted":
            return _refused(options.ocps_right)
        sent = _json.sent(fields.get("type", "TraCuuThongTinCongDan"), fields)
        return understand(sent, _service(fields), options)
    except WireFault as fault:
        return _json.refused(fault, {"message": fault.text, "errorCode": "01"})


def _service(fields: dict[str, str]) -> str:
    return fields.get("MaTichHop") or fields.get("MaDichVu", "")


def _role(request: Request, options: Options) -> Reply:
    _json.allow(request.method, "GET")
    if options.ocps_right != "granted":
        return _refused(options.ocps_right)
    return _json.reply({"hasRole": True}, notes=("synthetic: shape of the role check",))


def _refused(code: str) -> Reply:
    return _json.reply({"errorCode": code, "message": _RIGHTS[code]}, status=403, notes=(f"ocps_right={code}",))


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """`{"Header": "", "Body": {…}}`, in `{"Envelope": …}` if so switched."""
    body, notes = written(call, answers, context)
    envelope = _json.of_xml(body)
    asked = call.operation
    wrapped = isinstance(asked, Asked) and asked.options.ocps_envelope == "wrapped"
    return _json.reply({"Envelope": envelope} if wrapped else envelope, notes=notes)


WIRE = Wire("opencps", ("/o/rest/v2/qldc/dvcqg", "/o/rest/v2/qldc", _ROLE), parse, render)
