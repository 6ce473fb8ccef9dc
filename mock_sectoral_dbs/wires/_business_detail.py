"""A business in the words of the platform's new service of registration: everything in lists (wire.md E.5)."""

from __future__ import annotations

from typing import Any

from mock_sectoral_dbs.wires import _firms
from mock_sectoral_dbs.wires._body import address_written, day_written
from mock_sectoral_dbs.wires._firms import Json

_PAPERS = {
    "soDinhDanh": ("1", "Căn cước công dân"),
    "soHoChieu": ("2", "Hộ chiếu"),
    "soCMND": ("3", "Chứng minh nhân dân"),
}


def enterprise(record: Json) -> dict[str, Any]:
    """An enterprise, its office nested."""
    return {**_business(record, "MaSoDoanhNghiep", "DN"), "DiaChiTruSo": [{"DiaChi": [_place(record)]}]} | _trades(
        record
    )


def household(record: Json) -> dict[str, Any]:
    """A household business, its office flat."""
    place = _place(record)
    office = {**place, "DiaChiDayDu": place["DiaChi"]}
    return {**_business(record, "MaSoHoKinhDoanh", "HKD"), "DiaChiTruSo": [office]} | _trades(record)


def _business(record: Json, code: str, kind: str) -> dict[str, Any]:
    form, form_name = _firms.form(record)
    return {
        "MaNoiBo": record.get("maNoiBo"),
        code: record.get("maSoDoanhNghiep"),
        "SoGCNDKKD": record.get("maSoDoanhNghiep"),
        f"MaLoaiHinh{kind}": form,
        f"LoaiHinh{kind}": form_name,
        "TenTiengViet": record.get("ten"),
        "TenNuocNgoai": record.get("tenNuocNgoai"),
        "TenVietTat": record.get("tenVietTat"),
        "NgayDangKyLanDau": day_written(record.get("ngayDangKyLanDau")),
        "NgayDangKyThayDoi": day_written(record.get("ngayDangKyThayDoi")),
        "SoLanDangKyThayDoi": record.get("soLanThayDoi", 0),
        "TinhTrangPhapLy": [_state(record)],
        "DaiDienPhapLuat": [{"ThongTinCaNhan": [_person(head["nguoi"])]} for head in record.get("daiDienPhapLuat", ())],
    }


def _state(record: Json) -> Json:
    code, name = _firms.state(record)
    return {
        "TinhTrangPhapLy": name,
        "MaTinhTrangPhapLy": code,
        "NgayBatDauTamNgung": day_written(record.get("tamNgungTu")),
        "NgayKetThucTamNgung": day_written(record.get("tamNgungDen")),
        "LyDoTamNgung": record.get("lyDoTamNgung"),
    }


def _person(person: Json) -> Json:
    """By the first of the papers that the register knows; who issued it and when it does not know."""
    paper = next((name for name in _PAPERS if name in person), "")
    code, name = _PAPERS.get(paper, (None, None))
    return {
        "HoVaTen": person["hoVaTen"],
        "LoaiGiayToChungThuc": name,
        "MaLoaiGiayToChungThuc": code,
        "SoGiayChungThuc": person.get(paper),
        "NgayCap": None,
        "NoiCap": None,
        "QuocTich": _firms.country(person.get("quocTich")),
        "MaQuocTich": person.get("quocTich"),
    }


def _place(record: Json) -> dict[str, Any]:
    place = record.get("diaChiTruSo", {})
    return {
        "QuocGia": _firms.country(place.get("quocGia")),
        "MaQuocGia": place.get("quocGia"),
        "TenTinhThanh": place.get("tinhThanh"),
        "MaTinhThanh": _number(place.get("maTinhThanh")),
        "TenQuanHuyen": place.get("quanHuyen"),
        "MaQuanHuyen": _number(place.get("maQuanHuyen")),
        "TenPhuongXa": place.get("phuongXa"),
        "MaPhuongXa": _number(place.get("maPhuongXa")),
        "DiaChi": address_written(place),
        "SoNha": place.get("chiTiet"),
    }


def _number(code: str | None) -> int | None:
    return int(code) if code else None


def _trades(record: Json) -> dict[str, Any]:
    return {
        "NganhNgheKinhDoanh": [
            {"MaNganh": trade["ma"], "TenNganh": trade.get("ten"), "LaNganhChinh": int(trade.get("laChinh", False))}
            for trade in record.get("nganhNghe", ())
        ]
    }
