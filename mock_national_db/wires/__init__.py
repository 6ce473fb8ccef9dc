"""The wires of the national population database: each module here that has a `WIRE` is one, found by listing."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from mock_national_db.wires.options import Options
from mock_national_db.wires.wire import Call, Context, Desk, Outgoing, Reply, Request, Wire

__all__ = ["Call", "Context", "Desk", "Options", "Outgoing", "Reply", "Request", "Wire", "wires"]


def wires(package: str = __name__) -> tuple[Wire, ...]:
    """Every wire of a package of wires, in the order of their modules' names."""
    modules = (import_module(f"{package}.{found.name}") for found in iter_modules(import_module(package).__path__))
    return tuple(module.WIRE for module in modules if hasattr(module, "WIRE"))
