"""The people whom a dossier needs: who consents, who pays, who decides."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

from dancu_connectors.one_stop.effects import Consent, Decide, Pay

if TYPE_CHECKING:
    from dancu_connectors.one_stop.steps import Decision

__all__ = ["People"]


class People(Protocol):
    """What a portal asks of people; for an `AsyncOneStop` the methods may be asynchronous.

    Whoever says None is asked again by the next `resume` or `submit`; what is answered is entered. A process may end
    between the two: whoever is asked twice of the same says the same.
    """

    def consent(self, asked: Consent) -> bool | Awaitable[bool | None] | None:
        """Whether `asked.by` consents to what stands at `asked.pointer`, until `asked.until`; None: no answer yet.

        What he says later is pushed by `shop.consent`.
        """
        ...

    def pay(self, asked: Pay) -> bool | Awaitable[bool | None] | None:
        """Whether `asked.vnd` đồng are paid for `asked.dossier`; None or False: not yet."""
        ...

    def decide(self, asked: Decide) -> Decision | Awaitable[Decision | None] | None:
        """What the officer decides of `asked.step` in `asked.dossier`, a `Dossier`; None: nothing yet."""
        ...
