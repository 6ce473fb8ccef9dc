"""The trade database: who sells what on which marketplace, whether verified, and for how much."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncTradeConnector", "TradeConnector", "TradeRecord"]

TradeRecord = record_type("trade")


class TradeConnector(Connector[Any]):
    """Asks the trade database."""

    registry = "trade"


class AsyncTradeConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "trade"
