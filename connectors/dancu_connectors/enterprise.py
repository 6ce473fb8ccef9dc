"""The national register of enterprises: who heads which company or household business, and whether it is active."""

from typing import Any

from dancu_connectors.connector import UNIFORM, AsyncConnector, Connector
from dancu_connectors.enterprise_dkkd import EnterpriseDkkd
from dancu_connectors.enterprise_ngsp import EnterpriseNgsp
from dancu_connectors.records import record_type

__all__ = ["AsyncEnterpriseConnector", "EnterpriseConnector", "EnterpriseRecord"]

EnterpriseRecord = record_type("enterprise")
WIRES = {"ngsp": EnterpriseNgsp, "dkkd": EnterpriseDkkd, **UNIFORM}


class EnterpriseConnector(Connector[Any]):
    """Asks the register of enterprises; `wire` is "ngsp" (by code), "dkkd" (household businesses too) or "uniform"."""

    registry = "enterprise"
    wires = WIRES


class AsyncEnterpriseConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "enterprise"
    wires = WIRES
