"""The service behind every registry: one uniform set of operations, and the real wires, over HTTP."""

from mock_national_db.service.application import Application
from mock_national_db.service.faults import CallFault

__all__ = ["Application", "CallFault"]
