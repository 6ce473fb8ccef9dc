"""The criminal records: convictions, cleared or not, bans, and the certificates issued."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncCriminalRecordConnector", "CriminalRecordConnector", "CriminalRecordRecord"]

CriminalRecordRecord = record_type("criminal_record")


class CriminalRecordConnector(Connector[Any]):
    """Asks the criminal records."""

    registry = "criminal_record"


class AsyncCriminalRecordConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "criminal_record"
