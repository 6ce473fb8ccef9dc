"""The live message of 037: one CongDan, its twenty children in the order of the only full sample (wire.md A.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from mock_national_db.wires._faults import DECLARATION, SOAP
from mock_national_db.wires._text import SUSPECT, escaped

Json = Mapping[str, Any]
NAMESPACE = "http://www.mic.gov.vn/dancu/1.0"
OPENING = (
    f'{DECLARATION}<soapenv:Envelope xmlns:soapenv="{SOAP}"><soapenv:Header xmlns:dan="http://dancuquocgia.bca"/>'
    '<soapenv:Body xmlns:dan="http://dancuquocgia.bca">'
)
CLOSING = "</soapenv:Body></soapenv:Envelope>"
COLLECTION = f'<ns1:CongdanCollection xmlns:ns1="{NAMESPACE}">'

_PLACE = ("MaTinhThanh", "MaQuanHuyen", "MaPhuongXa", "ChiTiet", "QuocGia")
_RELATIVE = ("HoVaTen", "QuocTich", "SoDinhDanh", "SoCMND")
HEAD = ("QuanHe", "SoDinhDanh", "SoCMND", "HoVaTen")
CHILDREN: Mapping[str, tuple[str, ...]] = {
    "SoDinhDanh": (),
    "SoCMND": (),
    "HoVaTen": ("Ho", "ChuDem", "Ten"),
    "GioiTinh": (),
    "DanToc": (),
    "TonGiao": (),
    "TinhTrangHonNhan": (),
    "NhomMau": (),
    "NgayThangNamSinh": ("Nam", "NgayThangNam"),
    "NoiDangKyKhaiSinh": _PLACE,
    "QuocTich": (),
    "QueQuan": _PLACE,
    "ThuongTru": _PLACE,
    "NoiOHienTai": _PLACE,
    "Cha": _RELATIVE,
    "Me": _RELATIVE,
    "VoChong": _RELATIVE,
    "NguoiDaiDien": _RELATIVE,
    "ChuHo": HEAD,
    "SoSoHoKhau": (),
}
FIELDS = (
    *("soDinhDanh", "soCMND", "hoVaTen", "gioiTinh", "danToc", "tonGiao", "tinhTrangHonNhan", "nhomMau", "ngaySinh"),
    *("noiDangKyKhaiSinh", "quocTich", "queQuan", "thuongTru", "noiOHienTai"),
    *("cha", "me", "voChong", "nguoiDaiDien", "chuHo", "soHoSoCuTru"),
)
_NOBODY: Json = {}
_NOWHERE = ("",) * len(_PLACE)
_NO_RELATIVE = ("",) * len(_RELATIVE)
_HIMSELF = "00"


def answer(record: Json, months: str = "empty") -> bytes:
    """The whole message with its one CongDan; what the register does not know is an empty element.

    `months`: see `birth`.
    """
    values = _values(record, months)
    message = [*_template(tuple([not value for value in values]))]
    message[1::2] = _encoded([*filter(None, values)])
    return b"".join(message)


def _encoded(values: list[str]) -> list[bytes]:
    """The values as character data, encoded all at once; `<` stands between them because it can stand in none."""
    text = "<".join(values).encode(errors="surrogatepass")
    if len(text.translate(None, SUSPECT)) <= len(text) - len(values):
        text = "<".join(map(escaped, values)).encode()
    return text.split(b"<") if values else []


def _values(record: Json, months: str) -> tuple[str, ...]:
    get = record.get
    return (
        *(get("soDinhDanh", ""), get("soCMND", ""), "", "", get("hoVaTen", "").upper()),
        *(get("gioiTinh", ""), get("danToc", ""), get("tonGiao", ""), get("tinhTrangHonNhan", ""), get("nhomMau", "")),
        *birth(get("ngaySinh", ""), months),
        *_place(get("noiDangKyKhaiSinh", _NOBODY)),
        get("quocTich", ""),
        *_place(get("queQuan", _NOBODY)),
        *_place(get("thuongTru", _NOBODY)),
        *_place(get("noiOHienTai", _NOBODY)),
        *_relative(get("cha", _NOBODY)),
        *_relative(get("me", _NOBODY)),
        *_relative(get("voChong", _NOBODY)),
        *_relative(get("nguoiDaiDien", _NOBODY)),
        *head(get("chuHo", _NOBODY)),
        get("soHoSoCuTru", ""),
    )


def birth(known: str, months: str) -> tuple[str, str]:
    """Nam and NgayThangNam; of a year alone the second is empty, of a month too unless `months` is `zeros`."""
    day = known.replace("-", "")
    if len(day) == 6 and months == "zeros":
        return day[:4], day + "00"
    return day[:4], day if len(day) == 8 else ""


def _place(place: Json) -> tuple[str, ...]:
    if not place:
        return _NOWHERE
    get = place.get
    return (
        get("maTinhThanh", ""),
        get("maQuanHuyen", ""),
        get("maPhuongXa", ""),
        get("chiTiet", ""),
        get("quocGia", ""),
    )


def _relative(kin: Json) -> tuple[str, ...]:
    if not kin:
        return _NO_RELATIVE
    get = kin.get
    return get("hoVaTen", "").upper(), get("quocTich", ""), get("soDinhDanh", ""), get("soCMND", "")


def head(kin: Json) -> tuple[str, str, str, str]:
    """QuanHe, the numbers and the name; only `CH01`, the head himself, is attested, so nobody else has a `CH`."""
    code = kin.get("quanHe", "")
    relation = "CH01" if code == _HIMSELF else code
    return relation, kin.get("soDinhDanh", ""), kin.get("soCMND", ""), kin.get("hoVaTen", "").upper()


@lru_cache(1024)
def _template(unknown: tuple[bool, ...]) -> tuple[bytes, ...]:
    """The text for people of whom the same things are unknown, in pieces: every second one is the place of a value.

    An unknown value is `<x/>`, as in the sample.
    """
    empty = iter(unknown)
    children = "".join(_child(name, parts, empty) for name, parts in CHILDREN.items())
    text = f"{OPENING}{COLLECTION}<ns1:CongDan>{children}</ns1:CongDan></ns1:CongdanCollection>{CLOSING}"
    return tuple(piece.encode() for piece in re.split("(%s)", text))


def _child(name: str, parts: tuple[str, ...], empty: Iterator[bool]) -> str:
    if parts:
        return f"<ns1:{name}>{''.join(_leaf(part, is_empty=next(empty)) for part in parts)}</ns1:{name}>"
    return _leaf(name, is_empty=next(empty))


def _leaf(name: str, *, is_empty: bool) -> str:
    return f"<ns1:{name}/>" if is_empty else f"<ns1:{name}>%s</ns1:{name}>"
