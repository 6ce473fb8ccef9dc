"""What may happen to a person of the national database, and what it teaches every register about whom it touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from mock_national_db.heads import HUSBAND, OTHER, WIFE
from mock_national_db.person import Person
from mock_national_db.registry import Event
from mock_national_db.stated import address, kin
from mock_national_db.timeline import Fact, Timeline

Facts = Iterator[tuple[str, Fact]]
MARRIED, PARTED = "2", "3"
PLACES = ("noiSinh", "noiDangKyKhaiSinh", "queQuan", "thuongTru", "noiOHienTai")
RELATIVES = ("cha", "me", "voChong", "nguoiDaiDien")
_EPOCH = date(1, 1, 1)


def _learned(event: Event, value: Any, since: date | None = None) -> Fact:
    return Fact(value, since or event.on, None, event.known)


def _new_person(event: Event, person: Person) -> Facts:
    """A birth, or the entry of somebody the register did not know: every fact stated, from the day of birth."""
    if person.index != event.data["indexes"]["nguoi"]:
        return
    stated = event.data["nguoi"]
    born = date.fromisoformat(stated["ngaySinh"]) if len(stated["ngaySinh"]) == 10 else _EPOCH
    for name, value in stated.items():
        yield name, _learned(event, _read(name, value), born)


def _read(name: str, value: Any) -> Any:
    if name in PLACES:
        return address(value)
    return kin(value) if name in (*RELATIVES, "chuHo") else value


def _death(event: Event, person: Person) -> Facts:
    """The marriage ends for both; who is left in the household of a head has another one."""
    spouse = event.data["indexes"].get("voChong")
    day = max(event.on, last_change(person, "voChong"))
    if person.index == event.subject:
        yield "ngayChet", _learned(event, event.on.isoformat())
        yield from _card_turned(event, person, "daThuHoi")
        if _latest(person.fact("voChong")) is not None:
            yield "voChong", _learned(event, None, day)
    elif person.index == spouse:
        yield "voChong", _learned(event, None, day)
        yield "tinhTrangHonNhan", _learned(event, PARTED, day)
    yield from _headed(event, person)


def _headed(event: Event, person: Person) -> Facts:
    """Of whom the event says what he is to the head: who that is, and what he is."""
    if (relation := event.data.get("quanHeMoi", {}).get(str(person.index))) is not None:
        yield "chuHo", _learned(event, kin(event.data["chuHo"]))
        yield "quanHe", _learned(event, relation)


def _death_cancelled(event: Event, person: Person) -> Facts:
    died = date.fromisoformat(event.data["ngayChet"])
    if person.index == event.subject:
        yield "ngayChet", _learned(event, None, died)
        yield "ngayMatTich", _learned(event, None, died)
        if "voChong" in event.data:
            spouse = event.data["voChong"]
            yield "voChong", _learned(event, kin(spouse) if spouse else None, died)
            yield "tinhTrangHonNhan", _learned(event, MARRIED if spouse else PARTED, died)
    elif person.index == event.data["indexes"].get("voChong"):
        day = max(died, last_change(person, "voChong"))
        yield "voChong", _learned(event, kin(event.data["nguoi"]), day)
        yield "tinhTrangHonNhan", _learned(event, MARRIED, day)
    yield from _headed(event, person)


def _move(event: Event, person: Person) -> Facts:
    moving = (event.subject, *event.data["indexes"]["cungDi"])
    if person.index not in moving:
        return
    for name in ("thuongTru", "noiOHienTai"):
        yield name, _learned(event, address(event.data["thuongTru"]))
    yield "ho", _learned(event, event.data["ho"])
    if head := event.data.get("chuHo"):
        is_head = head["index"] == person.index
        yield "chuHo", _learned(event, kin(head))
        yield "quanHe", _learned(event, "00" if is_head else _to_the_head(event, moving.index(person.index)))


def _to_the_head(event: Event, place: int) -> str:
    """What the one who moves is to the head, or one who moves along: told of each, or of all alike."""
    of_each = event.data.get("quanHeThanhVien", ())
    told: str = of_each[place - 1] if 0 < place <= len(of_each) else event.data.get("quanHe", "99")
    return told


def _rename(event: Event, person: Person) -> Facts:
    if person.index == event.subject:
        yield "hoVaTen", _learned(event, event.data["hoVaTen"])


def _sex_corrected(event: Event, person: Person) -> Facts:
    if person.index == event.subject:
        yield "gioiTinh", _learned(event, event.data["gioiTinh"])
        yield "soDinhDanh", _learned(event, event.data["soDinhDanh"])
        yield "soDinhDanhDaHuy", _learned(event, event.data["soDinhDanhDaHuy"])
        yield from _card_turned(event, person, "daThuHoi")


def _card_issued(event: Event, person: Person) -> Facts:
    if person.index == event.subject:
        yield "the", _learned(event, {**event.data["the"], "tinhTrang": "conHieuLuc"})


def _card_ends(state: str) -> Callable[[Event, Person], Facts]:
    def learns(event: Event, person: Person) -> Facts:
        if person.index == event.subject:
            yield from _card_turned(event, person, state)

    return learns


def _card_turned(event: Event, person: Person, state: str) -> Facts:
    card = _latest(person.fact("the"))
    if card:
        yield "the", _learned(event, {**card, "tinhTrang": state})


def _marriage(event: Event, person: Person) -> Facts:
    sides = {event.subject: "voChong", event.data["indexes"].get("voChong"): "nguoi"}
    if (side := sides.get(person.index)) is not None:
        yield "voChong", _learned(event, kin(event.data[side]))
        yield "tinhTrangHonNhan", _learned(event, MARRIED)


def _divorce(event: Event, person: Person) -> Facts:
    if person.index in (event.subject, event.data["indexes"].get("voChong")):
        yield "voChong", _learned(event, None)
        yield "tinhTrangHonNhan", _learned(event, PARTED)
        if _latest(person.fact("quanHe")) in (WIFE, HUSBAND):
            yield "quanHe", _learned(event, OTHER)


def _record_corrected(event: Event, person: Person) -> Facts:
    """What was recorded was wrong from its beginning; what was known before stays on record."""
    if person.index != event.subject:
        return
    for name, value in event.data["dung"].items():
        yield name, _learned(event, _read(name, value), _began(person.fact(name), event.on))


def _began(value: Any, on: date) -> date:
    if not isinstance(value, Timeline):
        return _EPOCH
    held = [f for f in value.facts if f.since <= on]
    return max(held, key=lambda f: f.rank).since if held else on


def last_change(person: Person, name: str) -> date:
    """The last day on which the field's value began or ended, whatever is told later."""
    value = person.fact(name)
    facts = value.facts if isinstance(value, Timeline) else ()
    return max((fact.until or fact.since for fact in facts), default=_EPOCH)


def _latest(value: Any) -> Any:
    if not isinstance(value, Timeline):
        return value
    return max(value.facts, key=lambda f: f.rank).value if value.facts else None


LEARNS: Mapping[str, Callable[[Event, Person], Iterable[tuple[str, Fact]]]] = {
    "birth": _new_person,
    "person_registered": _new_person,
    "death": _death,
    "death_cancelled": _death_cancelled,
    "move": _move,
    "rename": _rename,
    "sex_corrected": _sex_corrected,
    "card_issued": _card_issued,
    "card_lost": _card_ends("daMat"),
    "card_expired": _card_ends("hetHan"),
    "marriage": _marriage,
    "divorce": _divorce,
    "record_corrected": _record_corrected,
}
