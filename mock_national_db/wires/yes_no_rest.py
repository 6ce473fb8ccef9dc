"""The REST form of 003 of one province (wire.md A.5 c): JSON in, `{"data": true}` back; the path is a guess."""

from __future__ import annotations

from collections.abc import Sequence

from mock_national_db.operation import Answer
from mock_national_db.wires import _json
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires._operations import YES_NO, Asked, record, understand
from mock_national_db.wires.options import Options
from mock_national_db.wires.wire import Call, Context, Reply, Request, Wire

_NAMES = {
    "soDinhDanh": "SoDinhDanh",
    "soCMND": "SoCMND",
    "hoVaTen": "HoVaTen",
    "ngayThangNam": "NgayThangNam",
}


def parse(request: Request, options: Options) -> Call | Reply:
    """Number, name and birth date, their keys in lower camel case."""
    try:
        _json.allow(request.method, "POST")
        sent = _json.fields(request.body)
        fields = {theirs: sent[ours] for ours, theirs in _NAMES.items() if ours in sent}
        return understand(_json.sent(YES_NO, fields), "003", options.of("003"))
    except WireFault as fault:
        return _json.refused(fault, {"message": fault.text})


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """Whether number, name and birth date agree."""
    del context
    asked = call.operation
    assert isinstance(asked, Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    exists = record(asked, answers) is not None
    return _json.reply({"data": exists}, notes=(*asked.options.deviations, "guess: path"))


WIRE = Wire("yes_no_rest", ("/apiCSDLDanCu/XacThucThongTinCongDan",), parse, render)
