"""A question to a registry and its answer, whatever wire they travel on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from mock_national_db.criteria import Criterion

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


class Search(msgspec.Struct, frozen=True):
    """Who is sought: the living who have a number and of whom the criterion holds, in the order of their index.

    Beginning `after` an index, `skip` so many and tell the `fields` of at most `most`.
    """

    registry: str
    criterion: Criterion
    fields: tuple[str, ...] = ()
    after: int = -1
    skip: int = 0
    most: int = 1000
    on: date | None = None
    known_at: datetime | None = None


class Found(msgspec.Struct, frozen=True):
    """A stretch of a search. There may be more `after` that index (None: there is not), so many still to `skip`.

    Fewer than were asked for do not mean that there are no more: one answer reads a bounded part of the register.
    """

    records: list[dict[str, Any]]
    after: int | None = None
    skip: int = 0
