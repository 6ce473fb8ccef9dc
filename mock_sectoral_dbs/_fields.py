"""A record's fields of which most are worked out only once somebody asks for more than those at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    Others = Callable[[], Mapping[str, Any]]


class Fields(Mapping[str, Any]):
    """Those at hand, and beneath them others that are worked out together when the first of them is asked for."""

    __slots__ = ("_at_hand", "_others", "_whole")

    def __init__(self, at_hand: Mapping[str, Any], others: Others) -> None:
        self._at_hand, self._others = at_hand, others
        self._whole: Mapping[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return self._at_hand[name] if name in self._at_hand else self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> Mapping[str, Any]:
        if self._whole is None:
            self._whole = {**self._others(), **self._at_hand}
        return self._whole


def record(since: date, at_hand: Mapping[str, Any], others: Others, known: datetime | None = None) -> Record:
    """A record from `since` over fields of which `others` are worked out when asked for."""
    made = Record(since, None, known)
    made.fields = Fields(at_hand, others)
    return made
