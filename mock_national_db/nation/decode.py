"""A person's facts out of his row, each worked out only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from mock_national_db.dates import PartialDate
from mock_national_db.nation.address import COUNTRIES, abroad, commune, dwelling
from mock_national_db.nation.card_facts import facts_of_cards
from mock_national_db.nation.columns import PLACE
from mock_national_db.nation.life import BY_DIVORCE
from mock_national_db.nation.names import spelled
from mock_national_db.nation.places import ABROAD, ABSENT, HOMELESS, TEMPORARY
from mock_national_db.person import Kin
from mock_national_db.timeline import HANOI, Fact, Timeline
from mock_national_db.units import unit_on

__all__ = ["FIELDS", "DrawnFacts", "Marriage"]

Row = Sequence[int]
_UNDETERMINED, _RELEASED = 1, 2
_KINDS = ("congDan", "gocVietChuaXacDinhQuocTich", "thoiQuocTich")
_RELEASED_ON = date(2026, 6, 1)
_NEW_COUNTRY = "US"
_REASONS = ("Đi làm", "Đi học", "Chữa bệnh", "Thăm thân nhân")


class Marriage(NamedTuple):
    """One marriage: `end` is `lyHon` or `chet`, None while it lasts."""

    spouse: Kin
    since: date
    until: date | None
    end: str | None


class DrawnFacts(Mapping[str, Any]):
    """Facts by field name, decoded from the row on first use and kept; None where nothing is known."""

    __slots__ = ("_known", "row")

    def __init__(self, row: Row) -> None:
        self.row = row
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        known = self._known
        if name in known:
            return known[name]
        value = known[name] = FIELDS[name](self.row) if name in FIELDS else None
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """The fact, decoded if need be; `default` for an unknown field."""
        return self[name] if name in FIELDS else default

    def __iter__(self) -> Iterator[str]:
        return iter(FIELDS)

    def __len__(self) -> int:
        return len(FIELDS)

    def __contains__(self, name: object) -> bool:
        return name in FIELDS


(_BIRTH, _BORN, _MOVED, _DIED, _STAY) = (PLACE[name] for name in ("birth", "born", "moved", "died", "stay"))
(_NAME, _RENAMED, _HOME, _DETAIL, _HOUSEHOLD) = (
    PLACE[name] for name in ("name", "renamed", "home", "home_detail", "household")
)
(_BIRTH_PLACE, _ORIGIN, _COUNTRY, _KIND) = (PLACE[name] for name in ("birth_place", "origin", "spouse_country", "kind"))
_MARRIED, _ENDED, _FORMER, _FORMER_ENDED = (
    PLACE[name] for name in ("married", "ended", "former_married", "former_ended")
)
_DAY = date.fromordinal
_TWO_DIGITS = tuple(f"{code:02}" for code in range(100))


def _day_or_none(ordinal: int) -> date | None:
    return _DAY(ordinal) if ordinal else None


def _first_day(row: Row) -> date:
    """The earliest day the birth date can mean: the day itself where all of it is known."""
    return _DAY(row[_BORN]) if row[_BIRTH] % 100 else PartialDate.of_number(row[_BIRTH]).first_day


def _digits(name: str, width: int) -> Callable[[Row], str | None]:
    place = PLACE[name]
    return lambda row: str(row[place]).zfill(width) if row[place] else None


def _birth(row: Row) -> str:
    number = row[_BIRTH]
    day, month = number % 100, number // 100 % 100
    if day:
        return f"{number // 10_000}-{_TWO_DIGITS[month]}-{_TWO_DIGITS[day]}"
    return f"{number // 10_000}-{_TWO_DIGITS[month]}" if month else f"{number // 10_000}"


def _name(row: Row) -> Any:
    name = spelled(row[_NAME])
    if not (renamed := row[_RENAMED]):
        return name
    return Timeline((Fact(spelled(row[PLACE["name_before"]]), _first_day(row)), Fact(name, _DAY(renamed))))


def _kin(prefix: str) -> Callable[[Row], Kin | None]:
    index, number, name, cmnd = (PLACE[f"{prefix}{part}"] for part in ("", "_number", "_name", "_cmnd"))

    def read(row: Row) -> Kin | None:
        if not row[name]:
            return None
        if row[index] < 0:
            return Kin(None, None, spelled(row[name]))
        old = str(row[cmnd]).zfill(9) if row[cmnd] else None
        return Kin(row[index], str(row[number]).zfill(12), spelled(row[name]), old)

    return read


_spouse_in_register = _kin("spouse")


def _spouse(row: Row) -> Kin | None:
    if country := row[_COUNTRY]:
        passport = f"X{(row[0] * 7919 + 10_007) % 100_000_000:08}"
        return Kin(None, None, spelled(row[PLACE["spouse_name"]]), None, COUNTRIES[country - 1][0], passport)
    return _spouse_in_register(row)


def _weddings(row: Row) -> list[tuple[Fact, int]]:
    """Each spouse from the wedding until the marriage ended, and how it did: a code of life.py."""
    found = []
    if since := row[_FORMER]:
        former = Kin(None, None, spelled(row[PLACE["former_name"]]))
        found.append((Fact(former, _DAY(since), _day_or_none(row[_FORMER_ENDED])), row[PLACE["former_end"]]))
    if (since := row[_MARRIED]) and (spouse := _spouse(row)) is not None:
        found.append((Fact(spouse, _DAY(since), _day_or_none(row[_ENDED])), row[PLACE["end"]]))
    return found


def _marriages(row: Row) -> tuple[Marriage, ...]:
    return tuple(_marriage(fact, end) for fact, end in _weddings(row))


def _marriage(fact: Fact, end: int) -> Marriage:
    how = ("lyHon" if end == BY_DIVORCE else "chet") if fact.until else None
    return Marriage(fact.value, fact.since, fact.until, how)


def _spouses(row: Row) -> Timeline | None:
    weddings = _weddings(row)
    return Timeline([fact for fact, _ in weddings]) if weddings else None


def _marital(row: Row) -> Any:
    facts = [Fact("1", _first_day(row))]
    for since, until in ((row[_FORMER], row[_FORMER_ENDED]), (row[_MARRIED], row[_ENDED])):
        if since:
            facts.append(Fact("2", _DAY(since)))
        if until:
            facts.append(Fact("3", _DAY(until)))
    return Timeline(facts) if len(facts) > 1 else "1"


def _home(row: Row) -> Any:
    return dwelling(row[_HOME], row[_DETAIL])


def _residence(row: Row) -> Timeline | None:
    return None if row[_STAY] == HOMELESS else _lived(row)


def _lived(row: Row) -> Timeline:
    born = _first_day(row)
    if not (moved := row[_MOVED]):
        return Timeline((Fact(_home(row), born),))
    before = dwelling(row[PLACE["before"]], row[PLACE["before_detail"]])
    return Timeline((Fact(before, born), Fact(_home(row), _DAY(moved))))


def _present(row: Row) -> Timeline:
    lived = _lived(row)
    if row[_STAY] not in (TEMPORARY, ABROAD):
        return lived
    there = abroad(row[PLACE["stay_place"]]) if row[_STAY] == ABROAD else _stay_address(row)
    facts = (*lived.facts, Fact(there, _DAY(row[PLACE["stay_since"]])))
    until = row[PLACE["stay_until"]]
    return Timeline((*facts, Fact(_home(row), _DAY(until))) if until else facts)


def _stay_address(row: Row) -> Any:
    return dwelling(row[PLACE["stay_place"]], row[PLACE["stay_detail"]])


def _temporary(row: Row) -> Timeline | None:
    return _stayed(row, {"diaChi": _stay_address(row)}) if row[_STAY] == TEMPORARY else None


def _absence(row: Row) -> Timeline | None:
    if row[_STAY] != ABSENT:
        return None
    since = _DAY(row[PLACE["stay_since"]])
    unit = unit_on(f"{row[PLACE['stay_place']]:05}", date(2025, 6, 30))
    where = f"{unit.name}, {unit.province}" if unit else ""
    return _stayed(row, {"noiDen": where, "lyDo": _REASONS[(row[0] + since.day) % len(_REASONS)]})


def _stayed(row: Row, what: Mapping[str, Any]) -> Timeline:
    since, until = _DAY(row[PLACE["stay_since"]]), _DAY(row[PLACE["stay_until"]])
    dates = {"tuNgay": since.isoformat(), "denNgay": until.isoformat()}
    return Timeline((Fact({**what, **dates}, since, until),))


def _household(row: Row) -> Timeline:
    since = max(_first_day(row), _DAY(row[_MOVED])) if row[_MOVED] else _first_day(row)
    return Timeline((Fact(row[PLACE["household"]], since, _day_or_none(row[_DIED])),))


def _death(row: Row) -> Timeline | None:
    return _from(row[_DIED], row[PLACE["death_known"]], _DAY(row[_DIED]).isoformat()) if row[_DIED] else None


def _missing(row: Row) -> Timeline | None:
    day = row[PLACE["missing"]]
    return _from(day, day, _DAY(day).isoformat()) if day else None


def _from(day: int, known: int, value: str) -> Timeline:
    return Timeline((Fact(value, _DAY(day), None, _morning(known)),))


def _morning(ordinal: int) -> datetime:
    return datetime.combine(_DAY(ordinal), time(8), HANOI)


def _state(row: Row) -> Any:
    day, state = (row[_DIED], "daChet") if row[_DIED] else (row[PLACE["missing"]], "matTich")
    if not day:
        return "conSong"
    known = row[PLACE["death_known"]] or day
    return Timeline((Fact("conSong", _first_day(row)), Fact(state, _DAY(day), None, _morning(known))))


def _kind(row: Row) -> Any:
    return (
        _until_released(row, "congDan", "thoiQuocTich")
        if row[PLACE["kind"]] == _RELEASED
        else _KINDS[row[PLACE["kind"]]]
    )


def _nationality(row: Row) -> Any:
    kind = row[_KIND]
    if kind == _RELEASED:
        return _until_released(row, "VN", _NEW_COUNTRY)
    return None if kind == _UNDETERMINED else "VN"


def _until_released(row: Row, before: str, after: str) -> Timeline:
    return Timeline((Fact(before, _first_day(row)), Fact(after, max(_RELEASED_ON, _first_day(row)))))


def _cards(row: Row) -> Timeline | None:
    kind = row[PLACE["kind"]]
    end = row[PLACE["death_known"]] or (_RELEASED_ON.toordinal() if kind == _RELEASED else 0)
    return facts_of_cards(
        _DAY(row[_BORN]),
        [_DAY(day) for day in (row[PLACE["card_before"]], row[PLACE["card"]]) if day],
        lost=_day_or_none(row[PLACE["card_lost"]]),
        ended=_day_or_none(end),
        citizen=kind != _UNDETERMINED,
    )


def _old_numbers(row: Row) -> list[dict[str, Any]] | None:
    if not (issued := row[PLACE["cmnd_issued"]]):
        return None
    found = [_cmnd(row[PLACE["cmnd"]], _DAY(issued), row[PLACE["home"]])]
    if before := row[PLACE["cmnd_before"]]:
        first = _DAY(max(issued - 15 * 365, row[_BORN] + 14 * 366))
        found.insert(0, _cmnd(before, min(first, _DAY(issued)), row[PLACE["birth_place"]]))
    return found


def _cmnd(number: int, issued: date, place: int) -> dict[str, Any]:
    unit = unit_on(f"{place:05}", date(2025, 6, 30))
    province = unit.province if unit else ""
    return {
        "so": f"{number:09}",
        "ngayCap": issued.isoformat(),
        "noiCap": {"ten": f"Công an {province[0].lower()}{province[1:]}"},
    }


def _code(name: str) -> Callable[[Row], str]:
    place = PLACE[name]
    return lambda row: _TWO_DIGITS[row[place]]


def _file_number(row: Row) -> str:
    return f"{str(row[_HOME]).zfill(5)}-{str(row[_HOUSEHOLD]).zfill(8)}"


FIELDS: Mapping[str, Callable[[Row], Any]] = {
    "soDinhDanh": _digits("number", 12),
    "soCMND": _digits("cmnd", 9),
    "soCMNDCu": _old_numbers,
    "hoVaTen": _name,
    "ngaySinh": _birth,
    "gioiTinh": lambda row: str(row[PLACE["sex"]]),
    "noiSinh": lambda row: commune(row[PLACE["birth_place"]], row[PLACE["birth_kind"]]),
    "noiDangKyKhaiSinh": lambda row: commune(row[_BIRTH_PLACE]),
    "queQuan": lambda row: commune(row[_ORIGIN]),
    "danToc": _code("ethnic"),
    "tonGiao": _code("religion"),
    "quocTich": _nationality,
    "nhomMau": lambda row: _TWO_DIGITS[row[PLACE["blood"]]] if row[PLACE["blood"]] else None,
    "tinhTrangHonNhan": _marital,
    "cha": _kin("father"),
    "me": _kin("mother"),
    "voChong": _spouses,
    "honNhan": _marriages,
    "ho": _household,
    "chuHo": _kin("head"),
    "quanHe": _code("relation"),
    "thuongTru": _residence,
    "noiOHienTai": _present,
    "tamTru": _temporary,
    "tamVang": _absence,
    "soHoSoCuTru": _file_number,
    "the": _cards,
    "ngayChet": _death,
    "ngayMatTich": _missing,
    "trangThai": _state,
    "soDienThoai": _digits("phone", 10),
    "loaiCongDan": _kind,
}
