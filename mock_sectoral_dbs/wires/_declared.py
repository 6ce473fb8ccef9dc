"""What a declaration of a birth, death or marriage says, whichever of its forms it came in (wire.md E.2, E.2b)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mock_sectoral_dbs.wires._written import DATE, Malformed, country, day, ethnic, hour, name, place, text

Json = Mapping[str, Any]
_NUMBERS = {12: "soDinhDanh", 9: "soCMND"}


class Declared(NamedTuple):
    """Of whom the national database is asked first, the event to be recorded there, and what the act says besides.

    `party` holds a name, and a number or birth date; `event` type, data and, for a death, `on`; `bearers` are the
    personal numbers of all it concerns.
    """

    party: Json
    event: Json
    act: Json
    bearers: Sequence[str] = ()


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
        raise Malformed(f"{prefix}SoDDCN", "12, 9 chữ số / digits")
    return _known(
        {
            "hoVaTen": called,
            "ngaySinh": day(sent, f"{prefix}NgaySinh"),
            "quocTich": country(sent, f"{prefix}QuocTich"),
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
        raise Malformed(key, f"với / with …HoTen; hoặc / or …NgaySinh {DATE}")
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
        "danToc": ethnic(sent, "nksDanToc"),
        "quocTich": country(sent, "nksQuocTich"),
        "noiSinh": place(sent, "nksNoiSinh"),
        "queQuan": place(sent, "nksQueQuan"),
        **{role: _relative(party) for role, party in parents.items() if role != teller},
    }
    event = {"type": "birth", "data": _known(child)}
    return Declared(parents[teller], event, {"loai": "khaiSinh"}, _numbers(*parents.values()))


def _sex(sent: Json, key: str) -> str:
    sex = text(sent, key)
    if sex not in {"1", "2"}:
        raise Malformed(key, "1, 2")
    return sex


def _death(sent: Json) -> Declared:
    dead, died = _party(sent, "nkt"), day(sent, "nktNgayChet")
    if len(died) != 10:
        raise Malformed("nktNgayChet", DATE)
    if not _is_known(dead):
        raise Malformed("nktSoGiayToTuyThan" if dead else "nktHoTen")
    where, cause = place(sent, "nktNoiChet"), text(sent, "nktNguyenNhanChet")
    notice = {"so": text(sent, "gbtSo"), "ngay": day(sent, "gbtNgay"), "coQuan": _office(text(sent, "gbtCoQuanCap"))}
    act = {
        "loai": "khaiTu",
        "gioChet": hour(sent, "nktGioPhutChet"),
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
