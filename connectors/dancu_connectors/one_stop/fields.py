"""How one field of a form stands: its value and where it comes from, or why there is none, and who may write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dancu_contracts import SPARED, UNCOUNTED, Leaf

from dancu_connectors.agreement import agree

__all__ = ["NOT_CARRIED", "Field", "Told", "answerable", "why"]

DOWN = frozenset({"source_down"})
NOT_CARRIED = "not_on_this_wire"  # the register may know it, but not on the wire by which it is asked
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """How one field of the form stands; `told` is what registers said, in the order in which they win.

    `how` is "answered" (typed), "confirmed", "changed" (a known value answered anew), "derived", "known" or, without a
    value, why there is none: a register's outcome or reason, "later" (bổ sung sau), "unanswered".
    """

    pointer: str
    leaf: Leaf
    how: str
    value: Any = field(repr=False)
    told: Sequence[Told] = field(default=(), repr=False)

    @property
    def counts(self) -> bool:
        """Whether it is a declaration that holds a value."""
        return self.value is not None and self.leaf.mode not in UNCOUNTED

    @property
    def is_spared(self) -> bool:
        """Whether the citizen did not have to declare it again."""
        return self.leaf.mode in SPARED and self.how not in {"answered", "changed"}

    @property
    def conflict(self) -> tuple[Told, ...]:
        """What the registers that contradict the winner say, the winner first; none where all agree."""
        known = [each for each in self.told if each.get("value") is not None]
        others = [each for each in known[1:] if not agree(known[0]["value"], each["value"])]
        return (known[0], *others) if others else ()

    @property
    def choices(self) -> Sequence[Any]:
        """What may be chosen, where the records of a register tell several values."""
        return next((each["choices"] for each in self.told if "choices" in each), ())


def why(leaf: Leaf, told: Sequence[Told]) -> str:
    """Why there is no value: what the last register said; one that may still tell, or cannot be asked, first."""
    reasons = [str(each["reason"]) for each in told if "reason" in each]
    if DOWN.intersection(reasons):
        return "unanswered" if answerable(leaf, *DOWN) else "later"
    if NOT_CARRIED in reasons:
        return NOT_CARRIED
    return reasons[-1] if reasons else "unanswered"


def answerable(leaf: Leaf, reason: str = "") -> bool:
    """Whether a citizen, or the counter, may write the field; where a register knows it, only if it may be changed."""
    if leaf.is_hidden:
        return False
    if leaf.mode in {"ask", "ask_number_only", "confirm", "scan", "reuse_or_upload", "captured_at_counter"}:
        return True
    if leaf.mode == "prefilled_if_found" or leaf.may_ask:
        return reason != ""
    return reason in {"several_values", NOT_CARRIED}
