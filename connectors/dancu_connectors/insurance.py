"""The social-insurance register: who is insured, against what, until when."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncInsuranceConnector", "InsuranceConnector", "InsuranceRecord"]

InsuranceRecord = record_type("insurance")


class InsuranceConnector(Connector[Any]):
    """Asks the social-insurance register."""

    registry = "insurance"


class AsyncInsuranceConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "insurance"
