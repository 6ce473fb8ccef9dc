"""The national land database: who holds which parcel by which certificate, and what is noted on it."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncLandConnector", "LandConnector", "LandRecord"]

LandRecord = record_type("land")


class LandConnector(Connector[Any]):
    """Asks the national land database."""

    registry = "land"


class AsyncLandConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "land"
