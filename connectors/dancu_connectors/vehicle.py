"""The register of vehicles: whose a plate is, what it stands on, and until when it is inspected."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncVehicleConnector", "VehicleConnector", "VehicleRecord"]

VehicleRecord = record_type("vehicle")


class VehicleConnector(Connector[Any]):
    """Asks the register of vehicles."""

    registry = "vehicle"


class AsyncVehicleConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "vehicle"
