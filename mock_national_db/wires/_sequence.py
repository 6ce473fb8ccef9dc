"""The strict switch: elements in the order that clients send, none unknown, none of the required ones missing."""

from __future__ import annotations

from mock_national_db.wires._envelope import Sent
from mock_national_db.wires._faults import WireFault

ELEMENTS = (
    *("MaYeuCau", "MaDVC", "MaDichVu", "MaTichHop", "MaCanBo", "MaDonVi", "TaiKhoan", "SoDienThoai"),
    *("SoDinhDanh", "SoCMND", "HoVaTen", "NgayThangNamSinh"),
)
FIRST_GENERATION = ("MaYeuCau", "MaDVC", "MaTichHop", "MaDonVi", "MaCanBo", *ELEMENTS[8:])
_REQUIRED = ("MaYeuCau", "MaDVC", "MaTichHop", "MaCanBo")
_REQUIRED_033 = ("MaYeuCau", "MaDichVu", "MaCanBo")


def hold_to_order(sent: Sent) -> None:
    """Raises WireFault naming the first element that is unknown, out of order or missing."""
    sequence = FIRST_GENERATION if sent.namespace == "http://gtel.vn/qldc" else ELEMENTS
    place = -1
    for name in sent.order:
        if name not in sequence or sequence.index(name) <= place:
            raise WireFault("order", name[:60])
        place = sequence.index(name)
    for name in _REQUIRED_033 if "MaDichVu" in sent.order else _REQUIRED:
        if name not in sent.fields:
            raise WireFault("required", name)
