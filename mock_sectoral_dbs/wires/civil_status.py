"""Civil status on the national platform: linked procedures, and the ministry's own service (wire.md E.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _justice_acts as justice
from mock_sectoral_dbs.wires import _linked_acts as linked
from mock_sectoral_dbs.wires import _ngsp
from mock_sectoral_dbs.wires._body import Unreadable, parsed
from mock_sectoral_dbs.wires._civil_papers import Fault
from mock_sectoral_dbs.wires._written import Malformed

if TYPE_CHECKING:
    from mock_national_db.wires import Desk

Json = Mapping[str, Any]
_LINKED, _JUSTICE = "/apiLienThongKSKT", ("/apiHoTichTuPhap", "/hotich")
_NOTE = "synthetic: states follow the working days of the workspace's clock"


class Service(NamedTuple):
    """An operation: what it reads, what it does at the desk, and how it says what is wrong."""

    read: Callable[[Json], Any]
    act: Callable[[Desk, Any], Json]
    refused: Callable[[Fault], Json]


_LINKED_SERVICES: Mapping[str, Service] = {
    "nhanHoSoDKHT": Service(linked.read_dossier, linked.receive, linked.not_received),
    "LayKetQua": Service(linked.read_question, linked.results, linked.no_results),
}
_JUSTICE_SERVICES: Mapping[str, Service] = {
    "dangKyHoTich": Service(justice.read_dossier, justice.register, justice.refused),
    "danhMuc": Service(justice.read_category, justice.category, justice.refused),
    "traTrangThaiHoSo": Service(justice.read_one, justice.state, justice.refused),
    "ketQuaDangKyHS": Service(justice.read_one, justice.outcome, justice.refused),
    "dsHoSoDangKy": Service(justice.read_day, justice.entered_on, justice.refused),
    "traHoSo": Service(justice.read_entry, justice.entries, justice.refused),
    "traDanhSachHoSo": Service(justice.read_entries, justice.entries, justice.refused),
}


class _Asked(NamedTuple):
    service: Service
    sent: Any
    about: _ngsp.Envelope


def parse(request: Request, options: Options) -> Call | Reply:
    """JSON in, by the operation's own fields."""
    about = _ngsp.envelope(request, options)
    is_linked = request.path.startswith(f"{_LINKED}/")
    offered = _LINKED_SERVICES if is_linked else _JUSTICE_SERVICES
    name = _ngsp.operation(request.path, _LINKED, *_JUSTICE)
    if wrong := _ngsp.misdirected(request, name, offered, "POST", about):
        return wrong
    service = offered[name]
    try:
        return Call(_Asked(service, service.read(_object(request.body)), about))
    except Fault as fault:
        return _refused(service, fault, about)
    except Malformed as error:
        return _refused(service, Fault("500", str(error)), about)


def _object(body: bytes) -> Json:
    try:
        sent = parsed(body)
    except Unreadable as error:
        raise Malformed("JSON") from error
    if not isinstance(sent, dict):
        raise Malformed("JSON")
    return sent


def act(call: Call, desk: Desk, context: Context) -> Reply:
    """Status 200 whatever it says; what is wrong is in the envelope."""
    del context
    asked = call.operation
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    try:
        return _ngsp.answered(asked.service.act(desk, asked.sent), asked.about, notes=(_NOTE,))
    except Fault as fault:
        return _refused(asked.service, fault, asked.about)


def _refused(service: Service, fault: Fault, about: _ngsp.Envelope) -> Reply:
    return _ngsp.answered(service.refused(fault), about, notes=(_NOTE,))


WIRE = Wire("civil_status", _ngsp.routes(_LINKED, *_JUSTICE), parse, act=act)
