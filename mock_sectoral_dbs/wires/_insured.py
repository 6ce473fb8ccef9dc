"""Who is insured under which number, as the insurer's services ask and tell it (wire.md E.4a)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mock_national_db.dates import ImpossibleDate, PartialDate
from mock_national_db.operation import Answer, Operation
from mock_sectoral_dbs.wires._body import address_written

Json = Mapping[str, Any]
FOUND, UNKNOWN, MALFORMED, SEVERAL = "0", "1", "2", "3"
_KEYS = {10: "maSoBHXH", 12: "soDinhDanh"}
_KINDS = {"0": 3, "1": 1, "2": 2}  # loaiNgaySinh: how many parts of the date are known
_OTHER_SEX = {"3": "0"}
_PLACE = {"maTinhThanh": "maTinhKs", "maQuanHuyen": "maHuyenKs", "maPhuongXa": "maXaKs"}
_DIGITS = {"maTinhThanh": 2, "maQuanHuyen": 3, "maPhuongXa": 5}
_LONGEST_NAME = 100


class Malformed(Exception):
    """A parameter that is missing or cannot be read; its name, never its value."""


class Form(NamedTuple):
    """One of the insurer's operations: its root in the answer, its questions, and what of the answers it tells."""

    root: str
    asks: Callable[[Mapping[str, str]], tuple[Operation, ...]]
    then: Callable[[Mapping[str, str], Sequence[Answer]], tuple[Operation, ...]]
    told: Callable[[Sequence[Answer]], Json]


# -- by the number -----------------------------------------------------------------------------------------------------


def _by_number(sent: Mapping[str, str]) -> tuple[Operation, ...]:
    number = sent.get("maSoBhxh", "")
    if not (number.isascii() and number.isdigit() and len(number) in _KEYS):
        raise Malformed("maSoBhxh")
    fields = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh")
    return (Operation("insurance", "lookup", {_KEYS[len(number)]: number}, fields=fields),)


def _birthplace(_: Mapping[str, str], answers: Sequence[Answer]) -> tuple[Operation, ...]:
    return _about(answers, "population", {}, ("noiDangKyKhaiSinh",))


def _holder(answers: Sequence[Answer]) -> Json:
    place = _record(answers[1:]).get("noiDangKyKhaiSinh", {})
    person = {**_person(answers[0]), **{theirs: place.get(ours, "") for ours, theirs in _PLACE.items()}}
    data = {"hoTen": person.pop("hoTen"), "soSoCu": "", **person, "trangThai": _state(answers[0])}
    return _household(data if answers[0].records else None, answers)


# -- by criteria -------------------------------------------------------------------------------------------------------


def _by_criteria(sent: Mapping[str, str]) -> tuple[Operation, ...]:
    """Name and birth date must be known; sex and place, of birth registration or residence, are compared if given."""
    name = sent.get("hoTen", "")
    if not name or len(name) > _LONGEST_NAME:
        raise Malformed("hoTen")
    claims: dict[str, Any] = {}
    if sex := sent.get("gioiTinh"):
        claims["gioiTinh"] = _OTHER_SEX.get(sex, sex)
    if place := _place(sent):
        claims["thuongTru" if sent.get("isKs") == "0" else "noiDangKyKhaiSinh"] = place
    subject = {"hoVaTen": name, "ngaySinh": _born(sent)}
    return (Operation("population", "lookup", subject, claims, ("soDinhDanh", "thuongTru", "soHoSoCuTru")),)


def _place(sent: Mapping[str, str]) -> dict[str, str]:
    named = {ours: sent.get(theirs, "") for ours, theirs in _PLACE.items()}
    named["maTinhThanh"] = named["maTinhThanh"] or sent.get("maTinh", "")
    for ours, code in named.items():
        if code and not re.fullmatch(f"[0-9]{{{_DIGITS[ours]}}}", code):
            raise Malformed(_PLACE[ours])
    return {ours: code for ours, code in named.items() if code}


def _born(sent: Mapping[str, str]) -> str:
    """YYYYMMDD, of which `loaiNgaySinh` says how much is known; the form of the contract."""
    text = sent.get("ngaySinh", "")
    known = _KINDS.get(sent.get("loaiNgaySinh", ""), len(text) // 2 - 1)
    digits = text[: 2 + 2 * known]
    if not re.fullmatch("[12][0-9]{3}(?:[0-9]{2}){0,2}", digits) or len(digits) != 2 + 2 * known:
        raise Malformed("ngaySinh")
    try:
        return str(PartialDate.parse("-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))))
    except ImpossibleDate as error:
        raise Malformed("ngaySinh") from error


def _insured(sent: Mapping[str, str], answers: Sequence[Answer]) -> tuple[Operation, ...]:
    """The insurer's own record must bear the name, and the numbers if they are given."""
    names = {"hoVaTen": "hoTen", "maSoBHXH": "soSo", "maTheBHYT": "maThe"}
    claims = {ours: sent[theirs] for ours, theirs in names.items() if theirs in sent}
    return _about(answers, "insurance", claims, ("maSoBHXH", "hoVaTen", "ngaySinh", "gioiTinh"))


def _number(answers: Sequence[Answer]) -> Json:
    found = _record(answers[1:])
    state = _state(answers[1]) if found else ""
    return {
        "maSoBhxh": found.get("maSoBHXH", ""),
        "trangThai": state,
        "errorCode": _error_code(answers, is_found=bool(found)),
    }


def _member(answers: Sequence[Answer]) -> Json:
    home, insured = _record(answers[:1]), _record(answers[1:])
    if not insured:
        return _household(None, answers)
    data = {
        "maSo": insured.get("maSoBHXH", ""),
        **_person(answers[1]),
        "maHo": home.get("soHoSoCuTru", ""),
        "diaChi": address_written(home.get("thuongTru")) or "",
        "trangThai": _state(answers[1]),
    }
    return _household(data, answers)


# -- common to all -----------------------------------------------------------------------------------------------------


def _household(data: Json | None, answers: Sequence[Answer]) -> Json:
    return {"dataThongTinHgd": data, "errorCode": _error_code(answers, is_found=data is not None)}


def _error_code(answers: Sequence[Answer], *, is_found: bool) -> str:
    if is_found:
        return FOUND
    return SEVERAL if any(answer.outcome == "ambiguous" for answer in answers) else UNKNOWN


def _about(answers: Sequence[Answer], registry: str, claims: Json, fields: tuple[str, ...]) -> tuple[Operation, ...]:
    number = _record(answers).get("soDinhDanh")
    return (Operation(registry, "lookup", {"soDinhDanh": number}, claims, fields),) if number else ()


def _record(answers: Sequence[Answer]) -> Json:
    return next((answer.records[0] for answer in answers if answer.records), {})


def _person(answer: Answer) -> dict[str, str]:
    record = _record([answer])
    born = record.get("ngaySinh", "")
    sex = record.get("gioiTinh", "0")
    return {
        "hoTen": record.get("hoVaTen", ""),
        "ngaySinh": born.replace("-", ""),
        "loaiNgaySinh": {4: "1", 7: "2"}.get(len(born), "0"),
        "gioiTinh": "3" if sex == "0" else sex,
    }


def _state(answer: Answer) -> str:
    return "1" if answer.outcome == "found" else "0"


FORMS: Mapping[str, Form] = {
    "getTraCuuTtHgdByMaSoBhxh": Form("TST_GetTraCuuTtHgdByMaSoBhxhResponse", _by_number, _birthplace, _holder),
    "getMaSoBhxhTheoTieuChi": Form("TST_GetMaSoBhxhTheoTieuChiResponse", _by_criteria, _insured, _number),
    "getTraCuuThongTinHgd": Form("TST_GetTraCuuThongTinHgdResponse", _by_criteria, _insured, _member),
}
