"""Sector numbers: a keyed permutation of the person's index, so a number leads back to its person without a table."""

from __future__ import annotations

from functools import cache

import dancu_contracts

from mock_national_db.draw import Permutation, key


class Numbers:
    """The numbers of one nation, by the kinds that the contracts list."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._kind = cache(self._made)

    def of(self, kind: str, index: int) -> str:
        """The number of that kind for the person of that index."""
        prefix, digits, permutation = self._kind(kind)
        return f"{prefix}{permutation.of(index):0{digits}}"

    def index(self, kind: str, number: str) -> int | None:
        """The index whose number it would be, now or before; None for one that is never drawn."""
        prefix, digits, permutation = self._kind(kind)
        rest = number.removeprefix(prefix)
        if not number.startswith(prefix) or len(rest) != digits or not rest.isdecimal() or not rest.isascii():
            return None
        about = dancu_contracts.number(kind)
        if int(rest) >= about.size:
            return None
        index = int(permutation.index(int(rest)))
        return index - about.second if about.second and index >= about.second else index

    def _made(self, kind: str) -> tuple[str, int, Permutation]:
        """What its numbers begin with, how many digits follow, and which stand for whom."""
        number = dancu_contracts.number(kind)
        return number.prefix, number.digits, Permutation(key(str(self._seed), "number", kind), number.size)
