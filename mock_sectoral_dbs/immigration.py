"""The immigration register: passports, the exits and entries made on them, and whether leaving is put off."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db.dates import years_later
from mock_national_db.registry import Decision, Happening, Record, Refused, Registry, changes
from mock_national_db.timeline import AsOf, Fact, Timeline, current
from mock_sectoral_dbs._life import death_on, facts_of, while_living

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Effect, Event, Occasion
    from mock_national_db.workspace import Workspace

KIND = "passport"
IN_FORCE, EXPIRED, REPLACED, LOST, REVOKED = "conGiaTri", "hetHan", "daThay", "biMat", "thuHoi"
CHIPS_SINCE = date(2023, 3, 1)
CLOSED = (date(2020, 3, 22), date(2022, 3, 15))  # no ordinary travel during the pandemic
_FIRST = date(2009, 1, 1)  # late enough that nobody is drawn more than two passports by the seed day
_GROWN, _TERMS = 14, (5, 10)  # years, for those below and from that age (Luật 49/2019/QH14, art. 7)
_ISSUER = {"ma": "A08", "ten": "Cục Quản lý xuất nhập cảnh"}
_SECOND: int = dancu_contracts.number(KIND).second or 0
_ISSUED, _POSTPONED = "immigration.issued", "immigration.postponed"  # the facts that events teach
_WAYS = {  # country, gate, means of travel
    ("TH", "Cảng hàng không quốc tế Tân Sơn Nhất", "hangKhong"): 22,
    ("KR", "Cảng hàng không quốc tế Tân Sơn Nhất", "hangKhong"): 18,
    ("JP", "Cảng hàng không quốc tế Tân Sơn Nhất", "hangKhong"): 16,
    ("TW", "Cảng hàng không quốc tế Cần Thơ", "hangKhong"): 12,
    ("SG", "Cảng hàng không quốc tế Tân Sơn Nhất", "hangKhong"): 10,
    ("KH", "Cửa khẩu quốc tế Tịnh Biên", "duongBo"): 14,
    ("KH", "Cửa khẩu quốc tế Vĩnh Xương", "duongThuy"): 8,
}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    passports = sorted([*_drawn(person, draw), *_stated(person)], key=lambda one: one[0])
    yield from _barred(person, passports[0][0] if passports else None)
    for (since, known, passport), (replaced, later, _) in pairwise([*passports, (None, None, {})]):
        following = Fact(REPLACED, replaced, None, later) if replaced else None
        yield Record(
            since,
            None,
            known,
            soDinhDanh=person.so_dinh_danh,
            **passport,
            noiCap=_ISSUER,
            tinhTrang=_state(person, since, passport["ngayHetHan"], following),
            **_holder(person),
            hoTenKhongDau=lambda as_of: printed(current(person.fact("hoVaTen"), as_of)),
            quaTrinhXNC=_crossings(person, draw, passport, replaced) if known is None else None,
            tamHoanXuatCanh=_postponed(person),
        )


def _holder(person: Person) -> dict[str, Any]:
    return {name: person.fact(name) for name in ("hoVaTen", "ngaySinh", "gioiTinh", "noiSinh", "quocTich", "soCMND")}


def _barred(person: Person, passport: date | None) -> Iterator[Record]:
    """Who may not leave has an entry before he has a passport: of it only those know who may see the bar."""
    bars = [f for f in facts_of(person.fact(_POSTPONED)) if passport is None or f.since < passport]
    if bars:
        first, number = min(bars, key=lambda f: f.rank), person.so_dinh_danh
        told = {"soDinhDanh": number, **_holder(person), "tamHoanXuatCanh": _postponed(person)}
        yield Record(first.since, passport, first.known, **told)


def _drawn(person: Person, draw: Draw) -> Iterator[tuple[Any, Any, dict[str, str]]]:
    """At most two passports, the second before the first ends; those born in the log have what the log says."""
    if person.index >= _SECOND or not draw.share("passport", 0.16):
        return
    issued = max(person.birth, _FIRST) + timedelta(draw.days("wait", 60, 6400))
    for turn in (0, 1):
        if (person.death and issued >= person.death) or person.at("quocTich", issued) != "VN":
            return
        passport = _passport(person, issued, person.nation.sector_number(KIND, person.index + turn * _SECOND))
        yield issued, None, passport
        if not draw.share("renews", 0.6):
            return
        issued = date.fromisoformat(passport["ngayHetHan"]) - timedelta(draw.days("early", 20, 200))


def _stated(person: Person) -> Iterator[tuple[Any, Any, dict[str, str]]]:
    for fact in facts_of(person.fact(_ISSUED)):
        issued = date.fromisoformat(fact.value.get("ngayCap", fact.since.isoformat()))
        yield fact.since, fact.known, {**_passport(person, issued, fact.value["soHoChieu"]), **fact.value}


def _passport(person: Person, issued: date, number: str) -> dict[str, str]:
    grown = issued >= person.birthday(_GROWN)
    return {
        "soHoChieu": number,
        "loaiHoChieu": "phoThongGanChip" if issued >= CHIPS_SINCE else "phoThong",
        "ngayCap": issued.isoformat(),
        "ngayHetHan": years_later(issued, _TERMS[grown]).isoformat(),
    }


def _state(person: Person, since: date, last: str, following: Fact | None) -> Timeline:
    """In force until it is replaced, its term ends, or its holder has died, whichever comes first."""
    living = facts_of(while_living(person, since, IN_FORCE, REVOKED))
    expires = date.fromisoformat(last)
    begun = [Fact(f.value, max(f.since, since), f.until, f.known) for f in living if f.since < expires]
    if following is not None and following.since < expires:
        return Timeline((*begun, following))
    return Timeline((*begun, Fact(EXPIRED, max(expires, since))))


def printed(name: str | None) -> str | None:
    """The name in capitals without marks, as in the machine-readable zone."""
    if not name:
        return None
    plain = unicodedata.normalize("NFD", name.upper().replace("Đ", "D").replace("Ð", "D"))
    return " ".join("".join(c if "A" <= c <= "Z" else " " if c.isspace() else "" for c in plain).split()) or None


def _postponed(person: Person) -> Timeline:
    return Timeline((Fact("khong", date.min), *facts_of(person.fact(_POSTPONED))))


# -- journeys ----------------------------------------------------------------------------------------------------------


def _crossings(
    person: Person, draw: Draw, passport: Mapping[str, str], replaced: date | None
) -> Callable[[AsOf], list[dict[str, str]] | None]:
    number, last = passport["soHoChieu"], date.fromisoformat(passport["ngayHetHan"])
    end = min(last, replaced or last) - timedelta(30)

    def made(as_of: AsOf) -> list[dict[str, str]] | None:
        stop = min(death_on(person, as_of) or end, end)
        return [
            c for c in _all(draw, number, date.fromisoformat(passport["ngayCap"]), stop) if c["ngay"] <= f"{as_of.on}"
        ] or None

    return made


def _all(draw: Draw, number: str, day: date, stop: date) -> Iterator[dict[str, str]]:
    for turn in range(draw.one_of(f"{number} journeys", {0: 35, 1: 25, 2: 18, 4: 14, 8: 8})):
        day += timedelta(draw.days(f"{number} {turn} home", 15, 700))
        back = day + timedelta(draw.days(f"{number} {turn} away", 2, 21))
        if back >= stop:
            return
        if not (day < CLOSED[1] and back > CLOSED[0]):
            country, gate, means = draw.one_of(f"{number} {turn} way", _WAYS)
            for kind, on in (("xuatCanh", day), ("nhapCanh", back)):
                yield {"loai": kind, "ngay": on.isoformat(), "cuaKhau": gate, "quocGia": country, "phuongTien": means}
        day = back


# -- what events do ----------------------------------------------------------------------------------------------------


def _decide_issued(event: Event, seen: Workspace) -> Decision:
    """A number the caller leaves out is the register's next: X9 and the event's position."""
    number = event.data.get("soHoChieu", f"X9{event.position:07}")
    if seen.person(event.subject).birth > event.on:
        raise Refused("before_birth", "/on")
    if seen.written("immigration.soHoChieu", number):
        raise Refused("number_taken", "/data/soHoChieu")
    issued = event.with_data(soHoChieu=number)
    return Decision(issued, found_by=(("immigration.soHoChieu", number, event.subject),), told={"soHoChieu": number})


def _issued(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
    if person.index == event.subject:
        stated = {name: value for name, value in event.data.items() if name != "soDinhDanh"}
        yield _ISSUED, Fact(stated, event.on, None, event.known)


def _postponing(answer: str) -> Callable[[Event, Person], Iterator[tuple[str, Fact]]]:
    """Of the person, with or without a passport: the next one shows it too."""

    def learns(event: Event, person: Person) -> Iterator[tuple[str, Fact]]:
        if person.index == event.subject:
            yield _POSTPONED, Fact(answer, event.on, None, event.known)

    return learns


def _out_of_force(state: str) -> Effect:
    """The passport meant, or the one in force, is and stays out of force, also when its term ends.

    One that is named may have been replaced since, on the same day it was told to be lost.
    """

    def effect(records: list[Record], event: Event) -> list[Record]:
        taken = changes(tinhTrang=state)(records, event)
        then = AsOf(event.on, event.known)
        turned = {IN_FORCE, REPLACED} if "soHoChieu" in event.key else {IN_FORCE}
        return [
            _staying(now, state, event) if current(before.fields.get("tinhTrang"), then) in turned else before
            for before, now in zip(records, taken, strict=True)
        ]

    return effect


def _staying(record: Record, state: str, event: Event) -> Record:
    later = {f.since for f in facts_of(record.fields.get("tinhTrang")) if f.since > event.on}
    for day in sorted(later):
        record = record.setting({"tinhTrang": state}, day, event.known)
    return record


def _crossed(records: list[Record], event: Event) -> list[Record]:
    """One more crossing on the passport meant, else on the one in force."""
    then = AsOf(event.on, event.known)
    number = event.key.get("soHoChieu")
    crossing = {**{n: v for n, v in event.data.items() if n not in ("soDinhDanh", "soHoChieu")}, "ngay": f"{event.on}"}

    def used(record: Record) -> bool:
        held = current(record.fields.get("soHoChieu"), then)
        return bool(held == number if number else current(record.fields.get("tinhTrang"), then) == IN_FORCE)

    def longer(before: Any) -> Callable[[AsOf], list[dict[str, str]]]:
        return lambda as_of: sorted([*(current(before, as_of) or []), crossing], key=lambda one: one["ngay"])

    return [
        r.setting({"quaTrinhXNC": longer(r.fields.get("quaTrinhXNC"))}, event.on, event.known) if used(r) else r
        for r in records
    ]


def _corrected(records: list[Record], event: Event) -> list[Record]:
    names = {"hoTenKhongDau": printed(event.data["hoVaTen"])} if "hoVaTen" in event.data else {}
    return changes(**names)(records, event)


# -- what a year brings ------------------------------------------------------------------------------------------------


def _applies(person: Person, occasion: Occasion) -> Mapping[str, Any] | None:
    """Who has no passport in force."""
    is_citizen = occasion.at(person.fact("quocTich")) == "VN"
    states = {occasion.at(record.fields.get("tinhTrang")) for record in occasion.records(person)}
    return {} if is_citizen and IN_FORCE not in states and occasion.age(person) < 80 else None


REGISTRY = Registry(
    "immigration",
    _records,
    events={
        "passport_lost": _out_of_force(LOST),
        "passport_revoked": _out_of_force(REVOKED),
        "border_crossed": _crossed,
        "record_corrected": _corrected,
    },
    learns={
        "passport_issued": _issued,
        "exit_postponed": _postponing("co"),
        "exit_allowed": _postponing("khong"),
    },
    decides={"passport_issued": _decide_issued},
    simulates={"passport_issued": Happening(0.02, _applies)},
)
