"""Numbers of people: personal number, CMND, telephone; keyed permutations of the index that can be turned back."""

from __future__ import annotations

import numpy as np
from dancu_contracts import number

from mock_national_db.draw import Permutation, key
from mock_national_db.nation.arguments import LARGEST, SERIALS, Arguments
from mock_national_db.nation.chance import Ints
from mock_national_db.nation.days import year
from mock_national_db.nation.ranks import rank_within

__all__ = ["SAFE_PREFIXES", "PeopleNumbers"]

SAFE_PREFIXES = (
    3,
    5,
    7,
    9,
    13,
    16,
    18,
    21,
    23,
    29,
    32,
    39,
    41,
    43,
    47,
    50,
    53,
    55,
    57,
    59,
    61,
    63,
    65,
    69,
    71,
    73,
    76,
    78,
    81,
    85,
    88,
    90,
    97,
)
_CMND, _PHONE = number("cmnd"), number("phone")
_CELLS = 1000 * 1000  # prefix x (century and sex, year of birth)


class PeopleNumbers:
    """The numbers of one nation. `realistic` personal numbers count up within a cell: ask block by block, in order."""

    def __init__(self, arguments: Arguments) -> None:
        self._permutation = Permutation(key("personal number", arguments.seed), LARGEST)
        self._serials = Permutation(key("serial", arguments.seed), SERIALS)
        # The contracts' numbers/ has these two kinds: the same keys as for every sector's number.
        self._cmnd = Permutation(key(str(arguments.seed), "number", _CMND.kind), _CMND.size)
        self._phone = Permutation(key(str(arguments.seed), "number", _PHONE.kind), _PHONE.size)
        self._is_safe = arguments.ids == "safe"
        self._used = np.zeros(0 if self._is_safe else _CELLS, dtype=np.int64)

    def personal(self, index: Ints, births: Ints, sex: Ints, province: Ints) -> Ints:
        """Twelve digits (domain.md 1.1): prefix, century and sex, year, serial."""
        born = year(births)
        middle = ((born // 100 - 19) * 2 + sex - 1) * 100 + born % 100
        if not self._is_safe:
            return (province * 1000 + middle) * 1_000_000 + self._next_serial(province * 1000 + middle)
        place = self._permutation.of(index.astype(np.uint64)).astype(np.int64)
        prefix = np.array(SAFE_PREFIXES, dtype=np.int64)[place // SERIALS]
        return (prefix * 1000 + middle) * 1_000_000 + place % SERIALS + 1

    def _next_serial(self, cells: Ints) -> Ints:
        serial = self._used[cells] + rank_within(cells, np.zeros_like(cells))
        np.add.at(self._used, cells, 1)
        return self._serials.of(serial.astype(np.uint64)).astype(np.int64) + 1

    def index(self, number: int) -> int | None:
        """Whose safe personal number it would be, None outside the safe block; the middle digits are not checked."""
        prefix, serial = number // 1_000_000_000, number % 1_000_000 - 1
        if prefix not in SAFE_PREFIXES or serial < 0:
            return None
        return self._permutation.index(SAFE_PREFIXES.index(prefix) * SERIALS + serial)

    def cmnd(self, index: Ints, *, earlier: bool = False) -> Ints:
        """Nine digits that start with 9; `earlier` is the one had before, in another province."""
        place = index + ((_CMND.second or 0) if earlier else 0)
        return self._cmnd.of(place.astype(np.uint64)).astype(np.int64) + 900_000_000

    def phone(self, index: Ints) -> Ints:
        """030 and seven digits, 0 for those beyond nine million."""
        phones = self._phone.of((index % _PHONE.size).astype(np.uint64)).astype(np.int64)
        return np.where(index < _PHONE.size, phones + 300_000_000, 0)
