"""The courts' case files: who is a party to which case, and how far it has come."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncCourtCasesConnector", "CourtCasesConnector", "CourtCasesRecord"]

CourtCasesRecord = record_type("court_cases")


class CourtCasesConnector(Connector[Any]):
    """Asks the courts' case files."""

    registry = "court_cases"


class AsyncCourtCasesConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "court_cases"
