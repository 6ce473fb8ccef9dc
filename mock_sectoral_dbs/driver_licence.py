"""The driver-licence register: who may drive what, since when, until when, with how many points left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_national_db.registry import Happening, Record, Registry, changes
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs._life import facts_of, office, while_living

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event, Occasion
    from mock_national_db.workspace import Workspace

NEW_CLASSES_SINCE = date(2025, 1, 1)  # Luật Trật tự, an toàn giao thông đường bộ 36/2024/QH15
POLICE_SINCE = date(2025, 3, 1)
FULL_POINTS = 12
IN_FORCE, EXPIRED, SUSPENDED, REVOKED = "conHieuLuc", "hetHan", "biTuoc", "thuHoi"
_ISSUED = "driver_licence.issued"  # the fact that an event of this registry teaches
_FIRST = date(1995, 8, 1)
_LAST_AGE = 75


@dataclass(frozen=True, slots=True)
class Class:
    """Least age, term in years (None: no end), and the class it becomes when renewed since 2025."""

    age: int
    term: int | None
    renewed: str


_CLASSES = {  # domain.md 1.6; first those before 2025
    "A1": Class(18, None, "A1"),
    "A2": Class(18, None, "A"),
    "B1": Class(18, 10, "B"),
    "B2": Class(18, 10, "B"),
    "C": Class(21, 5, "C"),
    "D": Class(24, 5, "D2"),
    "E": Class(27, 5, "D"),
    "FC": Class(24, 5, "CE"),
    "A": Class(18, None, "A"),
    "B": Class(18, 10, "B"),
    "C1": Class(18, 10, "C1"),
    "D2": Class(24, 5, "D2"),
    "CE": Class(24, 5, "CE"),
}
_NEW_D = Class(27, 5, "D")
_MOTORCYCLES = {False: {"A1": 92, "A2": 8}, True: {"A1": 90, "A": 10}}  # by: since 2025
_CARS = {
    False: {"B1": 8, "B2": 70, "C": 15, "D": 3, "E": 2, "FC": 2},
    True: {"B": 80, "C1": 9, "C": 7, "D2": 2, "CE": 2},
}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    if draw.share("motorcycle", 0.5):
        yield from _licences(person, draw, "motorcycle", _MOTORCYCLES)
    if draw.share("car", 0.14):
        yield from _licences(person, draw, "car", _CARS)
    for fact in facts_of(person.fact(_ISSUED)):
        issued = date.fromisoformat(fact.value.get("ngayCap", fact.since.isoformat()))
        last = fact.value.get("ngayHetHan")
        expires = date.fromisoformat(last) if last else None
        yield _record(person, draw, issued, fact.value["hang"], expires=expires, stated=fact)


def _licences(person: Person, draw: Draw, kind: str, classes: dict[bool, dict[str, int]]) -> Iterator[Record]:
    """The first licence of that kind and its renewals, each ending when the next begins."""
    issued = max(person.birthday(18), _FIRST) + timedelta(draw.days(f"{kind} wait", 20, 5200))
    held = draw.one_of(f"{kind} class", classes[issued >= NEW_CLASSES_SINCE])
    issued = max(issued, person.birthday(_class(held, issued).age) + timedelta(20))
    held = held if (issued >= NEW_CLASSES_SINCE) == (held in classes[True]) else _class(held, issued).renewed
    passed, turn = issued - timedelta(draw.days(f"{kind} test", 4, 20)), 0
    while issued < (person.death or person.birthday(_LAST_AGE)):
        expires = _expires(held, issued)
        renewed = _renewed(draw, f"{kind} {turn}", expires)
        yield _record(person, draw, issued, held, expires=expires, renewed=renewed, passed=passed)
        if renewed is None:
            return
        issued, turn = renewed, turn + 1
        held = _class(held, issued).renewed if issued >= NEW_CLASSES_SINCE else held


def _class(name: str, issued: date) -> Class:
    return _NEW_D if name == "D" and issued >= NEW_CLASSES_SINCE else _CLASSES[name]


def _expires(held: str, issued: date) -> date | None:
    term = _class(held, issued).term
    return years_later(issued, term) if term else None


def _renewed(draw: Draw, name: str, expires: date | None) -> date | None:
    if expires is None or not draw.share(f"{name} renews", 0.9):
        return None
    return expires - timedelta(draw.days(f"{name} early", 1, 60))


def _record(
    person: Person,
    draw: Draw,
    issued: date,
    held: str,
    *,
    expires: date | None = None,
    renewed: date | None = None,
    passed: date | None = None,
    stated: Fact | None = None,
) -> Record:
    since, known = (stated.since, stated.known) if stated else (issued, None)
    fields = {
        "soDinhDanh": person.so_dinh_danh,
        "soGPLX": person.number("driver_licence"),
        "hang": held,
        "ngayCap": issued.isoformat(),
        "ngayHetHan": expires.isoformat() if expires else None,
        "ngayTrungTuyen": passed.isoformat() if passed else None,
        "noiCap": _issuer(person, issued),
        "diem": _points(draw, issued),
        **(stated.value if stated else {}),
        "tinhTrang": _state(person, since, expires),
        "hoVaTen": person.fact("hoVaTen"),
        "ngaySinh": person.fact("ngaySinh"),
        "quocTich": person.fact("quocTich"),
        "noiCuTru": person.fact("thuongTru"),
    }
    return Record(since, renewed, known, **fields)


def _issuer(person: Person, issued: date) -> dict[str, str] | None:
    """The transport department of the home province until February 2025, its traffic police since."""
    return office(person, "csgt" if issued >= POLICE_SINCE else "so_xay_dung", issued)


def _state(person: Person, since: date, expires: date | None) -> Any:
    living = while_living(person, since, IN_FORCE, REVOKED)
    if expires is None:
        return living
    facts = [f for f in facts_of(living) if f.since < expires]
    return Timeline((*(Fact(f.value, max(f.since, since), f.until, f.known) for f in facts), Fact(EXPIRED, expires)))


def _points(draw: Draw, issued: date) -> Any:
    """Twelve since 2025; a few lost some, and have them back after a year without another offence."""
    since = max(issued, NEW_CLASSES_SINCE)
    full = Timeline((Fact(FULL_POINTS, since),))
    if not draw.share("offence", 0.06):
        return full
    lost = NEW_CLASSES_SINCE + timedelta(draw.days("offence on", 20, 690))
    if lost <= since:
        return full
    left = FULL_POINTS - draw.one_of("points", {2: 50, 4: 25, 6: 15, 10: 10})
    return full.adding(Fact(left, lost)).adding(Fact(FULL_POINTS, years_later(lost, 1)))


def _issued(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        stated = {name: value for name, value in event.data.items() if name not in ("soDinhDanh", "soGPLX")}
        yield _ISSUED, Fact(stated, event.on, None, event.known)


def _find(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    """One number serves all licences of a person; with its class it names one of them."""
    index = workspace.store.numbers.index("driver_licence", subject["soGPLX"])
    return [] if index is None or not workspace.has(index) else [index]


def _reissued(records: list[Record], event: Event) -> list[Record]:
    """In force from that day until the day it is now stated to end, also where it would have expired before."""
    taken = changes(tinhTrang=IN_FORCE)(records, event)
    return [now if then is now else _lasting(now, event) for then, now in zip(records, taken, strict=True)]


def _lasting(record: Record, event: Event) -> Record:
    ends = event.data.get("ngayHetHan")
    before = [f.since for f in facts_of(record.fields["tinhTrang"]) if f.value == EXPIRED and f.since > event.on]
    states = {**dict.fromkeys(before, IN_FORCE), date.fromisoformat(ends): EXPIRED} if ends else {}
    for day, state in sorted(states.items()):
        record = record.setting({"tinhTrang": state}, day, event.known)
    return record


def _suspended(records: list[Record], event: Event) -> list[Record]:
    """Out of force until the stated day, then what it would have been."""
    after = date.fromisoformat(event.data["tuocDen"]) + timedelta(1)
    taken = changes(tinhTrang=SUSPENDED)(records, event)
    return [
        now if then is now else _given_back(now, then, after, event) for now, then in zip(records, taken, strict=True)
    ]


def _given_back(before: Record, taken: Record, day: date, event: Event) -> Record:
    state = current(before.fields.get("tinhTrang"), AsOf(day, event.known))
    return taken.setting({"tinhTrang": state, "tuocDen": None}, day, event.known)


# -- what a year brings ------------------------------------------------------------------------------------------------


def _passes(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    """Who has no licence yet passes the test for a motorcycle or a car."""
    if not 18 <= occasion.age(person) < 60 or occasion.records(person):
        return None
    held = occasion.draw.one_of("class", {"A1": 75, "A": 5, "B": 20})
    expires = _expires(held, occasion.on)
    return {"data": {"hang": held, **({"ngayHetHan": expires.isoformat()} if expires else {})}}


def _loses_points(person: Person, occasion: Occasion) -> dict[str, Any] | None:
    held = [record for record in occasion.records(person) if occasion.at(record.fields["tinhTrang"]) == IN_FORCE]
    if len(held) != 1 or occasion.at(held[0].fields["diem"]) != FULL_POINTS:
        return None
    return {"data": {"diem": FULL_POINTS - occasion.draw.one_of("points", {2: 60, 4: 30, 6: 10})}}


REGISTRY = Registry(
    "driver_licence",
    _records,
    events={
        "licence_reissued": _reissued,
        "licence_revoked": changes(tinhTrang=REVOKED),
        "licence_suspended": _suspended,
        "points_changed": changes(),
        "test_passed": changes(),
    },
    learns={"licence_issued": _issued},
    find={("hang", "soGPLX"): _find},
    simulates={"licence_issued": Happening(0.012, _passes), "points_changed": Happening(0.004, _loses_points)},
)
