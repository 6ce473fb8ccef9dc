"""Searching the register: the living who have a number and of whom a criterion holds, a bounded stretch at a time."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from mock_national_db import personas
from mock_national_db.operation import Found
from mock_national_db.showing import cut
from mock_national_db.timeline import current

if TYPE_CHECKING:
    from mock_national_db.operation import Search
    from mock_national_db.registry import Record
    from mock_national_db.store import Store
    from mock_national_db.workspace import Workspace

ROWS = 100_000  # of the nation read for one answer
PEOPLE = 5_000  # drawn, and as many of the log, looked at for one answer


def search(store: Store, seen: Workspace, asked: Search) -> Found:
    """What is found from where one left off, in the order of the index, and where to go on."""
    candidates, end = _candidates(store, seen, asked)
    found: list[dict[str, Any]] = []
    last, skip = asked.after, asked.skip
    for index in candidates:
        record = _meant(store, seen, asked, index)
        if record is None:
            continue
        if skip:
            skip -= 1
        elif len(found) == asked.most:
            return Found(found, last)
        else:
            found.append(cut(record, asked.fields, seen, seen.person(index)))
        last = index
    return Found(found, end, skip)


def _candidates(store: Store, seen: Workspace, asked: Search) -> tuple[list[int], int | None]:
    """Whoever may be meant, in order; and the end of the stretch, None if it is the register's."""
    after = asked.after
    drawn = store.nation.among(asked.criterion.drawn(seen.as_of.on), after, ROWS, PEOPLE)
    written = store.log.touched_after(seen.stream, after, PEOPLE)
    ends = [found[-1] for found in (drawn, written) if len(found) == PEOPLE]
    if after + ROWS < store.nation.size - 1:
        ends.append(after + ROWS)
    named = (index for index in personas.everybody() if index > after)
    together = sorted({*drawn, *written, *named})
    if not ends:
        return together, None
    return together[: bisect_right(together, min(ends))], min(ends)


def _meant(store: Store, seen: Workspace, asked: Search, index: int) -> Record | None:
    """The person's record if it is sought."""
    if not seen.has(index):
        return None
    person, as_of = seen.person(index), seen.as_of
    if person.birth > as_of.on or current(person.fact("ngayChet"), as_of) or not current(person.so_dinh_danh, as_of):
        return None
    records = seen.visible(store.registries[asked.registry], person)
    return next((record for record in records if asked.criterion.holds(record, as_of)), None)
