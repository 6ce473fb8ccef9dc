"""A question to a registry and its answer, whatever wire they travel on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

NameRule = Literal["exact", "folded"]


@dataclass(frozen=True, slots=True)
class Operation:
    """What is asked: `verify` discloses only yes or no per claim, `lookup` the `fields` asked for.

    A lookup with claims discloses nothing unless every claim agrees, as the national database's own wire does.
    `on` and `known_at` default to the workspace's clock.
    """

    registry: str
    op: Literal["verify", "lookup"]
    subject: Mapping[str, Any]
    claims: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    on: date | None = None
    known_at: datetime | None = None
    purpose: str | None = None
    name_rule: NameRule = "exact"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register says; `outcome` is one of the vocabulary's (found, deceased, not_found …)."""

    outcome: str
    verified: bool = False
    matches: dict[str, str] = field(default_factory=dict)
    records: list[dict[str, Any]] = field(default_factory=list)
