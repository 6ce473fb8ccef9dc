"""Chance without state: every draw is a hash of seed, registry, index and the draw's own name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate
from math import isqrt
from typing import TypeVar, overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["Draw", "Numbers", "Permutation", "key", "mix"]

Numbers = NDArray[np.uint64]
T = TypeVar("T")

GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_MASK = (1 << 64) - 1
_WHOLE = 1 << 64
_WEIGHT_UNIT = 1_000_000
_ROUNDS = 6


@overload
def mix(x: int) -> int: ...
@overload
def mix(x: Numbers) -> Numbers: ...
def mix(x: int | Numbers) -> int | Numbers:
    """Scatter 64 bits over 64 bits, one to one (the finaliser of splitmix64); ints and uint64 arrays agree."""
    if isinstance(x, np.ndarray):
        x = (x ^ (x >> np.uint64(30))) * np.uint64(_FIRST)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(_SECOND)
        return x ^ (x >> np.uint64(31))
    return _mixed(x)


def _mixed(x: int) -> int:
    x = (x ^ (x >> 30)) * _FIRST & _MASK
    x = (x ^ (x >> 27)) * _SECOND & _MASK
    return x ^ (x >> 31)


@lru_cache(maxsize=65_536)
def key(*names: str | int) -> int:
    """64 bits that stand for these names in this order."""
    spelled = "\x1f".join(f"{type(name).__name__}:{name}" for name in names)
    return int.from_bytes(blake2b(spelled.encode(), digest_size=8).digest(), "big")


class Draw:
    """What chance decides about one subject of one registry; the same name always answers the same."""

    __slots__ = ("_known", "_whose")

    def __init__(self, seed: int, registry: str, index: int) -> None:
        self._whose = seed, registry, index
        self._known: int | None = None

    @property
    def _base(self) -> int:
        """Worked out at the first draw: many a registry draws nothing for many a person."""
        if self._known is None:
            seed, registry, index = self._whose
            self._known = _mixed((key("draw", seed, registry) + index * GOLDEN) & _MASK)
        return self._known

    def bits(self, name: str) -> int:
        """64 uniform bits."""
        return _mixed(self._base ^ key(name))

    def share(self, name: str, p: float) -> bool:
        """True for that share of all subjects, 0 to 1."""
        return _mixed(self._base ^ key(name)) < int(p * _WHOLE)

    def one_of(self, name: str, weights: Mapping[T, float] | Sequence[T]) -> T:
        """One of a sequence, or a key of a mapping by its weight."""
        bits = _mixed(self._base ^ key(name))
        if isinstance(weights, Mapping):
            values, sums = _cumulative(tuple(weights.items()))
            drawn = bits * sums[-1] >> 64
            found: T = next(value for value, limit in zip(values, sums, strict=True) if drawn < limit)
            return found
        return weights[bits * len(weights) >> 64]

    def integer(self, name: str, low: int, high: int) -> int:
        """From `low` to `high`, both included."""
        if high < low:
            raise ValueError(f"nothing between {low} and {high}")
        return low + (_mixed(self._base ^ key(name)) * (high - low + 1) >> 64)

    def days(self, name: str, low: int, high: int) -> int:
        """A number of days from `low` to `high`, both included."""
        return self.integer(name, low, high)


@lru_cache(maxsize=4096)
def _cumulative(items: tuple[tuple[T, float], ...]) -> tuple[tuple[T, ...], tuple[int, ...]]:
    sums = tuple(accumulate(round(weight * _WEIGHT_UNIT) for _, weight in items))
    if not sums or sums[-1] <= 0:
        raise ValueError("no weight above zero")
    return tuple(value for value, _ in items), sums


class Permutation:
    """A keyed one-to-one map of [0, size) on itself that can be turned back, for ints and for uint64 arrays."""

    __slots__ = ("_keys", "_left", "_pairs", "_right", "size")

    def __init__(self, key: int, size: int) -> None:
        if size < 1:
            raise ValueError(f"nothing to permute: size {size}")
        self.size = size
        self._left = isqrt(size - 1) + 1
        self._right = -(-size // self._left)
        self._keys = tuple(_mixed((key + turn * GOLDEN) & _MASK) for turn in range(1, _ROUNDS + 1))
        self._pairs = tuple(zip(self._keys[::2], self._keys[1::2], strict=True))

    @overload
    def of(self, number: int) -> int: ...
    @overload
    def of(self, number: Numbers) -> Numbers: ...
    def of(self, number: int | Numbers) -> int | Numbers:
        """The number that stands for this one; ValueError outside [0, size)."""
        return self._walk(number, forth=True)

    @overload
    def index(self, number: int) -> int: ...
    @overload
    def index(self, number: Numbers) -> Numbers: ...
    def index(self, number: int | Numbers) -> int | Numbers:
        """What `of` was given to answer this number; ValueError outside [0, size)."""
        return self._walk(number, forth=False)

    def _walk(self, number: int | Numbers, *, forth: bool) -> int | Numbers:
        step = self._forth if forth else self._back
        if isinstance(number, np.ndarray):
            return self._walk_array(number, forth=forth)
        if not 0 <= number < self.size:
            raise ValueError(f"outside 0 to {self.size - 1}")
        number = step(number)
        while number >= self.size:
            number = step(number)
        return number

    def _walk_array(self, numbers: Numbers, *, forth: bool) -> Numbers:
        step = self._forth_array if forth else self._back_array
        if numbers.size and int(numbers.max()) >= self.size:
            raise ValueError(f"outside 0 to {self.size - 1}")
        found = step(numbers.astype(np.uint64))
        while (outside := found >= self.size).any():
            found[outside] = step(found[outside])
        return found

    def _forth(self, number: int) -> int:
        left, right = divmod(number, self._right)
        for one, two in self._pairs:
            left = (left + _mixed(one ^ right)) % self._left
            right = (right + _mixed(two ^ left)) % self._right
        return left * self._right + right

    def _back(self, number: int) -> int:
        left, right = divmod(number, self._right)
        for one, two in reversed(self._pairs):
            right = (right - _mixed(two ^ left)) % self._right
            left = (left - _mixed(one ^ right)) % self._left
        return left * self._right + right

    def _forth_array(self, numbers: Numbers) -> Numbers:
        left, right = np.divmod(numbers, np.uint64(self._right))
        for turn in range(0, _ROUNDS, 2):
            left = (left + self._turned(turn, right, self._left)) % np.uint64(self._left)
            right = (right + self._turned(turn + 1, left, self._right)) % np.uint64(self._right)
        return left * np.uint64(self._right) + right

    def _back_array(self, numbers: Numbers) -> Numbers:
        left, right = np.divmod(numbers, np.uint64(self._right))
        for turn in range(_ROUNDS - 2, -1, -2):
            turned = self._turned(turn + 1, left, self._right)
            right = (right + np.uint64(self._right) - turned) % np.uint64(self._right)
            turned = self._turned(turn, right, self._left)
            left = (left + np.uint64(self._left) - turned) % np.uint64(self._left)
        return left * np.uint64(self._right) + right

    def _turned(self, turn: int, half: Numbers, modulus: int) -> Numbers:
        return mix(half ^ np.uint64(self._keys[turn])) % np.uint64(modulus)
