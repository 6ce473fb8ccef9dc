"""What the insurer's portal tells of a health card, as an insurance record (wire.md E.4b)."""

from collections.abc import Mapping
from typing import Any

from dancu_connectors.one_by_one import day, known

Json = Mapping[str, Any]
OLD = ("003", "004")
STATES = {
    **dict.fromkeys(("000", "001", "002"), "conGiaTri"),
    **dict.fromkeys(OLD, ""),
    "010": "hetHan",
    "110": "thuHoi",
}
_PERSON = ("hoVaTen", "ngaySinh", "gioiTinh", "maSoBHXH", "maTheBHYT")
_CARD = ("doiTuong", "mucHuong", "giaTriTu", "giaTriDen", "ngayDu5Nam", "tinhTrang")
CLAIMABLE = frozenset({*_PERSON, *(f"theBHYT.{part}" for part in _CARD)})
CARRIED = CLAIMABLE | {"theBHYT", "theBHYT.noiDangKyKCB", "theBHYT.noiDangKyKCB.ma", "coQuanBHXH", "coQuanBHXH.ten"}
_SEXES = {"Nam": "1", "Nữ": "2"}


def card_record(told: Json, subject: Json) -> dict[str, object]:
    """The holder and his card; of a card that was replaced, the new one."""
    code = told["maKetQua"]
    new = "Moi" if code in OLD else ""
    number = str(told.get("maTheMoi" if new else "maThe") or "")
    card = {
        "doiTuong": number[:2],
        "mucHuong": number[2:3],
        "giaTriTu": day(told, f"gtTheTu{new}"),
        "giaTriDen": day(told, f"gtTheDen{new}"),
        "noiDangKyKCB": known({"ma": told.get(f"maDKBD{new}"), "ten": told.get("tenDKBDMoi")}),
        "ngayDu5Nam": day(told, "ngayDu5Nam"),
        "tinhTrang": STATES[code],
    }
    person = {
        "soDinhDanh": subject.get("soDinhDanh"),
        "hoVaTen": told.get("hoTen"),
        "ngaySinh": day(told, "ngaySinh"),
        "gioiTinh": _SEXES.get(str(told.get("gioiTinh"))),
        "maSoBHXH": told.get("maSoBHXH"),
        "coQuanBHXH": known({"ten": told.get("cqBHXH")}),
    }
    return known({**person, "maTheBHYT": number, "theBHYT": known(card)})
