"""The enforcement of civil judgments: who owes what under which judgment, and what is done about it."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncJudgmentEnforcementConnector", "JudgmentEnforcementConnector", "JudgmentEnforcementRecord"]

JudgmentEnforcementRecord = record_type("judgment_enforcement")


class JudgmentEnforcementConnector(Connector[Any]):
    """Asks the enforcement of civil judgments."""

    registry = "judgment_enforcement"


class AsyncJudgmentEnforcementConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "judgment_enforcement"
