"""The employment database: who works where, and what was decided on unemployment benefit."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncEmploymentConnector", "EmploymentConnector", "EmploymentRecord"]

EmploymentRecord = record_type("employment")


class EmploymentConnector(Connector[Any]):
    """Asks the employment database."""

    registry = "employment"


class AsyncEmploymentConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "employment"
