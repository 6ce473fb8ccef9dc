"""The social-protection database: which household is poor, who draws which allowance."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncSocialProtectionConnector", "SocialProtectionConnector", "SocialProtectionRecord"]

SocialProtectionRecord = record_type("social_protection")


class SocialProtectionConnector(Connector[Any]):
    """Asks the social-protection database."""

    registry = "social_protection"


class AsyncSocialProtectionConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "social_protection"
