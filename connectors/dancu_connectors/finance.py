"""The national database on finance: which unit spends from the budget, and who was paid what from it."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncFinanceConnector", "FinanceConnector", "FinanceRecord"]

FinanceRecord = record_type("finance")


class FinanceConnector(Connector[Any]):
    """Asks the national database on finance."""

    registry = "finance"


class AsyncFinanceConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "finance"
