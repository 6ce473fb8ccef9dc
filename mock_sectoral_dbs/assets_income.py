"""The database of declared assets: which officials and candidates declared what they and their families own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import Fact, Timeline
from mock_sectoral_dbs import _assets, _decisions, _family_assets
from mock_sectoral_dbs._life import facts_of, must_be_born, must_live, office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.workspace import Workspace

KIND = "declarant"
FIRST, ADDITIONAL, CANDIDATE = "lanDau", "boSung", "ungCu"
DECREE_130 = date(2021, 3, 31)  # by which all officials had declared for the first time
ELECTIONS = (date(2011, 5, 22), date(2016, 5, 22), date(2021, 5, 23), date(2026, 3, 15))
LEAST_AGE, _LAST_AGE = 21, 70  # of a candidate
_LEAST_AGE_OF_OFFICIALS = 18
_OBLIGED, _HEADS = frozenset({"canBo", "congChuc"}), frozenset({"Hiệu trưởng", "Giám đốc"})
_CARS = frozenset({"oToCon", "oToTai"})
_SIGN = "BKK"
_MADE = "assets_income.made"  # the fact that an event of this registry teaches
_DAYS_TO_DECLARE = timedelta(10)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why and when somebody declares, and the post held."""

    day: date
    kind: str
    unit: Mapping[str, str] | None = None
    title: str | None = None


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    for occasion in (*_candidacy(person, draw), *_of_service(person)):
        if person.death is None or occasion.day < person.death:
            yield _record(person, draw, occasion, _decisions.numbered(person, int(f"{occasion.day:%Y%m%d}"), _SIGN))
    for fact in facts_of(person.fact(_MADE)):
        occasion = Occasion(fact.since, fact.value["loaiKeKhai"], *_post(person, fact.since))
        yield _record(person, draw, occasion, fact.value["soBanKeKhai"], fact)


# -- when one declares -------------------------------------------------------------------------------------------------


def _candidacy(person: Person, draw: Draw) -> Iterator[Occasion]:
    """A few stand for a people's council once."""
    if draw.share("stands", 0.045):
        day = draw.one_of("election", ELECTIONS) - timedelta(draw.days("before the election", 40, 80))
        is_of_age = person.birthday(LEAST_AGE) <= day < person.birthday(_LAST_AGE)
        if is_of_age and person.at("quocTich", day) == "VN":
            yield Occasion(day, CANDIDATE, *_post(person, day))


def _of_service(person: Person) -> Iterator[Occasion]:
    """An official's first declaration, and one at the end of each year in which the family got land."""
    if person.birthday(_LEAST_AGE_OF_OFFICIALS) > person.nation.as_of.on:
        return
    posts = [*_posts(person)]
    started = next(
        (max(since + _DAYS_TO_DECLARE, DECREE_130) for since, until, *_ in posts if until > DECREE_130), None
    )
    if started is None or not _in_service(posts, started):
        return
    yield Occasion(started, FIRST, *_post(person, started))
    issued = (date.fromisoformat(day) for one in _family_assets.family(person, started) for day in _issued(one))
    for year in sorted({day.year for day in issued if day > started}):
        day = date(year, 12, 15)
        if day > started and _in_service(posts, day):
            yield Occasion(day, ADDITIONAL, *_post(person, day))


def _issued(person: Person) -> list[str]:
    return [day for day in person.known("land.ngayCap") if day is not None]


def _in_service(posts: list[tuple[date, date, Any, Any]], day: date) -> bool:
    return any(since <= day <= until for since, until, *_ in posts)


def _posts(person: Person) -> Iterator[tuple[date, date, Mapping[str, str] | None, str | None]]:
    """The stretches of service that oblige to declare: of officials, and of heads of public units."""
    told = zip(person.known("civil_servants.doiTuong"), person.known("civil_servants.quaTrinhCongTac"), strict=True)
    for group, stages in told:
        for stage in stages or ():
            if group in _OBLIGED or stage.get("chucDanh") in _HEADS:
                until = date.fromisoformat(stage.get("denNgay", "9999-12-31"))
                yield date.fromisoformat(stage["tuNgay"]), until, stage.get("donVi"), stage.get("chucDanh")


def _post(person: Person, day: date) -> tuple[Mapping[str, str] | None, str | None]:
    return next(((unit, title) for since, until, unit, title in _posts(person) if since <= day <= until), (None, None))


# -- what is declared --------------------------------------------------------------------------------------------------


def _record(person: Person, draw: Draw, occasion: Occasion, number: str, told: Fact | None = None) -> Record:
    day = occasion.day
    family = cache(lambda: _family_assets.family(person, day))
    own = {
        "soDinhDanh": person.so_dinh_danh,
        "maNguoiKeKhai": person.number(KIND),
        "soBanKeKhai": number,
        "loaiKeKhai": occasion.kind,
        "ngayKeKhai": day.isoformat(),
        "hoVaTen": person.fact("hoVaTen"),
        "ngaySinh": person.fact("ngaySinh"),
        "noiCuTru": person.residence(day),
        "coQuanCongTac": occasion.unit,
        "chucVu": occasion.title,
        "coQuanKiemSoat": office(person, "thanh_tra", day),
        "voChong": person.at("voChong", day),
        "conChuaThanhNien": lambda _: (
            [person.nation.kin(one.index) for one in _family_assets.minors(person, day)] or None
        ),
        "quyenSuDungDat": lambda _: _family_assets.land(family(), "land", day) or None,
        "phuongTien": lambda _: _family_assets.vehicles(family(), "vehicle", _CARS, day) or None,
    }
    money = _money(draw, day) if told is None else told.value.get("tien", {})
    return Record(day, None, told.known if told else None, **{**own, **money})


def _money(draw: Draw, day: date) -> dict[str, Any]:
    """Deposits and income, and what the one verification in ten that is drawn by lot concluded."""
    concluded = day + timedelta(draw.days(f"concluded {day}", 120, 500))
    true = draw.share(f"true {day}", 0.93)
    conclusion = {"ngay": concluded.isoformat(), "ketLuan": "trungThuc" if true else "khongTrungThuc"}
    return {
        "tienGui": draw.integer(f"deposits {day}", 5, 90) * 10_000_000 if draw.share(f"saves {day}", 0.6) else None,
        "tongThuNhap": draw.integer(f"income {day}", 70, 380) * 1_000_000,
        "ketLuanXacMinh": Timeline((Fact(conclusion, concluded),)) if draw.share(f"verified {day}", 0.1) else None,
    }


# -- what an event settles and teaches ---------------------------------------------------------------------------------


def _decide(event: Event, seen: Workspace) -> Decision:
    """Candidates may declare from the age of 21; for any other reason only those who serve."""
    person = seen.person(event.subject)
    must_be_born(person, event.on)
    must_live(person, event.on)
    is_candidate = event.data["loaiKeKhai"] == CANDIDATE
    may = person.birthday(LEAST_AGE) <= event.on if is_candidate else _in_service([*_posts(person)], event.on)
    if not may:
        raise Refused("invalid", "/data/loaiKeKhai", reason="loaiKeKhai")
    number = {"soBanKeKhai": _decisions.written(event, person, _SIGN)}
    return Decision(event.with_data(**number), told=number)


def _learned(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        money = {name: event.data[name] for name in ("tienGui", "tongThuNhap") if name in event.data}
        stated = {name: event.data[name] for name in ("loaiKeKhai", "soBanKeKhai")}
        yield _MADE, Fact({**stated, "tien": money}, event.on, None, event.known)


def _concluded(records: list[Record], event: Event) -> list[Record]:
    conclusion = {"ngay": event.on.isoformat(), "ketLuan": event.data["ketLuan"]}
    return changes(ketLuanXacMinh=conclusion)(records, event)


REGISTRY = Registry(
    "assets_income",
    _records,
    events={"verification_concluded": _concluded, "record_corrected": changes()},
    learns={"declaration_made": _learned},
    decides={
        "declaration_made": _decide,
        **dict.fromkeys(("verification_concluded", "record_corrected"), _assets.of_one("soBanKeKhai")),
    },
    find={("soBanKeKhai",): _decisions.finds("soBanKeKhai")},
)
