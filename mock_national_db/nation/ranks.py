"""Counting within groups, by columns."""

from __future__ import annotations

import numpy as np

from mock_national_db.nation.chance import Ints

__all__ = ["rank_within"]


def rank_within(cells: Ints, order: Ints) -> Ints:
    """0, 1, 2 … within each cell, in the order given; equals keep the order they stand in."""
    by_cell = np.lexsort((order, cells))
    in_order = cells[by_cell]
    places = np.arange(len(cells))
    is_first = np.r_[True, in_order[1:] != in_order[:-1]][: len(cells)]
    rank = np.empty_like(cells)
    rank[by_cell] = places - np.maximum.accumulate(np.where(is_first, places, 0))
    return rank
