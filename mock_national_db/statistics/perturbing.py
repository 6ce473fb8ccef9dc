"""The cell-key method: noise that belongs to a set of people, whatever table they are counted in, and then rounding.

Every person has a secret record key; a cell's key is the sum of its members' keys. Count and key together look up the
noise, so that whoever asks again, or asks for the same people in other words, learns nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from mock_national_db.draw import GOLDEN, Numbers, key, mix
from mock_national_db.nation.chance import Ints

BASE = 5
_WHOLE = 1 << 64
_USUAL = (-2, -1, 0, 1, 2)
_NOISE: Mapping[int, tuple[int, ...]] = {0: (0,)}  # nobody is nobody, in every table
LARGEST = max(_USUAL)
# As many values as the base, each as likely: rounded to the base, a count comes out right on average, whatever it is,
# and always as one of the two multiples around it.


class Cell(NamedTuple):
    """A set of people: how many, and the sum of their record keys modulo 2^64."""

    people: int
    key: int


NOBODY = Cell(0, 0)


def together(cells: Iterable[Cell]) -> Cell:
    """The cell of all the people of cells that share nobody."""
    people, keys = zip(NOBODY, *cells, strict=True)
    return Cell(sum(people), sum(keys) % _WHOLE)


def record_keys(seed: int, who: Ints) -> Numbers:
    """The secret key of each of those indexes."""
    return mix(np.uint64(mix(key("statistics", seed, "record key"))) + who.astype(np.uint64) * np.uint64(GOLDEN))


def published(cell: Cell) -> int:
    """The count as it is told: a multiple of 5, less than 5 away from the true one, never 1 to 4."""
    noise = _NOISE.get(cell.people, _USUAL)
    noisy = cell.people + noise[mix(cell.key) * len(noise) >> 64]
    return (noisy + BASE // 2) // BASE * BASE
