"""What the national register settles when an event is written: numbers, whom it touches, whether it may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mock_national_db.acts import MARRIED, RELATIVES
from mock_national_db.dates import PartialDate
from mock_national_db.registry import Decision, Event, Refused
from mock_national_db.stated import address
from mock_national_db.timeline import Timeline, current
from mock_national_db.units import REFORM, legacy, modern
from mock_national_db.workspace import BORN

if TYPE_CHECKING:
    from mock_national_db.person import Person
    from mock_national_db.workspace import Workspace

SINGLE = "1"
FOUNDS = frozenset({"person_registered"})


def _known_place(event: Event, place: Mapping[str, Any], pointer: str) -> None:
    """The unit must be valid on the day of the event."""
    if place.get("quocGia", "VN") != "VN" and "maPhuongXa" not in place:
        return
    stated = address(place)
    units = legacy() if stated.era == "legacy" else modern()
    if stated.unit not in units or (stated.era == "legacy") != (event.on < REFORM):
        raise Refused("unknown_unit", f"{pointer}/maPhuongXa", on=event.on)


def _known_places(event: Event, stated: Mapping[str, Any], pointer: str, *, dated: tuple[str, ...]) -> None:
    for name in dated:
        if name in stated:
            _known_place(event, stated[name], f"{pointer}/{name}")


def _alive(event: Event, seen: Workspace, index: int, pointer: str = "/subject") -> Person:
    person = seen.person(index)
    if current(person.fact("ngayChet"), seen.as_of):
        raise Refused("subject_deceased", pointer)
    if person.birth > event.on:
        raise Refused("before_birth", "/on")
    return person


def _someone(seen: Workspace, stated: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    """A relative as stored in the log: one of the register by his number, or a foreigner by his name."""
    if "soDinhDanh" not in stated:
        return dict(stated)
    found = seen.by_number(stated["soDinhDanh"])
    if len(found) != 1:
        raise Refused("unknown_relative", f"{pointer}/soDinhDanh")
    return {**seen.kin(found[0]).shown(), "index": found[0]}


def _oneself(seen: Workspace, person: Person) -> dict[str, Any]:
    return {**seen.kin(person.index).shown(), "index": person.index}


def _shows(seen: Workspace, person: Person) -> tuple[int, ...]:
    """The indexes in whose records this person shows: spouse, children and the household he heads."""
    spouse = current(person.fact("voChong"), seen.as_of)
    near = [*seen.children(person.index), *seen.household(person, seen.as_of)]
    return tuple({i for i in (*near, spouse.index if spouse else None) if i is not None} - {person.index})


def _alone(event: Event, seen: Workspace) -> Decision:
    person = _alive(event, seen, event.subject)
    return Decision(event.with_data(indexes={}), touched=_shows(seen, person))


def _decide_death(event: Event, seen: Workspace) -> Decision:
    person = _alive(event, seen, event.subject)
    spouse = current(person.fact("voChong"), seen.as_of)
    return Decision(
        event.with_data(indexes={"voChong": spouse.index if spouse else None}), touched=_shows(seen, person)
    )


def _decide_return(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    died = current(person.fact("ngayChet"), seen.as_of) or current(person.fact("ngayMatTich"), seen.as_of)
    if not died:
        raise Refused("subject_alive", "/subject")
    spouse = _widowed_spouse(person, seen)
    oneself = {**seen.kin(person.index).shown(), "index": person.index}
    data = event.with_data(ngayChet=died, nguoi=oneself, indexes={"voChong": spouse})
    return Decision(data, touched=(*_shows(seen, person), *([spouse] if spouse is not None else [])))


def _widowed_spouse(person: Person, seen: Workspace) -> int | None:
    """The last spouse, unless he or she has married again."""
    marriages = person.fact("voChong")
    kin = marriages.facts[-1].value if isinstance(marriages, Timeline) and marriages.facts else marriages
    if kin is None or kin.index is None:
        return None
    spouse = seen.person(kin.index)
    return None if current(spouse.fact("voChong"), seen.as_of) else spouse.index


def _decide_birth(event: Event, seen: Workspace) -> Decision:
    parent = seen.person(event.subject)
    if parent.birthday(12) > event.on:
        raise Refused("parent_too_young", "/subject")
    data = event.data
    role = "me" if parent.sex == "2" else "cha"
    other = "cha" if role == "me" else "me"
    child = {"ngaySinh": event.on.isoformat(), "quocTich": "VN", "tinhTrangHonNhan": SINGLE, **data}
    child[role] = {**seen.kin(parent.index).shown(), "index": parent.index}
    if other in data:
        child[other] = _someone(seen, data[other], f"/data/{other}")
    home = parent.residence(event.on)
    if home is not None and "thuongTru" not in child:
        child["thuongTru"] = child["noiOHienTai"] = home.on(max(event.on, seen.clock.date()))
    child["ho"] = _home_of(parent, event, seen)
    head = current(parent.fact("chuHo"), seen.as_of)
    if head is not None:
        child |= {
            "chuHo": {**head.shown(), "index": head.index},
            "quanHe": "03" if head.index == parent.index else "13",
        }
    return _entered(event, child, touched=(parent.index, *_parents(child)))


def _home_of(parent: Person, event: Event, seen: Workspace) -> Any:
    home = current(parent.fact("ho"), seen.as_of)
    return f"{event.position}" if home is None else home


def _parents(child: Mapping[str, Any]) -> list[int]:
    return [child[r]["index"] for r in ("cha", "me") if r in child and child[r].get("index") is not None]


def _entered(event: Event, person: dict[str, Any], touched: tuple[int, ...]) -> Decision:
    """Give the new person an index, a number and the keys that lead to him."""
    PartialDate.parse(person["ngaySinh"])
    index = BORN + event.position
    person.setdefault("soDinhDanh", _new_number(person["gioiTinh"], person["ngaySinh"], event.position))
    _known_places(event, person, "/data", dated=())
    keys = [("soDinhDanh", person["soDinhDanh"], index), ("ngaySinh", person["ngaySinh"], index)]
    keys += [("chaMe", str(parent), index) for parent in _parents(person)]
    keys += [("ho", str(person["ho"]), index)] if "ho" in person else []
    return Decision(
        event.with_data(nguoi=person, indexes={"nguoi": index}),
        touched=(index, *touched),
        found_by=tuple(keys),
        told={"soDinhDanh": person["soDinhDanh"]},
    )


def _new_number(sex: str, birth: str, position: int) -> str:
    """A number born in the log: block 098, century and sex, year, position (domain.md 1.1, 1.9)."""
    century = 2 * (int(birth[:4]) // 100 - 19)
    return f"098{century + (sex == '2')}{birth[2:4]}{position:06}"


def _decide_registered(event: Event, seen: Workspace) -> Decision:
    number = event.key["soDinhDanh"]
    if not number.startswith("099"):
        raise Refused("not_your_number", "/subject/soDinhDanh", block="099")
    if seen.by_number(number):
        raise Refused("number_taken", "/subject/soDinhDanh")
    person = {"quocTich": "VN", **event.data, "soDinhDanh": number, "ho": f"{event.position}"}
    for relative in RELATIVES:
        if relative in person:
            person[relative] = _someone(seen, person[relative], f"/data/{relative}")
    return _entered(event, person, touched=tuple(_parents(person)))


def _decide_move(event: Event, seen: Workspace) -> Decision:
    person = _alive(event, seen, event.subject)
    _known_place(event, event.data["thuongTru"], "/data/thuongTru")
    followers = [
        _someone(seen, {"soDinhDanh": n}, f"/data/thanhVien/{i}") for i, n in enumerate(event.data.get("thanhVien", ()))
    ]
    stated = event.data.get("chuHo")
    head = _someone(seen, stated, "/data/chuHo") if stated else _oneself(seen, person)
    home = current(seen.person(head["index"]).fact("ho"), seen.as_of) if stated else None
    home = f"{event.position}" if home is None else home
    moving = [event.subject, *(f["index"] for f in followers)]
    touched = (*moving, *_shows(seen, person), *seen.household(seen.person(head["index"]), seen.as_of))
    data = event.with_data(ho=home, chuHo=head, indexes={"cungDi": moving[1:]})
    return Decision(data, touched=touched, found_by=tuple(("ho", str(home), index) for index in moving))


def _decide_rename(event: Event, seen: Workspace) -> Decision:
    person = _alive(event, seen, event.subject)
    keys = (("ngaySinh", str(person.birth_date), person.index),)
    return Decision(event.with_data(indexes={}), touched=_shows(seen, person), found_by=keys)


def _decide_sex(event: Event, seen: Workspace) -> Decision:
    person = _alive(event, seen, event.subject)
    if event.data["gioiTinh"] == person.sex:
        raise Refused("nothing_to_change", "/data/gioiTinh")
    old = current(person.so_dinh_danh, seen.as_of)
    number = _new_number(event.data["gioiTinh"], str(person.birth_date), event.position)
    cancelled = [*(current(person.fact("soDinhDanhDaHuy"), seen.as_of) or []), old]
    data = event.with_data(soDinhDanh=number, soDinhDanhDaHuy=cancelled, indexes={})
    keys = (("soDinhDanh", number, person.index),)
    return Decision(data, touched=_shows(seen, person), found_by=keys, told={"soDinhDanh": number})


def _decide_marriage(event: Event, seen: Workspace) -> Decision:
    person = _of_age(event, _single(event, seen, event.subject, "/subject"), "/subject")
    spouse = _someone(seen, event.data["voChong"], "/data/voChong")
    other = spouse.get("index")
    if other is not None:
        _of_age(event, _single(event, seen, other, "/data/voChong"), "/data/voChong")
        if other == person.index or seen.person(other).sex == person.sex:
            raise Refused("marriage_impossible", "/data/voChong")
    data = event.with_data(nguoi=_oneself(seen, person), voChong=spouse, indexes={"voChong": other})
    return Decision(data, touched=(*_shows(seen, person), *([] if other is None else [other])))


def _of_age(event: Event, person: Person, pointer: str) -> Person:
    """Law on Marriage and Family, article 8: men from 20, women from 18."""
    if person.birthday(20 if person.sex == "1" else 18) > event.on:
        raise Refused("under_age", pointer)
    return person


def _single(event: Event, seen: Workspace, index: int, pointer: str) -> Person:
    person = _alive(event, seen, index, pointer)
    if current(person.fact("tinhTrangHonNhan"), seen.as_of) == MARRIED:
        raise Refused("already_married", pointer)
    return person


def _decide_divorce(event: Event, seen: Workspace) -> Decision:
    person = _alive(event, seen, event.subject)
    spouse = current(person.fact("voChong"), seen.as_of)
    if spouse is None:
        raise Refused("not_married", "/subject")
    return Decision(event.with_data(indexes={"voChong": spouse.index}), touched=_shows(seen, person))


def _decide_correction(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    right = dict(event.data["dung"])
    for name in RELATIVES:
        if name in right:
            right[name] = _someone(seen, right[name], f"/data/dung/{name}")
    _known_places(event, right, "/data/dung", dated=("thuongTru", "noiOHienTai"))
    keys = (("ngaySinh", right.get("ngaySinh", str(person.birth_date)), person.index),)
    return Decision(event.with_data(dung=right, indexes={}), touched=_shows(seen, person), found_by=keys)


DECIDES: Mapping[str, Callable[[Event, Workspace], Decision]] = {
    "birth": _decide_birth,
    "person_registered": _decide_registered,
    "death": _decide_death,
    "death_cancelled": _decide_return,
    "move": _decide_move,
    "rename": _decide_rename,
    "sex_corrected": _decide_sex,
    "card_issued": _alone,
    "card_lost": _alone,
    "card_expired": _alone,
    "marriage": _decide_marriage,
    "divorce": _decide_divorce,
    "record_corrected": _decide_correction,
}
