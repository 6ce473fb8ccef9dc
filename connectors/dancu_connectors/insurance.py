"""The social-insurance register: who is insured, on which card; over the insurer's portal unless told otherwise."""

from typing import Any

from dancu_connectors.connector import UNIFORM, AsyncConnector, Connector
from dancu_connectors.insurer_ngsp import InsurerNgsp
from dancu_connectors.insurer_portal import InsurerPortal
from dancu_connectors.records import record_type

__all__ = ["AsyncInsuranceConnector", "InsuranceConnector", "InsuranceRecord"]

InsuranceRecord = record_type("insurance")
WIRES = {"portal": InsurerPortal, "ngsp": InsurerNgsp, **UNIFORM}


class InsuranceConnector(Connector[Any]):
    """Asks the insurer; `wire` is "portal" (health cards), "ngsp" (who bears a number), "uniform", or one set up."""

    registry = "insurance"
    wires = WIRES


class AsyncInsuranceConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "insurance"
    wires = WIRES
