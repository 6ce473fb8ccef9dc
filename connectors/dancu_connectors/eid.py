"""Electronic identification: who has a VNeID account, at which level, and whether it is active."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncEidConnector", "EidConnector", "EidRecord"]

EidRecord = record_type("eid")


class EidConnector(Connector[Any]):
    """Asks the system of electronic identification."""

    registry = "eid"


class AsyncEidConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "eid"
