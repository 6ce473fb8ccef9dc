"""Answers of the operations of which only the names are public (wire.md A.6): a CongDan of what was asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mock_national_db.wires._live import birth, head
from mock_national_db.wires._text import element, parent

Json = Mapping[str, Any]
_NOBODY: Json = {}
PLACE = {
    "MaTinhThanh": "maTinhThanh",
    "MaQuanHuyen": "maQuanHuyen",
    "MaPhuongXa": "maPhuongXa",
    "ChiTiet": "chiTiet",
    "QuocGia": "quocGia",
}


def citizen(record: Json, fields: tuple[str, ...]) -> str:
    """Numbers and name, then an element for each of `fields`, in their order."""
    return parent(
        "ns1:CongDan",
        _text("SoDinhDanh", "soDinhDanh")(record),
        _text("SoCMND", "soCMND")(record),
        _name(record),
        *(_ELEMENTS[field](record) for field in fields if field in _ELEMENTS),
    )


def _text(name: str, field: str) -> Callable[[Json], str]:
    return lambda record: element(f"ns1:{name}", record.get(field, ""))


def _name(record: Json) -> str:
    name = record.get("hoVaTen", "").upper()
    return parent("ns1:HoVaTen", "<ns1:Ho/>", "<ns1:ChuDem/>", element("ns1:Ten", name))


def _day(name: str, field: str) -> Callable[[Json], str]:
    return lambda record: element(f"ns1:{name}", birth(record.get(field, ""), "empty")[1])


def _place(name: str, field: str) -> Callable[[Json], str]:
    def written(record: Json) -> str:
        place = record.get(field, _NOBODY)
        return parent(f"ns1:{name}", *(element(f"ns1:{part}", place.get(ours, "")) for part, ours in PLACE.items()))

    return written


def _relative(name: str, field: str) -> Callable[[Json], str]:
    def written(record: Json) -> str:
        kin = record.get(field, _NOBODY)
        return parent(
            f"ns1:{name}",
            element("ns1:HoVaTen", kin.get("hoVaTen", "").upper()),
            element("ns1:QuocTich", kin.get("quocTich", "")),
            element("ns1:SoDinhDanh", kin.get("soDinhDanh", "")),
            element("ns1:SoCMND", kin.get("soCMND", "")),
        )

    return written


def _of_household(name: str, kin: Json) -> str:
    parts = zip(("QuanHe", "SoDinhDanh", "SoCMND", "HoVaTen"), head(kin), strict=True)
    return parent(f"ns1:{name}", *(element(f"ns1:{part}", text) for part, text in parts))


def _members(record: Json) -> str:
    members = [_of_household("ThanhVien", member) for member in record.get("thanhVienHo", ())]
    return parent("ns1:ThanhVienHoGiaDinh", *members) if members else "<ns1:ThanhVienHoGiaDinh/>"


def _born(record: Json) -> str:
    year, day = birth(record.get("ngaySinh", ""), "empty")
    return parent("ns1:NgayThangNamSinh", element("ns1:Nam", year), element("ns1:NgayThangNam", day))


_ELEMENTS: Mapping[str, Callable[[Json], str]] = {
    "gioiTinh": _text("GioiTinh", "gioiTinh"),
    "danToc": _text("DanToc", "danToc"),
    "tonGiao": _text("TonGiao", "tonGiao"),
    "ngaySinh": _born,
    "thuongTru": _place("ThuongTru", "thuongTru"),
    "nhomMau": _text("NhomMau", "nhomMau"),
    "tinhTrangHonNhan": _text("TinhTrangHonNhan", "tinhTrangHonNhan"),
    "voChong": _relative("VoChong", "voChong"),
    "nguoiDaiDien": _relative("NguoiDaiDien", "nguoiDaiDien"),
    "noiOHienTai": _place("NoiOHienTai", "noiOHienTai"),
    "chuHo": lambda record: _of_household("ChuHo", record.get("chuHo", _NOBODY)),
    "soHoSoCuTru": _text("SoSoHoKhau", "soHoSoCuTru"),
    "thanhVienHo": _members,
    "trangThai": _text("TrangThaiCongDan", "trangThai"),
    "ngayChet": _day("NgayChet", "ngayChet"),
    "ngayMatTich": _day("NgayMatTich", "ngayMatTich"),
}
