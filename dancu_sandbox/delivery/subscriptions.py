"""Who is told of changes: each subscription, how far it was told, what it is still owed, and what was given up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_national_db.service.feed import is_for_everybody

if TYPE_CHECKING:
    from mock_national_db.registry import Event
    from mock_national_db.store import Store

_STALE = "webhook JOIN workspace ON name = webhook.workspace AND workspace.generation <> webhook.generation"


class Overtaken(Exception):
    """The subscription is not as it was read: removed, replayed, reset, or told by another process meanwhile."""


class Subscription(NamedTuple):
    """What a receiver follows in a workspace; it was told up to `position`, save what it is owed. No types: all."""

    number: int
    workspace: str
    url: str
    registries: tuple[str, ...]
    types: tuple[str, ...]
    secret: str
    generation: int
    position: int

    def wants(self, event: Event) -> bool:
        """Whether it is told of such an event."""
        is_followed = event.registry in self.registries and (not self.types or event.type in self.types)
        return is_followed and is_for_everybody(event)


class Owed(NamedTuple):
    """An event that could not be delivered yet, or waits behind such a one of its subject; or was given up."""

    position: int
    subject: int
    attempts: int
    reason: str = ""
    is_dead: bool = False


class Subscriptions:
    """The subscriptions of a data folder, kept beside its log; a reset of a workspace leaves them."""

    def __init__(self, store: Store) -> None:
        self._db, self._log = store.db, store.log

    def add(self, wanted: Subscription) -> Subscription:
        """Keep a new one, whatever its number is; with the number it got."""
        values = (*wanted[1:3], json.dumps(wanted.registries), json.dumps(wanted.types), *wanted[5:])
        columns = "workspace, url, registries, types, secret, generation, position"
        with self._log.writing():
            cursor = self._db.execute(f"INSERT INTO webhook ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        return wanted._replace(number=cursor.lastrowid or 0)

    def all(self) -> list[Subscription]:
        """Those of every workspace; what those of one that was reset were owed is no more."""
        if self._db.execute(f"SELECT 1 FROM {_STALE} LIMIT 1").fetchone():
            self._begin_anew()
        return [_read(row) for row in self._db.execute("SELECT * FROM webhook ORDER BY number").fetchall()]

    def of(self, workspace: str) -> list[Subscription]:
        """Those of one workspace, oldest first."""
        return [one for one in self.all() if one.workspace == workspace]

    def remove(self, number: int) -> None:
        """Tell it nothing more."""
        with self._log.writing():
            self._db.execute("DELETE FROM webhook WHERE number = ?", (number,))
            self._db.execute("DELETE FROM webhook_owed WHERE number = ?", (number,))

    def owed(self, told: Subscription) -> list[Owed]:
        """What it waits for and what was given up, in the order of the log."""
        query = (
            "SELECT position, subject, attempts, reason, is_dead FROM webhook_owed WHERE number = ? ORDER BY position"
        )
        return [Owed._make((*rest, bool(dead))) for *rest, dead in self._db.execute(query, (told.number,)).fetchall()]

    def delivered(self, told: Subscription, position: int) -> Subscription:
        """It has, or needs not, what stands there."""
        with self._moved(told, position) as moved:
            self._db.execute("DELETE FROM webhook_owed WHERE number = ? AND position = ?", (told.number, position))
        return moved

    def owe(self, told: Subscription, owed: Owed) -> Subscription:
        """It could not be told of this one."""
        with self._moved(told, owed.position) as moved:
            self._db.execute("INSERT OR REPLACE INTO webhook_owed VALUES (?, ?, ?, ?, ?, ?)", (told.number, *owed))
        return moved

    def rewind(self, told: Subscription, position: int) -> None:
        """Tell it everything after that position once more."""
        moved = told._replace(position=min(position, told.position))
        with self._log.writing():
            self._stand(told, moved)
            query = "DELETE FROM webhook_owed WHERE number = ? AND position > ?"
            self._db.execute(query, (told.number, moved.position))

    def revive(self, told: Subscription) -> None:
        """Try anew what was given up."""
        with self._log.writing():
            query = "UPDATE webhook_owed SET is_dead = 0, attempts = 0 WHERE number = ? AND is_dead"
            self._db.execute(query, (told.number,))

    @contextmanager
    def _moved(self, told: Subscription, position: int) -> Iterator[Subscription]:
        """One transaction that moves it on if it still stands where it was read, else raises Overtaken."""
        moved = told._replace(position=max(position, told.position))
        with self._log.writing():
            self._stand(told, moved)
            yield moved

    def _begin_anew(self) -> None:
        whose = f"number IN (SELECT number FROM {_STALE})"
        with self._log.writing():
            self._db.execute(f"DELETE FROM webhook_owed WHERE {whose}")
            now = "SELECT generation FROM workspace WHERE name = webhook.workspace"
            self._db.execute(f"UPDATE webhook SET position = 0, generation = ({now}) WHERE {whose}")

    def _stand(self, told: Subscription, moved: Subscription) -> None:
        query = "UPDATE webhook SET generation = ?, position = ? WHERE number = ? AND generation = ? AND position = ?"
        values = (moved.generation, moved.position, told.number, told.generation, told.position)
        if self._db.execute(query, values).rowcount == 0:
            raise Overtaken


def _read(row: tuple[Any, ...]) -> Subscription:
    number, workspace, url, registries, types, *rest = row
    return Subscription(number, workspace, url, tuple(json.loads(registries)), tuple(json.loads(types)), *rest)
