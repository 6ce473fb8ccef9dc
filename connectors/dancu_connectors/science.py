"""The database of science and technology: who took part in which research, and whose initiatives were recognised."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncScienceConnector", "ScienceConnector", "ScienceRecord"]

ScienceRecord = record_type("science")


class ScienceConnector(Connector[Any]):
    """Asks the database of science and technology."""

    registry = "science"


class AsyncScienceConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "science"
