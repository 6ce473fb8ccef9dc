"""Which connectors there are: the modules of this package that bear a register's name."""

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from dancu_contracts import registries

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.errors import UnknownRegistry
from dancu_connectors.naming import camel_case


@cache
def connectors() -> tuple[str, ...]:
    """The names of the registers that have a connector, sorted."""
    modules = {module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])}
    return tuple(sorted(modules.intersection(registries())))


def connector_for(name: str) -> type[Connector[Any]]:
    """The blocking connector of a register, e.g. "tax" → TaxConnector."""
    found: type[Connector[Any]] = getattr(_module(name), f"{camel_case(name)}Connector")
    return found


def async_connector_for(name: str) -> type[AsyncConnector[Any]]:
    """The asynchronous connector of a register."""
    found: type[AsyncConnector[Any]] = getattr(_module(name), f"Async{camel_case(name)}Connector")
    return found


def _module(name: str) -> Any:
    known = connectors()
    if name not in known:
        raise UnknownRegistry(
            f"Không có connector tên này; có: {', '.join(known)}.",
            f"There is no connector of that name; there are: {', '.join(known)}.",
        )
    return import_module(f"dancu_connectors.{name}")
