"""The nation's file: one SQLite table of packed rows, made beside its place and moved there when it is complete."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from mock_national_db.nation.arguments import VERSION, Arguments
from mock_national_db.nation.block import Columns, blocks
from mock_national_db.nation.columns import COLUMNS, KEYS, PACKED, WIDTHS

__all__ = ["LAYOUT", "Progress", "create"]

Progress = Callable[[int, int], None]  # people made, people in all
LAYOUT = np.dtype([(name, f"<{width}") for name, width in zip(COLUMNS, WIDTHS, strict=True)])
"""PACKED as numpy reads and writes it, a field for each of COLUMNS."""
_UNFINISHED = ".unfinished"
_STALE = 3600  # seconds after which an unfinished file is nobody's any more
_INDEXES = (
    "CREATE UNIQUE INDEX person_number ON person (number)",
    "CREATE INDEX person_birth ON person (birth)",
    "CREATE INDEX person_household ON person (household)",
    "CREATE INDEX person_father ON person (father) WHERE father >= 0",
    "CREATE INDEX person_mother ON person (mother) WHERE mother >= 0",
)


def create(path: Path, arguments: Arguments, progress: Progress | None = None) -> None:
    """Make the nation. A process that is killed leaves nothing at `path`; of two at once the last one's file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=_UNFINISHED, dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        _write(unfinished, arguments, progress)
        unfinished.chmod(0o644)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _sweep(path: Path) -> None:
    for left in path.parent.glob(f"{path.name}.*{_UNFINISHED}"):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - _STALE:
                left.unlink()


def _write(path: Path, arguments: Arguments, progress: Progress | None) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536", "locking_mode = EXCLUSIVE"):
            db.execute(f"PRAGMA {pragma}")
        db.execute(f"CREATE TABLE person (idx INTEGER PRIMARY KEY, {_typed(KEYS[1:])}, packed BLOB NOT NULL) STRICT")
        db.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")
        db.execute("BEGIN")
        _fill(db, arguments, progress)
        for index in _INDEXES:
            db.execute(index)
        meta = {"version": str(VERSION), "arguments": arguments.to_json()}
        db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        db.execute("COMMIT")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _typed(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}" INTEGER NOT NULL' for column in columns)


def _fill(db: sqlite3.Connection, arguments: Arguments, progress: Progress | None) -> None:
    insert = f"INSERT INTO person VALUES (?{', ?' * len(KEYS)})"
    for block in blocks(arguments):
        db.executemany(insert, _rows(block))
        if progress is not None:
            progress(int(block["idx"][-1]) + 1, arguments.size)


def _rows(block: Columns) -> Iterator[tuple[int | bytes, ...]]:
    """The keys of each person, and his whole row as PACKED reads it."""
    packed = np.empty(len(block["idx"]), dtype=LAYOUT)
    for name in COLUMNS:
        packed[name] = block[name]
    whole, size = packed.tobytes(), PACKED.size
    parts = (whole[start : start + size] for start in range(0, len(whole), size))
    return zip(*(block[name].tolist() for name in KEYS), parts, strict=True)
