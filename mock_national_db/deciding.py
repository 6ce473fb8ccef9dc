"""What the national register settles when an event is written: numbers, whom it touches, whether it may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.acts import MARRIED, PLACES, RELATIVES, last_change
from mock_national_db.dates import PartialDate
from mock_national_db.heads import heir, left_in, regained, relations
from mock_national_db.registry import Decision, Event, Refused
from mock_national_db.stated import address
from mock_national_db.timeline import AsOf, current
from mock_national_db.units import REFORM, Address, legacy, modern
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
    if not _exists(stated) or (stated.era == "legacy") != (event.on < REFORM):
        raise Refused("unknown_unit", f"{pointer}/maPhuongXa", on=event.on)


def _exists(stated: Address) -> bool:
    return stated.unit in (legacy() if stated.era == "legacy" else modern())


def _known_places(event: Event, stated: Mapping[str, Any], pointer: str, *, dated: tuple[str, ...] = ()) -> None:
    """Places of the past need only have been; those that are `dated` are of the day of the event."""
    for name in PLACES:
        if name in stated and name in dated:
            _known_place(event, stated[name], f"{pointer}/{name}")
        elif name in stated and "maPhuongXa" in stated[name] and not _exists(address(stated[name])):
            raise Refused("unknown_unit", f"{pointer}/{name}/maPhuongXa")


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
        if "hoVaTen" not in stated:
            raise Refused("invalid", f"{pointer}/hoVaTen", reason="soDinhDanh, hoVaTen")
        return dict(stated)
    found = seen.by_number(stated["soDinhDanh"])
    if len(found) != 1:
        raise Refused("unknown_relative", f"{pointer}/soDinhDanh")
    return {**seen.kin(found[0]).shown(), "index": found[0]}


def _relatives(seen: Workspace, stated: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    return {name: _someone(seen, stated[name], f"{pointer}/{name}") for name in RELATIVES if name in stated}


def _born(birth: str) -> date:
    return PartialDate.parse(birth).first_day


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
    head = heir(event, seen, person)
    others = {}
    if head is not None:
        others = {"chuHo": _oneself(seen, head), "quanHeMoi": relations(seen, head, left_in(seen, person))}
    data = event.with_data(indexes={"voChong": spouse.index if spouse else None}, **others)
    return Decision(data, touched=_shows(seen, person))


def _decide_return(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    died = current(person.fact("ngayChet"), seen.as_of)
    gone = died or current(person.fact("ngayMatTich"), seen.as_of)
    if not gone:
        raise Refused("subject_alive", "/subject")
    widowed, marriage = _marriage_again(person, died, seen) if died else (None, {})
    again = regained(seen, person, date.fromisoformat(gone))
    home = {"chuHo": _oneself(seen, person), "quanHeMoi": again} if again else {}
    told = {"ngayChet": gone, "nguoi": _oneself(seen, person), "indexes": {"voChong": widowed}}
    data = event.with_data(**told, **marriage, **home)
    return Decision(data, touched=(*_shows(seen, person), *([] if widowed is None else [widowed])))


def _marriage_again(person: Person, died: str, seen: Workspace) -> tuple[int | None, dict[str, Any]]:
    """The widowed spouse whose marriage goes on, and what the returned learns of it (None: it ended meanwhile)."""
    before = date.fromisoformat(died) - timedelta(days=1)
    kin = current(person.fact("voChong"), AsOf(before, seen.as_of.known))
    if kin is None:
        return None, {}
    spouse = None if kin.index is None else seen.person(kin.index)
    if spouse is not None and (spouse.known_death or current(spouse.fact("voChong"), seen.as_of)):
        return None, {"voChong": None}
    is_known = current(person.fact("voChong"), seen.as_of) is not None
    restored = {} if is_known else {"voChong": {**kin.shown(), "index": kin.index}}
    return kin.index, restored


def _decide_birth(event: Event, seen: Workspace) -> Decision:
    parent, data = seen.person(event.subject), event.data
    if parent.birthday(12) > _born(data.get("ngaySinh", event.on.isoformat())):
        raise Refused("parent_too_young", "/subject")
    role = "me" if parent.sex == "2" else "cha"
    child = {"ngaySinh": event.on.isoformat(), "quocTich": "VN", "tinhTrangHonNhan": SINGLE, **data}
    child |= _relatives(seen, {name: kin for name, kin in data.items() if name != role}, "/data")
    child[role] = _oneself(seen, parent)
    if "noiOHienTai" not in data or "thuongTru" in data:
        child |= _at_home(parent, event, seen, child)
    return _entered(event, child, touched=(parent.index, *_parents(child)))


def _at_home(parent: Person, event: Event, seen: Workspace, child: Mapping[str, Any]) -> dict[str, Any]:
    """The household and, unless stated, the residence of the parent.

    A child of whom only where it lives now is stated belongs to none until the police register its residence.
    """
    shared: dict[str, Any] = {"ho": _home_of(parent, event, seen)}
    home = parent.residence(event.on)
    if home is not None and "thuongTru" not in child:
        shared["thuongTru"] = shared["noiOHienTai"] = home.on(max(event.on, seen.clock.date()))
    head = current(parent.fact("chuHo"), seen.as_of)
    if head is not None:
        shared["chuHo"] = {**head.shown(), "index": head.index}
        shared["quanHe"] = "03" if head.index == parent.index else "13"
    return shared


def _home_of(parent: Person, event: Event, seen: Workspace) -> Any:
    home = current(parent.fact("ho"), seen.as_of)
    return f"{event.position}" if home is None else home


def _parents(child: Mapping[str, Any]) -> list[int]:
    return [child[r]["index"] for r in ("cha", "me") if r in child and child[r].get("index") is not None]


def _entered(event: Event, person: dict[str, Any], touched: tuple[int, ...]) -> Decision:
    """Give the new person an index, a number and the keys that lead to him."""
    if _born(person["ngaySinh"]) > event.on:
        raise Refused("before_birth", "/on")
    index = BORN + event.position
    person.setdefault("soDinhDanh", _new_number(person["gioiTinh"], person["ngaySinh"], event.position))
    _known_places(event, event.data, "/data")
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
    century = 2 * min(max(int(birth[:4]) // 100 - 19, 0), 4)
    return f"098{century + (sex == '2')}{birth[2:4]}{position:06}"


def _decide_registered(event: Event, seen: Workspace) -> Decision:
    number = event.key["soDinhDanh"]
    if not number.startswith("099"):
        raise Refused("not_your_number", "/subject/soDinhDanh", block="099")
    if seen.by_number(number):
        raise Refused("number_taken", "/subject/soDinhDanh")
    person = {"quocTich": "VN", **event.data, "soDinhDanh": number, "ho": f"{event.position}"}
    person |= _relatives(seen, event.data, "/data")
    return _entered(event, person, touched=tuple(_parents(person)))


def _decide_move(event: Event, seen: Workspace) -> Decision:
    person = _alive(event, seen, event.subject)
    _known_place(event, event.data["thuongTru"], "/data/thuongTru")
    followers = [_follower(event, seen, place) for place in range(len(event.data.get("thanhVien", ())))]
    stated = event.data.get("chuHo")
    head = _someone(seen, stated, "/data/chuHo") if stated else _oneself(seen, person)
    home = current(_alive(event, seen, head["index"], "/data/chuHo").fact("ho"), seen.as_of) if stated else None
    home = f"{event.position}" if home is None else home
    moving = [event.subject, *followers]
    touched = (*moving, *_shows(seen, person), *seen.household(seen.person(head["index"]), seen.as_of))
    data = event.with_data(ho=home, chuHo=head, indexes={"cungDi": moving[1:]})
    return Decision(data, touched=touched, found_by=tuple(("ho", str(home), index) for index in moving))


def _follower(event: Event, seen: Workspace, place: int) -> int:
    found, pointer = seen.by_number(event.data["thanhVien"][place]), f"/data/thanhVien/{place}"
    if len(found) != 1:
        raise Refused("unknown_relative", pointer)
    return _alive(event, seen, found[0], pointer).index


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
    if current(person.fact("tinhTrangHonNhan"), seen.as_of) == MARRIED or last_change(person, "voChong") > event.on:
        raise Refused("already_married", pointer)
    return person


def _decide_divorce(event: Event, seen: Workspace) -> Decision:
    person = _alive(event, seen, event.subject)
    spouse = current(person.fact("voChong"), seen.as_of)
    if spouse is None or last_change(person, "voChong") > event.on:
        raise Refused("not_married", "/subject")
    return Decision(event.with_data(indexes={"voChong": spouse.index}), touched=_shows(seen, person))


def _decide_correction(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    right = dict(event.data["dung"])
    right |= _relatives(seen, right, "/data/dung")
    if "ngaySinh" in right and _born(right["ngaySinh"]) > event.on:
        raise Refused("before_birth", "/data/dung/ngaySinh")
    _known_places(event, right, "/data/dung", dated=("thuongTru", "noiOHienTai"))
    parents = _parents(right)
    keys = [("ngaySinh", right.get("ngaySinh", str(person.birth_date)), person.index)]
    keys += [("chaMe", str(parent), person.index) for parent in parents]
    touched = (*_shows(seen, person), *parents)
    return Decision(event.with_data(dung=right, indexes={}), touched=touched, found_by=tuple(keys))


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
