"""Consents: who of those concerned is asked, until when he may answer, and what he said.

A consent belongs to the person who gave it: where an answer changes whom the form names, that one is asked anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dancu_contracts import Leaf, Step

from dancu_connectors.one_stop.rules import holds
from dancu_connectors.one_stop.sheet import ROW
from dancu_connectors.one_stop.working_days import due

if TYPE_CHECKING:
    from dancu_connectors.one_stop.dossier import Dossier

__all__ = ["Consented", "consents", "last_day", "needed", "recall", "standing_at"]

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Consented:
    """One consent that the form asks for now: of whom, until which day (None: any), and how it stands.

    `state` is "open" (nobody was asked yet), "asked", "given", "refused" or "late": the day passed without an answer.
    """

    pointer: str
    leaf: Leaf
    by: str | None
    until: date | None = None
    state: str = "open"

    @property
    def key(self) -> Key:
        """Whose it is, wherever in the form he comes to stand; without a person, its place."""
        return (self.leaf.pointer, self.by) if self.by else (self.pointer, None)

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to answer any more."""
        return self.state in {"given", "refused", "late"}


def consents(dossier: Dossier) -> list[Consented]:
    """Every consent that there is on this day."""
    leaves = [leaf for leaf in _leaves(dossier) if holds(leaf.when, dossier.words)]
    return [_at(dossier, leaf, pointer) for leaf in leaves for pointer in dossier.sheet.pointers(leaf)]


def needed(dossier: Dossier, step: Step | None) -> list[Consented]:
    """Those that a step needs; without a step, those without which the dossier is not taken at all."""
    own = {at for each in dossier.handling.steps for at in each.consents}
    return [
        each
        for each in dossier.consents
        if (each.leaf.pointer in step.consents if step else each.leaf.pointer not in own)
    ]


def recall(dossier: Dossier) -> None:
    """Write into the form what those consented whom it names now, and nothing of those whom it does not."""
    for leaf in _leaves(dossier):
        for pointer in dossier.sheet.pointers(leaf):
            standing = _at(dossier, leaf, pointer)
            given = {"given": True, "refused": False}.get(standing.state)
            dossier.sheet.consent(pointer, given=given)


def standing_at(dossier: Dossier, pointer: str) -> Consented:
    """How the consent at a place of the form stands; LookupError if none is asked for there."""
    leaf = dossier.sheet.form.leaves[ROW.sub("/*", pointer)]
    if leaf.mode != "consent":
        raise LookupError(pointer)
    return _at(dossier, leaf, pointer)


def last_day(within: Mapping[str, int], asked: datetime) -> date | None:
    """The last day for an answer, the day of asking not counted; None where it may take any time."""
    if "workingDays" in within:
        return due(asked, within["workingDays"])
    return asked.date() + timedelta(within["days"]) if within else None


def _leaves(dossier: Dossier) -> list[Leaf]:
    return [leaf for leaf in dossier.sheet.form.leaves.values() if leaf.mode == "consent"]


def _at(dossier: Dossier, leaf: Leaf, pointer: str) -> Consented:
    by = dossier.sheet.value(_in_row(leaf.by, pointer)) if leaf.by else None
    standing = Consented(pointer, leaf, by)
    return replace(dossier.consented.get(standing.key, standing), pointer=pointer)


def _in_row(pointer: str, of: str) -> str:
    """A pointer in the same row as another, whose row is known."""
    above, star, _ = pointer.partition("/*")
    row = of.removeprefix(f"{above}/").partition("/")[0]
    return pointer.replace("*", row) if star else pointer
