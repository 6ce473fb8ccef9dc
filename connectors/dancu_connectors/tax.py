"""The tax register: who has a tax code, and whether it is in use."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncTaxConnector", "TaxConnector", "TaxRecord"]

TaxRecord = record_type("tax")


class TaxConnector(Connector[Any]):
    """Asks the tax register."""

    registry = "tax"


class AsyncTaxConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "tax"
