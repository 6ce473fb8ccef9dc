"""The database of commerce: who sells what on which marketplace, whether verified, and for how much."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncCommerceConnector", "CommerceConnector", "CommerceRecord"]

CommerceRecord = record_type("commerce")


class CommerceConnector(Connector[Any]):
    """Asks the database of commerce."""

    registry = "commerce"


class AsyncCommerceConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "commerce"
