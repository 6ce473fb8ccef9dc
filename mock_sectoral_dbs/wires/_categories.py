"""The shared categories (danh mục dùng chung): which there are, their columns and rows (wire.md E.1)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

import dancu_contracts

from mock_national_db.units import REFORM

Row = Mapping[str, str]
_TEXT, _DAY = "String", "DateTime"


class Column(NamedTuple):
    """A property of a category: its code, its Vietnamese name, `String` or `DateTime`; the first is the key."""

    code: str
    name: str
    kind: str = _TEXT


_TITLES: Mapping[str, str] = {
    **{f"qlvanbandieuhanhcap{n}": f"Mã định danh cơ quan quản lý văn bản điều hành cấp {n}" for n in range(1, 5)},
    **{f"donvihanhchinhcap{n}": f"Đơn vị hành chính cấp {n}" for n in range(1, 4)},
    "mabuuchinhvungkhuvuc": "Mã bưu chính vùng, khu vực",
    **{f"mabuuchinhcap{n}": f"Mã bưu chính cấp {n}" for n in range(1, 4)},
    "madantoc": "Dân tộc",
    "madantockhac": "Tên gọi khác của dân tộc",
    "matongiao": "Tôn giáo",
    "magioitinh": "Giới tính",
    "manhommau": "Nhóm máu",
    "maynghianhommau": "Ý nghĩa nhóm máu",
    "maquocgia": "Quốc gia",
    "matinhtranghonnhan": "Tình trạng hôn nhân",
    **{f"giaoducdaotaovncap{n}": f"Giáo dục, đào tạo Việt Nam cấp {n}" for n in range(1, 6)},
    "machucdanhcqdcsvn": "Chức danh cơ quan Đảng Cộng sản Việt Nam",
    "mabacluong": "Bậc lương",
    "mabangluong": "Bảng lương",
    "machucdanh": "Chức danh",
    "manhomluong": "Nhóm lương",
    "mahesoluong": "Hệ số lương",
    "mahesoluongvung": "Hệ số lương vùng",
    "mathiduakhenthuong": "Thi đua, khen thưởng",
    "maloaivanbantheoqdpl": "Loại văn bản quy phạm pháp luật",
    "matenvanbantheoqdpl": "Tên văn bản quy phạm pháp luật",
    "matenvanbanhanhchinh": "Tên văn bản hành chính",
    "dokhanvanban": "Độ khẩn của văn bản",
}
_TABLES: Mapping[str, tuple[str, str]] = {
    "madantoc": ("danToc", "DanToc"),
    "matongiao": ("tonGiao", "TonGiao"),
    "magioitinh": ("gioiTinh", "GioiTinh"),
    "manhommau": ("nhomMau", "NhomMau"),
    "maquocgia": ("quocGia", "QuocGia"),
    "matinhtranghonnhan": ("tinhTrangHonNhan", "TinhTrangHonNhan"),
}
_OFFICE = (
    Column("MaDinhDanhCap1", "Mã định danh cấp 1"),
    Column("TenDonVi", "Tên đơn vị"),
    Column("DiaChi", "Địa chỉ"),
    Column("Email", "Thư điện tử"),
    Column("SoDienThoai", "Số điện thoại"),
    Column("Fax", "Fax"),
    Column("Website", "Trang tin"),
    Column("QdBanHanhQdSuaDoi", "Quyết định ban hành, sửa đổi"),
    Column("NgayBanHanhQd", "Ngày ban hành quyết định", _DAY),
    Column("CoQuanBanHanhQd", "Cơ quan ban hành quyết định"),
)
_UNIT = "donvihanhchinhcap"
_UNIT_PARTS: tuple[tuple[str, ...], ...] = (
    ("province_code", "province"),
    ("district_code", "district", "province_code"),
    ("commune_code", "commune", "district_code", "province_code"),
)
DOCUMENTED = "qlvanbandieuhanhcap1"  # the only category of which the official document shows a row


def titles() -> Mapping[str, str]:
    """Every category of the official list, with or without rows here."""
    return _TITLES


def columns(category: str) -> tuple[Column, ...]:
    """Its columns; none where neither the official document nor this sandbox knows any."""
    if category == DOCUMENTED:
        return _OFFICE
    if category in _TABLES:
        name = _TABLES[category][1]
        return Column(f"Ma{name}", f"Mã {_TITLES[category].lower()}"), Column(f"Ten{name}", _TITLES[category])
    if category.startswith(_UNIT):
        return _unit_columns(int(category.removeprefix(_UNIT)))
    return ()


def _unit_columns(level: int) -> tuple[Column, ...]:
    own = Column(f"MaDonViHanhChinhCap{level}", f"Mã đơn vị hành chính cấp {level}")
    above = (Column(f"MaDonViHanhChinhCap{n}", f"Thuộc đơn vị cấp {n}") for n in range(level - 1, 0, -1))
    return own, Column(f"TenDonViHanhChinhCap{level}", f"Tên đơn vị hành chính cấp {level}"), *above


def rows(category: str, on: date) -> tuple[Row, ...]:
    """Its rows on that day, in the order of their codes."""
    if category in _TABLES:
        values = dancu_contracts.code_table(_TABLES[category][0])["values"]
        return _named(category, ((code, text["vi"]) for code, text in values.items()))
    if category.startswith(_UNIT):
        return _units(category, is_reformed=on >= REFORM)
    return ()


@cache
def _units(category: str, *, is_reformed: bool) -> tuple[Row, ...]:
    """Provinces, districts (none since July 2025) or communes; a few districts have no communes."""
    parts = _UNIT_PARTS[int(category.removeprefix(_UNIT)) - 1]
    listed = _listed("communes_2025.csv" if is_reformed else "communes_legacy.csv")
    found = {tuple(row.get(part, "") for part in parts) for row in listed if row.get(parts[0])}
    return _named(category, sorted(found))


def _listed(name: str) -> Iterable[Mapping[str, str]]:
    return csv.DictReader(dancu_contracts.units_file(name).read_text(encoding="utf-8").splitlines())


def _named(category: str, values: Iterable[tuple[str, ...]]) -> tuple[Row, ...]:
    codes = [column.code for column in columns(category)]
    return tuple(dict(zip(codes, parts, strict=True)) for parts in values)
