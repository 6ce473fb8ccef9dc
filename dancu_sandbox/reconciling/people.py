"""The nation's side of a reconciliation: the drawn people as Parquet beside the nation, and all others over it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from mock_national_db import names, personas
from mock_national_db.nation.arguments import VERSION
from mock_national_db.nation.sheet import SHEET, sheet, written
from mock_national_db.timeline import HANOI, Timeline, current

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import duckdb

    from mock_national_db.person import Person
    from mock_national_db.store import Store
    from mock_national_db.timeline import AsOf
    from mock_national_db.units import Address
    from mock_national_db.workspace import Workspace

LAYOUT = 1  # raised whenever the same nation would give another file
BLOCK = 50_000
_STALE = 3600  # seconds
TYPES = ", ".join(f'"{name}" {"BIGINT" if name == "idx" else "VARCHAR"}' for name in SHEET)
_SELECTED = ", ".join(f'"{name}"' for name in SHEET)


def known(db: duckdb.DuckDBPyConnection, seen: Workspace, progress: Callable[[int, int], None]) -> None:
    """Make the view `people`: everybody as the workspace sees them, and `former`, the numbers they had before."""
    drawn = exported(db, seen.store, seen.as_of, progress)
    db.execute(f"CREATE TABLE apart ({TYPES})")
    others = list(others_than_drawn(seen))
    apart = [row for index in others if (row := _row(seen, index)) is not None]
    insert(db, "apart", apart)
    hidden = [(index,) for index in others if index < personas.FIRST]
    db.execute("CREATE TABLE hidden (idx BIGINT)")
    insert(db, "hidden", hidden)
    shown = "WHERE idx NOT IN (SELECT idx FROM hidden)" if hidden else ""
    db.execute(
        f"CREATE VIEW people AS SELECT {_SELECTED} FROM read_parquet('{quoted(drawn)}') {shown} "
        "UNION ALL SELECT * FROM apart"
    )
    olds = " UNION ALL ".join(
        f"SELECT idx, unnest(string_split({column}, chr(10))) AS number FROM apart"
        for column in ("soDinhDanhCu", "soCMNDCu")
    )
    db.execute(f"CREATE TABLE former AS {olds}")


def exported(db: duckdb.DuckDBPyConnection, store: Store, as_of: AsOf, progress: Callable[[int, int], None]) -> Path:
    """The file of the drawn people at that moment, written if it is not there; its name says its version."""
    path = store.folder / f"{_name(store, as_of)}.parquet"
    if not path.exists():
        _sweep(store.folder)
        _export(db, store, as_of, path, progress)
    return path


def _sweep(folder: Path) -> None:
    """Files of other days and versions, and what a killed process left, once nobody can be reading them any more."""
    for old in folder.glob("people-*.parquet*"):
        with suppress(OSError):
            if old.stat().st_mtime < time.time() - _STALE:
                shutil.rmtree(old) if old.is_dir() else old.unlink()


def _name(store: Store, as_of: AsOf) -> str:
    made_of = sha256(store.nation.arguments.to_json().encode()).hexdigest()[:8]
    return f"people-{LAYOUT}.{VERSION}-{made_of}-{as_of.on:%Y%m%d}-{as_of.known.astimezone(HANOI):%Y%m%dT%H%M%S}"


def _export(
    db: duckdb.DuckDBPyConnection, store: Store, as_of: AsOf, path: Path, progress: Callable[[int, int], None]
) -> None:
    """Block by block, so that memory does not grow with the nation; whole or not at all."""
    with tempfile.TemporaryDirectory(prefix=f"{path.name}.", dir=store.folder) as name:
        parts = Path(name)
        for number, block in enumerate(_blocks(store, as_of)):
            db.register("block", block)
            db.execute(f"COPY (SELECT {_SELECTED} FROM block) TO '{quoted(parts)}/{number:06}.parquet'")
            db.unregister("block")
            progress(min((number + 1) * BLOCK, store.nation.size), store.nation.size)
        whole = parts / "whole"
        every = f"read_parquet('{quoted(parts)}/*.parquet')"
        db.execute(f"COPY (FROM {every}) TO '{quoted(whole)}' (FORMAT parquet, ROW_GROUP_SIZE {2 * BLOCK})")
        whole.replace(path)


def _blocks(store: Store, as_of: AsOf) -> Iterator[dict[str, Any]]:
    rows = store.db.execute("SELECT packed FROM nation.person ORDER BY idx")
    while packed := rows.fetchmany(BLOCK):
        block = sheet((row for (row,) in packed), as_of)
        if len(block["idx"]):
            yield block


def others_than_drawn(seen: Workspace) -> Iterator[int]:
    """Personas, and whoever the workspace's log touches."""
    yield from (one.index(place) for one in personas.personas() for place in range(len(one.people)))
    touched = seen.store.db.execute("SELECT DISTINCT idx FROM touched WHERE stream = ?", (seen.stream.number,))
    yield from (index for (index,) in touched.fetchall() if not personas.FIRST <= index < personas.FIRST + 10**6)


def _row(seen: Workspace, index: int) -> tuple[Any, ...] | None:
    """A person's columns of SHEET; None for who is not there then."""
    try:
        person = seen.person(index)
    except KeyError:
        return None
    return None if person.birth > seen.as_of.on else _columns(person, seen.as_of)


def _columns(person: Person, as_of: AsOf) -> tuple[Any, ...]:
    name, home, died = (current(person.fact(field), as_of) for field in ("hoVaTen", "thuongTru", "ngayChet"))
    lost = current(person.fact("ngayMatTich"), as_of)
    cmnd = current(person.fact("soCMND"), as_of)
    cards = [card["so"] for card in current(person.fact("soCMNDCu"), as_of) or () if card["so"] != cmnd]
    found = {
        "idx": person.index,
        "soDinhDanh": current(person.so_dinh_danh, as_of),
        "soCMND": cmnd,
        "hoVaTen": name,
        "ngaySinh": current(person.fact("ngaySinh"), as_of),
        "gioiTinh": current(person.fact("gioiTinh"), as_of),
        **residing(home, _former(person.fact("thuongTru"), as_of), as_of.on),
        "trangThai": "daChet" if died else "matTich" if lost else "conSong",
        "ngayChet": died,
        "gap": names.folded(name or ""),
        "soDinhDanhCu": _lines(_former(person.so_dinh_danh, as_of)),
        "soCMNDCu": _lines([*_former(person.fact("soCMND"), as_of), *cards]),
        "hoVaTenCu": _lines(_former(person.fact("hoVaTen"), as_of)),
    }
    return tuple(found[column] for column in SHEET)


def residing(home: Address | None, former: Iterable[Address], on: date) -> dict[str, str | None]:
    """Where somebody resides and resided, the latest first, as columns of SHEET in the units of that day."""
    unit = home.unit_on(on) if home else None
    return {
        "maPhuongXa": unit.code if unit else None,
        "maTinhThanh": unit.province_code if unit else None,
        "chiTiet": home.detail or None if home else None,
        "thuongTru": written(home) if home else None,
        "thuongTruCu": _lines(map(written, former)),
    }


def _former(value: Any, as_of: AsOf) -> list[Any]:
    return value.former(as_of) if isinstance(value, Timeline) else []


def _lines(values: Any) -> str | None:
    return "\n".join(dict.fromkeys(values)) or None


def insert(db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Put rows into a table, all in one call: as one text, which costs less than to bind every cell."""
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    cells = ", ".join(f"unnest(told[{place}])" for place in range(1, len(columns) + 1))
    told = "SELECT from_json(?, '[[\"VARCHAR\"]]') AS told"
    db.execute(f"INSERT INTO {table} SELECT {cells} FROM ({told})", [msgspec.json.encode(columns).decode()])


def quoted(text: object) -> str:
    """A path or word as it may stand between quotes in a statement."""
    return str(text).replace("'", "''")
