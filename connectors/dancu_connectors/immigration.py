"""The immigration register: passports, exits and entries."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncImmigrationConnector", "ImmigrationConnector", "ImmigrationRecord"]

ImmigrationRecord = record_type("immigration")


class ImmigrationConnector(Connector[Any]):
    """Asks the immigration register."""

    registry = "immigration"


class AsyncImmigrationConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "immigration"
