"""The education register: who is, or was, in which class of which school, with which exams and diplomas."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_national_db.registry import Decision, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, current
from mock_national_db.units import legacy, targets
from mock_sectoral_dbs._life import death_on, facts_of, office, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.nation import Organisation, Organisations
    from mock_national_db.person import Person
    from mock_national_db.registry import Effect, Event
    from mock_national_db.workspace import Workspace

KINDERGARTEN, PRIMARY, LOWER, UPPER = "mauGiao", "tieuHoc", "trungHocCoSo", "trungHocPhoThong"
AT_SCHOOL, GRADUATED, LEFT = "dangHoc", "totNghiep", "thoiHoc"
SCHOOL_YEARS_SINCE = 2018  # before that the register has diplomas only
LAST_LOWER_DIPLOMA = 2025  # none since January 2026
_FIRST_DIPLOMA = 1976
_OPENED = "education.opened"  # the fact that the first event of this registry teaches
_LEVELS = (KINDERGARTEN, PRIMARY, LOWER, UPPER)  # in the order of the nation's schools
_GROUPS = {-2: "Mầm", -1: "Chồi", 0: "Lá"}
_LEAVES_AFTER = (  # born from that year on: the last grade, 0 for none
    (1995, {5: 3, 9: 15, 11: 4, 12: 78}),
    (1975, {0: 4, 5: 26, 9: 35, 12: 35}),
    (0, {0: 15, 5: 45, 9: 25, 12: 15}),
)
_SCALES_SINCE = {6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024}  # Thông tư 22/2021/TT-BGDĐT
_PRIMARY_WORK = {"hoanThanhXuatSac": 30, "hoanThanhTot": 35, "hoanThanh": 35}
_OLD_WORK = {"gioi": 25, "kha": 45, "trungBinh": 30}
_NEW_WORK = {"tot": 25, "kha": 45, "dat": 30}
_CONDUCT = {"tot": 80, "kha": 17, "dat": 3}
_CHOSEN = ("Vật lí", "Hóa học", "Sinh học", "Lịch sử", "Địa lí", "Tiếng Anh", "Tin học")
_GRADES = {"gioi": 10, "kha": 45, "trungBinh": 45}

Part = dict[str, Any]


class Term(NamedTuple):
    """One school year: the calendar year it begins in, and the grade; 0 and below is kindergarten."""

    year: int
    grade: int

    @property
    def level(self) -> str:
        """Code of `capHoc`."""
        return _LEVELS[(self.grade > 0) + (self.grade > 5) + (self.grade > 9)]

    @property
    def name(self) -> str:
        """As `namHoc` is written."""
        return f"{self.year}-{self.year + 1}"

    @property
    def begins(self) -> date:
        """The opening day of the schools."""
        return date(self.year, 9, 5)

    @property
    def ends(self) -> date:
        """The day after the last."""
        return date(self.year + 1, 6, 1)


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    terms = _terms(person, draw)
    graduates = bool(terms) and terms[-1].grade == 12 and draw.share("graduates", 0.97)
    begun = [max(t.begins, date(SCHOOL_YEARS_SINCE, 9, 5)) for t in terms if t.year >= SCHOOL_YEARS_SINCE]
    days = sorted([*begun, *(day for day, _ in _diplomas(terms, graduates=graduates))])
    days = [day for day in days if person.death is None or day < person.death]
    opened = facts_of(person.fact(_OPENED))
    if not days and not opened:
        return
    since, known = (days[0], None) if days else (opened[0].since, opened[0].known)
    now = cache(lambda as_of: _now(person, draw, terms, as_of, graduates=graduates))
    yield Record(
        since,
        None,
        known,
        maHocSinh=person.number("pupil"),
        **{n: person.fact(n) for n in ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh", "danToc", "noiSinh")},
        **{name: _part(now, name) for name in ("tinhTrang", "namHoc", "capHoc", "lop", "truong", "khuVucUuTien")},
        giayToThieu=_part(lambda as_of: _missing(draw, now(as_of), as_of), "giayToThieu"),
        quaTrinhHoc=lambda as_of: [_year(person, draw, t) for t in terms if _is_over(person, t, as_of)] or None,
        kyThi=lambda as_of: (
            [e for day, e in _exams(draw, terms, graduates=graduates) if _is_past(person, day, as_of)] or None
        ),
        vanBang=lambda as_of: (
            [
                _diploma(person, draw, term, day)
                for day, term in _diplomas(terms, graduates=graduates)
                if _is_past(person, day, as_of)
            ]
            or None
        ),
    )


def _terms(person: Person, draw: Draw) -> list[Term]:
    """Grade 1 in the year of the sixth birthday, kindergarten for up to three years before."""
    born = person.birth.year
    weights = next(weights for year, weights in _LEAVES_AFTER if born >= year)
    last = draw.one_of("leaves after", weights)
    first = draw.one_of("kindergarten", {-2: 50, -1: 20, 0: 25, 1: 5}) if born >= 2010 else 1
    return [Term(born + 5 + grade, grade) for grade in range(first, last + 1)]


def _part(now: Callable[[AsOf], Mapping[str, Any]], name: str) -> Callable[[AsOf], Any]:
    return lambda as_of: now(as_of).get(name)


def _is_past(person: Person, day: date, as_of: AsOf) -> bool:
    died = death_on(person, as_of)
    return day <= as_of.on and (died is None or day < died)


def _is_over(person: Person, term: Term, as_of: AsOf) -> bool:
    return term.year >= SCHOOL_YEARS_SINCE and _is_past(person, term.ends, as_of)


def _now(person: Person, draw: Draw, terms: Sequence[Term], as_of: AsOf, *, graduates: bool) -> Mapping[str, Any]:
    """Where the pupil is on that day; summer belongs to the school year before it."""
    if not terms:
        return {}
    last = _graduation(terms[-1]) if graduates else terms[-1].ends
    if death_on(person, as_of) or as_of.on >= last:
        return {"tinhTrang": GRADUATED if graduates and _is_past(person, last, as_of) else LEFT}
    term = next((term for term in reversed(terms) if term.begins <= as_of.on), None)
    if term is None:
        return {}
    school = _school(person, draw, term)
    area = _area(school) if term.level == UPPER else None
    return {"tinhTrang": AT_SCHOOL, **_class(draw, term, school), "khuVucUuTien": area}


def _missing(draw: Draw, now: Mapping[str, Any], as_of: AsOf) -> Mapping[str, Any]:
    """What some schools still note although the personal number serves."""
    young = now.get("capHoc") in {KINDERGARTEN, PRIMARY}
    noted = young and as_of.on.year >= 2024 and draw.share("paper noted", 0.04)
    return {"giayToThieu": draw.one_of("paper", {"theCanCuoc": 60, "giayKhaiSinh": 40}) if noted else None}


def _class(draw: Draw, term: Term, school: Organisation | None) -> Part:
    letter = draw.one_of(f"{term.level} class", "ABCD")
    named = _GROUPS.get(term.grade) or f"{term.grade}{letter}"
    where = {"truong": school.shown()} if school else {}
    return {"namHoc": term.name, "capHoc": term.level, "lop": named, **where}


def _year(person: Person, draw: Draw, term: Term) -> Part:
    year = _class(draw, term, _school(person, draw, term))
    if term.level == KINDERGARTEN:
        return year
    if term.level == PRIMARY:
        return {**year, "ketQuaHocTap": draw.one_of(f"{term.grade} work", _PRIMARY_WORK)}
    scale = _NEW_WORK if term.year >= _SCALES_SINCE[term.grade] else _OLD_WORK
    work = draw.one_of(f"{term.level} work", scale)
    return {**year, "ketQuaHocTap": work, "ketQuaRenLuyen": draw.one_of(f"{term.grade} conduct", _CONDUCT)}


# -- schools -----------------------------------------------------------------------------------------------------------


def _school(person: Person, draw: Draw, term: Term) -> Organisation | None:
    """One of the commune lived in when the level began, else of its district, else of its province."""
    first = {KINDERGARTEN: -2, PRIMARY: 1, LOWER: 6, UPPER: 10}[term.level]
    begun = max(date(term.year - (term.grade - first), 9, 5), person.birth)
    communes = (_commune(place.unit, place.era) for place in places(person, begun) if place.unit)
    commune = next((c for c in communes if c is not None), None)
    if commune is None:
        return None
    unit = legacy()[commune]
    schools = _schools(person.nation.organisations, unit.province_code, _LEVELS.index(term.level))
    near = next(schools[code] for code in (commune, unit.district_code, unit.province_code) if code in schools)
    return draw.one_of(f"{term.level} school", near)


@lru_cache(maxsize=256)
def _schools(organisations: Organisations, province: str, level: int) -> Mapping[str | None, list[Organisation]]:
    """The province's schools of a level, at least one, by the codes of commune, district and province."""
    count = max(len(organisations.of_kind("school", province)), len(_LEVELS))
    found: dict[str | None, list[Organisation]] = {}
    for place in range(level, count, len(_LEVELS)):
        school = organisations.made("school", province, place)
        for code in (school.address.unit, legacy()[school.address.unit].district_code, province):
            found.setdefault(code, []).append(school)
    return found


@cache
def _commune(unit: str, era: str) -> str | None:
    """The commune before July 2025 that a place lies in; of a new one the first that it was made of."""
    if era == "legacy":
        return unit
    return next((old for old, new in targets().items() if unit in new), None)


def _area(school: Organisation | None) -> str | None:
    """Wards are urban, communes and townships rural (Quy chế tuyển sinh, Phụ lục I)."""
    if school is None:
        return None
    return "KV2" if legacy()[school.address.unit].name.startswith("Phường") else "KV2-NT"


# -- exams and diplomas ------------------------------------------------------------------------------------------------


def _graduation(term: Term) -> date:
    return date(term.year + 1, 7, 25)


def _exams(draw: Draw, terms: Sequence[Term], *, graduates: bool) -> Iterator[tuple[date, Part]]:
    for term in terms:
        if term.year < SCHOOL_YEARS_SINCE:
            continue
        if term.grade == 10 and draw.share("entrance", 0.7):
            yield date(term.year, 6, 20), _exam(draw, "tuyenSinh10", term.year, ("Tiếng Anh",), passed=True)
        if term.grade == 12:
            count = 2 if term.year >= 2024 else 4
            chosen = tuple(sorted(_CHOSEN, key=lambda subject: draw.bits(f"chosen {subject}"))[:count])
            yield date(term.year + 1, 7, 16), _exam(draw, "totNghiepTHPT", term.year + 1, chosen, passed=graduates)


def _exam(draw: Draw, kind: str, year: int, chosen: Sequence[str], *, passed: bool) -> Part:
    low, high = (16, 39) if passed else (3, 15)
    return {
        "kyThi": kind,
        "nam": f"{year}",
        "soBaoDanh": f"00{draw.integer(f'{kind} seat', 1, 999_999):06}",  # 00 is no exam council
        "diem": [
            {"mon": subject, "diem": draw.integer(f"{kind} {subject}", low, high) / 4}
            for subject in ("Toán", "Ngữ văn", *chosen)
        ],
        "ketQua": "do" if passed else "khongDo",
    }


def _diplomas(terms: Sequence[Term], *, graduates: bool) -> Iterator[tuple[date, Term]]:
    for term in terms:
        if term.grade == 9 and _FIRST_DIPLOMA <= term.year + 1 <= LAST_LOWER_DIPLOMA:
            yield date(term.year + 1, 6, 20), term
        if term.grade == 12 and graduates and term.year + 1 >= _FIRST_DIPLOMA:
            yield _graduation(term), term


def _diploma(person: Person, draw: Draw, term: Term, day: date) -> Part:
    kind = "totNghiepTHCS" if term.grade == 9 else "totNghiepTHPT"
    graded = term.grade == 9 or day.year < 2020  # upper-secondary diplomas say no grade since
    return {
        "loai": kind,
        "soHieu": f"A{draw.integer(f'{kind} serial', 0, 99_999):05}",
        "soVaoSo": f"{draw.integer(f'{kind} book', 1, 900)}/{day.year}",
        "ngayCap": day.isoformat(),
        **({"noiCap": giver} if (giver := _giver(person, draw, term, day)) else {}),
        **({"xepLoai": draw.one_of(f"{kind} grade", _GRADES)} if graded else {}),
    }


def _giver(person: Person, draw: Draw, term: Term, day: date) -> Mapping[str, str] | None:
    """The district's office for lower secondary, the province's department for upper."""
    if term.grade == 12:
        return office(person, "so_gddt", day)
    school = _school(person, draw, term)
    district = legacy()[school.address.unit].district if school else None
    return {"ten": f"Phòng Giáo dục và Đào tạo {district[0].lower()}{district[1:]}"} if district else None


# -- what events do ----------------------------------------------------------------------------------------------------


def _appended(field: str, **usual: Callable[[Event], str]) -> Effect:
    """The event's data is one more part of that list."""

    def effect(records: list[Record], event: Event) -> list[Record]:
        stated = {name: value for name, value in event.data.items() if name not in ("soDinhDanh", "maHocSinh")}
        part = {**{name: say(event) for name, say in usual.items()}, **stated}

        def longer(before: Any) -> Callable[[AsOf], list[Part]]:
            return lambda as_of: [*(current(before, as_of) or []), part]

        return [r.setting({field: longer(r.fields.get(field))}, event.on, event.known) for r in records]

    return effect


def _decide_registered(event: Event, seen: Workspace) -> Decision:
    """A seat number of no council, once for each exam."""
    records = seen.visible(seen.store.registries[event.registry], seen.person(event.subject))
    held = [exam for record in records for exam in current(record.fields.get("kyThi"), seen.as_of) or ()]
    if any(_is_same(exam, event.data) for exam in held):
        raise Refused("nothing_to_change", "/data/kyThi")
    number = {"soBaoDanh": f"00{event.position % 1_000_000:06}"}
    return Decision(event.with_data(**number), told=number)


def _is_same(exam: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (exam["kyThi"], exam["nam"]) == (other["kyThi"], other["nam"])


def _exam_told(records: list[Record], event: Event) -> list[Record]:
    """What the event says of an exam, with what was said of it before."""
    stated = {name: value for name, value in event.data.items() if name not in ("soDinhDanh", "maHocSinh")}

    def told(before: Any) -> Callable[[AsOf], list[Part]]:
        def exams(as_of: AsOf) -> list[Part]:
            held = current(before, as_of) or []
            same: Part = next((exam for exam in held if _is_same(exam, stated)), {})
            return [*(exam for exam in held if exam is not same), {**same, **stated}]

        return exams

    return [r.setting({"kyThi": told(r.fields.get("kyThi"))}, event.on, event.known) for r in records]


def _opened(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        yield _OPENED, Fact(event.type, event.on, None, event.known)


REGISTRY = Registry(
    "education",
    _records,
    events={
        "enrolled": changes(tinhTrang=AT_SCHOOL),
        "year_completed": _appended("quaTrinhHoc"),
        "exam_registered": _exam_told,
        "exam_taken": _exam_told,
        "diploma_issued": _appended("vanBang", ngayCap=lambda event: event.on.isoformat()),
        "left_school": changes(tinhTrang=LEFT, namHoc=None, capHoc=None, lop=None, truong=None),
        "record_corrected": changes(),
    },
    learns=dict.fromkeys(("enrolled", "year_completed", "exam_registered", "exam_taken", "diploma_issued"), _opened),
    decides={"exam_registered": _decide_registered},
)
