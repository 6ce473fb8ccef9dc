"""The answers of the SOAP wire, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from mock_national_db.wires import Options

GOLDEN = Path(__file__).parent / "golden"
YEAR_ALONE = {
    **dict.fromkeys(("soCMND", "tonGiao", "nhomMau", "cha", "me", "voChong", "chuHo", "soHoSoCuTru", "queQuan")),
    "ngaySinh": "1945",
}
DEAD = {"trangThai": "daChet", "ngayChet": "2026-09-30"}
SAMPLES: Mapping[str, dict[str, Any]] = {
    "037": {},
    "037-year-alone": {"record": YEAR_ALONE, "NgayThangNamSinh": "<dan:Nam>1945</dan:Nam>"},
    "037-foreigner": {"record": {"thuongTru": {"quocGia": "FR", "chiTiet": "Paris <5e> & \x07"}}},
    "037-not-found": {"HoVaTen": "TRANVANDE"},
    "037-not-found-empty-body": {"HoVaTen": "TRANVANDE", "options": ["not_found=empty-body"]},
    "037-fault-no-name": {"HoVaTen": "", "status": 500},
    "037-qcvn109": {"options": ["profile=qcvn109"]},
    "033": {"operation": "XacThucThongTinCongDan", "MaTichHop": "", "MaDichVu": "033"},
    "033-request": {"operation": "XacThucThongTinCongDanRequest", "MaTichHop": "", "MaDichVu": "033"},
    "033-no": {"operation": "XacThucThongTinCongDan", "MaTichHop": "", "MaDichVu": "033", "HoVaTen": "TRANVANDE"},
    "003": {"operation": "XacThucThongTinCongDan", "MaTichHop": "003"},
    "003-no": {"operation": "XacThucThongTinCongDan", "MaTichHop": "003", "HoVaTen": "TRANVANDE"},
    "XacMinhThongTinNhanThan": {"operation": "XacMinhThongTinNhanThanRequest", "NgayThangNamSinh": "1999-01-31"},
    "CungCapThongTinCongDan": {"operation": "CungCapThongTinCongDan"},
    "CungCapThongTinNhomMau": {"operation": "CungCapThongTinNhomMau"},
    "XacMinhThongTinChuHo": {"operation": "XacMinhThongTinChuHo"},
    "XacMinhThongTinNoiOHienTai": {"operation": "XacMinhThongTinNoiOHienTai"},
    "XacMinhTinhTrangHonNhan": {"operation": "XacMinhTinhTrangHonNhan"},
    "XacMinhTinhTrangChetMatTich": {"operation": "XacMinhTinhTrangChetMatTich", "record": DEAD, "outcome": "deceased"},
    "XacMinhThongTinNguoiGiamHo": {"operation": "XacMinhThongTinNguoiGiamHo"},
    "CungCapThongTinHoGiaDinh": {"operation": "CungCapThongTinHoGiaDinh"},
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_answer_is_the_golden_file(
    name: str,
    ask: Callable[..., Any],
    envelope: Callable[..., str],
    children: Callable[..., str],
    person: Callable[..., Any],
) -> None:
    sample = dict(SAMPLES[name])
    operation, status = sample.pop("operation", "TraCuuThongTinCongDan"), sample.pop("status", 200)
    asked = {"record": person(**sample.pop("record", {})), "options": Options.read(sample.pop("options", ()))}
    asked["outcome"] = sample.pop("outcome", "found")

    reply = ask("/csdldc/037", envelope(operation, children(**sample)), **asked)

    assert (reply.status, reply.content_type) == (status, "application/xml; charset=utf-8")
    assert reply.body == (GOLDEN / f"{name}.xml").read_bytes()


def test_every_golden_file_is_compared() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(SAMPLES)
