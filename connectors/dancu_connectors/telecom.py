"""The database of telecommunications subscribers: whose number it is, and whether verified."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncTelecomConnector", "TelecomConnector", "TelecomRecord"]

TelecomRecord = record_type("telecom")


class TelecomConnector(Connector[Any]):
    """Asks the database of telecommunications subscribers."""

    registry = "telecom"


class AsyncTelecomConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "telecom"
