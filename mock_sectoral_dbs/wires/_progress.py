"""How far a dossier has come: the working days since its papers were handed in, on the workspace's clock, decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mock_national_db import personas

if TYPE_CHECKING:
    from datetime import datetime

    from mock_national_db.log import Entry

PAPERS = "papers"  # the key of an entry that hands papers in, at first or as a supplement
REFUSE, SUPPLEMENT = "refuse", "supplement"
Steps = Sequence[tuple[int, str]]  # after how many working days which state begins, in order, the first at 0


class Stage(NamedTuple):
    """A state, and the day it began."""

    state: str
    since: date


def state_of(entries: Sequence[Entry], now: datetime, steps: Steps) -> Stage:
    """The last step that was reached since papers were handed in last."""
    start = _handed_in(entries)[-1].at.date()
    stages = [Stage(state, due(start, days)) for days, state in steps]
    reached = [stage for stage in stages if stage.since <= now.date()]
    return (reached or stages[:1])[-1]


def due(start: date, working_days: int) -> date:
    """The day that many working days later; Saturday and Sunday are none, public holidays are not known here."""
    day = start
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return day


def is_supplemented(entries: Sequence[Entry]) -> bool:
    """Whether papers were handed in again."""
    return len(_handed_in(entries)) > 1


def foreseen(registry: str, *numbers: str) -> str | None:
    """What the file of the first persona among the bearers says becomes of a dossier there: refuse or supplement."""
    indexes = (index for number in numbers if (index := personas.index_of(number)) is not None)
    told = ((personas.deviations(index, registry) or {}).get("dossier") for index in indexes)
    return next((what for what in told if what), None)


def _handed_in(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if PAPERS in entry.what]
