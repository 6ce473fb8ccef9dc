"""The operations of the national database: what each asks of the population register, and how its answer is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from mock_national_db.operation import Answer, Operation
from mock_national_db.wires import _live, _partial, _regulation
from mock_national_db.wires._envelope import Sent
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires._question import agency, agrees, birth, is_whole, name, question, subject
from mock_national_db.wires._sequence import hold_to_order
from mock_national_db.wires.options import Options
from mock_national_db.wires.wire import Call, Context

Json = Mapping[str, Any]
_FULL = ("TraCuuThongTinCongDan", "CungCapThongTinCongDan")
KINSHIP = "XacMinhThongTinNhanThan"
YES_NO = "XacThucThongTinCongDan"
_WHO = ("soDinhDanh", "soCMND", "hoVaTen", "ngaySinh")
_KIN = (*_WHO, "cha", "me")
PARTIAL: Mapping[str, tuple[str, ...]] = {
    "CungCapThongTinNhomMau": ("nhomMau",),
    "XacMinhThongTinChuHo": ("chuHo", "soHoSoCuTru"),
    "XacMinhThongTinNoiOHienTai": ("noiOHienTai",),
    "XacMinhTinhTrangHonNhan": ("tinhTrangHonNhan", "voChong"),
    "XacMinhTinhTrangChetMatTich": ("trangThai", "ngayChet", "ngayMatTich"),
    "XacMinhThongTinNguoiGiamHo": ("nguoiDaiDien",),
    "CungCapThongTinHoGiaDinh": ("chuHo", "soHoSoCuTru", "thanhVienHo"),
}
OFFERED = (*_FULL, YES_NO, KINSHIP, *PARTIAL)
TOLERATED = "tolerated: text in Envelope"
_SYNC_NOTE = "synthetic: no register of this sandbox feeds the delta form, so it is always empty"


class Asked(NamedTuple):
    """What the answer depends on besides the record: the form, a birth date that is no whole day, the switches."""

    form: str
    born: str
    options: Options
    notes: tuple[str, ...] = ()
    content_type: str = ""


def understand(sent: Sent, service: str, options: Options, content_type: str = "") -> Call:
    """The question that a client puts; raises WireFault. `service` is the last part of the path it was sent to."""
    form = sent.name.removesuffix("Request")
    if form not in OFFERED:
        raise WireFault("not_offered", sent.name[:60])
    if options.order == "strict":
        hold_to_order(sent)
    notes = (TOLERATED,) if sent.stray else ()
    fields = sent.fields
    if form == YES_NO:
        return _yes_no(sent, service, options, notes, content_type)
    if _is_delta(form, fields):
        return Call(Asked("delta", "", options, (*notes, _SYNC_NOTE), content_type), consumer=agency(fields))
    return _ask(form, fields, _FIELDS[form, options.profile], Asked(form, "", options, notes, content_type))


def _is_delta(form: str, fields: Mapping[str, str]) -> bool:
    return "TuNgay" in fields and form == _FULL[0] and "SoDinhDanh" not in fields and "SoCMND" not in fields


def _ask(form: str, fields: Mapping[str, str], wanted: tuple[str, ...], asked: Asked) -> Call:
    """A birth date of a month or a year agrees with a whole one unless the switch says otherwise."""
    whose, claims, born = subject(fields), {"hoVaTen": name(fields)}, birth(fields)
    if is_whole(born) or asked.options.coarse_birth == "differs":
        claims["ngaySinh"] = born
        born = ""
    about = asked._replace(form=form, born=born) if born else asked
    return Call(about, (question(whose, claims, wanted),), consumer=agency(fields))


def _yes_no(sent: Sent, service: str, options: Options, notes: tuple[str, ...], content_type: str) -> Call:
    root = _root(sent, service)
    counts = root == _COUNT
    if options.yes_no_root != "by-request" and not counts:
        root = options.yes_no_root
    asked = Asked(_COUNT if counts else f"TonTai/{root}", "", options, notes, content_type)
    if counts:
        return _ask(asked.form, sent.fields, ("ngaySinh",), asked)
    return Call(asked, (_by_name(sent.fields),), consumer=agency(sent.fields))


def _by_name(fields: Mapping[str, str]) -> Operation:
    return question(subject(fields), {"hoVaTen": name(fields)}, ("soDinhDanh",))


def _root(sent: Sent, service: str) -> str:
    """033 is told by MaDichVu or the suffix, 003 by MaTichHop; a request with neither by the URL (wire.md A.5)."""
    if sent.name.endswith("Request"):
        return "KetQuaXacThucResponse"
    fields = sent.fields
    is_count = "MaDichVu" not in fields and ("MaTichHop" in fields or service != "033")
    return _COUNT if is_count else "KetQuaXacThuc"


_COUNT = "SoLuongCongDan"
_FIELDS = {
    **{(form, "live037"): _live.FIELDS for form in _FULL},
    **{(form, "qcvn109"): _live.FIELDS for form in _FULL},
    **{(form, "nhanthan-g0"): _KIN for form in _FULL},
    **{(KINSHIP, profile): _KIN for profile in ("live037", "qcvn109", "nhanthan-g0")},
    **{
        (form, profile): (*_WHO, *fields)
        for form, fields in PARTIAL.items()
        for profile in ("live037", "qcvn109", "nhanthan-g0")
    },
}


def record(asked: Asked, answers: Sequence[Answer]) -> Json | None:
    """The one record to disclose, if number, name and birth date all agreed."""
    if not answers or not answers[0].records:
        return None
    answer = answers[0]
    if answer.outcome == "deceased" and asked.options.deceased == "hidden":
        return None
    found: Json = answer.records[0]
    return found if not asked.born or agrees(found.get("ngaySinh"), asked.born) else None


def written(call: Call, answers: Sequence[Answer], context: Context) -> tuple[bytes, tuple[str, ...]]:
    """The whole answer, declaration and envelope included, and what in it is a guess or a switch."""
    asked = call.operation
    assert isinstance(asked, Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    found = record(asked, answers)
    notes = (*asked.options.deviations, *asked.notes)
    if asked.form in _FULL and found is not None and asked.options.profile == "live037":
        return _live.answer(found, asked.options.month_of_birth), notes
    body, more = _body(asked, found, context.now)
    return f"{_live.OPENING}{body}{_live.CLOSING}".encode(), (*notes, *more)


def _body(asked: Asked, found: Json | None, now: datetime) -> tuple[str, tuple[str, ...]]:
    if asked.form == _COUNT or asked.form.startswith("TonTai/"):
        return _said(asked.form, exists=found is not None)
    if found is None:
        return _nothing(asked.options.not_found)
    if asked.form in PARTIAL:
        citizen = _partial.citizen(found, PARTIAL[asked.form])
        return f"{_live.COLLECTION}{citizen}</ns1:CongdanCollection>", ("synthetic: shape of the answer",)
    profile = "nhanthan-g0" if asked.form == KINSHIP else asked.options.profile
    return _PROFILES[profile](found, now), (_regulation.NAME_NOTE,)


def _said(form: str, *, exists: bool) -> tuple[str, tuple[str, ...]]:
    namespace = 'xmlns:ns1="http://dancuquocgia.bca"'
    if form == _COUNT:
        root = f"{YES_NO}Response"
        return f"<ns1:{root} {namespace}><ns1:{_COUNT}>{exists:d}</ns1:{_COUNT}></ns1:{root}>", ()
    root = form.partition("/")[2]
    return f"<ns1:{root} {namespace}><ns1:TonTai>{str(exists).lower()}</ns1:TonTai></ns1:{root}>", ()


def _nothing(shape: str) -> tuple[str, tuple[str, ...]]:
    body = "" if shape == "empty-body" else f"{_live.COLLECTION[:-1]}/>"
    return body, ("guess: shape of not found",)


_PROFILES: Mapping[str, Callable[[Json, datetime], str]] = {
    "qcvn109": lambda found, now: _regulation.collection("dc", _regulation.citizen(found), 1, now),
    "nhanthan-g0": lambda found, now: _regulation.collection("ns1", _regulation.kinship(found), 1, now, "1"),
}
