"""Business registration on the national platform, the new service: enterprises, households, cooperatives (E.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mock_national_db.operation import Answer, Operation
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _firms, _ngsp
from mock_sectoral_dbs.wires._business_detail import enterprise, household
from mock_sectoral_dbs.wires._firms import Json
from mock_sectoral_dbs.wires._question import Malformed, required

_BASE = "/apiDKKD"


class _Form(NamedTuple):
    """An operation: the root of its answer, its parameter, which records it tells (None: none are held), and how."""

    root: str
    parameter: str
    households: bool | None = None
    told: Callable[[Json], dict[str, Any]] = enterprise


class _Asked(NamedTuple):
    form: _Form
    about: _ngsp.Envelope


_FORMS = {
    "DoanhNghiep/chiTietDoanhNghiep": _Form("GetEntCert", "msdn", households=False),
    "HoKinhDoanh/chiTietHoKinhDoanh": _Form("HHCert", "mst", households=True, told=household),
    "HopTacXa/chiTietHopTacXa": _Form("CoopCert", "mst"),
}
_GUESSES = "guess: codes, forms of the dates and names of the parts that no document shows"


def parse(request: Request, options: Options) -> Call | Reply:
    """One of three operations, a code in the query."""
    about = _ngsp.envelope(request, options)
    name = _ngsp.operation(request.path, _BASE)
    if wrong := _ngsp.misdirected(request, name, _FORMS, "GET", about):
        return wrong
    form = _FORMS[name]
    try:
        return Call(_Asked(form, about), _asks(form, request))
    except Malformed as error:
        return _ngsp.answered({form.root: None}, about, status=400, notes=(f"synthetic: fault: {error}",))


def _asks(form: _Form, request: Request) -> tuple[Operation, ...]:
    sent = {name: text.strip() for name, text in request.query.items()}
    code = required(sent, form.parameter, _firms.CODE, _firms.DIGITS)
    return () if form.households is None else (_firms.asked(code),)


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """Nobody is null."""
    del context
    asked = call.operation
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    form = asked.form
    found = [
        form.told(record) for answer in answers for record in _firms.found(answer, households=form.households is True)
    ]
    return _ngsp.answered({form.root: found or None}, asked.about, notes=(_GUESSES,) if found else ())


WIRE = Wire("business_registration", _ngsp.routes(_BASE), parse, render)
