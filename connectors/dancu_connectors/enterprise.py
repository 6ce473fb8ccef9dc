"""The national register of enterprises: who heads which company or household business, and whether it is active."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncEnterpriseConnector", "EnterpriseConnector", "EnterpriseRecord"]

EnterpriseRecord = record_type("enterprise")


class EnterpriseConnector(Connector[Any]):
    """Asks the national register of enterprises."""

    registry = "enterprise"


class AsyncEnterpriseConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "enterprise"
