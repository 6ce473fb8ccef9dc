"""The residence database: where a person is registered, in which household, and where before."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncResidenceConnector", "ResidenceConnector", "ResidenceRecord"]

ResidenceRecord = record_type("residence")


class ResidenceConnector(Connector[Any]):
    """Asks the residence database."""

    registry = "residence"


class AsyncResidenceConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "residence"
