"""The regulation's message (QCVN 109:2017, wire.md B) and the first generation's answer about kin (A.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mock_national_db.wires._live import NAMESPACE
from mock_national_db.wires._text import element, parent

Json = Mapping[str, Any]
NAME_NOTE = "guess: HoVaTen split in Ho, ChuDem, Ten"
_PAIRS = ("tôn nữ", "tôn thất", "âu dương")
_PLACES = {
    "NoiDangKyKhaiSinh": "noiDangKyKhaiSinh",
    "QueQuan": "queQuan",
    "ThuongTru": "thuongTru",
    "NoiOHienTai": "noiOHienTai",
}
_KIN = {"Cha": "cha", "Me": "me", "VoChong": "voChong", "NguoiDaiDien": "nguoiDaiDien"}


def split(name: str) -> tuple[str, str, str]:
    """Family name, middle name and given name; no register says where they part, so this is a guess."""
    words = name.split()
    if len(words) < 2:
        return "", "", name
    first = 2 if " ".join(words[:2]).lower() in _PAIRS and len(words) > 2 else 1
    return " ".join(words[:first]), " ".join(words[first:-1]), words[-1]


def collection(prefix: str, citizens: str, count: int, now: datetime, identity: str = "") -> str:
    """The root with the attributes of the regulation; `identity` is the attribute id of the first generation."""
    own = f' id="{identity}"' if identity else ""
    opening = (
        f'{prefix}:CongdanCollection xmlns:{prefix}="{NAMESPACE}" GhiChu="" '
        f'SoCongDan="{count}" ThoiDiemDuLieu="{now.isoformat(timespec="seconds")}"{own}'
    )
    return f"<{opening}>{citizens}</{prefix}:CongdanCollection>" if citizens else f"<{opening}/>"


def citizen(record: Json) -> str:
    """CongDan as the regulation has it: nested codes, one code of the unit, ISO dates, names in three parts."""
    return parent(
        "dc:CongDan",
        *_texts(record, "dc", {"SoDinhDanh": "soDinhDanh", "SoCMND": "soCMND"}),
        _name("dc", record.get("hoVaTen", "")),
        element("dc:GioiTinh", record.get("gioiTinh", "")),
        parent("dc:DanToc", element("dc:MaDanToc", record.get("danToc", ""))),
        parent("dc:TonGiao", element("dc:MaTonGiao", record.get("tonGiao", ""))),
        *_texts(record, "dc", {"TinhTrangHonNhan": "tinhTrangHonNhan", "NhomMau": "nhomMau"}),
        _birth("dc", record.get("ngaySinh", "")),
        *(_place(name, record[ours]) for name, ours in _PLACES.items() if ours in record),
        element("dc:QuocTich", record.get("quocTich", "")),
        *(_kin("dc", name, record[ours]) for name, ours in _KIN.items() if ours in record),
    )


def kinship(record: Json) -> str:
    """CongDan of XacMinhThongTinNhanThan: the citizen with father and mother."""
    return parent(
        "ns1:CongDan",
        *_texts(record, "ns1", {"SoDinhDanh": "soDinhDanh", "SoCMND": "soCMND"}),
        _name("ns1", record.get("hoVaTen", "")),
        _birth("ns1", record.get("ngaySinh", "")),
        *(_kin("ns1", name, record.get(ours, {})) for name, ours in (("Cha", "cha"), ("Me", "me"))),
    )


def _texts(record: Json, prefix: str, names: Mapping[str, str]) -> list[str]:
    return [element(f"{prefix}:{theirs}", record.get(ours, "")) for theirs, ours in names.items()]


def _name(prefix: str, name: str) -> str:
    parts = zip(("Ho", "ChuDem", "Ten"), split(name.upper()), strict=True)
    return parent(f"{prefix}:HoVaTen", *(element(f"{prefix}:{part}", text) for part, text in parts))


def _birth(prefix: str, known: str) -> str:
    whole = len(known) == len("1990-03-02")
    child = element(f"{prefix}:NgayThangNam", known) if whole else element(f"{prefix}:Nam", known[:4])
    return parent(f"{prefix}:NgayThangNamSinh", child)


def _place(name: str, place: Json) -> str:
    unit = place.get("maPhuongXa") or place.get("maQuanHuyen") or place.get("maTinhThanh", "")
    texts = {"MaDonViHanhChinh": unit, "ChiTiet": place.get("chiTiet", ""), "QuocGia": place.get("quocGia", "")}
    return parent(f"dc:{name}", *(element(f"dc:{part}", text) for part, text in texts.items()))


def _kin(prefix: str, name: str, kin: Json) -> str:
    number = "SoCMND" if "soDinhDanh" not in kin and "soCMND" in kin else "SoDinhDanh"
    held = kin.get("soDinhDanh") or kin.get("soCMND") or ""
    return parent(
        f"{prefix}:{name}",
        element(f"{prefix}:{number}", held),
        element(f"{prefix}:QuocTich", kin.get("quocTich", "")),
        _name(prefix, kin.get("hoVaTen", "")),
    )
