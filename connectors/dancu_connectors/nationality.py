"""The nationality database: who became, remained or ceased to be a Vietnamese national, by which decision."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncNationalityConnector", "NationalityConnector", "NationalityRecord"]

NationalityRecord = record_type("nationality")


class NationalityConnector(Connector[Any]):
    """Asks the nationality database."""

    registry = "nationality"


class AsyncNationalityConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "nationality"
