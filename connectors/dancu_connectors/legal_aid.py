"""The legal aid database: who is aided by right of what, in which case, by whom, and who collaborates."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncLegalAidConnector", "LegalAidConnector", "LegalAidRecord"]

LegalAidRecord = record_type("legal_aid")


class LegalAidConnector(Connector[Any]):
    """Asks the legal aid database."""

    registry = "legal_aid"


class AsyncLegalAidConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "legal_aid"
