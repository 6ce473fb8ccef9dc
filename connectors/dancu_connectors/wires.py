"""What a wire is to a connector: steps that ask one register and read its answer, without touching the network."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from dancu_connectors.answers import Changes, History, Lookup, Recorded, Verification
from dancu_connectors.calls import Call
from dancu_connectors.exchange import Steps
from dancu_connectors.uniform import Answer


class Wire(Protocol):
    """A way of asking; what it cannot say raises NotOnThisWire before anything is sent."""

    @property
    def lookup_needs(self) -> tuple[str, ...]:
        """The claims that a lookup must bring, e.g. name and birth date."""

    def carries(self, path: str, /) -> bool:
        """Whether a record on this wire has the field."""

    def verify(self, call: Call, /) -> Steps[Verification]:
        """Yes or no per claim."""

    def lookup(self, call: Call, /) -> Steps[Lookup[Any]]:
        """The fields asked."""

    def batch(self, calls: Sequence[Call], /) -> Steps[list[Answer]]:
        """One answer or error for each, in order."""

    def history(self, call: Call, /) -> Steps[History]:
        """What changed."""

    def record_event(self, call: Call, event: Mapping[str, object], /) -> Steps[Recorded]:
        """Write."""

    def changes(self, call: Call, cursor: str | None, /) -> Steps[Changes]:
        """What was written since."""
