"""What happened since the seed day: one append-only, bitemporal log per workspace, safe against a kill."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_national_db.registry import Event

if TYPE_CHECKING:
    import sqlite3

    from mock_national_db.registry import Decision

LAYOUT = """
CREATE TABLE IF NOT EXISTS workspace (
    stream INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, generation INTEGER NOT NULL, clock TEXT);
CREATE TABLE IF NOT EXISTS event (
    stream INTEGER NOT NULL, position INTEGER NOT NULL, registry TEXT NOT NULL, type TEXT NOT NULL,
    subject INTEGER NOT NULL, took_effect TEXT NOT NULL, known_at TEXT NOT NULL, client_id TEXT,
    key TEXT NOT NULL, data TEXT NOT NULL, asked TEXT NOT NULL, told TEXT NOT NULL,
    PRIMARY KEY (stream, position)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS event_client ON event (stream, client_id) WHERE client_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS touched (
    stream INTEGER NOT NULL, idx INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (stream, idx, position)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS found_by (
    stream INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, idx INTEGER NOT NULL,
    PRIMARY KEY (stream, key, value, idx)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dossier (
    stream INTEGER NOT NULL, name TEXT NOT NULL, turn INTEGER NOT NULL, entered_at TEXT NOT NULL, entry TEXT NOT NULL,
    PRIMARY KEY (stream, name, turn)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subscription (
    number INTEGER PRIMARY KEY AUTOINCREMENT, workspace TEXT NOT NULL, generation INTEGER NOT NULL,
    position INTEGER NOT NULL, replays INTEGER NOT NULL, receiver TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS owed (
    number INTEGER NOT NULL, subject INTEGER NOT NULL, position INTEGER NOT NULL, attempts INTEGER NOT NULL,
    reason TEXT NOT NULL, is_dead INTEGER NOT NULL, PRIMARY KEY (number, subject, position)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entered (
    stream INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, turn INTEGER NOT NULL,
    PRIMARY KEY (stream, position)) WITHOUT ROWID;
"""
# of a folder from before the order of entries was written: any order of what is in it, dossier by dossier
ORDER = """
INSERT INTO entered SELECT stream, row_number() OVER (PARTITION BY stream ORDER BY name, turn), name, turn
    FROM dossier WHERE NOT EXISTS (SELECT * FROM entered)"""
_EVENT = "position, registry, type, subject, took_effect, known_at, key, data, client_id"


class Stream(NamedTuple):
    """A workspace's log: where it stands in its life. `number` 0 means that nothing was ever written."""

    number: int
    generation: int
    clock: datetime | None


EMPTY = Stream(0, 1, None)


class Entry(NamedTuple):
    """One entry of a dossier: when it was made, and what was entered."""

    at: datetime
    what: Mapping[str, Any]


class Grown(NamedTuple):
    """A dossier in which something was entered: how many entries it had and has, and where the log's entries end."""

    name: str
    before: int
    now: int
    position: int


class Repeated(Exception):
    """An event's client id came before: where it was recorded then, what was told, `same` if its body was equal."""

    def __init__(self, position: int, told: Mapping[str, Any], *, same: bool) -> None:
        super().__init__(position)
        self.position, self.told, self.same = position, told, same


class Log:
    """The log's tables on one connection; `on_append` is called for each event that it writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._is_held = False
        self.on_append: Callable[[], None] | None = None

    def hold(self, later: Callable[[Callable[[], None]], object]) -> None:
        """Read from one snapshot, its lock taken once, until `later` lets go of it or somebody writes."""
        if not self._is_held:
            self._db.execute("BEGIN")
            self._is_held = True
            later(self.let_go)

    def let_go(self) -> None:
        """End the snapshot that is held, if one is: the next question sees what was written meanwhile."""
        if self._is_held:
            self._is_held = False
            self._db.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time, all or nothing."""
        self.let_go()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk has rolled back by itself
                self._db.execute("ROLLBACK")
            raise

    def stream(self, workspace: str) -> Stream:
        """The workspace's log, EMPTY for one never written to."""
        row = self._db.execute(
            "SELECT stream, generation, clock FROM workspace WHERE name = ?", (workspace,)
        ).fetchone()
        return read_stream(*row) if row else EMPTY

    def opened(self, workspace: str) -> Stream:
        """The workspace's log, made if it was never written to; call it while writing."""
        self._db.execute("INSERT OR IGNORE INTO workspace (name, generation) VALUES (?, 1)", (workspace,))
        return self.stream(workspace)

    def workspaces(self) -> list[str]:
        """The names of all that were ever written to."""
        return [name for (name,) in self._db.execute("SELECT name FROM workspace ORDER BY name")]

    def next_position(self, stream: Stream) -> int:
        """The position the next event takes; positions count from 1 in every generation of a workspace."""
        (last,) = self._db.execute("SELECT max(position) FROM event WHERE stream = ?", (stream.number,)).fetchone()
        return (last or 0) + 1

    def append(self, stream: Stream, decision: Decision, asked: str) -> None:
        """Write one event, where it shows and the keys that lead there; `asked` is the client's own body."""
        event = decision.event
        known, key, data, told = event.known.isoformat(), _json(event.key), _json(event.data), _json(decision.told)
        row = (event.position, event.registry, event.type, event.subject, event.on.isoformat(), known, key, data)
        self._db.execute(
            f"INSERT INTO event (stream, {_EVENT}, asked, told) VALUES (?{', ?' * 11})",
            (stream.number, *row, event.client_id, asked, told),
        )
        touching = [(stream.number, index, event.position) for index in {event.subject, *decision.touched}]
        self._db.executemany("INSERT OR IGNORE INTO touched VALUES (?, ?, ?)", touching)
        keys = [(stream.number, *found) for found in decision.found_by]
        self._db.executemany("INSERT OR IGNORE INTO found_by VALUES (?, ?, ?, ?)", keys)
        if self.on_append is not None:
            self.on_append()

    def refuse_repeated(self, stream: Stream, client_id: str | None, asked: str) -> None:
        """Raise Repeated if the client's id was used before."""
        if client_id is None:
            return
        query = "SELECT position, told, asked FROM event WHERE stream = ? AND client_id = ?"
        if row := self._db.execute(query, (stream.number, client_id)).fetchone():
            position, told, before = row
            raise Repeated(position, json.loads(told), same=before == asked)

    def touching(self, stream: int, index: int, known: datetime) -> list[Event]:
        """The events that show in a person's record, in order, as far as they were known at `known`."""
        shows = "touched JOIN event USING (stream, position) WHERE stream = ? AND idx = ? ORDER BY position"
        rows = self._db.execute(f"SELECT {_EVENT} FROM {shows}", (stream, index))
        return [event for event in map(_event, rows) if event.known <= known]

    def found(self, stream: int, key: str, value: str) -> list[int]:
        """The indexes an event's key leads to."""
        rows = self._db.execute(
            "SELECT idx FROM found_by WHERE stream = ? AND key = ? AND value = ?", (stream, key, value)
        )
        return [index for (index,) in rows]

    def touched_after(self, stream: Stream, index: int, most: int) -> list[int]:
        """The first `most` indexes, beyond that one, in whose records an event shows."""
        query = "SELECT DISTINCT idx FROM touched WHERE stream = ? AND idx > ? ORDER BY idx LIMIT ?"
        return [touched for (touched,) in self._db.execute(query, (stream.number, index, most))]

    def since(self, stream: Stream, position: int, limit: int, registry: str | None = None) -> list[Event]:
        """What was written after `position`, in order, with the data as sent and told; of one registry or all."""
        of_registry = "" if registry is None else "AND registry = ? "
        where = f"stream = ? AND position > ? {of_registry}ORDER BY position LIMIT ?"
        values = (stream.number, position, *([] if registry is None else [registry]), limit)
        rows = self._db.execute(f"SELECT {_EVENT}, asked, told FROM event WHERE {where}", values)
        return [replace(_event(row), data=_as_sent(asked, told)) for *row, asked, told in rows]

    def enter(self, workspace: str, dossier: str, entry: Entry, *, turn: int | None = None) -> bool:
        """Add an entry to a dossier; False, and nothing is added, if it was to be that `turn`, from 0, and is not."""
        with self.writing():
            stream = self.opened(workspace)
            query = "SELECT count(*) FROM dossier WHERE stream = ? AND name = ?"
            (free,) = self._db.execute(query, (stream.number, dossier)).fetchone()
            if turn not in (None, free):
                return False
            row = (stream.number, dossier, free, entry.at.isoformat(), _json(entry.what))
            self._db.execute("INSERT INTO dossier VALUES (?, ?, ?, ?, ?)", row)
            self._db.execute(
                "INSERT INTO entered SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3 FROM entered WHERE stream = ?1",
                row[:3],
            )
        return True

    def entries(self, stream: Stream, dossier: str) -> list[Entry]:
        """What was entered in a dossier, in order; empty if there is none of that name."""
        return [Entry(at, json.loads(what)) for at, what in self.written_entries(stream, dossier)]

    def written_entries(self, stream: Stream, dossier: str, most: int | None = None) -> Iterator[tuple[datetime, str]]:
        """The first `most` of them, or all, as the JSON that was written."""
        query = "SELECT entered_at, entry FROM dossier WHERE stream = ? AND name = ? ORDER BY turn LIMIT ?"
        for at, what in self._db.execute(query, (stream.number, dossier, -1 if most is None else most)):
            yield datetime.fromisoformat(at), what

    def entered_after(self, stream: Stream, position: int, start: str) -> list[Grown]:
        """The dossiers whose names begin so and in which something was entered after that position."""
        query = """SELECT name, min(turn), max(turn) + 1, max(position) FROM entered
            WHERE stream = ? AND position > ? AND name >= ? AND name < ? GROUP BY name"""
        after = start[:-1] + chr(ord(start[-1]) + 1)
        return [Grown(*row) for row in self._db.execute(query, (stream.number, position, start, after))]

    def dossiers(self, stream: Stream, start: str) -> list[str]:
        """The names of the dossiers that begin so, sorted."""
        query = "SELECT name FROM dossier WHERE stream = ? AND name >= ? AND turn = 0 ORDER BY name"
        names = (name for (name,) in self._db.execute(query, (stream.number, start)))
        return list(takewhile(lambda name: name.startswith(start), names))

    def of(self, stream: Stream, registry: str) -> list[Event]:
        """All that was written to one registry, in order, with the data as decided."""
        query = f"SELECT {_EVENT} FROM event WHERE stream = ? AND registry = ? ORDER BY position"
        return [_event(row) for row in self._db.execute(query, (stream.number, registry))]

    def set_clock(self, workspace: str, clock: datetime | None) -> None:
        """Move the workspace's clock; None goes back to the server's."""
        with self.writing():
            self.opened(workspace)
            stored = clock.isoformat() if clock else None
            self._db.execute("UPDATE workspace SET clock = ? WHERE name = ?", (stored, workspace))

    def reset(self, workspace: str) -> Stream:
        """Begin a new generation of the workspace's log; its clock goes back to the server's."""
        with self.writing():
            old = self.opened(workspace)
            for table in ("event", "touched", "found_by", "dossier", "entered"):
                self._db.execute(f"DELETE FROM {table} WHERE stream = ?", (old.number,))
            self._db.execute("DELETE FROM workspace WHERE stream = ?", (old.number,))
            self._db.execute("INSERT INTO workspace (name, generation) VALUES (?, ?)", (workspace, old.generation + 1))
            return self.stream(workspace)


def read_stream(number: int | None, generation: int | None, clock: str | None) -> Stream:
    """A Stream from a row of the workspace table, or from the nulls of an outer join."""
    if number is None or generation is None:
        return EMPTY
    return Stream(number, generation, datetime.fromisoformat(clock) if clock else None)


def _event(row: Sequence[Any]) -> Event:
    position, registry, kind, subject, on, known, key, data, client_id = row
    known_at = datetime.fromisoformat(known)
    return Event(
        position,
        registry,
        kind,
        subject,
        date.fromisoformat(on),
        known_at,
        json.loads(data),
        json.loads(key),
        client_id,
    )


def _as_sent(asked: str, told: str) -> dict[str, Any]:
    _registry, body = json.loads(asked)
    return {**body.get("data", {}), **json.loads(told)}


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
