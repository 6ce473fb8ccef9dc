"""The insurer's services on the national platform: a number for a person, a person for a number (wire.md E.4a)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from mock_national_db.operation import Answer
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _ngsp
from mock_sectoral_dbs.wires._body import Unreadable, fields
from mock_sectoral_dbs.wires._insured import FORMS, MALFORMED, Form, Malformed

_NATIONAL, _PROVINCE = "/apiBHXH", "/ngsp/BaoHiemXaHoi"
_ROOT_NOTE = "synthetic: root, errorCode and trangThai"
_PROVINCES_NAMES = {
    "TraCuuMaSoBhxhTheoTieuChi": "getMaSoBhxhTheoTieuChi",
    "TraCuuThongTinHoGiaDinh": "getTraCuuThongTinHgd",
}
_BY_NUMBER = "getTraCuuTtHgdByMaSoBhxh"


class _Asked(NamedTuple):
    form: Form
    about: _ngsp.Envelope


def parse(request: Request, options: Options) -> Call | Reply:
    """JSON in, by one of three operations."""
    about = _ngsp.envelope(request, options)
    name = _ngsp.operation(request.path, _NATIONAL, _PROVINCE)
    if name not in FORMS and name not in _PROVINCES_NAMES:
        return _ngsp.unknown(FORMS, about)
    if request.method != "POST":
        return _ngsp.not_allowed("POST", about)
    return _understand(name, request, about)


def _understand(name: str, request: Request, about: _ngsp.Envelope) -> Call | Reply:
    form = FORMS[_PROVINCES_NAMES.get(name, name)]
    try:
        sent = fields(request)
        form = FORMS[_meant(name, sent)]
        return Call(_Asked(form, about), form.asks(sent), partial(form.then, sent))
    except Unreadable:
        return _malformed(form, "JSON", about)
    except Malformed as error:
        return _malformed(form, str(error), about)


def _meant(name: str, sent: Mapping[str, str]) -> str:
    """The province has one name for two operations; a number asks for its holder."""
    if name == "TraCuuThongTinHoGiaDinh" and "maSoBhxh" in sent:
        return _BY_NUMBER
    return _PROVINCES_NAMES.get(name, name)


def _malformed(form: Form, what: str, about: _ngsp.Envelope) -> Reply:
    content = {form.root: {"successful": {**form.told([Answer("not_found")]), "errorCode": MALFORMED}}}
    return _ngsp.answered(content, about, notes=(_ROOT_NOTE, f"fault: {what}"))


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """The nesting is that of the only sample; nobody is nulls or empty texts with an errorCode."""
    del context
    asked = call.operation
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    content = {asked.form.root: {"successful": asked.form.told(answers)}}
    return _ngsp.answered(content, asked.about, notes=(_ROOT_NOTE,))


WIRE = Wire("social_insurance", _ngsp.routes(_NATIONAL, _PROVINCE), parse, render)
