"""The one core of a connector, for both callers: from a question to the effects that answer it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dancu_contracts import RegistryContract

from dancu_connectors.answers import Changes, History, Lookup, Recorded, Verification
from dancu_connectors.calls import (
    Call,
    Item,
    LookupItem,
    Subject,
    VerifyItem,
    lookup_call,
    plain_mapping,
    subject_of,
    verify_call,
)
from dancu_connectors.conduct import Conduct
from dancu_connectors.errors import InvalidRequest
from dancu_connectors.exchange import Effects
from dancu_connectors.purpose import Purpose
from dancu_connectors.uniform import Answer
from dancu_connectors.wires import Wire


@dataclass(frozen=True)
class Core:
    """One register over one wire."""

    contract: RegistryContract
    wire: Wire
    conduct: Conduct

    def verify(self, item: Item, purpose: Purpose) -> Effects[Verification]:
        """Yes or no per claim."""
        call = self._call(item, purpose)
        return self.conduct.carry_out(self.wire.verify(call), call)

    def lookup(self, item: Item, purpose: Purpose) -> Effects[Lookup[Any]]:
        """The fields asked."""
        call = self._call(item, purpose)
        return self.conduct.carry_out(self.wire.lookup(call), call)

    def history(self, subject: Subject, purpose: Purpose) -> Effects[History]:
        """What changed."""
        call = self._bare("history", purpose, subject_of(subject, self.contract))
        return self.conduct.carry_out(self.wire.history(call), call)

    def record_event(self, event: Mapping[str, object], purpose: Purpose) -> Effects[Recorded]:
        """Write one event."""
        if not isinstance(event, Mapping):
            raise InvalidRequest(
                "Sự kiện là mapping theo events.schema.json của hợp đồng.",
                "An event is a mapping as the contract's events.schema.json draws it.",
                pointer="",
            )
        subject = event.get("subject")
        call = self._bare("events", purpose, plain_mapping(subject) if isinstance(subject, Mapping) else {})
        return self.conduct.carry_out(self.wire.record_event(call, plain_mapping(event)), call)

    def changes(self, cursor: str | None, purpose: Purpose) -> Effects[Changes]:
        """A page of what was written."""
        call = self._bare("changes", purpose, {})
        return self.conduct.carry_out(self.wire.changes(call, cursor), call)

    def batch(self, items: Iterable[Item], purpose: Purpose) -> Effects[list[Answer]]:
        """One answer or error per item, in order; each is accounted for by itself, with the duration of the whole."""
        calls = [self._placed(item, purpose, place) for place, item in enumerate(items)]
        return self.conduct.carry_out(self.wire.batch(calls), *calls)

    def _call(self, item: Item, purpose: Purpose) -> Call:
        if isinstance(item, VerifyItem):
            return verify_call(self.contract, item, purpose)
        if not isinstance(item, LookupItem):
            raise InvalidRequest(
                "Mỗi mục của lô là VerifyItem hoặc LookupItem.", "An item of a batch is a VerifyItem or a LookupItem."
            )
        return lookup_call(self.contract, item, purpose)

    def _placed(self, item: Item, purpose: Purpose, place: int) -> Call:
        try:
            return self._call(item, purpose)
        except InvalidRequest as error:
            raise InvalidRequest(error.vi, error.en, pointer=f"/items/{place}{error.pointer or ''}") from error

    def _bare(self, operation: str, purpose: Purpose, subject: Mapping[str, object]) -> Call:
        return Call(contract=self.contract, operation=operation, purpose=purpose, subject=subject)
