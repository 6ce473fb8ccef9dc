"""Counting people by kind: the drawn ones row by row in whole blocks, the others as their workspace sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mock_national_db.statistics.dimensions import DIMENSIONS, At, drawn_alive, is_alive
from mock_national_db.statistics.perturbing import Cell, record_keys, together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mock_national_db.nation import Nation
    from mock_national_db.nation.chance import Flags, Ints
    from mock_national_db.workspace import Workspace

Kind = tuple[str | None, ...]
Counted = tuple[Kind, Cell]
_BITS = 14  # more than there are codes in any dimension


@dataclass(frozen=True)
class Asked:
    """A table: by which dimensions, of whom (one code for each dimension named), and of when."""

    by: tuple[str, ...]
    where: Mapping[str, str]
    at: At


def gathered(asked: Asked, counted: Iterable[Counted]) -> dict[Kind, Cell]:
    """One cell for each kind, in the order of their codes; what is not known comes last."""
    ranks: list[dict[str | None, int]] = [
        {code: rank for rank, code in enumerate(DIMENSIONS[name].codes(asked.at.era))} for name in asked.by
    ]
    found: dict[Kind, list[Cell]] = {}
    for kind, cell in counted:
        found.setdefault(kind, []).append(cell)
    ordered = sorted(found, key=lambda kind: [of.get(code, len(of)) for of, code in zip(ranks, kind, strict=True)])
    return {kind: together(found[kind]) for kind in ordered}


def written(seen: Workspace, asked: Asked, indexes: Iterable[int]) -> Iterator[Counted]:
    """Each of those people whom the table is about, a cell of his own."""
    people = [person for index in indexes if seen.has(index) and is_alive(person := seen.person(index), asked.at)]
    meant = [p for p in people if all(DIMENSIONS[n].of(p, asked.at) == code for n, code in asked.where.items())]
    keys = record_keys(seen.store.nation.arguments.seed, np.array([person.index for person in meant], dtype=np.int64))
    for person, key in zip(meant, keys.tolist(), strict=True):
        yield tuple(DIMENSIONS[name].of(person, asked.at) for name in asked.by), Cell(1, key)


def drawn(nation: Nation, asked: Asked, without: Iterable[int]) -> Iterator[Counted]:
    """The drawn people whom the table is about, without those of whom the workspace knows better."""
    better = np.array([*without], dtype=np.int64)
    codes = [DIMENSIONS[name].codes(asked.at.era) for name in asked.by]
    for rows in nation.blocks():
        meant = _meant(rows, asked, better)
        places = [DIMENSIONS[name].drawn(rows, asked.at)[meant] for name in asked.by]
        keys = record_keys(nation.arguments.seed, rows["idx"][meant])
        for found, cell in _cells(places, keys):
            yield tuple(code[place] for code, place in zip(codes, found, strict=True)), cell


def _meant(rows: NDArray[np.void], asked: Asked, better: Ints) -> Flags:
    meant = drawn_alive(rows, asked.at) & ~np.isin(rows["idx"], better)
    for name, code in asked.where.items():
        dimension = DIMENSIONS[name]
        meant &= dimension.drawn(rows, asked.at) == dimension.codes(asked.at.era).index(code)
    return meant


def _cells(places: list[Ints], keys: NDArray[np.uint64]) -> Iterator[tuple[tuple[int, ...], Cell]]:
    """The cells of the people whose codes stand at those places, and the places."""
    packed = np.zeros(len(keys), dtype=np.int64)
    for place in places:
        packed = packed << _BITS | place
    kinds, whose, people = np.unique(packed, return_inverse=True, return_counts=True)
    sums = np.zeros(len(kinds), dtype=np.uint64)
    np.add.at(sums, whose, keys)
    shifts = range(_BITS * (len(places) - 1), -1, -_BITS)
    for kind, count, key in zip(kinds.tolist(), people.tolist(), sums.tolist(), strict=True):
        yield tuple(kind >> shift & (1 << _BITS) - 1 for shift in shifts), Cell(count, key)
