"""Places and people as a caller of the service states them, read into the nation's own terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_national_db.person import Kin
from mock_national_db.units import REFORM, Address, modern

if TYPE_CHECKING:
    from collections.abc import Mapping


def address(shown: Mapping[str, Any]) -> Address:
    """An Address of a `diaChi` as a caller writes it."""
    if "maPhuongXa" not in shown:
        return Address("", detail=shown.get("chiTiet", ""), country=shown.get("quocGia", "VN"))
    code, since = shown["maPhuongXa"], shown.get("hieuLucTu", REFORM.isoformat())
    is_old = since < REFORM.isoformat() or "maQuanHuyen" in shown or code not in modern()
    return Address(code, "legacy" if is_old else "2025", shown.get("chiTiet", ""))


def kin(stored: Mapping[str, Any]) -> Kin:
    """A Kin of a `nguoiThan`; `index` is there if the register knows him."""
    return Kin(
        stored.get("index"),
        stored.get("soDinhDanh"),
        stored["hoVaTen"],
        stored.get("soCMND"),
        stored.get("quocTich", "VN"),
        stored.get("soHoChieu"),
    )
