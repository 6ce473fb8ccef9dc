"""The lease by which one of several processes on a data folder delivers; another takes over when it is not renewed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_national_db.store import Store

TERM = 30.0
"""Seconds; more than twice as long as one delivery may take, so that nobody takes over in the midst of one."""
_TAKE = """INSERT INTO lease VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET holder = ?2, until = ?3
    WHERE holder = ?2 OR until NOT BETWEEN ?4 AND ?5"""  # beyond ?5: the machine's clock was set back


class Lease:
    """The right to do what `name` says, as `holder`; `wall` tells the machine's time in seconds."""

    def __init__(self, store: Store, name: str, holder: str, wall: Callable[[], float]) -> None:
        self._log, self._db, self._wall = store.log, store.db, wall
        self._name, self._holder, self._until = name, holder, 0.0

    def is_held(self) -> bool:
        """Whether it is ours; taken if it is nobody's, renewed when half of its term is over."""
        now = self._wall()
        if now < self._until - TERM / 2 < now + TERM:
            return True
        with self._log.writing():
            values = (self._name, self._holder, now + TERM, now, now + 2 * TERM)
            taken = self._db.execute(_TAKE, values).rowcount == 1
        self._until = now + TERM if taken else 0.0
        return taken

    def release(self) -> None:
        """Let another have it at once, if it is ours."""
        if self._until:
            self._until = 0.0
            with self._log.writing():
                self._db.execute("DELETE FROM lease WHERE name = ? AND holder = ?", (self._name, self._holder))
