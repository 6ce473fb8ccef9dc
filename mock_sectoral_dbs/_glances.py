"""Glances: whether another register can have something to say, asked before what is costly to say.

A record holds a glance as a field that is not shown: False if it surely has nothing. What the log or a persona states
has none, and must be looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_national_db.person import Person
    from mock_national_db.registry import Effect


def may(person: Person, glance: str) -> bool:
    """Whether any record of another register leaves it open, by a glance such as `insurance.coTheCongVu`."""
    return any(told is not False for told in person.known(glance))


def opened(effect: Effect, glances: Iterable[str]) -> Effect:
    """The effect, after which every record must be looked at."""
    unknown = dict.fromkeys(glances)
    return lambda records, event: [record.under(unknown) for record in effect(records, event)]
