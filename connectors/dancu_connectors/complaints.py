"""The database of petitions: who complained, denounced, proposed or reported what, and what became of it."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncComplaintsConnector", "ComplaintsConnector", "ComplaintsRecord"]

ComplaintsRecord = record_type("complaints")


class ComplaintsConnector(Connector[Any]):
    """Asks the database of petitions, complaints and denunciations."""

    registry = "complaints"


class AsyncComplaintsConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "complaints"
