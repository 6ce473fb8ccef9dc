"""Both sides held together: what is the same to the byte is joined away, the rules see only the rows that are left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any

from dancu_sandbox.reconciling.copies import OTHER
from dancu_sandbox.reconciling.counting import Counts, counted
from dancu_sandbox.reconciling.deviations import SHOWN, deviations
from dancu_sandbox.reconciling.identifying import Sought
from dancu_sandbox.reconciling.people import insert
from dancu_sandbox.reconciling.spelling import CMND, says_dead
from mock_national_db.nation.sheet import SHEET

if TYPE_CHECKING:
    import duckdb

    from dancu_sandbox.reconciling.findings import Cells, Verdict
    from dancu_sandbox.reconciling.given import Given
    from dancu_sandbox.reconciling.judging import Judge

_CHUNK = 20_000
_READ = tuple(name for name in SHEET if name not in {"gap", "chiTiet"})
"""What the rules need of a person; the rest is there for joining."""
_SAME = {
    "hoVaTen": "g.hoVaTen = n.hoVaTen",
    "ngaySinh": "g.ngaySinh = n.ngaySinh",
    "gioiTinh": "g.gioiTinh = n.gioiTinh",
    "maPhuongXa": "g.maPhuongXa IS NOT DISTINCT FROM n.maPhuongXa",
    "soCMND": "g.soCMND IS NOT DISTINCT FROM n.soCMND",
    "maTinhThanh": "(g.maTinhThanh IS NULL OR g.maTinhThanh = n.maTinhThanh)",
    "maQuanHuyen": "g.maQuanHuyen IS NULL",
    "hieuLucTu": "(g.hieuLucTu IS NULL OR g.hieuLucTu = '2025-07-01')",
    "chiTiet": "(g.chiTiet IS NULL OR g.chiTiet = n.chiTiet)",
    "ngayChet": "g.ngayChet IS NULL",
}
"""When a cell is surely as it should be; what is not sure is left to the rules."""
_SPELT = {
    "hoVaTen": ("g.hoVaTen = upper(g.hoVaTen)", "g.hoVaTen = upper(n.hoVaTen)"),
    "ngaySinh": (
        "g.ngaySinh LIKE '__/__/____'",
        "g.ngaySinh = concat(n.ngaySinh[9:10], '/', n.ngaySinh[6:7], '/', n.ngaySinh[1:4])",
    ),
    "gioiTinh": ("g.gioiTinh IN ('Nam', 'Nữ')", "g.gioiTinh = CASE n.gioiTinh WHEN '1' THEN 'Nam' ELSE 'Nữ' END"),
}
"""How else whole columns are written: what most cells then look like, and when one is as it should be."""
_SAMPLE = 1_000


def compare(db: duckdb.DuckDBPyConnection, given: Given, judge: Judge) -> Counts:
    """Judge every row of `given` against `people`; `verdict` then holds whatever was not the same to the byte."""
    _leave(db, given)
    fixable = tuple(dict.fromkeys((*given.fields, *given.asked)))
    columns = ", ".join(f'"{name}" VARCHAR' for name in fixable)
    shown = ", ".join(f"{name} VARCHAR" for name in SHOWN)
    told = f"said VARCHAR, {columns}, {shown}"
    db.execute(f"CREATE TABLE verdict (dong BIGINT, idx BIGINT, rest UBIGINT, is_sought BOOLEAN, {told})")
    for chunk in _chunks(db):
        judged = _judged(db, given, judge, chunk)
        rows = [(*_row(left, verdict, fixable), *deviations(given, cells, verdict)) for left, cells, verdict in judged]
        insert(db, "verdict", rows)
    if given.copies is None:
        _mark_duplicates(db, given)
    return counted(db)


def _leave(db: duckdb.DuckDBPyConnection, given: Given) -> None:
    """The rows that are left: not surely the same, or more than one of a person; `held` is who has the number."""
    fields = ", ".join(f'g."{name}"' for name in given.asked)
    join, repeated = "ON false", "false"
    if "soDinhDanh" in given.compared:
        join = "ON g.soDinhDanh = n.soDinhDanh"
        if given.copies is None:
            db.execute("CREATE TABLE repeated AS SELECT soDinhDanh FROM given GROUP BY soDinhDanh HAVING count(*) > 1")
            repeated = "g.soDinhDanh IN (FROM repeated)"
    sames = _sames(db, [name for name in given.compared if name in _SAME])
    others = [] if given.copies is None else [f'g."{OTHER}" IS NULL']
    same = " AND ".join(["n.trangThai = 'conSong'", _status(db, given), *sames.values(), *others])
    named = " OR ".join(sames[name] for name in ("hoVaTen", "ngaySinh") if name in sames) or "true"
    db.execute(
        f"CREATE TABLE suspect AS SELECT g.dong, g.rest, n.idx AS held, coalesce({named}, false) AS is_named, {fields} "
        f"FROM given g LEFT JOIN people n {join} WHERE NOT coalesce({same}, false) OR {repeated}"
    )


def _sames(db: duckdb.DuckDBPyConnection, names: Sequence[str]) -> dict[str, str]:
    """When a cell of each field is surely as it should be, as most cells of this file are written."""
    spelt = [name for name in names if name in _SPELT]
    shares = ", ".join(["1", *(f"count(*) FILTER (WHERE {_SPELT[name][0]}) > count(*) / 2" for name in spelt)])
    (_, *mostly) = db.execute(f"SELECT {shares} FROM (FROM given LIMIT {_SAMPLE}) g").fetchall()[0]
    return {**{name: _SAME[name] for name in names}, **{name: _SPELT[name][1] for name in compress(spelt, mostly)}}


def _status(db: duckdb.DuckDBPyConnection, given: Given) -> str:
    """That the row says nothing of a death."""
    if "trangThai" not in given.compared:
        return "true"
    words = [word for (word,) in db.execute("SELECT DISTINCT trangThai FROM given").fetchall() if says_dead(word)]
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
    return f"(g.trangThai IS NULL OR g.trangThai NOT IN ({listed}))" if words else "true"


def _chunks(db: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    reading = db.cursor().execute("FROM suspect")
    while chunk := reading.fetchmany(_CHUNK):
        yield chunk


def _judged(
    db: duckdb.DuckDBPyConnection, given: Given, judge: Judge, chunk: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[tuple[int, int], Cells, Verdict]]:
    """The verdict of each row of a chunk, with the row's place, the rest of what it says, and its cells."""
    asked = given.asked
    rows = [(left, dict(zip(asked, left[4:], strict=True))) for left in chunk]
    people = _people(db, [key for left, cells in rows for key in _keys(left, cells)])
    for (place, rest, held, *_), cells in rows:
        meant = people.get(place, [])
        having = next((one for one in meant if one["idx"] == held), None)
        yield (place, rest), cells, judge(cells, having, [one for one in meant if one is not having])


_BY = {
    "number": ("JOIN people n ON n.soDinhDanh = s.number", "JOIN former n ON n.number = s.number"),
    "cmnd": (
        "JOIN people n ON n.soCMND = s.cmnd",
        "JOIN people n ON n.soCMNDCu = s.cmnd",
        "JOIN former n ON n.number = s.cmnd",
    ),
    "gap": ("JOIN people n ON n.gap = s.gap AND n.ngaySinh = s.birth",),
}
"""How each column of `sought` leads to people."""


def _people(db: duckdb.DuckDBPyConnection, keys: Sequence[tuple[Any, ...]]) -> Mapping[int, list[dict[str, Any]]]:
    """Who may be meant, by the place of the row."""
    db.execute(
        "CREATE OR REPLACE TABLE sought "
        "(dong BIGINT, held BIGINT, number VARCHAR, cmnd VARCHAR, gap VARCHAR, birth VARCHAR)"
    )
    insert(db, "sought", keys)
    used = [name for place, name in enumerate(_BY, 2) if any(row[place] for row in keys)]
    hits = ["SELECT dong, held AS idx FROM sought WHERE held IS NOT NULL"]
    hits += [f"SELECT s.dong, n.idx FROM sought s {join}" for name in used for join in _BY[name]]
    db.execute(f"CREATE OR REPLACE TABLE hit AS {' UNION '.join(hits)}")  # a table, so that its few rows are known
    columns = ", ".join(f'n."{name}"' for name in _READ)
    found: dict[int, list[dict[str, Any]]] = {}
    for place, *person in db.execute(
        f"SELECT h.dong, {columns} FROM hit h JOIN people n USING (idx) ORDER BY h.dong, idx"
    ).fetchall():
        found.setdefault(place, []).append(dict(zip(_READ, person, strict=True)))
    return found


def _keys(left: tuple[Any, ...], cells: Mapping[str, str | None]) -> Iterator[tuple[Any, ...]]:
    """By what to look for whom a row may mean; a CMND may stand in the column of the number."""
    place, _, held, is_named, *_ = left
    if held is not None and is_named:
        yield place, held, None, None, None, None
        return
    one = Sought.of(cells)
    is_old = one.number is not None and len(one.number) == CMND
    yield place, held, None if is_old else one.number, one.cmnd, one.name, one.birth
    if is_old:
        yield place, None, None, one.number, None, None


def _row(left: tuple[int, int], verdict: Verdict, fixable: Sequence[str]) -> tuple[Any, ...]:
    """A row of `verdict`: a cell that becomes blank is the empty text, one that stays None."""
    index = None if verdict.person is None or "other_person" in verdict.found else verdict.person["idx"]
    fixes = (verdict.fixed[name] or "" if name in verdict.fixed else None for name in fixable)
    place, rest = left
    return (place, index, rest, "soDinhDanh" in verdict.fixed, " ".join(verdict.ordered), *fixes)


def _mark_duplicates(db: duckdb.DuckDBPyConnection, given: Given) -> None:
    """Of several rows of one person that say nothing else, the one with the fewest findings stays."""
    nth = "row_number() OVER (PARTITION BY idx, rest ORDER BY said <> '', len(string_split(said, ' ')), dong)"
    twice = f"SELECT dong FROM (SELECT dong, {nth} AS nth FROM verdict WHERE idx IS NOT NULL) WHERE nth > 1"
    if "soDinhDanh" in given.compared:
        twice += (
            " UNION SELECT v.dong FROM verdict v JOIN people n USING (idx) JOIN given g ON g.soDinhDanh = n.soDinhDanh"
            " AND g.rest = v.rest AND g.dong <> v.dong WHERE v.is_sought AND g.dong NOT IN (SELECT dong FROM verdict)"
        )
    db.execute(f"UPDATE verdict SET said = trim('duplicate ' || said) WHERE dong IN ({twice})")
