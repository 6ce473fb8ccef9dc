"""The database of declared assets: which officials and candidates declared what they and their families own."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AssetsIncomeConnector", "AssetsIncomeRecord", "AsyncAssetsIncomeConnector"]

AssetsIncomeRecord = record_type("assets_income")


class AssetsIncomeConnector(Connector[Any]):
    """Asks the database of declared assets and income."""

    registry = "assets_income"


class AsyncAssetsIncomeConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "assets_income"
