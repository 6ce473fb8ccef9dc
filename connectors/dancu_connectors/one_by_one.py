"""What wires have in common that know single questions about today and nothing else."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

from dancu_connectors import reading
from dancu_connectors.answers import Changes, History, Lookup, Recorded, Verification
from dancu_connectors.calls import Call
from dancu_connectors.dates import PartialDate, compare
from dancu_connectors.errors import (
    AskForTheRight,
    DancuError,
    InvalidRequest,
    NotOnThisWire,
    ProviderBrokeContract,
    RetryLater,
)
from dancu_connectors.exchange import Request, Response, Steps
from dancu_connectors.names import exact
from dancu_connectors.uniform import Answer

NAME, BIRTH = "hoVaTen", "ngaySinh"
_NAMES = frozenset({NAME, "ten"})


class OneByOne(ABC):
    """A wire whose only verbs are `verify` and `lookup`."""

    @abstractmethod
    def verify(self, call: Call, /) -> Steps[Verification]:
        """Yes or no per claim."""

    @abstractmethod
    def lookup(self, call: Call, /) -> Steps[Lookup[Any]]:
        """The fields asked."""

    def batch(self, calls: Sequence[Call], /) -> Steps[list[Answer]]:
        """One after the other; an item's error stands in its place.

        Once the register is down or refuses the caller, the rest is not asked and gets the same error.
        """
        answers: list[Answer] = []
        for call in calls:
            last = answers[-1] if answers else None
            answers.append(last if isinstance(last, AskForTheRight | RetryLater) else (yield from self._item(call)))
        return answers

    def _item(self, call: Call) -> Generator[Request, Response, Answer]:
        try:
            if call.operation == "verify":
                return (yield from self.verify(call))
            return (yield from self.lookup(call))
        except DancuError as error:
            return error

    def history(self, _: Call, /) -> Steps[History]:
        """Not on this wire."""
        return _refused("Kênh này không có lịch sử.", "There is no history on this wire.")

    def record_event(self, _: Call, __: Mapping[str, object], /) -> Steps[Recorded]:
        """Not on this wire."""
        return _refused("Kênh này không ghi được sự kiện.", "Events cannot be written on this wire.")

    def changes(self, _: Call, __: str | None, /) -> Steps[Changes]:
        """Not on this wire."""
        return _refused("Kênh này không có dòng thay đổi.", "There is no change feed on this wire.")


def _refused(vi: str, en: str) -> Steps[Any]:
    yield from ()
    raise NotOnThisWire(vi, en)


class Found(NamedTuple):
    """The records that a wire told of the subject, in the contract's fields, and the answer's bytes."""

    records: Sequence[Mapping[str, object]]
    content: bytes = b""


Finds = Callable[[Call], Steps[Found]]


def verified(call: Call, finds: Finds, claimable: Collection[str], needs: Sequence[str] = ()) -> Steps[Verification]:
    """The claims against what is found: the record that all of them fit, or the first."""
    for claim in call.claims:
        if claim not in claimable:
            refuse(claim, "claims")
    _need(call, needs)
    records = (yield from finds(call)).records
    answers = [compared(call.claims, record) for record in records]
    nobody = Verification("not_found", verified=False, matches={})
    return next((answer for answer in answers if answer.verified), answers[0] if answers else nobody)


def looked_up(
    call: Call, finds: Finds, carries: Callable[[str], bool], needs: Sequence[str] = ()
) -> Steps[Lookup[Any]]:
    """The fields asked of every record found; no claims but those that the wire needs."""
    for path in call.fields:
        if not carries(path):
            refuse(path, "fields")
    if set(call.claims) - set(needs):
        raise NotOnThisWire(
            "Kênh này không nhận thông tin đó khi tra cứu; hãy xác minh trước.",
            "This wire takes no such claims with a lookup; verify them first.",
            pointer="/claims",
        )
    _need(call, needs)
    found = yield from finds(call)
    records = tuple(reading.record(told, call, "", complete=False) for told in found.records)
    source = reading.source({}, call, reading.evidence(found.content))
    return Lookup("found" if records else "not_found", records, source)


def _need(call: Call, needs: Sequence[str]) -> None:
    refuse_time(call)
    for claim in needs:
        if claim not in call.claims:
            raise NotOnThisWire(
                f"Kênh này cần thêm thông tin {claim}.",
                f"This wire needs the claim {claim} too.",
                pointer=f"/claims/{claim}",
            )


def is_among(path: str, carried: Collection[str]) -> bool:
    """Whether the wire carries the field, or some part of it."""
    return any(part == path or part.startswith(f"{path}.") for part in carried)


def known(parts: Mapping[str, object]) -> dict[str, object]:
    """The parts that were told; none are empty."""
    return {name: value for name, value in parts.items() if value not in (None, "", {}, [])}


def day(told: Mapping[str, Any], name: str) -> str | None:
    """A date of the answer as the contract spells it, if it is told."""
    text = told.get(name)
    try:
        return str(PartialDate.parse_wire(str(text))) if text else None
    except ValueError as error:
        raise ProviderBrokeContract(
            "Không đọc được một ngày trong trả lời.", "A date of the answer cannot be read.", pointer=f"/{name}"
        ) from error


def refuse_time(call: Call) -> None:
    """NotOnThisWire for a question about another day."""
    for name, value in (("on", call.on), ("knownAt", call.known_at)):
        if value is not None:
            raise NotOnThisWire(
                "Kênh này chỉ trả lời về hôm nay.", "This wire tells only of today.", pointer=f"/{name}"
            )


def refuse(path: str, kind: str) -> NoReturn:
    """NotOnThisWire for a field or claim that the wire does not carry."""
    raise NotOnThisWire(
        f"Kênh này không có {path}; bỏ nó đi hoặc dùng kênh khác.",
        f"This wire does not carry {path}.",
        pointer="/fields" if kind == "fields" else f"/claims/{path}",
    )


def birth_date(claim: object) -> PartialDate:
    """The claimed date of birth; InvalidRequest for what is none."""
    try:
        return PartialDate.parse(str(claim))
    except ValueError as error:
        raise InvalidRequest(
            "Ngày sinh viết là YYYY-MM-DD, YYYY-MM hoặc YYYY.",
            "A birth date is YYYY-MM-DD, YYYY-MM or YYYY.",
            pointer="/claims/ngaySinh",
        ) from error


def compared(claims: Mapping[str, object], record: Mapping[str, Any]) -> Verification:
    """What was found against what was claimed: names by the exact rule, dates at their precision, all else as it is."""
    found = {name: _compared(name, claimed, record.get(name)) for name, claimed in claims.items()}
    matches = {name: match for name, (match, _) in found.items()}
    return Verification("found", all(is_true for _, is_true in found.values()), matches)


def _compared(name: str, claimed: object, held: Any) -> tuple[str, bool]:
    if held in (None, ""):
        return "no_value", False
    if name == BIRTH:
        return compare(birth_date(claimed), PartialDate.parse(str(held)))
    if isinstance(claimed, Mapping):
        parts = [_compared(part, value, held.get(part)) for part, value in claimed.items()]
        return next((part for part in parts if not part[1]), ("match", True))
    same = exact(str(claimed)) == exact(str(held)) if name in _NAMES else claimed == held
    return ("match", True) if same else ("mismatch", False)
