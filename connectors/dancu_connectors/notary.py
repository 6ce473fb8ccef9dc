"""The database of notarised deeds: who agreed with whom on what, before which notary."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncNotaryConnector", "NotaryConnector", "NotaryRecord"]

NotaryRecord = record_type("notary")


class NotaryConnector(Connector[Any]):
    """Asks the database of notarised deeds."""

    registry = "notary"


class AsyncNotaryConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "notary"
