"""SOAP 1.1 of the national population database: 037, 033, 003 and the rest, told apart by the Body alone."""

from __future__ import annotations

from collections.abc import Sequence

from mock_national_db.operation import Answer
from mock_national_db.wires._envelope import read
from mock_national_db.wires._faults import TEXT_XML, XML, WireFault, soap_fault
from mock_national_db.wires._jobs import AT_THE_DESK, Wanted
from mock_national_db.wires._jobs import written as written_at_the_desk
from mock_national_db.wires._live import CLOSING, OPENING
from mock_national_db.wires._notes import noted
from mock_national_db.wires._operations import TOLERATED, Asked, understand, written
from mock_national_db.wires._question import agency
from mock_national_db.wires._wsdl import wsdl
from mock_national_db.wires.access import service_of
from mock_national_db.wires.options import Options
from mock_national_db.wires.wire import Call, Context, Desk, Reply, Request, Wire

SERVICES = ("037", "033", "003")
_SYNTHETIC = "synthetic: criteria, paging and shape of the answer"
GATEWAYS = ("/XrdAdapter/RestService/forward", "/VXPAdapter/RestService/forward")


def parse(request: Request, options: Options) -> Call | Reply:
    """The question in the envelope, the WSDL, or a fault."""
    service = service_of(request.path)
    options = options.of(service)
    content_type = TEXT_XML if request.headers.get("content-type", "").startswith("text/xml") else XML
    try:
        if request.method != "POST":
            return _described(request, service)
        sent = read(request.body, with_order=options.order == "strict")
        if sent.name in AT_THE_DESK:
            notes = (TOLERATED,) if sent.stray else ()
            wanted = Wanted(AT_THE_DESK[sent.name], sent.fields, options, content_type, notes)
            return Call(wanted, consumer=agency(sent.fields))
        return understand(sent, service, options, content_type)
    except WireFault as fault:
        return _fault(fault, options, content_type)


def _described(request: Request, service: str) -> Reply:
    if request.method == "GET" and any(key.lower() == "wsdl" for key in request.query):
        return Reply(200, wsdl(service, _address(request)), TEXT_XML)
    raise WireFault("method", "POST, GET ?wsdl")


def _address(request: Request) -> str:
    """Where the client called, a gateway in front of us or not."""
    scheme = request.headers.get("x-forwarded-proto", request.scheme)
    return f"{scheme}://{request.headers.get('host', 'localhost')}{request.root}{request.path}"


def _fault(fault: WireFault, options: Options, content_type: str) -> Reply:
    if fault.code == "method":
        reply = soap_fault(fault, status=405, content_type=content_type)
        return Reply(405, reply.body, content_type, (("Allow", "POST, GET"), *reply.headers))
    status = int(options.fault_status)
    return soap_fault(fault, status=status, content_type=content_type, notes=options.deviations)


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """The answer in the fixed text that clients read, whatever was found."""
    body, notes = written(call, answers, context)
    asked = call.operation
    content_type = asked.content_type if isinstance(asked, Asked) else XML
    return Reply(200, body, content_type, noted(notes))


def act(call: Call, desk: Desk, context: Context) -> Reply:
    """Lists, and the jobs they become; a look-up that asks nothing is written as the others are."""
    wanted = call.operation
    if not isinstance(wanted, Wanted):
        return render(call, (), context)
    try:
        body = f"{OPENING}{written_at_the_desk(wanted, desk)}{CLOSING}"
    except WireFault as fault:
        return _fault(fault, wanted.options, wanted.content_type)
    return Reply(
        200, body.encode(), wanted.content_type, noted((*wanted.options.deviations, *wanted.notes, _SYNTHETIC))
    )


WIRE = Wire(
    "citizen_soap",
    (
        *(f"/csdldc/{service}" for service in SERVICES),
        *(f"{gateway}/csdldc/{service}" for gateway in GATEWAYS for service in SERVICES),
        *(f"{gateway}/{service}" for gateway in GATEWAYS for service in SERVICES),
        *(f"{gateway}/*" for gateway in GATEWAYS),
    ),
    parse,
    render,
    act,
)
