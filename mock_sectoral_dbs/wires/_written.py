"""Single values of a declaration as agencies write them, read as the contracts spell them (wire.md E.2b)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import dancu_contracts

from mock_national_db.dates import ImpossibleDate, PartialDate
from mock_national_db.units import legacy, modern

Json = Mapping[str, Any]
_LONGEST = 200
DATE = "dd/MM/yyyy"
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[^0-9]{1,9}([0-5]?[0-9])")
_PLACE = {"maTinh": ("maTinhThanh", 2), "maHuyen": ("maQuanHuyen", 3), "maXa": ("maPhuongXa", 5)}


class Malformed(Exception):
    """A field that is missing or cannot be read: its name, and what is wanted there; never its value."""

    def __init__(self, key: str, wanted: str = "") -> None:
        super().__init__(f"{key} ({wanted})" if wanted else key)


def text(sent: Json, key: str) -> str:
    """A text or number, trimmed; empty where there is none."""
    value = sent.get(key)
    if value is None or value == {}:
        return ""
    if not isinstance(value, str | int) or len(str(value)) > _LONGEST or not str(value).isprintable():
        raise Malformed(key, f"văn bản hoặc số / text or number, ≤ {_LONGEST}")
    return str(value).strip()


def name(sent: Json, key: str) -> str:
    """A whole name, plain or as {Ho, ChuDem, Ten}."""
    value = sent.get(key)
    if isinstance(value, Mapping):
        parts = {part.lower(): text(value, part) for part in value}
        value = " ".join(filter(None, (parts.get(part, "") for part in ("ho", "chudem", "ten"))))
    return text({key: value}, key)


def day(sent: Json, key: str) -> str:
    """A date as the contract spells it, whole or not: of any form the wires send, or of an object of its parts."""
    value = sent.get(key)
    if isinstance(value, Mapping):  # {ngaySinh, thangSinh, namSinh}
        parts = {part[:2].lower(): text(value, part) for part in value}
        value = "/".join(parts[part].zfill(2) for part in ("ng", "th", "na") if parts.get(part))  # day, month, year
    written = text({key: value}, key)
    try:
        return str(PartialDate.parse(written)) if written else ""
    except ImpossibleDate as error:
        raise Malformed(key, DATE) from error


def place(sent: Json, key: str) -> dict[str, str]:
    """{maTinh, maHuyen, maXa, dcChiTiet} as a `diaChiKhai`; empty where nothing is said."""
    value = sent.get(key) or {}
    if not isinstance(value, Mapping):
        raise Malformed(key, "{maTinh, maHuyen, maXa, dcChiTiet}")
    found = {}
    for theirs, (ours, digits) in _PLACE.items():
        if code := text(value, theirs):
            if not (code.isascii() and code.isdecimal()) or len(code) > digits:
                raise Malformed(f"{key}.{theirs}", f"≤ {digits} chữ số / digits")
            found[ours] = code.zfill(digits)
    if found.get("maPhuongXa") not in {None, *legacy(), *modern()}:
        raise Malformed(f"{key}.maXa", "mã xã / code of a commune")
    detail = text(value, "dcChiTiet")
    return {**found, **({"chiTiet": detail} if detail else {})}


def ethnic(sent: Json, key: str) -> str:
    """A code of two digits, or the ministry's own such as 63001, whose last two are the same."""
    code = text(sent, key)[-2:]
    if code and code.zfill(2) not in dancu_contracts.code_table("danToc")["values"]:
        raise Malformed(key, "01, 02, …; 63001, 63002, …")
    return code and code.zfill(2)


def country(sent: Json, key: str) -> str:
    """A code of two letters or a Vietnamese name."""
    said = text(sent, key)
    values: Mapping[str, Mapping[str, str]] = dancu_contracts.code_table("quocGia")["values"]
    if not said or said in values:
        return said
    named = next((code for code, title in values.items() if title["vi"].lower() == said.lower()), None)
    if named is None:
        raise Malformed(key, "VN, Việt Nam, …")
    return named


def hour(sent: Json, key: str) -> str:
    """Hour and minute in digits, whatever stands between them."""
    said = text(sent, key)
    found = _TIME.match(said)
    if said and found is None:
        raise Malformed(key, "HH:mm")
    return f"{int(found[1]):02}:{int(found[2]):02}" if found else ""
