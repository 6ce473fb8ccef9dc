"""The health register: everybody's record of vaccinations and illness, and the notices of birth and death."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db import personas
from mock_national_db.dates import years_later
from mock_national_db.registry import Decision, Happening, Record, Registry, changes
from mock_national_db.timeline import AsOf, Fact, current
from mock_sectoral_dbs._life import death_on, facts_of, months_later, office, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Effect, Event, Occasion
    from mock_national_db.workspace import Workspace

KIND = "birth_notice"
BEGAN = date(2017, 6, 1)  # the national system of vaccinations
BOOK, BIRTH, DEATH = "soSucKhoe", "giayChungSinh", "giayBaoTu"
_BIRTHS, _DEATHS = "health.births", "health.deaths"  # the facts that notices of the log teach
_EXAMS_SINCE = date(2019, 1, 1)
_OLD_UNITS = date(2025, 6, 30)  # the last day of the provinces by which hospitals are numbered
_WHOLE = 3  # the precision of a full date
_KEYS = frozenset({"soDinhDanh", "maSoBHXH"})
_CHILDHOOD = (  # vaccine, dose, months of age (Thông tư 38/2017/TT-BYT)
    ("Viêm gan B sơ sinh", 1, 0),
    ("BCG", 1, 0),
    ("DPT-VGB-Hib", 1, 2),
    ("DPT-VGB-Hib", 2, 3),
    ("DPT-VGB-Hib", 3, 4),
    ("Sởi", 1, 9),
    ("Viêm não Nhật Bản", 1, 12),
    ("Viêm não Nhật Bản", 2, 13),
    ("Sởi - Rubella", 1, 18),
    ("DPT", 4, 18),
)
_PANDEMIC = (date(2021, 8, 1), date(2021, 10, 1), date(2022, 1, 10))
_REACTIONS = {None: 93, "Sốt nhẹ": 5, "Sưng đau chỗ tiêm": 2}
_ILLNESSES = (  # illness, code, share of all who live to the latest age, earliest and latest age
    ("Tăng huyết áp vô căn", "I10", 0.3, 38, 75),
    ("Đái tháo đường típ 2", "E11", 0.1, 35, 70),
    ("Hen phế quản", "J45", 0.04, 5, 30),
    ("Bệnh phổi tắc nghẽn mạn tính", "J44", 0.05, 45, 75),
)
_VISITS = {
    "Viêm họng cấp": "J02",
    "Viêm dạ dày": "K29",
    "Đau lưng": "M54",
    "Sốt vi rút": "B34",
    "Khám tổng quát": "Z00",
}
Part = dict[str, Any]


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    if person.death is None or person.death > BEGAN:
        yield _book(person, draw)
    yield from _births(person)
    yield from _deaths(person)


def _bearer(person: Person, kind: str) -> Part:
    names = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh")
    return {"loai": kind, **{name: person.fact(name) for name in names}}


# -- the record of a life ----------------------------------------------------------------------------------------------


def _book(person: Person, draw: Draw) -> Record:
    return Record(
        max(person.birth, BEGAN),
        **_bearer(person, BOOK),
        nhomMau=person.fact("nhomMau"),
        maSoBHXH=lambda _: next(iter(person.known("insurance.maSoBHXH")), None),
        tiemChung=_so_far(person, lambda: _vaccinations(person, draw), "ngay"),
        khamSucKhoeLaiXe=lambda as_of: _latest_exam(person, draw, as_of),
        benhManTinh=_so_far(person, lambda: _illnesses(person, draw), "tuNgay"),
        khamChuaBenh=_so_far(person, lambda: _visits(person, draw), "ngay"),
    )


def _so_far(person: Person, parts: Callable[[], Iterator[Part]], day: str) -> Callable[[AsOf], list[Part] | None]:
    """What had happened by then, in order, as long as the person lived."""

    def shown(as_of: AsOf) -> list[Part] | None:
        last = min(as_of.on, death_on(person, as_of) or as_of.on).isoformat()
        return sorted((part for part in parts() if part[day] <= last), key=lambda part: str(part[day])) or None

    return shown


def _vaccinations(person: Person, draw: Draw) -> Iterator[Part]:
    for vaccine, dose, months in _CHILDHOOD:
        due = months_later(person.birth, months) if months else person.birth
        day = max(due, person.birth) + timedelta(draw.days(f"{vaccine} {dose}", 0, 1 if months == 0 else 25))
        if day >= BEGAN and draw.share(f"{vaccine} {dose} given", 0.95):
            yield _dose(person, draw, vaccine, dose, day)
    doses = draw.one_of("pandemic doses", {0: 6, 1: 4, 2: 25, 3: 65})
    for dose, first in enumerate(_PANDEMIC[:doses], 1):
        if person.birthday(18) <= first:
            yield _dose(person, draw, "COVID-19", dose, first + timedelta(draw.days(f"pandemic {dose}", 0, 45)))


def _dose(person: Person, draw: Draw, vaccine: str, dose: int, day: date) -> Part:
    reaction = draw.one_of(f"{vaccine} {dose} reaction", _REACTIONS)
    station = office(person, "tram_y_te", day)
    return {
        "vacXin": vaccine,
        "muiThu": dose,
        "ngay": day.isoformat(),
        **({"coSo": station} if station else {}),
        **({"phanUng": reaction} if reaction else {}),
    }


def _illnesses(person: Person, draw: Draw) -> Iterator[Part]:
    for name, code, share, youngest, oldest in _ILLNESSES:
        if draw.share(f"{code}", share):
            found = person.birthday(draw.integer(f"{code} age", youngest, oldest)) + timedelta(draw.days(code, 0, 364))
            yield {"tenBenh": name, "maBenh": code, "tuNgay": found.isoformat()}


def _visits(person: Person, draw: Draw) -> Iterator[Part]:
    day = max(person.birth, BEGAN)
    for turn in range(draw.one_of("visits", {0: 20, 3: 40, 8: 30, 16: 10})):
        day += timedelta(draw.days(f"visit {turn}", 20, 700))
        found = draw.one_of(f"diagnosis {turn}", tuple(_VISITS))
        clinic = _hospital(person, day, turn) if turn % 2 else office(person, "tram_y_te", day)
        where = {"coSo": clinic} if clinic else {}
        yield {"ngay": day.isoformat(), **where, "chanDoan": found, "maBenh": _VISITS[found]}


def _latest_exam(person: Person, draw: Draw, as_of: AsOf) -> Part | None:
    """Before each licence of the driver-licence register, and of some who have applied for one."""
    last = min(as_of.on, death_on(person, as_of) or as_of.on)
    exams = [exam for exam in _exams(person, draw) if _EXAMS_SINCE <= exam[0] <= last]
    if not exams:
        return None
    day, held, fits = max(exams)
    where = _hospital(person, day, draw.bits("clinic"))
    serial = draw.integer(f"exam {day}", 1, 9000)
    return {
        "so": f"{serial}/GKSKLX",
        "hang": held,
        "ketLuan": "duDieuKien" if fits else "khongDuDieuKien",
        "ngayKham": day.isoformat(),
        "giaTriDen": years_later(day, 1).isoformat(),
        **({"coSo": where} if where else {}),
    }


def _exams(person: Person, draw: Draw) -> Iterator[tuple[date, str, bool]]:
    issued, classes = (person.known(f"driver_licence.{field}") for field in ("ngayCap", "hang"))
    for day, held in zip(issued, classes, strict=True):
        yield date.fromisoformat(day) - timedelta(draw.days(f"exam before {day}", 5, 60)), held, True
    applied = date(2025, 1, 10) + timedelta(draw.days("applies", 0, 900))
    if draw.share("applies for a licence", 0.04) and person.birthday(18) < applied < person.birthday(65):
        yield applied, draw.one_of("applies for", {"A1": 60, "B": 40}), draw.share("fit", 0.95)


def _hospital(person: Person, day: date, choice: int) -> Mapping[str, str] | None:
    """A hospital of the province lived in, the commune's health station where there is none."""
    for place in places(person, day):
        unit = place.unit_on(min(day, _OLD_UNITS)) if place.era == "legacy" else None
        hospitals = person.nation.organisations.of_kind("hospital", unit.province_code) if unit else ()
        if hospitals:
            return hospitals[choice % len(hospitals)].shown()
    return office(person, "tram_y_te", day)


# -- notices -----------------------------------------------------------------------------------------------------------


def _births(person: Person) -> Iterator[Record]:
    """The mother's notice of each birth: the child may not be registered yet."""
    stated = facts_of(person.fact(_BIRTHS))
    for fact in stated:
        yield Record(fact.since, None, fact.known, **_bearer(person, BIRTH), **fact.value)
    if person.sex != "2":
        return
    told = {fact.value["con"]["ngaySinh"] for fact in stated} | {
        notice["con"]["ngaySinh"] for notice in _filed(person, "con")
    }
    for index in dict.fromkeys(person.nation.children(person.index)):
        child = person.nation.person(index)
        is_own = child.birth_date.precision == _WHOLE and _mother(child) == person.index
        if is_own and child.birth >= BEGAN and child.birth.isoformat() not in told:
            yield _birth(person, child)


def _filed(person: Person, field: str) -> list[Part]:
    """The notices that a persona's file states: what they tell needs no other."""
    records = (personas.deviations(person.index, "health") or {}).get("records", ())
    return [record for record in records if field in record]


def _mother(child: Person) -> int | None:
    """Who bore the child: the mother of the first record."""
    mothers = facts_of(child.fact("me"))
    return mothers[0].value.index if mothers and mothers[0].value else None


def _birth(mother: Person, child: Person) -> Record:
    number = mother.nation.sector_number(KIND, child.index)
    digits = int(number[-8:])
    known = next((fact.known for fact in facts_of(child.fact("hoVaTen"))), None)
    return Record(
        child.birth,
        None,
        known,
        **_bearer(mother, BIRTH),
        maGCS=number,
        ngayCapGCS=child.birth.isoformat(),
        con={
            "ngaySinh": child.birth.isoformat(),
            "gioSinh": f"{digits % 24:02}:{digits // 24 % 60:02}",
            "gioiTinh": child.sex,
            "canNang": 2500 + digits % 1500,
        },
        coSo=lambda _: _hospital(mother, child.birth, digits),
    )


def _deaths(person: Person) -> Iterator[Record]:
    """The notice of death: as the log states it, else as the civil-status register read it."""
    stated = facts_of(person.fact(_DEATHS))
    for fact in stated:
        yield Record(fact.since, None, fact.known, **_bearer(person, DEATH), **fact.value)
    deaths = facts_of(person.fact("ngayChet")) if not (stated or _filed(person, "giayBaoTu")) else ()
    for place, fact in enumerate(deaths):
        if fact.value and date.fromisoformat(fact.value) >= BEGAN:
            cancelled = next((f for f in deaths[place + 1 :] if f.value is None), None)
            yield _death(person, fact, cancelled.known if cancelled else None)


def _death(person: Person, fact: Fact, cancelled: datetime | None) -> Record:
    def told(name: str) -> Callable[[AsOf], Any]:
        return lambda _: next((v for v in reversed(person.known(f"civil_status.{name}")) if v is not None), None)

    copied = {name: told(name) for name in ("giayBaoTu", "gioChet", "nguyenNhan", "noiChet")}
    return Record(
        date.fromisoformat(fact.value),
        cancelled.date() if cancelled else None,
        fact.known,
        **_bearer(person, DEATH),
        ngayChet=fact.value,
        **copied,
        coSo=lambda as_of: (copied["giayBaoTu"](as_of) or {}).get("coQuan"),
    )


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    """A notice of birth leads to the mother."""
    if written := workspace.written("health.maGCS", subject["maGCS"]):
        return written
    index = workspace.store.numbers.index(KIND, subject["maGCS"])
    if index is None or not workspace.has(index):
        return []
    mother = _mother(workspace.person(index))
    return [] if mother is None else [mother]


# -- what events do ----------------------------------------------------------------------------------------------------


def _insured(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    """The number is the insurer's: who has it there."""
    return workspace.store.find(workspace, "insurance", subject)


def _stated(event: Event) -> Part:
    return {name: value for name, value in event.data.items() if name not in _KEYS}


def _in_book(field: str, said: Callable[[Any, Event], Any]) -> Effect:
    """The event changes that field of the health record; `said` makes its value of the one before."""

    def effect(records: list[Record], event: Event) -> list[Record]:
        return [_written(record, event) if record.fields["loai"] == BOOK else record for record in records]

    def _written(record: Record, event: Event) -> Record:
        before = record.fields.get(field)
        return record.setting({field: lambda as_of: said(current(before, as_of), event)}, event.on, event.known)

    return effect


def _appended(field: str, day: str) -> Effect:
    return _in_book(field, lambda before, event: [*(before or []), {**_stated(event), day: event.on.isoformat()}])


def _examined(_before: Any, event: Event) -> Part:
    days = {"ngayKham": event.on.isoformat(), "giaTriDen": years_later(event.on, 1).isoformat()}
    return {**_stated(event), **days}


def _decide_birth(event: Event, _seen: Workspace) -> Decision:
    """A code the caller leaves out is the register's next."""
    code = event.data.get("maGCS", f"00000.GCS.9{event.position:07}")
    stated = event.with_data(maGCS=code, ngayCapGCS=event.on.isoformat())
    return Decision(stated, found_by=(("health.maGCS", code, event.subject),), told={"maGCS": code})


def _decide_death(event: Event, _seen: Workspace) -> Decision:
    number = {"so": f"{event.position}/GBT", "ngay": event.on.isoformat()}
    return Decision(event.with_data(ngayChet=event.on.isoformat(), **{"giayBaoTu": number, **event.data}))


def _notified(fact: str) -> Callable[[Event, Person], Iterator[tuple[str, Fact]]]:
    def learns(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
        if person.index == event.subject:
            yield fact, Fact(_stated(event), event.on, None, event.known)

    return learns


# -- what a year brings ------------------------------------------------------------------------------------------------


def _falls_ill(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    del person
    found = occasion.draw.one_of("illness", tuple(_VISITS))
    return {"data": {"maBenh": _VISITS[found], "chanDoan": found}}


def _is_vaccinated(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    is_old = occasion.age(person) >= 65
    return {"data": {"vacXin": "Cúm mùa"}} if is_old or occasion.age(person) < 5 else None


REGISTRY = Registry(
    "health",
    _records,
    events={
        "vaccinated": _appended("tiemChung", "ngay"),
        "driver_examined": _in_book("khamSucKhoeLaiXe", _examined),
        "illness_found": _appended("benhManTinh", "tuNgay"),
        "visited": _appended("khamChuaBenh", "ngay"),
        "record_corrected": changes(),
    },
    learns={"birth_notified": _notified(_BIRTHS), "death_notified": _notified(_DEATHS)},
    decides={"birth_notified": _decide_birth, "death_notified": _decide_death},
    find={("maGCS",): _find, ("maSoBHXH",): _insured},
    simulates={"visited": Happening(0.05, _falls_ill), "vaccinated": Happening(0.02, _is_vaccinated)},
)
