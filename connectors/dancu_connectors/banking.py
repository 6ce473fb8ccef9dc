"""The banks' accounts: which a person has, by which paper the bank knows its customer, and whether they work."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncBankingConnector", "BankingConnector", "BankingRecord"]

BankingRecord = record_type("banking")


class BankingConnector(Connector[Any]):
    """Asks the banks about their customers' accounts."""

    registry = "banking"


class AsyncBankingConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "banking"
