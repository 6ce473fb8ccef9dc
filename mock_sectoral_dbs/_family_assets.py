"""What a family owned on a day, by the registers of land and vehicles."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_national_db.person import Person

MAJORITY = 18
_KEPT_FOR = 5  # years that a plate stays with who sold its vehicle


def family(person: Person, day: date) -> list[Person]:
    """The person, the spouse and the minor children of that day."""
    spouse = person.kin("voChong", day)
    return [person, *([spouse] if spouse is not None else []), *minors(person, day)]


def minors(person: Person, day: date) -> Iterator[Person]:
    """The children who were born, alive and under 18 on that day."""
    for index in person.nation.children(person.index):
        child = person.nation.person(index)
        if child.birth <= day < child.birthday(MAJORITY) and (child.death is None or day < child.death):
            yield child


def land(people: Iterable[Person], registry: str, day: date) -> list[dict[str, Any]]:
    """Each certificate once, in the name of the first of them who stands on it."""
    names = ("soGCN", "maThua", "loaiDat", "dienTich")
    found: dict[str, dict[str, Any]] = {}
    for person in people:
        for issued, *told in _together(person, registry, "ngayCap", *names):
            if issued is not None and issued <= day.isoformat():
                thing = dict(zip(names, told, strict=True))
                found.setdefault(thing["soGCN"], {**thing, "dungTen": person.fact("hoVaTen")})
    return list(found.values())


def vehicles(people: Iterable[Person], registry: str, kinds: frozenset[str], day: date) -> list[dict[str, Any]]:
    """The vehicles of those kinds registered by that day and not yet sold; a plate that is kept tells when."""
    names = ("bienSo", "loaiXe", "nhanHieu")
    found = []
    for person in people:
        rows = [*_together(person, registry, "ngayDangKy", "giuBienDen", *names)]
        sold = {plate: _sold(kept) for _, kept, plate, *_ in rows if kept is not None}
        for registered, _, *told in rows:
            thing = dict(zip(names, told, strict=True))
            is_held = registered is not None and registered <= day.isoformat() < sold.get(thing["bienSo"], "9999")
            if is_held and thing["loaiXe"] in kinds:
                found.append({**thing, "dungTen": person.fact("hoVaTen")})
    return found


def _sold(kept_until: str) -> str:
    return years_later(date.fromisoformat(kept_until), -_KEPT_FOR).isoformat()


def _together(person: Person, registry: str, *names: str) -> Iterator[tuple[Any, ...]]:
    yield from zip(*(person.known(f"{registry}.{name}") for name in names), strict=True)
