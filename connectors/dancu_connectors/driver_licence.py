"""The driver-licence register: who may drive what."""

from typing import Any

from dancu_connectors.connector import UNIFORM, AsyncConnector, Connector
from dancu_connectors.licence_dossiers import LicenceDossiers
from dancu_connectors.records import record_type

__all__ = ["AsyncDriverLicenceConnector", "DriverLicenceConnector", "DriverLicenceRecord"]

DriverLicenceRecord = record_type("driver_licence")
WIRES = {**UNIFORM, "dossiers": LicenceDossiers}


class DriverLicenceConnector(Connector[Any]):
    """Asks about licences; `wire` is "uniform" or a LicenceDossiers; the ministry's wire lists only who applied."""

    registry = "driver_licence"
    wires = WIRES


class AsyncDriverLicenceConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "driver_licence"
    wires = WIRES
