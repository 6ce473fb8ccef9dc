"""The persona files as they are written: who, why, and the answers to expect."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FIRST = 40_000_000  # beyond the largest nation's last index
_EACH = 100


@dataclass(frozen=True, slots=True)
class Persona:
    """One file: a case, the people it needs (the first is the persona), and questions with their whole answers."""

    id: str
    title: Mapping[str, str]
    reason: Mapping[str, str]
    people: tuple[Mapping[str, Any], ...]
    asks: tuple[Mapping[str, Any], ...]

    def index(self, place: int) -> int:
        """The index of one of its people; it depends on nothing but this file."""
        return FIRST + int(self.id[1:]) * _EACH + place


@cache
def personas() -> tuple[Persona, ...]:
    """Every persona, by its number."""
    found = (json.loads(file.read_text(encoding="utf-8")) for file in _files())
    read = (Persona(p["id"], p["title"], p["reason"], tuple(p["people"]), tuple(p["asks"])) for p in found)
    return tuple(sorted(read, key=lambda one: int(one.id[1:])))


def _files() -> list[Any]:
    return [file for file in files(__package__).joinpath("files").iterdir() if file.name.endswith(".json")]


def persona(identifier: str) -> Persona:
    """The persona of that id (`P01`); KeyError if there is none."""
    for one in personas():
        if one.id == identifier:
            return one
    raise KeyError(identifier)


def catalogue() -> list[dict[str, Any]]:
    """Every persona in a line, as the seed day knows it, with the answers to expect."""
    return [
        {
            "id": one.id,
            "title": one.title["vi"],
            "titleEn": one.title["en"],
            "reason": one.reason["vi"],
            "reasonEn": one.reason["en"],
            **{name: _latest(one.people[0][name]) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")},
            "asks": list(one.asks),
        }
        for one in personas()
    ]


def _latest(value: Any) -> Any:
    return value[-1]["value"] if isinstance(value, list) else value
