"""What one-stop shops ask of the criminal records: hand in, how it stands, fetch, mark, categories (wire.md E.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mock_national_db.wires import Desk
from mock_sectoral_dbs.wires import _course as course
from mock_sectoral_dbs.wires import _criminal_dossiers as dossiers
from mock_sectoral_dbs.wires._categories import rows
from mock_sectoral_dbs.wires._criminal_forms import Malformed, in_order, one_stop
from mock_sectoral_dbs.wires._criminal_online import malformed
from mock_sectoral_dbs.wires._fields import texts

Json = Mapping[str, Any]
_OK, FAILED = "1", "0"
_BROUGHT, _STATES, _ONLINE = "1", "2", "3"  # what the client says it has fetched
_WRONG, _UNKNOWN = "DATA_INCORRECT", "RECORD_NOT_FOUND"
_TEXTS = {
    dossiers.TAKEN: "Tiếp nhận thành công",
    dossiers.SUPPLEMENTED: "Đã tiếp nhận bổ sung",
    dossiers.AGAIN: "Hồ sơ đã được tiếp nhận",
    dossiers.OTHER: "DATA_INCORRECT - idReceivedDec đã dùng cho hồ sơ khác / already used for another dossier",
    dossiers.NOBODY: "DATA_INCORRECT - Không có công dân mang giấy tờ, họ tên, ngày sinh này"
    " / no citizen of that paper, name and birth",
}
_REFUSED = frozenset({dossiers.OTHER, dossiers.NOBODY})
_STATES_OF = {
    course.RECEIVED: (3, "STP đã tiếp nhận"),
    course.PROCESSING: (4, "Đang xử lý"),
    course.DONE: (5, "Đã có phiếu"),
    course.WAITING: (6, "Yêu cầu bổ sung"),
    course.REFUSED: (7, "Từ chối cấp phiếu"),
}
_CATEGORIES = {
    "1": ("donvihanhchinhcap1", "donvihanhchinhcap2", "donvihanhchinhcap3"),
    "2": ("maquocgia",),
    "3": ("madantoc",),
    "4": (),
    "5": ("donvihanhchinhcap1",),
}


class Fault(Exception):
    """A question that cannot be answered; the code and what is wrong."""


def status(code: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {"STATUS": code, "DESCRIPTION": text, **more}


# -- handing in, and how it stands -------------------------------------------------------------------------------------


def _hand_in(sent: Json, desk: Desk) -> Json:
    try:
        declared = one_stop(sent)
    except Malformed as error:
        return status(FAILED, f"{_WRONG} - {malformed(str(error))}", ID=None)
    done, dossier = dossiers.hand_in(desk, dossiers.ONE_STOP, declared)
    if done in _REFUSED or dossier is None:
        return status(FAILED, _TEXTS[done], ID=None)
    return status(_OK, _TEXTS[done], ID=dossier.id)


def _state(sent: Json, desk: Desk) -> Json:
    """By the number of the receipt, or by that of the appointment together with the paper's."""
    form = texts(sent)
    channel = _info_type(form, dossiers.ONLINE, dossiers.ONE_STOP)
    dossier = dossiers.found(desk, channel, form.get("idReceivedDec", ""))
    is_other = channel == dossiers.ONLINE and dossier and dossier.form["identifyNo"] != form.get("identifyNo")
    if dossier is None or is_other:
        raise Fault(f"{_UNKNOWN} - Hồ sơ không tồn tại / No such dossier")
    return status(_OK, **_standing(desk, dossier))


def _standing(desk: Desk, dossier: dossiers.Dossier) -> dict[str, Any]:
    outcome = dossiers.outcome(desk, dossier)
    code, title = _STATES_OF[outcome.stage.state]
    day = _written(outcome.certificate["ngayCap"]) if outcome.certificate else None
    return {"DEC_STATUS_ID": code, "DEC_STATUS_NAME": title, "APPROVE_DATE": day, "ISSUE_DATE": day}


def _written(day: str) -> str:
    return "/".join(reversed(day.split("-")))


# -- what the client fetches, and says it has --------------------------------------------------------------------------


def _fetch(sent: Json, desk: Desk) -> Json:
    channel = _info_type(texts(sent), dossiers.ONLINE, dossiers.ONE_STOP)
    mark = _ONLINE if channel == dossiers.ONLINE else _BROUGHT
    waiting = (one for one in dossiers.every(desk) if one.channel == channel and _marked(one, mark) is None)
    return status(_OK, LISTCONTENT=[_whole(desk, one) for one in waiting])


def _whole(desk: Desk, dossier: dossiers.Dossier) -> Json:
    standing, forms = _standing(desk, dossier), in_order(dossier.content)
    by_channel = {dossiers.ONLINE: "declarationCode", dossiers.ONE_STOP: "appointmentNo"}
    form = {
        **forms["declarationWSForm"],
        by_channel[dossier.channel]: dossier.number,
        "declarationId": dossier.id,
        "receiveDate": _written(dossier.entries[0].at.date().isoformat()),
        "appointmentDate": dossier.content.get("datePromissoryDec"),
        "issueDate": standing["ISSUE_DATE"],
        "decStatusId": standing["DEC_STATUS_ID"],
        "decStatusName": standing["DEC_STATUS_NAME"],
    }
    return {"declarationTraHoSoForm": form, **{name: forms[name] for name in ("residenceWSForm", "mandatorWSForm")}}


def _states(sent: Json, desk: Desk) -> Json:
    """Those whose state is another than the client has fetched."""
    channel = _info_type(texts(sent), dossiers.ONLINE, dossiers.ONE_STOP)
    number = {dossiers.ONLINE: "APPOINTMENT_NO", dossiers.ONE_STOP: "RECEIVE_NO"}[channel]
    told = []
    for dossier in dossiers.every(desk):
        if dossier.channel == channel:
            standing = _standing(desk, dossier)
            if _marked(dossier, _STATES) != standing["DEC_STATUS_ID"]:
                told.append({"DECLARATION_ID": dossier.id, **standing, number: dossier.number})
    return status(_OK, LISTCONTENT=told)


def _mark(sent: Json, desk: Desk) -> Json:
    form = texts(sent)
    what = _info_type(form, _BROUGHT, _STATES, _ONLINE)
    named = [one.strip() for one in form.get("declarationId", "").split(";") if one.strip()]
    held = {dossier.id: dossier for dossier in dossiers.every(desk)}
    if not named or not held.keys() >= set(named):
        raise Fault(f"{_UNKNOWN} - declarationId")
    for one in named:
        seen = _standing(desk, held[one])["DEC_STATUS_ID"]
        dossiers.note(desk, held[one], {"fetched": what, "state": seen})
    return status(_OK)


def _marked(dossier: dossiers.Dossier, what: str) -> int | None:
    """The state that a dossier had when the client last said it had fetched that; None if it never did."""
    marks = [one.what["state"] for one in dossier.entries if one.what.get("fetched") == what]
    return marks[-1] if marks else None


# -- categories --------------------------------------------------------------------------------------------------------


def _categories(sent: Json, desk: Desk) -> Json:
    names = _CATEGORIES[_info_type(texts(sent), *_CATEGORIES)]
    listed = (tuple(row.values())[:2] for name in names for row in rows(name, desk.now.date()))
    return status(_OK, LISTCONTENT=[{"ID": code, "NAME": title} for code, title in listed])


def _info_type(form: Mapping[str, str], *offered: str) -> str:
    if form.get("infoType") not in offered:
        raise Fault(f"{_WRONG} - infoType ({_several(offered)})")
    return form["infoType"]


def _several(offered: Iterable[str]) -> str:
    return ", ".join(offered)


ANSWERED: Mapping[str, Callable[[Json, Desk], Json]] = {
    "nhanHoSoDangKy": _hand_in,
    "traTrangThaiHs": _state,
    "traHoSo": _fetch,
    "traDanhMuc": _categories,
    "danhDauHsThanhCong": _mark,
    "traDsTrangThaiHs": _states,
}
