"""What passes between the handling of a dossier and the two callers that touch the network and the store."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from dancu_connectors.one_stop.entries import Document, DossierEntry
from dancu_connectors.one_stop.hearing import Question

__all__ = [
    "Ask",
    "AskAfter",
    "Consent",
    "Decide",
    "Effect",
    "Enter",
    "HandIn",
    "Handled",
    "Keep",
    "Pay",
    "Read",
    "Write",
]

T = TypeVar("T")


@dataclass(frozen=True)
class Ask:
    """Ask the registers these questions, all at once: an answer or an error for each, in order."""

    questions: Sequence[Question]


@dataclass(frozen=True)
class Write:
    """Write an event to a register; it has an id, so that twice is once: what became of it, or an error."""

    registry: str
    event: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Read:
    """The entries of a dossier."""

    number: str


@dataclass(frozen=True)
class Enter:
    """Add an entry at that turn; False if it is taken."""

    number: str
    turn: int
    entry: DossierEntry


@dataclass(frozen=True)
class Keep:
    """Put a result into its owner's store."""

    document: Document


@dataclass(frozen=True)
class Consent:
    """Whether somebody consents: True, False, or None as long as he has not answered; asked until that day."""

    dossier: str
    pointer: str
    by: str | None = field(repr=False)
    title: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Pay:
    """Whether so many đồng are paid."""

    dossier: str
    vnd: int


@dataclass(frozen=True)
class Decide:
    """What the officer of a step decides: a `Decision`, or None as long as he has not."""

    dossier: Any
    step: str


@dataclass(frozen=True)
class HandIn:
    """Hand a dossier to an agency by a message of its own: True, an error, or False if that is not spoken here."""

    agency: str
    module: str
    number: str
    declared: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class AskAfter:
    """How such a dossier stands there."""

    agency: str
    module: str
    number: str


Effect = Ask | Write | Read | Enter | Keep | Consent | Pay | Decide | HandIn | AskAfter
Handled = Generator[Effect, Any, T]
