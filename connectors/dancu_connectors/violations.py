"""The database on administrative violations: who was penalised for what, and whether the fine is paid."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncViolationsConnector", "ViolationsConnector", "ViolationsRecord"]

ViolationsRecord = record_type("violations")


class ViolationsConnector(Connector[Any]):
    """Asks the database on administrative violations."""

    registry = "violations"


class AsyncViolationsConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "violations"
