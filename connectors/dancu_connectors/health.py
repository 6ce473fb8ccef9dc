"""The health register: vaccinations, driver's examinations, notices of birth and death."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncHealthConnector", "HealthConnector", "HealthRecord"]

HealthRecord = record_type("health")


class HealthConnector(Connector[Any]):
    """Asks the health register."""

    registry = "health"


class AsyncHealthConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "health"
