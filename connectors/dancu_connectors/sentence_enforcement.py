"""The enforcement of criminal sentences: who is serving one, where, until when."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncSentenceEnforcementConnector", "SentenceEnforcementConnector", "SentenceEnforcementRecord"]

SentenceEnforcementRecord = record_type("sentence_enforcement")


class SentenceEnforcementConnector(Connector[Any]):
    """Asks the enforcement of criminal sentences."""

    registry = "sentence_enforcement"


class AsyncSentenceEnforcementConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "sentence_enforcement"
