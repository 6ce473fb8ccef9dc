"""Dated facts: what was true when, and since when it was known."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HANOI = timezone(timedelta(hours=7))
SEED_TIME = datetime(2026, 11, 23, 8, 0, tzinfo=HANOI)
SEED_DAY = SEED_TIME.date()
_BEGINNING = datetime(1, 1, 2, tzinfo=UTC)


class AsOf(msgspec.Struct, frozen=True):
    """The point a question is asked about: the day `on`, as it was known at `known`."""

    on: date
    known: datetime

    @classmethod
    def day(cls, on: date) -> AsOf:
        """The day `on` as known at its end."""
        return cls(on, datetime.combine(on, time.max, HANOI))


class Fact(msgspec.Struct, frozen=True):
    """A value from `since` until before `until`; `known` is when the register learned of it (None: at `since`)."""

    value: Any
    since: date
    until: date | None = None
    known: datetime | None = None

    def known_by(self, moment: datetime) -> bool:
        """Whether the register knew of it at `moment`; what has no `known` was known when it began."""
        return self.known is None or self.known <= moment

    @property
    def rank(self) -> tuple[date, datetime]:
        """Later facts win over earlier ones; of the same day, the one learned last."""
        return self.since, self.known or _BEGINNING


class Timeline:
    """The facts of one field, in the order they were learned."""

    __slots__ = ("facts",)

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = tuple(facts)

    def fact(self, as_of: AsOf) -> Fact | None:
        """The fact that holds at `as_of`, None before the first one and after the end of the last."""
        best, on, now = None, as_of.on, as_of.known
        for fact in self.facts:
            is_told = fact.since <= on and (fact.known is None or fact.known <= now)
            if is_told and (best is None or fact.since > best.since or fact.rank >= best.rank):
                best = fact
        return None if best is None or (best.until is not None and best.until <= on) else best

    def at(self, as_of: AsOf) -> Any:
        """The value that holds at `as_of`, or None."""
        fact = self.fact(as_of)
        return None if fact is None else fact.value

    def former(self, as_of: AsOf) -> list[Any]:
        """The values that held before the one of `as_of`, latest first."""
        now = self.fact(as_of)
        begun = [f for f in self.facts if f is not now and f.since <= as_of.on and f.known_by(as_of.known)]
        return [f.value for f in sorted(begun, key=lambda f: f.rank, reverse=True) if f.value is not None]

    def map(self, change: Callable[[Any], Any]) -> Timeline:
        """The same dates with each value changed; None stays None."""
        return Timeline(
            Fact(None if f.value is None else change(f.value), f.since, f.until, f.known) for f in self.facts
        )

    def adding(self, fact: Fact) -> Timeline:
        """The same timeline after one more fact was learned."""
        return Timeline((*self.facts, fact))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeline) and self.facts == other.facts

    def __hash__(self) -> int:
        return hash(self.facts)

    def __repr__(self) -> str:
        return f"Timeline({list(self.facts)!r})"


def current(value: Any, as_of: AsOf) -> Any:
    """A field's value at `as_of`, whether it is plain (never changes), dated, or a function of AsOf."""
    if type(value) is str:
        return value
    if callable(value):
        value = value(as_of)
    if type(value) is Timeline:
        value = value.at(as_of)
    return value(as_of) if callable(value) else value
