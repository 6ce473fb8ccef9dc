"""Places that an event states: they must be in a unit that is valid on its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_national_db.registry import Refused
from mock_national_db.stated import address
from mock_national_db.units import REFORM, legacy, modern

if TYPE_CHECKING:
    from mock_national_db.registry import Event


def must_be_known(event: Event, field: str) -> None:
    """Refuse the event if it states a place there and no unit of its day has that code."""
    if field not in event.data:
        return
    place = address(event.data[field])
    is_old = place.era == "legacy"
    if is_old != (event.on < REFORM) or place.unit not in (legacy() if is_old else modern()):
        raise Refused("unknown_unit", f"/data/{field}/maPhuongXa", on=event.on)
