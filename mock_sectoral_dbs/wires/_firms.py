"""An enterprise as the registration wires ask for it and name it: its code, its form, its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dancu_contracts

from mock_national_db.operation import Answer, Operation

Json = Mapping[str, Any]
REGISTRY, KEY = "enterprise", "maSoDoanhNghiep"
CODE = "[0-9]{10}|[0-9]{12}"  # twelve: a household business bears its owner's personal number
DIGITS = "[0-9]{10}, [0-9]{12}"  # of ASCII: it stands in a header too
HOUSEHOLD = "hoKinhDoanh"
_FORMS = {
    "doanhNghiepTuNhan": "DNTN",
    "tnhhMotThanhVien": "TN1",
    "tnhhHaiThanhVien": "TN2",
    "coPhan": "CP",
    HOUSEHOLD: "HKD",
}
_STATES = {"dangHoatDong": "1", "tamNgung": "2", "khongHoatDongTaiTruSo": "3", "dangGiaiThe": "4", "daGiaiThe": "5"}
_FIELDS = (
    *(KEY, "maNoiBo", "loaiHinh", "ten", "tenVietTat", "tenNuocNgoai", "tinhTrangPhapLy", "tamNgungTu", "tamNgungDen"),
    *("lyDoTamNgung", "ngayDangKyLanDau", "ngayDangKyThayDoi", "soLanThayDoi", "coQuanDangKy", "von", "diaChiTruSo"),
    *("daiDienPhapLuat", "thanhVien", "nganhNghe"),
)


def asked(code: str) -> Operation:
    """All that these wires tell of the bearer of a code."""
    return Operation(REGISTRY, "lookup", {KEY: code}, fields=_FIELDS)


def found(answer: Answer, *, households: bool = False) -> Sequence[Json]:
    """The enterprises, or the household businesses, among what bears the code."""
    return [record for record in answer.records if (record.get("loaiHinh") == HOUSEHOLD) is households]


def form(record: Json) -> tuple[str | None, str | None]:
    """Code and name of the legal form."""
    return _named("loaiHinhDN", _FORMS.get(record.get("loaiHinh", "")))


def state(record: Json) -> tuple[str | None, str | None]:
    """Code and name of the legal state."""
    return _named("tinhTrangDN", _STATES.get(record.get("tinhTrangPhapLy", "")))


def country(code: str | None) -> str | None:
    """A country's name."""
    return _named("quocGia", code)[1]


def _named(table: str, code: str | None) -> tuple[str | None, str | None]:
    known = dancu_contracts.code_table(table)["values"].get(code)
    return code, known["vi"] if known else None
