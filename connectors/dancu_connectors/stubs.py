"""Type stubs of the registers' modules, written from the contracts: `python -m dancu_connectors.stubs`."""

import json
from collections.abc import Iterator
from pathlib import Path

from dancu_connectors.discovery import connectors
from dancu_connectors.naming import camel_case, snake_case
from dancu_connectors.records import record_shape
from dancu_connectors.shapes import PYTHON, SCALARS, Shape

HEAD = "# Written by `python -m dancu_connectors.stubs` from the contract; do not edit."


def stub(name: str) -> str:
    """The stub of one register's module."""
    base, shape = camel_case(name), record_shape(name)
    body = list(_class(f"{base}Record", shape, ""))
    lines = [HEAD, "", *_imports("\n".join(body)), "", *_public(base), "", *body, ""]
    lines += [f"class {base}Connector(Connector[{base}Record]): ..."]
    lines += [f"class Async{base}Connector(AsyncConnector[{base}Record]): ..."]
    return "\n".join(lines) + "\n"


def path_of(name: str) -> Path:
    """Where the stub of a register stands: beside its module."""
    return Path(__file__).parent / f"{name}.pyi"


def _public(base: str) -> list[str]:
    public = sorted([f"Async{base}Connector", f"{base}Connector", f"{base}Record"])
    return [f"__all__ = {json.dumps(public)}"]


def _imports(body: str) -> Iterator[str]:
    days = [kind for kind in ("date", "datetime") if f"-> {kind} " in body or f"tuple[{kind}," in body]
    if days:
        yield from (f"from datetime import {', '.join(days)}", "")
    yield "from dancu_connectors.connector import AsyncConnector, Connector"
    if "PartialDate" in body:
        yield "from dancu_connectors.dates import PartialDate"
    yield "from dancu_connectors.records import Record"


def _class(name: str, shape: Shape, indent: str) -> Iterator[str]:
    yield f"{indent}class {name}(Record):"
    inner = indent + "    "
    nested = {below.name: below for below in shape.properties.values() if below.kind == "object"}
    for title, below in nested.items():
        yield from _class(title, below, inner)
        yield ""
    for field, below in shape.properties.items():
        yield f"{inner}@property"
        yield f"{inner}def {snake_case(field)}(self) -> {_type(below)} | None: ..."


def _type(shape: Shape) -> str:
    one = (
        shape.name if shape.kind == "object" else PYTHON[shape.kind][0] if shape.kind in PYTHON else SCALARS[shape.kind]
    )
    return f"tuple[{one}, ...]" if shape.many else one


def main() -> None:
    """Write the stub of every register."""
    for name in connectors():
        path_of(name).write_text(stub(name), encoding="utf-8")


if __name__ == "__main__":
    main()
