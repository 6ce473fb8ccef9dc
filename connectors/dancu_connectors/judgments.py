"""The courts' judgments: what was decided in whose case, since when it is in force."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncJudgmentsConnector", "JudgmentsConnector", "JudgmentsRecord"]

JudgmentsRecord = record_type("judgments")


class JudgmentsConnector(Connector[Any]):
    """Asks the courts' published judgments."""

    registry = "judgments"


class AsyncJudgmentsConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "judgments"
