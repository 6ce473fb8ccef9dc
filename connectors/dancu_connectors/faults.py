"""From a register's refusal to the error that says what to do about it."""

import json
import re

from dancu_contracts import faults

from dancu_connectors.errors import (
    CursorExpired,
    DancuError,
    EventConflict,
    Forbidden,
    InvalidRequest,
    ProviderBrokeContract,
    SourceDown,
    TooManyRequests,
    Unauthorised,
    UnknownRegistry,
)
from dancu_connectors.exchange import Response
from dancu_connectors.retrying import retry_after

_POINTER = re.compile(r"(/[A-Za-z0-9_~.-]{0,40}){0,8}")
_NUMBER = re.compile(r"\d{9,}")
_BY_STATUS: dict[int, tuple[type[DancuError], str]] = {
    401: (Unauthorised, "The register does not accept the credentials."),
    403: (Forbidden, "The register refuses this caller, officer or procedure."),
    404: (UnknownRegistry, "There is no such register or path at this address."),
    409: (EventConflict, "The event contradicts what the register holds."),
    410: (CursorExpired, "This cursor is of a log that is no more; read the changes from the start."),
}
_OPENCPS = {"004": Forbidden, "005": Forbidden}  # wire.md A.4: procedure not licensed; officer without the right


def refusal(response: Response) -> DancuError:
    """The error for any answer that is not 2xx; the register's own words are not repeated, only its stable code."""
    told = _problem(response)
    code, pointer = _safe_code(told), safe_pointer(str(told.get("pointer", "")))
    text = text_of(code)
    if response.status == 429:
        wait = retry_after(response)
        return TooManyRequests(text or "The register limits its callers.", problem=code, retry_after=wait)
    if response.status >= 500:
        wait = retry_after(response)
        return SourceDown(text or "The register is out of order.", problem=code, retry_after=wait)
    if response.status < 400:
        return ProviderBrokeContract(f"The register answered with status {response.status}.", problem=code)
    if special := _OPENCPS.get(str(told.get("errorCode"))):
        return special("The register refuses this procedure or officer.", problem=code)
    kind, words = _BY_STATUS.get(response.status, (InvalidRequest, "The register cannot use this request."))
    return kind(_with_pointer(text or words, pointer), pointer=pointer, problem=code)


def problem_of(told: dict[str, object]) -> DancuError:
    """The error for one item of a batch, which carries a problem instead of an answer."""
    status = told.get("status")
    content = json.dumps(told).encode()
    return refusal(Response(status if isinstance(status, int) else 422, content))


def _problem(response: Response) -> dict[str, object]:
    try:
        told = json.loads(response.content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _safe_code(told: dict[str, object]) -> str | None:
    code = str(told.get("code", ""))
    return code if code in faults() else None


def safe_pointer(pointer: str) -> str | None:
    """A pointer that a register wrote, unless it could hold what it should not."""
    return pointer if pointer and _POINTER.fullmatch(pointer) and not _NUMBER.search(pointer) else None


def safe_text(text: str) -> str:
    """A text that somebody else wrote, without anything that could be a personal number."""
    return _NUMBER.sub("…", text)


def _with_pointer(text: str, pointer: str | None) -> str:
    return f"{text} ({pointer})" if pointer else text


def text_of(code: str | None) -> str:
    """What the contract says of the code: the fault and the way out, in English."""
    if code is None:
        return ""
    fault = faults()[code]
    return f"{fault.title['en']}. {fault.remedy['en']}"
