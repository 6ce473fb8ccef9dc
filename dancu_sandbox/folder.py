"""The data folder on this machine: where it is unless named, and opening it with the options insisted on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import mock_national_db
import mock_sectoral_dbs
from dancu_sandbox.leaving import FOLDER, WRONG_CALL, Leave, fault
from dancu_sandbox.saying import progress
from mock_national_db.folder import FolderFault
from mock_national_db.registry import Registry, discover
from mock_national_db.store import Store
from mock_national_db.timeline import SEED_TIME

HANOI = timezone(timedelta(hours=7))
NATIONAL, SECTORAL = mock_national_db.__name__, mock_sectoral_dbs.__name__
OPTION_OF = {"size": "--population"}


def default_folder() -> Path:
    """The platform's place for a user's data."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "dancu"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "dancu"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "dancu"


def every_registry() -> dict[str, Registry]:
    """All registries of both rooms, the national one first."""
    return {**discover(NATIONAL), **discover(SECTORAL)}


YEARS = range(1000, 3000)
"""Those that a date of the contracts can have, and so the clock."""


def clock_of(on: date | None) -> datetime:
    """The clock that `--on` stands for: eight in the morning in Vietnam, as on the seed day."""
    return SEED_TIME if on is None else datetime.combine(on, SEED_TIME.timetz())


def today() -> date:
    """The machine's day in Vietnam."""
    return datetime.now(UTC).astimezone(HANOI).date()


@contextmanager
def opened(folder: Path, stated: Mapping[str, Any], on: date | None) -> Iterator[Store]:
    """The folder's store, the nation made if it is absent; what is wrong with the folder ends the command with 4."""
    with folder_faults(), progress("Đang tạo dân cư / making the nation") as report:
        try:
            store = Store.open(folder, every_registry(), stated, clock=clock_of(on), progress=report)
        except ValueError as error:
            raise Leave(WRONG_CALL, *_not_valid(stated, error)) from error
    try:
        yield store
    finally:
        store.close()


def _not_valid(stated: Mapping[str, Any], error: ValueError) -> tuple[str, str]:
    """Which option the nation cannot be made with."""
    if "provinces" in stated and "province" in str(error):
        given = ",".join(stated["provinces"])
        vi = f"--provinces {given}: không có tỉnh đó. Viết mã trước ngày 1.7.2025 như 93, hoặc mã mới như 92@2025."
        return vi, f"--provinces {given}: {error}."
    named = ", ".join(f"{OPTION_OF.get(name, f'--{name}')} {value}" for name, value in stated.items())
    return f"{named}: không dùng được.", f"{named}: {error}."


@contextmanager
def folder_faults() -> Iterator[None]:
    """Faults of the folder as ends of the command."""
    try:
        yield
    except FolderFault as found:
        raise fault(FOLDER, found.code, _detail(found)) from found


def _detail(found: FolderFault) -> str:
    about = found.details
    if "option" not in about:
        return "; ".join(str(part) for part in about.values() if part)
    option = str(about["option"])
    held, wanted = (_spelled(about[side]) for side in ("held", "wanted"))
    return f"{OPTION_OF.get(option, f'--{option}')}: {held} ≠ {wanted}; {about['folder']}"


def _spelled(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
