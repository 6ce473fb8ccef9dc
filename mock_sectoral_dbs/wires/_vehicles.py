"""What the traffic police is asked about a vehicle, and what it tells: by plate and frame, fees, inspection (E.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mock_national_db.operation import Answer, Operation
from mock_sectoral_dbs.wires._body import address_written, day_written
from mock_sectoral_dbs.wires._question import Malformed, Sent, required

Json = Mapping[str, Any]
_PLATE = re.compile(r"(?P<series>[0-9]{2}[A-Z][A-Z0-9]?)-?(?P<first>[0-9]{3})\.?(?P<last>[0-9]{2})")
_FRAME = "[0-9A-Z]{6,17}"
_KINDS = {"1": ("oToCon", "oToTai"), "2": ("moTo", "xeGanMay")}
_WHITE = "T"  # what a person's vehicle has; yellow, blue and red are for transport, the State and the army
_PARTS = ("bien_so", "so_khung", "loai_xe", "mau_bien")
_TOLD = {
    "bien_so": "bienSo",
    "so_khung": "soKhung",
    "so_may": "soMay",
    "loai_xe": "loaiXe",
    "nhan_hieu": "nhanHieu",
    "mau_son": "mauSon",
    "dung_tich": "dungTich",
    "cong_suat": "congSuat",
    "nam_san_xuat": "namSanXuat",
    "nuoc_san_xuat": "nuocSanXuat",
    "so_cho_ngoi": "soChoNgoi",
    "tai_trong": "taiTrong",
    "nguon_goc": "nguonGoc",
    "so_dang_ky": "soDangKyXe",
    "ngay_dang_ky": "ngayDangKy",
    "co_quan_dang_ky": "coQuanDangKy",
    "tinh_trang": "tinhTrang",
    "so_dinh_danh": "soDinhDanh",
    "chu_xe": "hoVaTen",
    "ngay_sinh": "ngaySinh",
    "dia_chi": "noiCuTru",
}
_INSPECTION = {
    "bien_so": "bienSo",
    "so_khung": "soKhung",
    "so_kiem_dinh": "soKiemDinh",
    "ngay_kiem_dinh": "ngayKiemDinh",
    "han_kiem_dinh": "hanKiemDinh",
    "don_vi_kiem_dinh": "donViKiemDinh",
}


class LookUp(NamedTuple):
    """A look-up: its parameters from the rest of the path, its questions, and `data` from the answers."""

    reads: Callable[[str], Sent]
    asks: Callable[[Sent], tuple[Operation, ...]]
    told: Callable[[Sent, Sequence[Answer]], Json | None]


# -- by plate and frame ------------------------------------------------------------------------------------------------


def _four(rest: str) -> Sent:
    parts = rest.strip("/").upper().split("/")
    sent = dict(zip(_PARTS, parts, strict=False))
    if len(parts) > len(_PARTS):
        raise Malformed(_PARTS[-1])
    return {
        "bien_so": _plate(required(sent, "bien_so", _PLATE.pattern)),
        "so_khung": required(sent, "so_khung", _FRAME),
        "loai_xe": required(sent, "loai_xe", "[12]", "1, 2"),
        "mau_bien": required(sent, "mau_bien", "[TVXD]", "T, V, X, D"),
    }


def _plate(text: str) -> str:
    """As the register spells it, whatever the marks between its parts."""
    found = _PLATE.fullmatch(text)
    return f"{found['series']}-{found['first']}.{found['last']}" if found else text


def _vehicle(sent: Sent) -> tuple[Operation, ...]:
    subject, claims = {"bienSo": sent["bien_so"]}, {"soKhung": sent["so_khung"]}
    return (Operation("vehicle", "lookup", subject, claims, tuple(_TOLD.values())),)


def _described(sent: Sent, answers: Sequence[Answer]) -> Json | None:
    record = _record(answers)
    if record.get("loaiXe") not in _KINDS[sent["loai_xe"]] or sent["mau_bien"] != _WHITE:
        return None
    return {**_shown(record, _TOLD), "mau_bien": _WHITE}


# -- by one number -----------------------------------------------------------------------------------------------------


def _number(rest: str) -> Sent:
    return {"so": required({"so": rest.strip("/").upper()}, "so", f"{_FRAME}|{_PLATE.pattern}")}


def _inspected(sent: Sent) -> tuple[Operation, ...]:
    """A plate may look like a frame number; a frame number never looks like a plate that there is."""
    number = sent["so"]
    subject = {"bienSo": _plate(number)} if _PLATE.fullmatch(number) else {"soKhung": number}
    return (Operation("vehicle", "lookup", subject, fields=tuple(_INSPECTION.values())),)


def _inspection(_: Sent, answers: Sequence[Answer]) -> Json | None:
    record = _record(answers)
    return _shown(record, _INSPECTION) if "ngayKiemDinh" in record else None


def _code(rest: str) -> Sent:
    return {"ma": required({"ma": rest.strip("/")}, "ma", "[0-9A-Za-z./-]{1,50}")}


def _no_fee(_: Sent, __: Sequence[Answer]) -> None:
    return None


# -- common to both ----------------------------------------------------------------------------------------------------


def _record(answers: Sequence[Answer]) -> Json:
    return next((record for answer in answers for record in answer.records), {})


def _shown(record: Json, names: Mapping[str, str]) -> dict[str, Any]:
    return {theirs: _written(ours, record.get(ours)) for theirs, ours in names.items()}


def _written(name: str, value: Any) -> Any:
    if name == "noiCuTru":
        return address_written(value)
    if isinstance(value, Mapping):
        return value.get("ten")
    return day_written(value) if name.startswith(("ngay", "han")) else value


LOOK_UPS: Mapping[str, LookUp] = {
    "ttxe": LookUp(_four, _vehicle, _described),
    "lptb": LookUp(_code, lambda _: (), _no_fee),
    "dkiem": LookUp(_number, _inspected, _inspection),
}
