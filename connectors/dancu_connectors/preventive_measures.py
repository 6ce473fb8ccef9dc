"""The procuracy's database of preventive measures: who is held or bound by which order, since when, until when."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncPreventiveMeasuresConnector", "PreventiveMeasuresConnector", "PreventiveMeasuresRecord"]

PreventiveMeasuresRecord = record_type("preventive_measures")


class PreventiveMeasuresConnector(Connector[Any]):
    """Asks the procuracy's database of preventive measures."""

    registry = "preventive_measures"


class AsyncPreventiveMeasuresConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "preventive_measures"
