"""Who is told of changes: each subscription, how far it was told, what it is still owed, and what was given up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec.structs import replace

from mock_national_db.service.feed import is_for_everybody

if TYPE_CHECKING:
    from mock_national_db.registry import Event
    from mock_national_db.store import Store

RETRIES = (1, 5, 30, 300, 1800, 7200, 18000, 36000)
"""Seconds before each further attempt, as Standard Webhooks suggests, but quick at first: eighteen hours in all."""
_COLUMNS = "number, workspace, generation, position, replays, receiver"
_STALE = """subscription JOIN workspace ON name = subscription.workspace
    AND workspace.generation <> subscription.generation"""


class Overtaken(Exception):
    """The subscription is not as it was read: removed, replayed or reset meanwhile."""


class Secret(msgspec.Struct, frozen=True, omit_defaults=True):
    """What signs: `whsec_…`; until then, in seconds since 1970, if another has taken its place."""

    text: str
    until: float | None = None


class Receiver(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is told, and of what (no types: all); the first secret is the newest."""

    url: str
    registries: tuple[str, ...]
    secrets: tuple[Secret, ...]
    types: tuple[str, ...] = ()
    retries: tuple[float, ...] = RETRIES
    is_gone: bool = False

    def wants(self, event: Event) -> bool:
        """Whether it is told of such an event."""
        is_followed = event.registry in self.registries and (not self.types or event.type in self.types)
        return is_followed and is_for_everybody(event)

    def signing(self, now: float) -> list[str]:
        """The secrets that sign at that moment."""
        return [secret.text for secret in self.secrets if secret.until is None or now < secret.until]

    def rotated(self, secret: str, now: float, overlap: float) -> Receiver:
        """The same with a new secret; the one before signs beside it for so many seconds."""
        before = Secret(self.secrets[0].text, now + overlap)
        return replace(self, secrets=(Secret(secret), before))


class Subscription(NamedTuple):
    """What a receiver follows in a workspace: all up to `position` was told to it, or is owed to it."""

    number: int
    workspace: str
    generation: int
    position: int
    replays: int
    receiver: Receiver

    @property
    def life(self) -> tuple[int, int, int]:
        """What changes when it begins anew, by a reset or by hand: nothing that was under way counts then."""
        return self.number, self.generation, self.replays


class Owed(NamedTuple):
    """An event that is to be delivered, after those of its subject that stand before it; or was given up."""

    position: int
    subject: int
    attempts: int
    reason: str = ""
    is_dead: bool = False


class Subscriptions:
    """The subscriptions of a data folder, kept beside its log; a reset of a workspace leaves them."""

    def __init__(self, store: Store) -> None:
        self._db, self._log = store.db, store.log

    def add(self, workspace: str, generation: int, position: int, receiver: Receiver) -> Subscription:
        """Tell somebody new what comes after that position."""
        values = (workspace, generation, position, 0, msgspec.json.encode(receiver).decode())
        with self._log.writing():
            cursor = self._db.execute(f"INSERT INTO subscription ({_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?)", values)
        return Subscription(cursor.lastrowid or 0, workspace, generation, position, 0, receiver)

    def all(self) -> list[Subscription]:
        """Those of every workspace; what those of one that was reset were owed is no more."""
        if self._db.execute(f"SELECT 1 FROM {_STALE} LIMIT 1").fetchone():
            self._begin_anew()
        return [_read(row) for row in self._db.execute(f"SELECT {_COLUMNS} FROM subscription ORDER BY number")]

    def of(self, workspace: str) -> list[Subscription]:
        """Those of one workspace, oldest first."""
        return [one for one in self.all() if one.workspace == workspace]

    def remove(self, number: int) -> None:
        """Tell it nothing more."""
        with self._log.writing():
            self._db.execute("DELETE FROM subscription WHERE number = ?", (number,))
            self._db.execute("DELETE FROM owed WHERE number = ?", (number,))

    def change(self, told: Subscription, how: Callable[[Receiver], Receiver]) -> None:
        """Let it be told otherwise from now on."""
        with self._log.writing():
            self._change(told, how)

    def owed(self, told: Subscription) -> list[Owed]:
        """What it waits for and what was given up, in the order of the log."""
        query = "SELECT position, subject, attempts, reason, is_dead FROM owed WHERE number = ? ORDER BY position"
        return [Owed._make((*rest, bool(dead))) for *rest, dead in self._db.execute(query, (told.number,))]

    def next(self, told: Subscription) -> list[Owed]:
        """Of each subject what comes next, in the order of the log."""
        query = """SELECT min(position), subject, attempts FROM owed WHERE number = ? AND NOT is_dead
            GROUP BY subject ORDER BY 1"""  # the other columns are of the row that holds the least: SQLite says so
        return [Owed(*row) for row in self._db.execute(query, (told.number,))]

    def waiting(self, told: Subscription) -> int:
        """How much it waits for."""
        query = "SELECT count(*) FROM owed WHERE number = ? AND NOT is_dead"
        (found,) = self._db.execute(query, (told.number,)).fetchone()
        return int(found)

    def take(self, told: Subscription, events: Sequence[Event]) -> Subscription:
        """Owe it what it wants of these, which come next in the log."""
        rows = [(told.number, event.subject, event.position) for event in events if told.receiver.wants(event)]
        with self._still(told):
            self._db.executemany("INSERT INTO owed VALUES (?, ?, ?, 0, '', 0)", rows)
            query = "UPDATE subscription SET position = ? WHERE number = ?"
            self._db.execute(query, (events[-1].position, told.number))
        return told._replace(position=events[-1].position)

    def settle(self, told: Subscription, delivered: Iterable[Owed], failed: Iterable[Owed]) -> None:
        """It has the ones, and could not be told of the others."""
        done = [(told.number, owed.subject, owed.position) for owed in delivered]
        kept = [(*owed[2:], told.number, owed.subject, owed.position) for owed in failed]
        which = "WHERE number = ? AND subject = ? AND position = ?"
        with self._still(told):
            self._db.executemany(f"DELETE FROM owed {which}", done)
            self._db.executemany(f"UPDATE owed SET attempts = ?, reason = ?, is_dead = ? {which}", kept)

    def rewind(self, told: Subscription, position: int) -> None:
        """Tell it everything after that position once more."""
        with self._replayed(told):
            query = "UPDATE subscription SET position = min(position, ?) WHERE number = ?"
            self._db.execute(query, (position, told.number))
            self._db.execute("DELETE FROM owed WHERE number = ? AND position > ?", (told.number, position))

    def revive(self, told: Subscription) -> None:
        """Try at once and anew what waits and what was given up."""
        with self._replayed(told):
            self._db.execute("UPDATE owed SET is_dead = 0, attempts = 0 WHERE number = ?", (told.number,))

    @contextmanager
    def _still(self, told: Subscription) -> Iterator[None]:
        """One transaction, if it still lives the life in which it was read; else Overtaken."""
        with self._log.writing():
            query = "SELECT 1 FROM subscription WHERE number = ? AND generation = ? AND replays = ?"
            if self._db.execute(query, told.life).fetchone() is None:
                raise Overtaken
            yield

    @contextmanager
    def _replayed(self, told: Subscription) -> Iterator[None]:
        """One transaction with which it begins anew; who was gone is there again."""
        with self._log.writing():
            self._change(told, lambda receiver: replace(receiver, is_gone=False))
            self._db.execute("UPDATE subscription SET replays = replays + 1 WHERE number = ?", (told.number,))
            yield

    def _change(self, told: Subscription, how: Callable[[Receiver], Receiver]) -> None:
        query = f"SELECT {_COLUMNS} FROM subscription WHERE number = ?"
        for row in self._db.execute(query, (told.number,)).fetchall():
            changed = msgspec.json.encode(how(_read(row).receiver)).decode()
            self._db.execute("UPDATE subscription SET receiver = ? WHERE number = ?", (changed, told.number))

    def _begin_anew(self) -> None:
        whose = f"number IN (SELECT number FROM {_STALE})"
        with self._log.writing():
            self._db.execute(f"DELETE FROM owed WHERE {whose}")
            now = "SELECT generation FROM workspace WHERE name = subscription.workspace"
            self._db.execute(f"UPDATE subscription SET position = 0, generation = ({now}) WHERE {whose}")


def _read(row: tuple[Any, ...]) -> Subscription:
    *rest, receiver = row
    return Subscription._make((*rest, msgspec.json.decode(receiver, type=Receiver)))
