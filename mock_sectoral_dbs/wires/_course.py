"""The course of a dossier about one person: received, processed, settled, unless his file foresees something else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mock_national_db.log import Entry
from mock_sectoral_dbs.wires._progress import REFUSE, SUPPLEMENT, Stage, Steps, due, is_supplemented, state_of

RECEIVED, PROCESSING, WAITING, REFUSED, DONE = "received", "processing", "waiting", "refused", "done"


def steps(processing: int, settled: int) -> Steps:
    """After how many working days somebody works at it, and after how many it is settled."""
    return ((0, RECEIVED), (processing, PROCESSING), (settled, DONE))


def stage_of(entries: Sequence[Entry], now: datetime, taken: Steps, foreseen: str | None) -> Stage:
    """How it stands; who is to supplement is waited for from the day somebody works at it, then it starts anew."""
    stage = state_of(entries, now, taken)
    if is_supplemented(entries):
        stage = Stage(PROCESSING, stage.since) if stage.state == RECEIVED else stage
    elif foreseen == SUPPLEMENT and stage.state != RECEIVED:
        return Stage(WAITING, due(entries[0].at.date(), taken[1][0]))
    return Stage(REFUSED, stage.since) if foreseen == REFUSE and stage.state == DONE else stage
