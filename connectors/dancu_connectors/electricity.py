"""The database of electricity customers: who buys power where, by which meter, and what he owes."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncElectricityConnector", "ElectricityConnector", "ElectricityRecord"]

ElectricityRecord = record_type("electricity")


class ElectricityConnector(Connector[Any]):
    """Asks the database of electricity customers."""

    registry = "electricity"


class AsyncElectricityConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "electricity"
