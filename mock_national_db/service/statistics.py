"""A table of the population: the question held against its contract, and an answer that tells of no person."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache, partial
from math import prod
from typing import TYPE_CHECKING, Any

import dancu_contracts

from mock_national_db import personas
from mock_national_db.service.faults import CallFault
from mock_national_db.service.uniform import hold, moment
from mock_national_db.statistics import (
    BASE,
    DIMENSIONS,
    LARGEST,
    Asked,
    At,
    Counted,
    drawn,
    gathered,
    published,
    together,
    written,
)
from mock_national_db.statistics.communes import COMMUNE, NEW, OLD, PROVINCE, communes
from mock_national_db.units import REFORM

if TYPE_CHECKING:
    from mock_national_db.nation import Nation
    from mock_national_db.store import Store
    from mock_national_db.timeline import AsOf

LIMIT = 200_000
METHOD = {"name": "cell-key", "noise": LARGEST, "roundedTo": BASE, "additive": False}
Body = Mapping[str, Any]


def table(store: Store, workspace: str, body: Any) -> Body:
    """How many people there are of each kind asked for (service/statistics.schema.json); raises CallFault."""
    return begun(store, workspace, body)()


def begun(store: Store, workspace: str, body: Any) -> Callable[[], Body]:
    """The same with the log read now; what is left reads the nation alone, which takes a while and may go elsewhere."""
    hold(_validator(), body)
    if dancu_contracts.procedure(body["purpose"]["procedure"]) is None:
        raise CallFault("unknown_procedure", "/purpose/procedure")
    on = date.fromisoformat(body["on"]) if "on" in body else None
    seen = store.workspace(workspace, on, moment(body["knownAt"]) if "knownAt" in body else None)
    asked = _asked(body, seen.as_of)
    better = {*personas.everybody(), *store.log.touched_after(seen.stream, -1, sys.maxsize)}
    others = [*written(seen, asked, better)]
    seen.forget()
    return partial(_answer, store.nation, asked, others, better)


@cache
def _validator() -> dancu_contracts.Validator:
    return dancu_contracts.validator(dancu_contracts.service_schema("statistics"))


def _asked(body: Body, as_of: AsOf) -> Asked:
    era = body.get("units") or (OLD if as_of.on < REFORM else NEW)
    where = body.get("where", {})
    for name, code in where.items():
        if code not in _codes(name, era, where):
            raise CallFault("unknown_unit", f"/where/{name}")
    cells = prod(len(_codes(name, era, where)) for name in body["by"] if name not in where)
    if cells > LIMIT:
        raise CallFault("table_too_large", "/by", cells=cells, limit=LIMIT)
    return Asked(tuple(body["by"]), where, At(as_of, era))


def _codes(name: str, era: str, where: Mapping[str, str]) -> Collection[str]:
    """The codes that a dimension can have in the table: a province has its own communes alone."""
    return communes(era, where.get(PROVINCE)) if name == COMMUNE else DIMENSIONS[name].codes(era)


def _answer(nation: Nation, asked: Asked, others: list[Counted], better: set[int]) -> Body:
    cells = gathered(asked, [*others, *drawn(nation, asked, better)])
    told = ((kind, published(cell)) for kind, cell in cells.items())
    as_of, era = asked.at
    return {
        "total": published(together(cells.values())),
        "cells": [dict(zip((*asked.by, "count"), (*kind, count), strict=True)) for kind, count in told if count],
        "method": METHOD,
        "source": {"on": as_of.on.isoformat(), "knownAt": as_of.known.isoformat(), "units": era},
    }
