"""The database on seals: which body has which seal, by which certificate, and whether it is valid."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncSealsConnector", "SealsConnector", "SealsRecord"]

SealsRecord = record_type("seals")


class SealsConnector(Connector[Any]):
    """Asks the database on seals."""

    registry = "seals"


class AsyncSealsConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "seals"
