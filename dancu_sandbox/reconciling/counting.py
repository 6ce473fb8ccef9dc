"""How many rows agree, how many deviate in what, and how many fall short in each quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dancu_sandbox.reconciling.findings import QUALITIES, findings
from dancu_sandbox.reconciling.people import insert

if TYPE_CHECKING:
    import duckdb

AGREES = "agrees"


@dataclass(frozen=True)
class Counts:
    """How many rows there are, and how many of each outcome, finding and quality; an outcome is the gravest finding."""

    rows: int
    outcomes: Mapping[str, int]
    found: Mapping[str, int]
    qualities: Mapping[str, int]


def counted(db: duckdb.DuckDBPyConnection) -> Counts:
    """Count, and put what each set of findings means into `meaning`."""
    rows = number_of(db, "SELECT count(*) FROM given")
    sets = db.execute("SELECT said, count(*) FROM verdict WHERE said <> '' GROUP BY said").fetchall()
    found, outcomes = dict.fromkeys(findings(), 0), dict.fromkeys((AGREES, *findings()), 0)
    qualities = dict.fromkeys(QUALITIES, 0)
    for said, count in sets:
        names = said.split()
        outcomes[names[0]] += count
        for name in names:
            found[name] += count
        for quality in {findings()[name]["quality"] for name in names}:
            qualities[quality] += count
    outcomes[AGREES] = rows - sum(count for _, count in sets)
    db.execute("CREATE TABLE meaning (said VARCHAR, outcome VARCHAR, lyDo VARCHAR, reason VARCHAR)")
    insert(db, "meaning", [_meaning(said) for said, _ in sets])
    return Counts(rows, _some(outcomes), _some(found), qualities)


def _meaning(said: str) -> tuple[str, str, str, str]:
    names = said.split()
    vi, en = ("; ".join(findings()[name][tongue] for name in names) for tongue in ("vi", "en"))
    return said, names[0], vi, en


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def number_of(db: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number that a query answers."""
    (found,) = db.execute(query).fetchall()[0]
    return int(found)
