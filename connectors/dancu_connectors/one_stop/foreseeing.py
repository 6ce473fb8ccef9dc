"""What is clear before the citizen writes any more: the rules that refuse his dossier whatever he writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dancu_contracts import Check, Leaf, Rows, Source

from dancu_connectors.one_stop.fields import NOT_CARRIED
from dancu_connectors.one_stop.judging import Reason, reads
from dancu_connectors.one_stop.rules import Unjudged, holds, judge, mentioned

if TYPE_CHECKING:
    from dancu_connectors.one_stop.dossier import Dossier

__all__ = ["foreseen"]

_UNTOLD = ("source_down", "not_found", NOT_CARRIED)  # outcomes that say nothing of the subject


def foreseen(dossier: Dossier) -> list[Reason]:
    """The rules that fail, and read only what is known and stays so."""
    still_open = [*_open(dossier)]
    waiting = [each.id for each in dossier.handling.verifies if dossier.sheet.verified.get(each.id) is None]
    return [
        {"check": check.id, "legal": check.legal, **check.title}
        for check in dossier.handling.checks
        if _fails(dossier, check)
        and not any(
            reads(dossier, rule, still_open, outcome, waiting)
            for rule in (check.when, check.holds)
            for outcome in _UNTOLD
        )
    ]


def _fails(dossier: Dossier, check: Check) -> bool:
    try:
        return holds(check.when, dossier.words) and judge(check.holds, dossier.words) is False
    except Unjudged:
        return False


def _open(dossier: Dossier) -> set[str]:
    """The places of fields and lists that the citizen may write or that nobody told, and of all that rests on these."""
    sheet, form = dossier.sheet, dossier.sheet.form
    found = {each.pointer for each in form.rows.values() if each.choose or sheet.may_add(each)}
    fields = (each for each in dossier.fields if each.value is None or sheet.is_open(each.leaf, each.pointer))
    found |= {_place(each.leaf) for each in fields}
    places: list[Leaf | Rows] = [*form.leaves.values(), *form.rows.values()]
    while more := {_place(each) for each in places if _rests_on(dossier, each, found)} - found:
        found |= more
    return found


def _place(each: Leaf | Rows) -> str:
    """A list as a whole for what stands in it."""
    return each.pointer.partition("/*")[0]


def _rests_on(dossier: Dossier, each: Leaf | Rows, found: set[str]) -> bool:
    """Whether it is there, or is what it is, by something of these."""
    rules = [each.when] if isinstance(each, Leaf) else []
    keys = set[str]()
    for source in _sources(each):
        rules.append(source.value)
        keys |= {at.partition("/*")[0] for at in dossier.sheet.form.subjects[source.of].key.values()}
    return not keys.isdisjoint(found) or any(_mentions(rule, found) for rule in rules)


def _sources(each: Leaf | Rows) -> Iterator[Source]:
    if isinstance(each, Leaf):
        yield from each.sources
    elif each.source:
        yield each.source


def _mentions(rule: str, found: set[str]) -> bool:
    paths = ["/" + "/".join(path) for word, *path in mentioned(rule) if word == "form"]
    return any(f"{path}/".startswith(f"{place}/") for path in paths for place in found)
