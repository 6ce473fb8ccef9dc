"""Land certificates as they were issued: which parcel, to whom, husband and wife together where they were married."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from mock_national_db.dates import years_later
from mock_national_db.draw import Draw
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _assets
from mock_sectoral_dbs._life import office
from mock_sectoral_dbs._marriages import marriages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_national_db.person import Person
    from mock_national_db.units import Address
    from mock_national_db.workspace import Workspace

KIND, PARCEL = "land_certificate", "parcel"
OFFICES_SIGN_SINCE = date(2023, 5, 20)  # Nghị định 10/2023/NĐ-CP
BOUGHT, GIVEN, INHERITED = "chuyenNhuong", "tangCho", "thuaKe"
MORTGAGED, RELEASED = "theChap", "xoaTheChap"
_OWN = frozenset({GIVEN, INHERITED})  # what is given or inherited is not shared with a spouse (Luật HN&GĐ, art. 43)
_FIRST, _LAST = date(1994, 1, 1), date(2032, 12, 31)
_TERM_OF_FIELDS, _YEARS = date(2063, 10, 15), 50  # Luật Đất đai 2013: fifty years from 15/10/2013
_HOW = {"congNhan": 45, BOUGHT: 25, INHERITED: 16, GIVEN: 10, "giaoDat": 4}
_FIELDS = {"LUC": 55, "CLN": 28, "BHK": 8, "NTS": 7, "RSX": 2}
_SHEET = 100_000
_SHARES = (0.36, 0.22)  # of the grown: a home, a field


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on a certificate about the land, and the index of the spouse who stands on it beside the owner."""

    owner: Person
    since: date
    shared_with: int | None
    land: dict[str, Any]


def certificates(owner: Person) -> Iterator[Certificate]:
    """What is drawn for the first-named owner: a home, a field. The number is the chance, alike for both spouses."""
    draw = Draw(int(owner.number(KIND)[2:]), KIND, owner.index)
    for turn, share in zip(_assets.turns(owner), _SHARES, strict=False):
        if not draw.share(f"holds {turn}", share):
            continue
        begin, end = max(owner.birthday(23), _FIRST), min(owner.birthday(62), _LAST)
        since = begin + timedelta(draw.days(f"day {turn}", 0, max(0, (end - begin).days)))
        home = owner.residence(since)
        if home is not None and home.unit_on(since) and (owner.death is None or since < owner.death):
            yield _issued(owner, draw, turn, since, home)


def _issued(owner: Person, draw: Draw, turn: int, since: date, home: Address) -> Certificate:
    how = draw.one_of(f"how {turn}", _HOW)
    land = {
        **_papers(owner, turn, since),
        **_parcel(owner, draw, turn, since, home),
        "nguonGocSuDung": how,
        **_notes(owner, draw, turn, since),
        "tinhTrang": "tranhChap" if draw.share(f"disputed {turn}", 0.01) else "conHieuLuc",
    }
    return Certificate(owner, since, None if how in _OWN else spouse_on(owner, since), land)


def spouse_on(person: Person, day: date) -> int | None:
    """The index of whoever the person was married to on that day."""
    for marriage in marriages(person):
        ended = current(marriage.ended, AsOf.day(date.max)) if marriage.ended else None
        if marriage.since <= day and (ended is None or day.isoformat() < ended):
            return marriage.spouse.index
    return None


def _papers(owner: Person, turn: int, since: date) -> dict[str, Any]:
    number, unit = _assets.number(owner, KIND, turn), owner.residence(since)
    commune = unit.unit_on(since) if unit else None
    return {
        "soGCN": number,
        "maGCN": f"{commune.code if commune else '00000'}{since.year % 100:02}{number[-6:]}",
        "soVaoSo": f"{'CS' if since.year >= 2014 else 'CH'} {number[-5:]}",
        "ngayCap": since.isoformat(),
        "noiCap": office(owner, "van_phong_dat_dai" if since >= OFFICES_SIGN_SINCE else "so_nnmt", since),
    }


def _parcel(owner: Person, draw: Draw, turn: int, since: date, home: Address) -> dict[str, Any]:
    unit = home.unit_on(since)
    assert unit is not None  # noqa: S101 - asked before
    sheet, place = divmod(int(_assets.number(owner, PARCEL, turn)), _SHEET)
    where = {"maThua": f"{unit.code}.{sheet + 1}.{place + 1}", "soTo": sheet + 1, "soThua": place + 1}
    if turn == 0:
        is_town = unit.name.startswith(("Phường", "Thị trấn"))
        area = draw.integer("area 0", 400, 3000 if is_town else 9000) / 10
        return {
            **where,
            "diaChiThua": home,
            "dienTich": area,
            **_home(draw, since, area),
            "loaiDat": "ODT" if is_town else "ONT",
        }
    field = replace(home, detail=f"Ấp {draw.integer('hamlet', 1, 9)}")
    term = max(_TERM_OF_FIELDS, years_later(since, _YEARS)) if since >= date(2013, 10, 15) else _TERM_OF_FIELDS
    area = draw.integer("area 1", 8000, 260_000) / 10
    kind = draw.one_of("field", _FIELDS)
    return {**where, "diaChiThua": field, "dienTich": area, "loaiDat": kind, "thoiHanSuDung": term.isoformat()}


def _home(draw: Draw, since: date, area: float) -> dict[str, Any]:
    """The house, if one is on the certificate."""
    if not draw.share("house", 0.7):
        return {}
    built, floors = round(area * draw.integer("built", 30, 80) / 100, 1), draw.one_of("floors", {1: 70, 2: 22, 3: 8})
    year = since.year - draw.integer("finished", 0, 12)
    return {"nhaO": {"dienTichXayDung": built, "dienTichSan": built * floors, "soTang": floors, "namHoanThanh": year}}


def _notes(owner: Person, draw: Draw, turn: int, since: date) -> dict[str, Any]:
    """A mortgage and its release, as far as the owner lived to see them."""
    begun = since + timedelta(draw.days(f"mortgaged {turn}", 60, 4500))
    ended = begun + timedelta(draw.days(f"released {turn}", 300, 2600))
    if not draw.share(f"mortgage {turn}", 0.2) or begun >= min(owner.death or _LAST, _LAST):
        return {}
    bank = office(owner, "ngan_hang", begun)
    taken = {"ngay": begun.isoformat(), "noiDung": MORTGAGED, "benNhan": bank}
    freed = {"ngay": ended.isoformat(), "noiDung": RELEASED, "benNhan": bank}
    mortgage = {"benNhan": bank, "ngayDangKy": begun.isoformat()}
    return {
        "theChap": Timeline((Fact(mortgage, begun), Fact(None, ended))),
        "bienDong": Timeline((Fact([taken], begun), Fact([taken, freed], ended))),
    }


def owners(workspace: Workspace, certificate: str) -> list[int]:
    """Whose certificate can have that number."""
    return _assets.owners(workspace, KIND, certificate)


def users(workspace: Workspace, parcel: str) -> list[int]:
    """Whose parcel can have that code."""
    _, sheet, place = parcel.split(".")
    return _assets.owners(workspace, PARCEL, f"{(int(sheet) - 1) * _SHEET + int(place) - 1:08}")
