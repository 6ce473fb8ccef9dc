"""The register of vehicles: whose a plate is; over the traffic police's look-ups unless told otherwise."""

from typing import Any

from dancu_connectors.connector import UNIFORM, AsyncConnector, Connector
from dancu_connectors.records import record_type
from dancu_connectors.traffic_police import TrafficPolice

__all__ = ["AsyncVehicleConnector", "VehicleConnector", "VehicleRecord"]

VehicleRecord = record_type("vehicle")
WIRES = {"police": TrafficPolice, **UNIFORM}


class VehicleConnector(Connector[Any]):
    """Asks about vehicles; `wire` is "police" (plate, frame number and kind together), "uniform", or one set up."""

    registry = "vehicle"
    wires = WIRES


class AsyncVehicleConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "vehicle"
    wires = WIRES
