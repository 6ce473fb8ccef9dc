"""Enterprise registration on the national platform, the first service: an enterprise, and dossiers (wire.md E.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from mock_national_db.operation import Answer, Operation
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _firm_dossiers as dossiers
from mock_sectoral_dbs.wires import _firms, _ngsp
from mock_sectoral_dbs.wires._firm_detail import NOBODY, detail
from mock_sectoral_dbs.wires._question import Malformed, Sent, required

_BASE = "/apiCSDLDKDN"
_SUCCESS, _REFUSED = ("1", "success"), "0"
Told = tuple[int, Any]


class _Form(NamedTuple):
    """An operation: its questions, first and following ones, how many answers there are and `Data`."""

    asks: Callable[[Sent], tuple[Operation, ...]]
    told: Callable[[Sent, Sequence[Answer]], Told]
    nothing: Mapping[str, Any]
    then: Callable[[Sent, Sequence[Answer]], tuple[Operation, ...]] = lambda _, __: ()


class _Asked(NamedTuple):
    form: _Form
    sent: Sent
    about: _ngsp.Envelope


def _one(sent: Sent) -> tuple[Operation, ...]:
    return (_firms.asked(required(sent, "msdn", _firms.CODE, _firms.DIGITS)),)


def _enterprise(_: Sent, answers: Sequence[Answer]) -> Told:
    found = _firms.found(answers[0])
    return min(len(found), 1), detail(found[0]) if found else NOBODY


def _dossiers(sent: Sent, answers: Sequence[Answer]) -> Told:
    count, rows = dossiers.rows(sent, answers)
    return count, {"MainInformation": rows or None}


_NONE: Mapping[str, Any] = {"MainInformation": None}
_FORMS = {
    "chiTietDoanhNghiep": _Form(_one, _enterprise, NOBODY),
    "danhSachHoSoTrongNgay": _Form(dossiers.of_today, _dossiers, _NONE, dossiers.firms),
    "danhSachHoSo": _Form(dossiers.of_days, _dossiers, _NONE, dossiers.firms),
    "tinhTrangHoSo": _Form(dossiers.of_number, _dossiers, _NONE, dossiers.firms),
}
_DOSSIER_NOTE = "synthetic: dossiers are the register's own log; nesting, numbers and values of their rows"


def parse(request: Request, options: Options) -> Call | Reply:
    """One of four operations, its parameters in the query."""
    about = _ngsp.envelope(request, options)
    name = _ngsp.operation(request.path, _BASE)
    if wrong := _ngsp.misdirected(request, name, _FORMS, "GET", about):
        return wrong
    form = _FORMS[name]
    sent = {name: text.strip() for name, text in request.query.items() if text.strip()}
    try:
        return Call(_Asked(form, sent, about), form.asks(sent), partial(form.then, sent))
    except Malformed as error:
        return _ngsp.answered(_refused(form, str(error)), about, notes=("synthetic: fault",))


def _refused(form: _Form, what: str) -> Mapping[str, Any]:
    words = f"Tham số thiếu hoặc sai: {what} / A parameter is missing or wrong: {what}"
    return {"Data": form.nothing, "DataCount": 0, "Status": _REFUSED, "Message": words}


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """Nobody is `MainInformation` null."""
    del context
    asked = call.operation
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    count, told = asked.form.told(asked.sent, answers)
    status, message = _SUCCESS
    content = {"Data": told, "DataCount": count, "Status": status, "Message": message}
    notes = (_DOSSIER_NOTE,) if asked.form.nothing is _NONE else ("synthetic: ENTERPRISE_TYPE_ID, ENTERPRISE_STATUS",)
    return _ngsp.answered(content, asked.about, notes=notes)


WIRE = Wire("enterprise_registration", _ngsp.routes(_BASE), parse, render)
