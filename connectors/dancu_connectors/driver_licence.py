"""The driver-licence register: who may drive what, since when, until when."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncDriverLicenceConnector", "DriverLicenceConnector", "DriverLicenceRecord"]

DriverLicenceRecord = record_type("driver_licence")


class DriverLicenceConnector(Connector[Any]):
    """Asks the driver-licence register."""

    registry = "driver_licence"


class AsyncDriverLicenceConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "driver_licence"
