"""Whom to try a registry with: a persona that has a record there, found without a data folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from typing import Any

from dancu_sandbox.asked import DEFAULT_PROCEDURE
from dancu_sandbox.folder import every_registry
from mock_national_db.log import LAYOUT, Log
from mock_national_db.nation import Arguments, Nation
from mock_national_db.numbers import Numbers
from mock_national_db.personas import catalogue, personas
from mock_national_db.service.application import DEFAULT_WORKSPACE
from mock_national_db.service.uniform import OPERATIONS
from mock_national_db.store import Store
from mock_national_db.timeline import SEED_TIME


@cache
def example(registry: str) -> str | None:
    """The personal number of a persona with a record there on the seed day; None if no persona has one.

    The first whose file asks the registry and is found; else the first whom the registry answers for in a nation of
    the default seed, those before whose files state records there.
    """
    return next(_asked(registry), None) or next(_holders(registry), None)


def _asked(registry: str) -> Iterator[str]:
    asks = (ask for one in personas() for ask in one.asks if ask["registry"] == registry)
    return (ask["subject"]["soDinhDanh"] for ask in asks if "soDinhDanh" in ask["subject"] and _is_found_today(ask))


def _is_found_today(ask: Mapping[str, Any]) -> bool:
    return ask["answer"].get("outcome") == "found" and "on" not in ask and "knownAt" not in ask


def _holders(registry: str) -> Iterator[str]:
    stating = {one.id for one in personas() if "records" in one.people[0].get("sectors", {}).get(registry, {})}
    with closing(_Undrawn()) as store:
        for one in sorted(catalogue(), key=lambda one: one["id"] not in stating):
            if _answered(store, registry, one["soDinhDanh"], ["soDinhDanh"])["outcome"] == "found":
                yield one["soDinhDanh"]


def answered(registry: str, number: str, fields: Sequence[str]) -> Mapping[str, Any]:
    """What a lookup of a persona is answered on the seed day in a nation of the default seed."""
    with closing(_Undrawn()) as store:
        return _answered(store, registry, number, fields)


def _answered(store: Store, registry: str, number: str, fields: Sequence[str]) -> Mapping[str, Any]:
    purpose = {"procedure": DEFAULT_PROCEDURE}
    asked = {"subject": {"soDinhDanh": number}, "fields": [*fields], "purpose": purpose}
    return OPERATIONS["lookup"](store, DEFAULT_WORKSPACE, registry, asked)


class _Undrawn(Store):
    """The personas beneath a nation of the default seed in which nobody was drawn: in memory, nothing written."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(LAYOUT)
        self.db.executescript("ATTACH ':memory:' AS nation; CREATE TABLE nation.person (idx INTEGER, packed BLOB)")
        self.nation = Nation(self.db, Arguments())
        self.registries, self.log, self.clock = every_registry(), Log(self.db), SEED_TIME
        self.numbers = Numbers(self.nation.arguments.seed)
