"""By when a dossier, a step of it and each message between its agencies are due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from dancu_contracts import Step

from dancu_connectors.one_stop.dossier import Dossier
from dancu_connectors.one_stop.judging import waits
from dancu_connectors.one_stop.rules import holds
from dancu_connectors.one_stop.working_days import due_in_hours

__all__ = ["acknowledge_by", "longest", "sync_by", "working_days"]


def working_days(dossier: Dossier) -> int:
    """For the whole: what the procedure says of what was chosen, else the longest way through the steps to come."""
    words = dossier.words
    told = next((each for each in dossier.handling.limits if holds(each.when, words)), None)
    if told:
        return told.working_days
    return longest(each for each in dossier.handling.steps if waits(dossier, each.when) or holds(each.when, words))


def longest(coming: Iterable[Step]) -> int:
    """Working days of the longest way through these steps."""
    steps = {each.id: each for each in coming}
    return max((_way(each, steps) for each in steps.values()), default=0)


def _way(step: Step, coming: Mapping[str, Step]) -> int:
    before = [] if step.of_whole else [_way(coming[name], coming) for name in step.after if name in coming]
    return step.working_days + max(before, default=0)


def acknowledge_by(dossier: Dossier, now: datetime) -> datetime | None:
    """Until when an agency that is handed a step now has to say that it has it; None where no law says so."""
    owed = dossier.handling.hand_over
    return due_in_hours(now, owed.acknowledge_hours) if owed else None


def sync_by(dossier: Dossier, now: datetime) -> datetime | None:
    """Until when what is decided now has to have reached the other systems; None where no law says so."""
    owed = dossier.handling.hand_over
    return now + timedelta(minutes=owed.sync_minutes) if owed else None
