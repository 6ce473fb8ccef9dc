"""An enterprise as the registration services tell it, in the contract's words (wire.md E.5)."""

import re
from collections.abc import Mapping
from typing import Any

from dancu_contracts import code_table

from dancu_connectors.calls import Call
from dancu_connectors.errors import InvalidRequest, NotOnThisWire, ProviderBrokeContract

Json = Mapping[str, Any]
KEY = "maSoDoanhNghiep"
FORMS = {
    "DNTN": "doanhNghiepTuNhan",
    "TN1": "tnhhMotThanhVien",
    "TN2": "tnhhHaiThanhVien",
    "CP": "coPhan",
    "HKD": "hoKinhDoanh",
}
STATES = {"1": "dangHoatDong", "2": "tamNgung", "3": "khongHoatDongTaiTruSo", "4": "dangGiaiThe", "5": "daGiaiThe"}


def code_of(call: Call) -> str:
    """The enterprise's code; NotOnThisWire for any other key."""
    if KEY not in call.subject:
        raise NotOnThisWire(
            "Kênh này nhận doanh nghiệp theo maSoDoanhNghiep.",
            "This wire knows a firm by maSoDoanhNghiep.",
            pointer="/subject",
        )
    if not re.fullmatch("[0-9]{10}|[0-9]{12}", code := str(call.subject[KEY])):
        raise InvalidRequest(
            f"{KEY} có 10 chữ số, của hộ kinh doanh có thể là 12.",
            f"{KEY} has 10 digits, of a household business perhaps 12.",
            pointer=f"/subject/{KEY}",
        )
    return code


def about(firm: dict[str, object], code: str) -> dict[str, object]:
    """The enterprise, if it is the one asked about."""
    if firm.get(KEY, code) != code:
        raise ProviderBrokeContract(
            "Trả lời nói về doanh nghiệp khác.", "The answer is about another firm.", pointer=f"/{KEY}"
        )
    return firm


def part(told: Json, name: str) -> Json:
    """A part of the answer that is an object; nothing if it is absent."""
    found: Json = _as(told.get(name), dict, name)
    return found


def parts(told: Json, name: str) -> list[Json]:
    """A part of the answer that is a list of objects; nothing if it is absent."""
    return [_as(item, dict, name) for item in _as(told.get(name), list, name)]


def first(told: Json, name: str) -> Json:
    """The first object of such a list."""
    return next(iter(parts(told, name)), {})


def _as(value: Any, kind: type, name: str) -> Any:
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise ProviderBrokeContract(
            "Một phần của trả lời sai kiểu.", "A part of the answer is of another kind.", pointer=f"/{name}"
        )
    return value


def coded(table: str, name: object) -> str | None:
    """The code that stands in a table for a Vietnamese name."""
    values = code_table(table)["values"]
    return next((code for code, texts in values.items() if texts["vi"] == name), None)


def padded(number: object, digits: int) -> str | None:
    """A unit's code with the zeros that a number loses."""
    return f"{number:0>{digits}}" if number not in (None, "") else None
