"""The nation: its people, what happened to them, what a registry is, and the service behind them all."""

from mock_national_db.draw import Draw
from mock_national_db.person import Kin, Person
from mock_national_db.registry import Event, Record, Registry, changes, closes, opens
from mock_national_db.timeline import AsOf, Fact, Timeline
from mock_national_db.units import Address

__all__ = [
    "Address",
    "AsOf",
    "Draw",
    "Event",
    "Fact",
    "Kin",
    "Person",
    "Record",
    "Registry",
    "Timeline",
    "changes",
    "closes",
    "opens",
]
