"""What a nation is a function of."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import Literal

from mock_national_db import units

__all__ = ["LARGEST", "VERSION", "Arguments"]

VERSION = 1  # raised whenever the same arguments would give other people
PREFIXES = 33
SERIALS = 999_999
LARGEST = PREFIXES * SERIALS


@dataclass(frozen=True, slots=True)
class Arguments:
    """`size` people (the living, and those who died since 2016) of the `provinces`.

    A province is named by its code before 1 July 2025 (`93`), or as `92@2025` for all that became part of a new one.
    `ids` is `safe` (numbers that belong to nobody) or `realistic` (a real prefix: may hit a living person's number).
    `dirt` is the share of sector records that disagree with the nation; the people are the same whatever it is.
    """

    seed: int = 453
    size: int = 10_000
    provinces: tuple[str, ...] = ("93",)
    ids: Literal["safe", "realistic"] = "safe"
    dirt: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "provinces", tuple(self.provinces))
        if not 1 <= self.size <= LARGEST:
            raise ValueError(f"size must be 1 to {LARGEST}, not {self.size}")
        if self.ids not in ("safe", "realistic"):
            raise ValueError(f"ids must be safe or realistic, not {self.ids}")
        if not 0 <= self.dirt <= 1:
            raise ValueError(f"dirt must be 0 to 1, not {self.dirt}")
        if not self.provinces:
            raise ValueError("at least one province is needed")
        for province in self.provinces:
            communes_of(province)

    def to_json(self) -> str:
        """The arguments as they stand in the nation's file; no dirt is not mentioned, as before there was any."""
        stated = asdict(self)
        return json.dumps({name: stated[name] for name in stated if name != "dirt" or self.dirt}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Arguments:
        """What `to_json` wrote."""
        return cls(**json.loads(text))


@cache
def communes_of(province: str) -> tuple[str, ...]:
    """The codes of its communes before 1 July 2025; ValueError if there is no such province."""
    code, _, era = province.partition("@")
    if era:
        new = {unit.code for unit in units.modern().values() if unit.province_code == code} if era == "2025" else set()
        found = sorted(old for old, targets in units.targets().items() if targets[0] in new)
    else:
        found = sorted(unit.code for unit in units.legacy().values() if unit.province_code == code)
    if not found:
        raise ValueError(f"no province {province}: use a code before 1 July 2025 such as 93, or a new one as 92@2025")
    return tuple(found)
