"""The database of officials and public employees: who serves the State where, in which grade, since when."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncCivilServantsConnector", "CivilServantsConnector", "CivilServantsRecord"]

CivilServantsRecord = record_type("civil_servants")


class CivilServantsConnector(Connector[Any]):
    """Asks the database of officials and public employees."""

    registry = "civil_servants"


class AsyncCivilServantsConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "civil_servants"
