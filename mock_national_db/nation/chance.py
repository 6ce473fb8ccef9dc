"""Chance by columns: draws of many people at once, each a hash of nation, block, name of the draw and person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mock_national_db.draw import GOLDEN, Numbers, key, mix

__all__ = ["Chance", "Flags", "Ints", "Limits", "limits"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Limits = NDArray[np.int64]
_WHOLE = 1 << 32


def limits(weights: Sequence[float]) -> Limits:
    """Upper limits of each choice on the scale of 32 bits, made once with whole numbers."""
    parts = [round(weight * 1_000_000) for weight in weights]
    total, reached, found = sum(parts), 0, []
    for part in parts:
        reached += part
        found.append(reached * _WHOLE // total)
    return np.array(found, dtype=np.int64)


class Chance:
    """The draws of one block; `who` are places in the block, so that a draw does not depend on who else is asked."""

    __slots__ = ("_block", "_seed")

    def __init__(self, seed: int, block: int) -> None:
        self._seed, self._block = seed, block

    def bits(self, name: str, who: Ints) -> Numbers:
        """64 uniform bits for each."""
        base = np.uint64(mix(key("nation", self._seed, self._block, name)))
        return mix(base + who.astype(np.uint64) * np.uint64(GOLDEN))

    def half(self, name: str, who: Ints) -> Ints:
        """32 uniform bits for each."""
        return (self.bits(name, who) >> np.uint64(32)).astype(np.int64)

    def share(self, name: str, who: Ints, p: float) -> Flags:
        """Whether each belongs to that share."""
        return self.half(name, who) < int(p * _WHOLE)

    def below(self, name: str, who: Ints, bound: int | Ints) -> Ints:
        """From 0 to below `bound` (at most 2^31), 0 where the bound is not positive."""
        return ((self.half(name, who) >> 1) * np.maximum(bound, 0)) >> 31

    def between(self, name: str, who: Ints, low: int | Ints, high: int | Ints) -> Ints:
        """From `low` to `high`, both included; `low` where `high` is less."""
        return low + self.below(name, who, high - low + 1)

    def pick(self, name: str, who: Ints, choices: Limits) -> Ints:
        """The place of a choice among the limits."""
        return np.searchsorted(choices, self.half(name, who), side="right").astype(np.int64)

    def pick_row(self, name: str, who: Ints, table: Limits, rows: Ints) -> Ints:
        """The place of a choice among the limits of the row that each belongs to."""
        found: Ints = (self.half(name, who)[:, None] >= table[rows]).sum(axis=1).astype(np.int64)
        return found
