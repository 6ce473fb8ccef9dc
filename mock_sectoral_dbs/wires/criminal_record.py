"""The criminal records' own service: one-stop shops hand in, ask for states and fetch what came in (wire.md E.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mock_national_db.wires import Call, Context, Desk, Options, Reply, Request, Wire
from mock_national_db.wires.access import service_of
from mock_sectoral_dbs.wires import _criminal_online as vneid
from mock_sectoral_dbs.wires import _ngsp
from mock_sectoral_dbs.wires._body import json_object
from mock_sectoral_dbs.wires._criminal_one_stop import ANSWERED, FAILED, Fault, status

Json = Mapping[str, Any]
_NATIONAL, _VNEID = "/apiLyLichTuPhap", "/v2/lyLichTuPhap"
_PREFIX = "LLTP-API-"
_NOTE = "synthetic: STATUS, states 6 and 7, the root of lists"


class _Asked(NamedTuple):
    name: str
    sent: Json
    about: _ngsp.Envelope
    is_lower: bool = False


def parse(request: Request, options: Options) -> Call | Reply:
    """JSON in, by one of six operations or of VNeID's three."""
    about = _ngsp.envelope(request, options)
    name = _ngsp.operation(request.path, _NATIONAL, _VNEID).replace(" ", "").removeprefix(_PREFIX)
    offered = ANSWERED if request.path.startswith(f"{_NATIONAL}/") else vneid.HANDLED
    if wrong := _ngsp.misdirected(request, name, offered, "POST", about):
        return wrong
    is_lower = options.of(service_of(request.path)).lltp_case == "lower"
    return Call(_Asked(name, json_object(request.body), about, is_lower))


def act(call: Call, desk: Desk, context: Context) -> Reply:
    """What was asked for, or why not, in the manner of whom it is asked."""
    del context
    asked = call.operation
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    if asked.name in vneid.HANDLED:
        return _ngsp.answered(vneid.HANDLED[asked.name](asked.sent, desk), asked.about, notes=("synthetic: paths",))
    try:
        content = ANSWERED[asked.name](asked.sent, desk)
    except Fault as error:
        content = status(FAILED, str(error))
    return _ngsp.answered(_cased(content, is_lower=asked.is_lower), asked.about, notes=(_NOTE,))


def _cased(content: Json, *, is_lower: bool) -> Json:
    """A client knows the three keys of the hand-in's answer in lower case."""
    return {
        name.lower() if is_lower and name in {"STATUS", "DESCRIPTION", "ID"} else name: content[name]
        for name in content
    }


WIRE = Wire("criminal_record", _ngsp.routes(_NATIONAL, _VNEID), parse, act=act)
