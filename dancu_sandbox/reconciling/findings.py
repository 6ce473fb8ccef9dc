"""What can be found of a row, in both languages, and the verdict that gathers it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

Cells = Mapping[str, str | None]
"""A row by field; a field is there if the file has its column."""
Person = Mapping[str, Any]
"""Somebody of the nation by the columns of its sheet."""
QUALITIES = ("dung", "du", "sach", "song")
"""Right, complete, clean, alive."""


@cache
def findings() -> Mapping[str, Mapping[str, str]]:
    """What can be found of a row, the gravest first: its quality (dung, du, sach, song), its field and its words."""
    found: Mapping[str, Mapping[str, str]] = json.loads(
        files(__package__).joinpath("findings.json").read_text(encoding="utf-8")
    )
    return found


@cache
def _rank() -> Mapping[str, int]:
    return {name: place for place, name in enumerate(findings())}


@dataclass
class Verdict:
    """What was found of a row, and the cells that are right instead; `person` is who is meant, None if unknown.

    `fixed` holds the cells that are mended, `told` what the nation has for those that are not, as the row spells it.
    """

    person: Person | None = None
    found: list[str] = field(default_factory=list)
    fixed: dict[str, str | None] = field(default_factory=dict)
    told: dict[str, str | None] = field(default_factory=dict)

    @property
    def ordered(self) -> list[str]:
        """The findings, the gravest first."""
        return sorted({*self.found}, key=_rank().__getitem__)
