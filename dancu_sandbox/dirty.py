"""What registers hold otherwise than the nation, page by page in the order of the index."""

from __future__ import annotations

from collections.abc import Sequence

from mock_national_db.dirt import Deviation, dirt_of
from mock_national_db.store import Store

_PEOPLE = 25  # looked through for one page at most: a page is soon there, however little dirt there is


def dirty(
    store: Store, workspace: str, registries: Sequence[str], first: int, limit: int
) -> tuple[list[Deviation], int | None]:
    """What is wrong about the people from index `first` on, and the index to go on from, None at the end.

    Whole people: up to 25 of them, or until there are `limit` items.
    """
    found: list[Deviation] = []
    size = store.nation.size if store.nation.arguments.dirt else 0
    last = min(first + _PEOPLE, size)
    for index in range(first, last):
        if len(found) >= limit:
            return found, index
        found += dirt_of(store.workspace(workspace), index, *registries)
    return found, last if last < size else None
