"""Who heads a household when its head has died, and how those who live there are related to him."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mock_national_db.timeline import AsOf, current

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from mock_national_db.person import Person
    from mock_national_db.registry import Event
    from mock_national_db.workspace import Workspace

_GROWN = 18
HEAD, WIFE, HUSBAND, CHILD = "00", "01", "02", "03"
FATHER, MOTHER, IN_LAW, SIBLING, OTHER = "07", "08", "09", "12", "99"


def heir(event: Event, seen: Workspace, person: Person) -> Person | None:
    """The spouse, else the eldest: of the grown people left in the household, or of all where only children are left.

    None where the dead headed nobody (Luật Cư trú, art. 10: the members choose; the sandbox chooses for them).
    """
    head = current(person.fact("chuHo"), seen.as_of)
    left = left_in(seen, person)
    if head is None or head.index != person.index or not left:
        return None
    spouse = _index(seen, person, "voChong")
    grown = [one for one in left if one.birthday(_GROWN) <= event.on] or left
    return min(grown, key=lambda one: (one.index != spouse, one.birth, one.index))


def regained(seen: Workspace, person: Person, died: date) -> Mapping[str, str]:
    """What those whom he headed before his death, and whom another heads now, were to him then, by their indexes."""
    found, then = {}, AsOf(died - timedelta(days=1), seen.as_of.known)
    for one in left_in(seen, person):
        before, now = (current(one.fact("chuHo"), at) for at in (then, seen.as_of))
        if before is not None and before.index == person.index and now is not None and now.index != person.index:
            found[str(one.index)] = current(one.fact("quanHe"), then) or OTHER
    return found


def left_in(seen: Workspace, person: Person) -> Sequence[Person]:
    """The living of the person's household but himself."""
    others = [seen.person(index) for index in seen.household(person, seen.as_of) if index != person.index]
    return [one for one in others if not current(one.fact("ngayChet"), seen.as_of)]


def relations(seen: Workspace, head: Person, members: Sequence[Person]) -> Mapping[str, str]:
    """What each is to the head (codes of `quanHe`), by the index as the log spells it."""
    return {str(one.index): next(_relation(seen, one, head), OTHER) for one in members}


def _relation(seen: Workspace, one: Person, head: Person) -> Iterator[str]:
    is_man = one.sex == "1"
    parents, of_head = _parents(seen, one.index), _parents(seen, head.index)
    if one.index == head.index:
        yield HEAD
    if _index(seen, one, "voChong") == head.index:
        yield HUSBAND if is_man else WIFE
    if head.index in parents:
        yield CHILD
    if one.index in of_head:
        yield FATHER if is_man else MOTHER
    if one.index in _parents(seen, _index(seen, head, "voChong")):
        yield IN_LAW
    if parents & of_head:
        yield SIBLING


def _parents(seen: Workspace, index: int | None) -> set[int]:
    if index is None:
        return set()
    found = (_index(seen, seen.person(index), name) for name in ("cha", "me"))
    return {parent for parent in found if parent is not None}


def _index(seen: Workspace, person: Person, name: str) -> int | None:
    kin = current(person.fact(name), seen.as_of)
    return None if kin is None else kin.index
