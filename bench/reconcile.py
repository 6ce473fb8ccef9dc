"""Measures `dancu reconcile` from Parquet to Parquet beside its floors: bare DuckDB joins that write as many rows."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb

from dancu_sandbox.folder import opened
from dancu_sandbox.reconciling.counting import Counts
from dancu_sandbox.reconciling.people import exported
from dancu_sandbox.reconciling.running import Wanted, reconcile

DIRT = """
    CASE WHEN idx % 1000 = 1 THEN coalesce(soCMND, '1') ELSE soDinhDanh END AS soDinhDanh,
    CASE WHEN idx % 1000 < 4 AND idx % 1000 > 1 THEN hoVaTen || 'x' ELSE hoVaTen END AS hoVaTen,
    CASE WHEN idx % 1000 < 7 AND idx % 1000 > 3 THEN '1900-01-01' ELSE ngaySinh END AS ngaySinh,
    gioiTinh,
    CASE WHEN idx % 1000 BETWEEN 7 AND 9 THEN '00004' ELSE maPhuongXa END AS maPhuongXa
"""
"""Nine rows in a thousand with an old number, a slip in the name, another birth date or commune; some dead besides."""
LIVING = "(trangThai = 'conSong' OR idx % 100 = 50)"
JOIN = """
    COPY (SELECT {columns} FROM read_parquet('{given}') g LEFT JOIN read_parquet('{nation}') n USING (soDinhDanh))
    TO '{out}' (FORMAT parquet)
"""
FLOORS = {
    "both sides' columns": """
        g.*, n.idx, n.hoVaTen AS name, n.ngaySinh AS birth, n.gioiTinh AS sex, n.maPhuongXa AS unit
    """,
    "a flag for each column": """
        g.soDinhDanh, n.idx IS NOT NULL AS held, g.hoVaTen = n.hoVaTen AS name, g.ngaySinh = n.ngaySinh AS birth,
        g.gioiTinh = n.gioiTinh AS sex, g.maPhuongXa = n.maPhuongXa AS unit
    """,
}
"""What a bare join writes of every row."""


def say(what: str, figure: str, beside: str) -> None:
    """One row of the table, as run.py prints it."""
    print(f"{what:30} {figure:>24}   {beside}", flush=True)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def joined(columns: str, given: Path, nation: Path, out: Path) -> None:
    """A floor, in a database of its own as the command has."""
    with duckdb.connect(config={"memory_limit": "2GB"}) as db:
        db.execute(JOIN.format(columns=columns, given=given, nation=nation, out=out))


def measure(work: Path, size: int, rounds: int) -> None:
    """All in turn, a warm-up first; the nation's export is made beforehand and told by itself."""
    given, out, result = (work / f"{name}.parquet" for name in ("given", "out", "result"))
    with opened(work / "nation", {"size": size}, None) as store:
        seen = store.workspace("default")
        with duckdb.connect() as db:
            exporting = seconds(lambda: exported(db, store, seen.as_of, lambda _done, _total: None))
            nation = exported(db, store, seen.as_of, lambda _done, _total: None)
            db.execute(f"COPY (SELECT {DIRT} FROM read_parquet('{nation}') WHERE {LIVING}) TO '{given}'")
        say(f"exporting {size:,}", f"{exporting:.1f} s", "once for each nation and day")
        counts: list[Counts] = []
        floors: dict[str, list[float]] = {name: [] for name in FLOORS}
        whole = []
        for _ in range(rounds + 1):
            for name, columns in FLOORS.items():
                floors[name].append(seconds(partial(joined, columns, given, nation, out)))
            whole.append(seconds(lambda: counts.append(reconcile(seen, Wanted(given, result=result)))))
    told = counts[-1]
    dirty = 1 - told.outcomes["agrees"] / told.rows
    ours = statistics.median(whole[1:])
    say(f"reconciling {told.rows:,}", f"{ours:.2f} s", f"{dirty:.1%} deviating")
    for name, taken in floors.items():
        bare = statistics.median(taken[1:])
        say("a bare join that writes", f"{bare:.2f} s", f"{name}: reconciling takes {ours / bare:.2f} x as long")


def main() -> None:
    """Run it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--size", type=int, default=1_000_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        measure(Path(temporary), chosen.size, chosen.rounds)


if __name__ == "__main__":
    main()
