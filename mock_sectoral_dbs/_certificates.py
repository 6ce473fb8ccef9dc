"""Land certificates as they were issued: which parcel, to whom, husband and wife together where they were married."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from mock_national_db.dates import years_later
from mock_national_db.draw import Draw
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs import _assets
from mock_sectoral_dbs._life import office
from mock_sectoral_dbs._marriages import marriages, spouses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_national_db.person import Person, Surroundings
    from mock_national_db.units import Address
    from mock_national_db.workspace import Workspace

KIND, PARCEL = "land_certificate", "parcel"
OFFICES_SIGN_SINCE = date(2023, 5, 20)  # Nghị định 10/2023/NĐ-CP
BOUGHT, GIVEN, INHERITED = "chuyenNhuong", "tangCho", "thuaKe"
MORTGAGED, RELEASED = "theChap", "xoaTheChap"
_DEEDED = frozenset({BOUGHT, GIVEN})
_OWN = frozenset({GIVEN, INHERITED})  # what is given or inherited is not shared with a spouse (Luật HN&GĐ, art. 43)
_LEAST_AGE = 23
_FIRST, _LAST = date(1994, 1, 1), date(2032, 12, 31)
_TERM_OF_FIELDS, _YEARS = date(2063, 10, 15), 50  # Luật Đất đai 2013: fifty years from 15/10/2013
_HOW = {"congNhan": 45, BOUGHT: 25, INHERITED: 16, GIVEN: 10, "giaoDat": 4}
_FIELDS = {"LUC": 55, "CLN": 28, "BHK": 8, "NTS": 7, "RSX": 2}
_FREE = {"theChap": None, "bienDong": None}
_SHEET = 100_000
Of = Callable[[Draw, int], bool]
_HOLDS = (("holds 0", 0.36), ("holds 1", 0.22))  # which share of the grown: a home, a field


class Certificate(msgspec.Struct, frozen=True):
    """What was issued to whom, on which day and why; the rest of what stands on it is worked out when asked."""

    owner: Person
    draw: Draw
    turn: int
    since: date
    home: Address

    @property
    def shared_with(self) -> int | None:
        """The index of the spouse who stands on it beside the owner."""
        return None if self.how in _OWN else spouse_on(self.owner, self.since)

    def beside(self, person: Person) -> int | None:
        """The index of who else stands on it."""
        return self.shared_with if person.index == self.owner.index else self.owner.index

    @property
    def how(self) -> str:
        """Where the right to the land comes from."""
        return _how(self.draw, self.turn)

    @property
    def kind(self) -> str:
        """The purpose of the land, by its code."""
        if self.turn:
            return self.draw.one_of("field", _FIELDS)
        return "ODT" if self.is_in_town else "ONT"

    @property
    def number(self) -> str:
        """Its number, by which it is known."""
        return _assets.number(self.owner, KIND, self.turn)

    @property
    def mortgaged(self) -> date | None:
        """The day of the mortgage noted on it, if the owner lived to see it."""
        if not _is_mortgaged(self.draw, self.turn):
            return None
        begun = self.since + timedelta(self.draw.days(f"mortgaged {self.turn}", 60, 4500))
        return None if begun >= min(self.owner.death or _LAST, _LAST) else begun

    @property
    def bank(self) -> dict[str, str] | None:
        """Where it is mortgaged."""
        return office(self.owner, "ngan_hang", self.mortgaged) if self.mortgaged else None

    @property
    def is_in_town(self) -> bool:
        """Whether it lies in a ward or a township."""
        unit = self.home.unit_on(self.since)
        return unit is not None and unit.name.startswith(("Phường", "Thị trấn"))

    def glance(self) -> dict[str, Any]:
        """What other registers look at first, and what is quickly told."""
        return {
            "soGCN": lambda _as_of: self.number,
            "nguonGocSuDung": self.how,
            "loaiDat": lambda _as_of: self.kind,
            "ngayCap": self.since.isoformat(),
            **_notes(self),
        }

    def rest(self) -> dict[str, Any]:
        """What else stands on it about the land."""
        is_disputed = self.draw.share(f"disputed {self.turn}", 0.01)
        return {**_papers(self), **_parcel(self), "tinhTrang": "tranhChap" if is_disputed else "conHieuLuc"}


def certificates(owner: Person, of: Of = lambda *_: True) -> Iterator[Certificate]:
    """What was drawn so far for the first-named owner, as far as it is of that kind: a home, a field.

    The number is the chance, alike for both spouses.
    """
    today, grown = owner.nation.as_of.on, owner.birthday(_LEAST_AGE)
    if grown > today:
        return
    draw = _chance(owner.nation, owner.index)
    if not (turns := _drawn(draw, owner.index, of)):
        return
    begin, end = max(grown, _FIRST), min(owner.birthday(62), _LAST)
    for turn in turns:
        since = begin + timedelta(draw.days(f"day {turn}", 0, max(0, (end - begin).days)))
        home = owner.residence(since) if since <= today else None
        if home is not None and home.unit_on(since) and (owner.death is None or since < owner.death):
            yield Certificate(owner, draw, turn, since, home)


def held_by(person: Person, of: Of = lambda *_: True) -> Iterator[Certificate]:
    """One's own certificates of that kind, and those of a spouse on which one stands too."""
    yield from certificates(person, of)
    for index in spouses(person):
        if _may_be_shared(person.nation, index, of):
            shared = certificates(person.nation.person(index), of)
            yield from (held for held in shared if held.shared_with == person.index)


def may_be_given(nation: Surroundings, index: int) -> bool:
    """Whether any land that is drawn for the citizen of that index is a gift: asked before the citizen is read."""
    return bool(_drawn(_chance(nation, index), index, is_given))


def is_given(draw: Draw, turn: int) -> bool:
    """Whether it was given by a parent."""
    return _how(draw, turn) == GIVEN


def is_deeded(draw: Draw, turn: int) -> bool:
    """Whether it was bought, given or mortgaged: agreed on before a notary."""
    return _how(draw, turn) in _DEEDED or _is_mortgaged(draw, turn)


def is_field(_draw: Draw, turn: int) -> bool:
    """Whether it is for a field, and not for a home."""
    return turn > 0


def _may_be_shared(nation: Surroundings, index: int, of: Of) -> bool:
    """Whether any land `of` that kind that is drawn for the citizen of that index is a spouse's too; asked likewise."""
    draw = _chance(nation, index)
    return any(_how(draw, turn) not in _OWN for turn in _drawn(draw, index, of))


def _chance(nation: Surroundings, index: int) -> Draw:
    return Draw(int(nation.sector_number(KIND, index)[2:]), KIND, index)


def _drawn(draw: Draw, index: int, of: Of) -> list[int]:
    """Which things of that kind are drawn, whether or not the citizen comes of age to hold them."""
    return [turn for turn in _assets.turns(index) if draw.share(*_HOLDS[turn]) and of(draw, turn)]


def _how(draw: Draw, turn: int) -> str:
    return draw.one_of(f"how {turn}", _HOW)


def spouse_on(person: Person, day: date) -> int | None:
    """The index of whoever the person was married to on that day."""
    for marriage in marriages(person):
        ended = current(marriage.ended, AsOf.day(date.max)) if marriage.ended else None
        if marriage.since <= day and (ended is None or day.isoformat() < ended):
            return marriage.spouse.index
    return None


def _papers(held: Certificate) -> dict[str, Any]:
    owner, since = held.owner, held.since
    number, unit = held.number, owner.residence(since)
    commune = unit.unit_on(since) if unit else None
    return {
        "maGCN": f"{commune.code if commune else '00000'}{since.year % 100:02}{number[-6:]}",
        "soVaoSo": f"{'CS' if since.year >= 2014 else 'CH'} {number[-5:]}",
        "noiCap": office(owner, "van_phong_dat_dai" if since >= OFFICES_SIGN_SINCE else "so_nnmt", since),
    }


def _parcel(held: Certificate) -> dict[str, Any]:
    draw, since, home = held.draw, held.since, held.home
    unit = home.unit_on(since)
    assert unit is not None  # noqa: S101 - asked before
    sheet, place = divmod(int(_assets.number(held.owner, PARCEL, held.turn)), _SHEET)
    where = {"maThua": f"{unit.code}.{sheet + 1}.{place + 1}", "soTo": sheet + 1, "soThua": place + 1}
    if held.turn == 0:
        area = draw.integer("area 0", 400, 3000 if held.is_in_town else 9000) / 10
        return {**where, "diaChiThua": home, "dienTich": area, **_home(draw, since, area)}
    field = replace(home, detail=f"Ấp {draw.integer('hamlet', 1, 9)}")
    term = max(_TERM_OF_FIELDS, years_later(since, _YEARS)) if since >= date(2013, 10, 15) else _TERM_OF_FIELDS
    area = draw.integer("area 1", 8000, 260_000) / 10
    return {**where, "diaChiThua": field, "dienTich": area, "thoiHanSuDung": term.isoformat()}


def _home(draw: Draw, since: date, area: float) -> dict[str, Any]:
    """The house, if one is on the certificate."""
    if not draw.share("house", 0.7):
        return {}
    built, floors = round(area * draw.integer("built", 30, 80) / 100, 1), draw.one_of("floors", {1: 70, 2: 22, 3: 8})
    year = since.year - draw.integer("finished", 0, 12)
    return {"nhaO": {"dienTichXayDung": built, "dienTichSan": built * floors, "soTang": floors, "namHoanThanh": year}}


def _is_mortgaged(draw: Draw, turn: int) -> bool:
    return draw.share(f"mortgage {turn}", 0.2)


def _notes(held: Certificate) -> dict[str, Any]:
    """A mortgage and its release."""
    begun, bank = held.mortgaged, held.bank
    if begun is None:
        return _FREE
    ended = begun + timedelta(held.draw.days(f"released {held.turn}", 300, 2600))
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
