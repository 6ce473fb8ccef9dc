"""What a heading means, read by its words: of which field of a person it is, and whether of somebody else."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import dancu_contracts

from dancu_sandbox.citizens import national

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[A-Z]+|\d+")
_NUMBER = r"\d+"
_NEAR, _LONG, _LONGEST = 0.85, 5, 100
"""How like a heading must be to be guessed, to one of how many letters, and what is too long for one."""


@dataclass(frozen=True)
class _Field:
    """The whole of a heading of the field, what of it says so, and what may stand beside."""

    whole: re.Pattern[str]
    said: re.Pattern[str]


@dataclass(frozen=True)
class _Words:
    fields: Mapping[str, _Field]
    besides: re.Pattern[str]
    others: re.Pattern[str]
    near: Mapping[str, str]
    """The field of each heading, its words written together."""


def words(heading: str) -> str:
    """The words of a heading in capitals without marks: `Số căn cước/ĐDCN` and `soCanCuoc_DDCN` are alike."""
    letters = unicodedata.normalize("NFD", heading.replace("Đ", "D").replace("đ", "d"))
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(_WORD.findall(_HUMP.sub(" ", bare).upper()))


def field_of(heading: str) -> str | None:
    """The field of which a heading is: every word of it must be known, so that nobody else's is taken."""
    if len(heading) > _LONGEST:
        return None
    said = words(heading)
    return next((field for field, known in _known().fields.items() if known.whole.fullmatch(said)), None)


def strangeness(heading: str, field: str) -> int:
    """How many of a heading's words are not the field's own: of two columns the plainer is meant."""
    known = _known()
    return len(known.besides.sub(" ", known.fields[field].said.sub(" ", words(heading))).split())


def is_of_others(heading: str) -> bool:
    """Whether a heading names somebody beside the person of the row: a parent, the head of the household."""
    return _known().others.search(words(heading)) is not None


def guess(heading: str) -> str | None:
    """The field that was probably meant by a heading of none, only where it is near."""
    if is_of_others(heading):
        return None
    said = _known().besides.sub(" ", words(heading))
    near = get_close_matches(said.replace(" ", ""), _known().near, n=1, cutoff=_NEAR)
    if near and len(near[0]) >= _LONG:
        return _known().near[near[0]]
    lengths = {
        field: len(found[0].split())
        for field, one in _known().fields.items()
        if (found := one.said.match(said.strip()))
    }
    return next((field for field, length in lengths.items() if 2 * length > len(said.split())), None)


def fields() -> tuple[str, ...]:
    """All fields that a column can be of."""
    return tuple(_known().fields)


@cache
def title(field: str) -> str:
    """What the contracts call a field in Vietnamese."""
    properties = dancu_contracts.registry(national()).record_schema["properties"]
    within = dancu_contracts.resolved(properties["thuongTru"])["properties"]
    return str(dancu_contracts.resolved({**within, **properties}[field])["title"])


@cache
def _known() -> _Words:
    written = json.loads(files(__package__).joinpath("headings.json").read_text(encoding="utf-8"))
    besides = written["besides"]
    told = {name: (one["words"], [*one["words"], *one["besides"], *besides]) for name, one in written["fields"].items()}
    return _Words(
        {
            name: _Field(re.compile(rf"(?=.*{_any(own)})(?:{_any(every, _NUMBER)} ?)+"), re.compile(_any(own)))
            for name, (own, every) in told.items()
        },
        re.compile(_any(besides, _NUMBER)),
        re.compile(_any(written["others"])),
        {words(heading).replace(" ", ""): name for name, (own, _) in told.items() for heading in own},
    )


def _any(phrases: Iterable[str], *more: str) -> str:
    """An expression for one of the phrases, the longest first, their words apart or together."""
    ordered = sorted(map(words, phrases), key=len, reverse=True)
    return rf"\b(?:{'|'.join([*(phrase.replace(' ', ' ?') for phrase in ordered), *more])})\b"
