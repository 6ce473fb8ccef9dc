"""What a declaration of a birth, death or marriage says, whichever of its forms it came in (wire.md E.2, E.2b)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import dancu_contracts

from mock_national_db.dates import ImpossibleDate, PartialDate
from mock_national_db.units import legacy, modern

Json = Mapping[str, Any]
_LONGEST = 200
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[^0-9]{1,9}([0-5]?[0-9])")
_PLACE = {"maTinh": ("maTinhThanh", 2), "maHuyen": ("maQuanHuyen", 3), "maXa": ("maPhuongXa", 5)}
_NUMBERS = {12: "soDinhDanh", 9: "soCMND"}


class Malformed(Exception):
    """A field that is missing or cannot be read; its name, never its value."""


class Declared(NamedTuple):
    """Of whom the national database is asked first, the event to be recorded there, and what the act says besides.

    `party` holds a name, and a number or birth date; `event` type, data and, for a death, `on`; `bearers` are the
    personal numbers of all it concerns.
    """

    party: Json
    event: Json
    act: Json
    bearers: Sequence[str] = ()


# -- single values -----------------------------------------------------------------------------------------------------


def text(sent: Json, key: str) -> str:
    """A text or number, trimmed; empty where there is none."""
    value = sent.get(key)
    if value is None or value == {}:
        return ""
    if not isinstance(value, str | int) or len(str(value)) > _LONGEST or not str(value).isprintable():
        raise Malformed(key)
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
        raise Malformed(key) from error


def place(sent: Json, key: str) -> dict[str, str]:
    """{maTinh, maHuyen, maXa, dcChiTiet} as a `diaChiKhai`; empty where nothing is said."""
    value = sent.get(key) or {}
    if not isinstance(value, Mapping):
        raise Malformed(key)
    found = {}
    for theirs, (ours, digits) in _PLACE.items():
        if code := text(value, theirs):
            if not (code.isascii() and code.isdecimal()) or len(code) > digits:
                raise Malformed(f"{key}.{theirs}")
            found[ours] = code.zfill(digits)
    if found.get("maPhuongXa") not in {None, *legacy(), *modern()}:
        raise Malformed(f"{key}.maXa")
    detail = text(value, "dcChiTiet")
    return {**found, **({"chiTiet": detail} if detail else {})}


def _ethnic(sent: Json, key: str) -> str:
    """A code of two digits, or the ministry's own such as 63001, whose last two are the same."""
    code = text(sent, key)[-2:]
    if code and code.zfill(2) not in dancu_contracts.code_table("danToc")["values"]:
        raise Malformed(key)
    return code and code.zfill(2)


def _country(sent: Json, key: str) -> str:
    """A code of two letters or a Vietnamese name."""
    said = text(sent, key)
    values: Mapping[str, Mapping[str, str]] = dancu_contracts.code_table("quocGia")["values"]
    if not said or said in values:
        return said
    named = next((code for code, title in values.items() if title["vi"].lower() == said.lower()), None)
    if named is None:
        raise Malformed(key)
    return named


def _hour(sent: Json, key: str) -> str:
    said = text(sent, key)
    found = _TIME.match(said)
    if said and found is None:
        raise Malformed(key)
    return f"{int(found[1]):02}:{int(found[2]):02}" if found else ""


def _known(values: Json) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _party(sent: Json, prefix: str) -> dict[str, str]:
    """A parent, spouse or deceased by name, birth date, number or passport; empty where no name is said."""
    called = name(sent, f"{prefix}HoTen")
    if not called:
        return {}
    paper = text(sent, f"{prefix}SoGiayToTuyThan")
    number = text(sent, f"{prefix}SoDDCN") or (paper if paper.isdecimal() and len(paper) in _NUMBERS else "")
    if number and not (number.isdecimal() and number.isascii() and len(number) in _NUMBERS):
        raise Malformed(f"{prefix}SoDDCN")
    return _known(
        {
            "hoVaTen": called,
            "ngaySinh": day(sent, f"{prefix}NgaySinh"),
            "quocTich": _country(sent, f"{prefix}QuocTich"),
            _NUMBERS.get(len(number), "soDinhDanh"): number,
            "soHoChieu": "" if number else paper,
        }
    )


def _required(value: str, key: str) -> str:
    if not value:
        raise Malformed(key)
    return value


def _is_known(party: Json) -> bool:
    """Whether the national database can be asked about him."""
    return bool(party.keys() & {"soDinhDanh", "soCMND"}) or len(party.get("ngaySinh", "")) == 10


def _first(parties: Mapping[str, Json], key: str) -> str:
    """Which of them the event is told of: one with a number before one with a birth date alone."""
    numbered = (role for role, party in parties.items() if party.keys() & {"soDinhDanh", "soCMND"})
    named = (role for role, party in parties.items() if _is_known(party))
    role = next(iter((*numbered, *named)), None)
    if role is None:
        raise Malformed(key)
    return role


def _numbers(*parties: Json) -> tuple[str, ...]:
    return tuple(party["soDinhDanh"] for party in parties if "soDinhDanh" in party)


def _relative(party: Json) -> dict[str, Any]:
    return {key: value for key, value in party.items() if key != "ngaySinh"}


# -- the three acts ----------------------------------------------------------------------------------------------------


def _birth(sent: Json) -> Declared:
    """Told of the mother, else of the father; the other is a relative."""
    parents = {role: party for role in ("me", "cha") if (party := _party(sent, role))}
    teller = _first(parents, "meSoDDCN")
    child = {
        "hoVaTen": _required(name(sent, "nksHoTen"), "nksHoTen"),
        "ngaySinh": _required(day(sent, "nksNgaySinh"), "nksNgaySinh"),
        "gioiTinh": _sex(sent, "nksGioiTinh"),
        "danToc": _ethnic(sent, "nksDanToc"),
        "quocTich": _country(sent, "nksQuocTich"),
        "noiSinh": place(sent, "nksNoiSinh"),
        "queQuan": place(sent, "nksQueQuan"),
        **{role: _relative(party) for role, party in parents.items() if role != teller},
    }
    event = {"type": "birth", "data": _known(child)}
    return Declared(parents[teller], event, {"loai": "khaiSinh"}, _numbers(*parents.values()))


def _sex(sent: Json, key: str) -> str:
    sex = text(sent, key)
    if sex not in {"1", "2"}:
        raise Malformed(key)
    return sex


def _death(sent: Json) -> Declared:
    dead, died = _party(sent, "nkt"), day(sent, "nktNgayChet")
    if len(died) != 10:
        raise Malformed("nktNgayChet")
    if not _is_known(dead):
        raise Malformed("nktSoGiayToTuyThan" if dead else "nktHoTen")
    where, cause = place(sent, "nktNoiChet"), text(sent, "nktNguyenNhanChet")
    notice = {"so": text(sent, "gbtSo"), "ngay": day(sent, "gbtNgay"), "coQuan": _office(text(sent, "gbtCoQuanCap"))}
    act = {
        "loai": "khaiTu",
        "gioChet": _hour(sent, "nktGioPhutChet"),
        "noiChet": where,
        "nguyenNhan": cause,
        "giayBaoTu": _known(notice) if notice["so"] else {},
    }
    event = {"type": "death", "on": died, "data": _known({"noiChet": where, "nguyenNhan": cause})}
    return Declared(dead, event, _known(act), _numbers(dead))


def _office(called: str) -> dict[str, str]:
    return {"ten": called} if called else {}


def _marriage(sent: Json) -> Declared:
    """Told of the husband, or of the wife if he is not of the register."""
    both = {role: _party(sent, role) for role in ("chong", "vo")}
    for role, party in both.items():
        _required(party.get("hoVaTen", ""), f"{role}HoTen")
    teller = _first(both, "chongSoDDCN")
    other = both["vo" if teller == "chong" else "chong"]
    event = {"type": "marriage", "data": {"voChong": _relative(other)}}
    return Declared(both[teller], event, {"loai": "ketHon"}, _numbers(*both.values()))


READ: Mapping[str, Callable[[Json], Declared]] = {"KS": _birth, "KT": _death, "KH": _marriage}
