"""What may go wrong when asking a register, named by what the caller should do about it.

DancuError
├── RetryLater                  nothing is wrong with the call: ask again, later
│   ├── Timeout                 no answer in time
│   ├── SourceUnreachable       no connection, or it broke
│   ├── TooManyRequests         429
│   └── SourceDown              502, 503, 504, any other 5xx
├── FixTheRequest               the same call will fail again: change it
│   ├── InvalidRequest          a parameter is wrong; `pointer` says which
│   ├── UnknownRegistry         no such register
│   ├── EventConflict           the event contradicts the register, or its client id was used for another
│   ├── CursorExpired           the change feed began anew: read it from the start
│   └── DossierConflict         the dossier is another's, closed for this, or somebody went on with it meanwhile
├── AskForTheRight              the call is right, the caller may not make it
│   ├── Unauthorised            the register does not know who asks
│   └── Forbidden               it knows, and refuses
├── ProviderBrokeContract       the answer is not what was promised: tell the register's owner
├── NotOnThisWire               this wire cannot say that: use another, or ask for less
└── FieldNotAsked               a record was read where it was not asked: name the field in the lookup

Each says what is wrong and the way out in Vietnamese (`vi`) and English (`en`), `str(error)` in both; a program goes by
its class, `code`, `pointer` and `problem`. Where the register named a fault of the contracts, the words are theirs.
No message carries anything about a citizen: what a register wrote in its own words is not repeated.
"""

from typing import ClassVar


class DancuError(Exception):
    """Anything that keeps a register from answering."""

    code: ClassVar[str] = "error"

    def __init__(self, vi: str, en: str = "", *, pointer: str | None = None, problem: str | None = None) -> None:
        super().__init__(f"{vi} / {en}" if en else vi)
        self.vi, self.en = vi, en or vi
        self.pointer = pointer  # JSON pointer of the parameter at fault, e.g. "/claims/ngaySinh"
        self.problem = problem  # the register's own stable problem code, a key of dancu_contracts.faults()


class RetryLater(DancuError):
    """Nothing is wrong with the call; the same call may succeed later."""

    code = "retry_later"

    def __init__(
        self,
        vi: str,
        en: str = "",
        *,
        pointer: str | None = None,
        problem: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(vi, en, pointer=pointer, problem=problem)
        self.retry_after = retry_after  # seconds the register asked to wait, None if it did not say


class Timeout(RetryLater):
    """No answer within the time allowed; a write may or may not have happened."""

    code = "timeout"


class SourceUnreachable(RetryLater):
    """No connection could be made, or it broke before the answer."""

    code = "source_unreachable"


class TooManyRequests(RetryLater):
    """The register limits how often it may be asked (429)."""

    code = "too_many_requests"


class SourceDown(RetryLater):
    """The register, or a gateway before it, is out of order (5xx)."""

    code = "source_down"


class FixTheRequest(DancuError):
    """The same call will fail again; `pointer` names what to change."""

    code = "fix_the_request"


class InvalidRequest(FixTheRequest):
    """A parameter is missing, malformed or against the contract."""

    code = "invalid_request"


class UnknownRegistry(FixTheRequest):
    """There is no such register, or no such path on the server asked."""

    code = "unknown_registry"


class EventConflict(FixTheRequest):
    """The event contradicts what the register holds, or its client id was used for another (409); see `problem`."""

    code = "event_conflict"


class CursorExpired(FixTheRequest):
    """The cursor belongs to a log that is no more (410): read the changes from the start."""

    code = "cursor_expired"


class DossierConflict(FixTheRequest):
    """The dossier's number is another's, it is not open for this, or somebody else went on with it meanwhile."""

    code = "dossier_conflict"


class AskForTheRight(DancuError):
    """The call is right, but the caller has no right to make it."""

    code = "ask_for_the_right"


class Unauthorised(AskForTheRight):
    """The register does not accept who asks: wrong, missing or expired credentials (401)."""

    code = "unauthorised"


class Forbidden(AskForTheRight):
    """The register knows who asks and refuses: this officer, agency or procedure may not (403)."""

    code = "forbidden"


class ProviderBrokeContract(DancuError):
    """The answer is not what the contract promises; `pointer` says where in the answer."""

    code = "provider_broke_contract"


class NotOnThisWire(DancuError):
    """The wire spoken cannot carry this claim, field or operation; nothing was sent."""

    code = "not_on_this_wire"


class FieldNotAsked(DancuError, AttributeError):
    """An attribute of a record that the lookup did not ask for, so nothing is known about it."""

    code = "field_not_asked"
