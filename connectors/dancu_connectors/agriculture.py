"""The database of agriculture: who grows, raises or fishes what, and where."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AgricultureConnector", "AgricultureRecord", "AsyncAgricultureConnector"]

AgricultureRecord = record_type("agriculture")


class AgricultureConnector(Connector[Any]):
    """Asks the database of agriculture."""

    registry = "agriculture"


class AsyncAgricultureConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "agriculture"
