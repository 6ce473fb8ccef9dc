"""The civil-status register: births, marriages and deaths as registered."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncCivilStatusConnector", "CivilStatusConnector", "CivilStatusRecord"]

CivilStatusRecord = record_type("civil_status")


class CivilStatusConnector(Connector[Any]):
    """Asks the civil-status register."""

    registry = "civil_status"


class AsyncCivilStatusConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "civil_status"
