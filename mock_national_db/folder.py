"""The files of a data folder: the nation, which can be made again, and the log, which must never be lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mock_national_db.log import LAYOUT, ORDER
from mock_national_db.nation import Arguments, Nation, OtherVersion

NATION_FILE, LOG_FILE = "nation.sqlite3", "log.sqlite3"
MARK, VERSION = 0x64616E63, 1
Progress = Callable[[int, int], None]


class FolderFault(Exception):
    """The data folder cannot be used as asked; `code` is one of the contracts' faults."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def nation_of(folder: Path, stated: Mapping[str, Any], progress: Progress | None = None) -> Nation:
    """The folder's nation, made if it is not there or was made by another version; FolderFault if it is another one."""
    path = folder / NATION_FILE
    with _faults(path):
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            Nation.create(path, Arguments(**stated), progress)
        nation = _opened(path, progress)
    for name, wanted in stated.items():
        held = getattr(nation.arguments, name)
        if held != (tuple(wanted) if isinstance(held, tuple) else wanted):
            raise FolderFault("folder_differs", option=name, held=held, wanted=wanted, folder=folder)
    return nation


def _opened(path: Path, progress: Progress | None) -> Nation:
    try:
        return Nation.open(path)
    except OtherVersion:
        arguments = _arguments(path)
        path.unlink()
        Nation.create(path, arguments, progress)
        return Nation.open(path)
    except KeyError as error:
        raise FolderFault("folder_foreign", file=path) from error


def _arguments(path: Path) -> Arguments:
    """What the file says it was made of; a file that does not is somebody else's, and stays."""
    try:
        return Arguments.from_json(_meta(path)["arguments"])
    except (KeyError, TypeError, ValueError) as error:
        raise FolderFault("folder_foreign", file=path) from error


def _meta(path: Path) -> dict[str, str]:
    db = sqlite3.connect(path)
    try:
        return dict(db.execute("SELECT name, value FROM meta"))
    finally:
        db.close()


def connected(folder: Path) -> sqlite3.Connection:
    """One connection to the log, with the nation attached for reading."""
    path = folder / LOG_FILE
    with _faults(path):
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10, uri=True)
        _claim(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.executescript(LAYOUT)
        if not db.execute("SELECT EXISTS(SELECT * FROM entered) OR NOT EXISTS(SELECT * FROM dossier)").fetchone()[0]:
            db.execute(ORDER)
        db.execute("ATTACH ? AS nation", (f"{(folder / NATION_FILE).absolute().as_uri()}?immutable=1",))
        db.execute("PRAGMA nation.mmap_size = 2147483648")
    return db


def _claim(db: sqlite3.Connection, path: Path) -> None:
    """Mark a new log as ours; leave alone what is somebody else's or another version's."""
    (mark,), (version,) = db.execute("PRAGMA application_id").fetchone(), db.execute("PRAGMA user_version").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if mark != MARK and tables:
        raise FolderFault("folder_foreign", file=path)
    if mark == MARK and version != VERSION:
        raise FolderFault("folder_version", file=path, version=version, known=VERSION)
    if mark != MARK:
        db.execute(f"PRAGMA application_id = {MARK}")
        db.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """What SQLite and the system say about a file, as faults of the folder."""
    try:
        yield
    except sqlite3.Error as error:
        raise FolderFault(code_of(error), file=path, reason=error) from error
    except OSError as error:
        raise FolderFault("folder_unusable", file=path, reason=error.strerror) from error


def code_of(error: sqlite3.Error) -> str:
    """The fault of the contracts that an error of SQLite is."""
    said = str(error)
    if "no such table" in said:
        return "folder_foreign"
    if "full" in said:
        return "storage_full"
    if "locked" in said:
        return "busy"
    return "folder_corrupt" if "malformed" in said or "not a database" in said else "folder_unusable"
