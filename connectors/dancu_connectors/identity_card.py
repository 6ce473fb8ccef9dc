"""The identity-card database: every card a person was given, and whether it is still good."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncIdentityCardConnector", "IdentityCardConnector", "IdentityCardRecord"]

IdentityCardRecord = record_type("identity_card")


class IdentityCardConnector(Connector[Any]):
    """Asks the identity-card database."""

    registry = "identity_card"


class AsyncIdentityCardConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "identity_card"
