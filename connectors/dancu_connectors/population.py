"""The national population database: who a citizen is, of whom, living where; over C06's wire unless told otherwise."""

from typing import Any

from dancu_connectors.connector import UNIFORM, AsyncConnector, Connector
from dancu_connectors.records import record_type
from dancu_connectors.soap import Soap

__all__ = ["AsyncPopulationConnector", "PopulationConnector", "PopulationRecord"]

PopulationRecord = record_type("population")
WIRES = {"soap": Soap, **UNIFORM}


class PopulationConnector(Connector[Any]):
    """Asks the national population database; `wire` is "soap" (037, 033), "uniform", or a Soap of an agency's own."""

    registry = "population"
    wires = WIRES


class AsyncPopulationConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "population"
    wires = WIRES
