"""A question to a registry and its answer, whatever wire they travel on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

NameRule = Literal["exact", "folded"]


class Operation(msgspec.Struct, frozen=True):
    """What is asked: `verify` discloses only yes or no per claim, `lookup` the `fields` asked for.

    A lookup with claims discloses nothing unless every claim agrees, as the national database's own wire does.
    `on` and `known_at` default to the workspace's clock. `changes` tells what was written to the register, in order: of
    the subject's `position`, or made known on the days `since` to `until` (ISO; by default on that of the clock).
    """

    registry: str
    op: Literal["verify", "lookup", "changes"]
    subject: Mapping[str, Any]
    claims: Mapping[str, Any] = {}
    fields: tuple[str, ...] = ()
    on: date | None = None
    known_at: datetime | None = None
    purpose: str | None = None
    name_rule: NameRule = "exact"


class Answer(msgspec.Struct, frozen=True):
    """What the register says; `outcome` is one of the vocabulary's (found, deceased, not_found …)."""

    outcome: str
    verified: bool = False
    matches: dict[str, str] = {}
    records: list[dict[str, Any]] = []
