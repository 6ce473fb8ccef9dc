"""The lease by which one of several processes on a data folder delivers; the system takes it from who is killed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

FILE = "delivering.sqlite3"


class Lease:
    """The right to deliver what a folder holds: a lock on an empty file, held for as long as the process wants it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._db: sqlite3.Connection | None = None

    def is_held(self) -> bool:
        """Whether it is ours; taken if it is nobody's. sqlite3.Error if the folder cannot be used."""
        if self._db is None:
            db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=0)
            try:
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                db.close()
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
            else:
                self._db = db
        return self._db is not None

    def release(self) -> None:
        """Let another have it at once, if it is ours."""
        if self._db is not None:
            self._db.close()
            self._db = None
