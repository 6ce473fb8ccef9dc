"""The education register: school years, exams and diplomas."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncEducationConnector", "EducationConnector", "EducationRecord"]

EducationRecord = record_type("education")


class EducationConnector(Connector[Any]):
    """Asks the education register."""

    registry = "education"


class AsyncEducationConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "education"
