"""The national population database: the fields of article 9 of the Law on Identification, for every person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from mock_national_db.acts import LEARNS
from mock_national_db.deciding import DECIDES, FOUNDS
from mock_national_db.happenings import HAPPENINGS
from mock_national_db.registry import Record, Registry
from mock_national_db.timeline import AsOf, current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.workspace import Workspace


def _records(person: Person, _draw: Draw) -> Iterator[Record]:
    yield Record.over(person.birth, _Fields(person))


class _Fields(Mapping[str, Any]):
    """The person's own facts, and what follows from them."""

    __slots__ = ("_person",)

    def __init__(self, person: Person) -> None:
        self._person = person

    def __getitem__(self, name: str) -> Any:
        if name in _DERIVED:
            return partial(_DERIVED[name], self._person)
        try:
            return self._person.facts[name]
        except KeyError:
            return _USUAL[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._person.facts, *_DERIVED, *_USUAL)))

    def __len__(self) -> int:
        return len(tuple(self))


def _children(person: Person, as_of: AsOf) -> list[Mapping[str, str]] | None:
    known = [person.nation.person(index) for index in dict.fromkeys(person.nation.children(person.index))]
    children = [child for child in known if child.birth <= as_of.on and _is_child(child, person, as_of)]
    return [_named(child) for child in sorted(children, key=_by_birth)] or None


def _is_child(child: Person, person: Person, as_of: AsOf) -> bool:
    """Whether the child's record names the person as a parent then; a father may be found, or given up, later."""
    parents = [current(child.fact(name), as_of) for name in ("cha", "me")]
    return any(parent is not None and parent.index == person.index for parent in parents)


def _by_birth(person: Person) -> tuple[Any, int]:
    return person.birth, person.index


def _named(person: Person) -> Mapping[str, str]:
    return person.nation.kin(person.index).shown()


def _head(person: Person, as_of: AsOf) -> Mapping[str, str] | None:
    kin = current(person.fact("chuHo"), as_of)
    relation = current(person.fact("quanHe"), as_of)
    return None if kin is None else {**person.nation.shown(kin, of=person), "quanHe": relation or "99"}


def _household(person: Person, as_of: AsOf) -> list[Mapping[str, str]] | None:
    members = [person.nation.person(index) for index in person.nation.household(person, as_of)]
    return [
        {**_named(member), "quanHe": current(member.fact("quanHe"), as_of) or "99"}
        for member in sorted(members, key=_by_birth)
    ] or None


def _life(person: Person, as_of: AsOf) -> str:
    if current(person.fact("ngayChet"), as_of):
        return "daChet"
    return "matTich" if current(person.fact("ngayMatTich"), as_of) else "conSong"


_DERIVED: Mapping[str, Callable[[Person, AsOf], Any]] = {
    "con": _children,
    "chuHo": _head,
    "thanhVienHo": _household,
    "trangThai": _life,
}
_USUAL = {"loaiCongDan": "congDan"}


def _by_name_and_birth(workspace: Workspace, subject: Mapping[str, Any]) -> Sequence[int]:
    return workspace.by_name_and_birth(subject["hoVaTen"], subject["ngaySinh"])


REGISTRY = Registry(
    "population",
    _records,
    learns=LEARNS,
    decides=DECIDES,
    founds=FOUNDS,
    find={("hoVaTen", "ngaySinh"): _by_name_and_birth},
    simulates=HAPPENINGS,
)
