"""From a register's refusal to the error that says what to do about it."""

import json
import re

from dancu_contracts import Violation, faults

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
_BY_STATUS: dict[int, tuple[type[DancuError], str, str]] = {
    401: (
        Unauthorised,
        "Cơ sở dữ liệu không chấp nhận thông tin xác thực; kiểm tra lại.",
        "The register does not accept the credentials; check them.",
    ),
    403: (
        Forbidden,
        "Cơ sở dữ liệu từ chối người gọi, cán bộ hoặc thủ tục này; xin quyền khai thác.",
        "The register refuses this caller, officer or procedure; ask for the right.",
    ),
    404: (
        UnknownRegistry,
        "Địa chỉ này không có cơ sở dữ liệu hay đường dẫn đó; kiểm tra địa chỉ.",
        "There is no such register or path at this address; check it.",
    ),
    409: (
        EventConflict,
        "Sự kiện trái với điều cơ sở dữ liệu đang có; tra cứu lại rồi sửa.",
        "The event contradicts what the register holds; look it up and mend the event.",
    ),
    410: (
        CursorExpired,
        "Con trỏ thuộc nhật ký không còn nữa; đọc thay đổi lại từ đầu.",
        "This cursor is of a log that is no more; read the changes from the start.",
    ),
}
_BUSY = "Cơ sở dữ liệu giới hạn người gọi; hãy thử lại sau.", "The register limits its callers; try again later."
_DOWN = "Cơ sở dữ liệu đang hỏng; hãy thử lại sau.", "The register is out of order; try again later."
_NO_RIGHT = (
    "Cơ sở dữ liệu từ chối thủ tục hoặc cán bộ này; xin quyền khai thác.",
    "The register refuses this procedure or officer; ask for the right.",
)
_UNUSABLE = (
    "Cơ sở dữ liệu không dùng được yêu cầu này; kiểm tra tham số.",
    "The register cannot use this request; check its parameters.",
)
_OPENCPS = {"004": Forbidden, "005": Forbidden}  # wire.md A.4: procedure not licensed; officer without the right


def refusal(response: Response) -> DancuError:
    """The error for any answer that is not 2xx; the register's own words are not repeated, only its stable code."""
    told = _problem(response)
    code, pointer = _safe_code(told), safe_pointer(str(told.get("pointer", "")))
    words = words_of(code)
    if response.status == 429:
        wait = retry_after(response)
        return TooManyRequests(*(words or _BUSY), problem=code, retry_after=wait)
    if response.status >= 500:
        wait = retry_after(response)
        return SourceDown(*(words or _DOWN), problem=code, retry_after=wait)
    if response.status < 400:
        vi = f"Cơ sở dữ liệu trả lời với mã {response.status}."
        return ProviderBrokeContract(vi, f"The register answered with status {response.status}.", problem=code)
    if special := _OPENCPS.get(str(told.get("errorCode"))):
        return special(*_NO_RIGHT, problem=code)
    kind, *general = _BY_STATUS.get(response.status, (InvalidRequest, *_UNUSABLE))
    return kind(*(_with_pointer(text, pointer) for text in words or general), pointer=pointer, problem=code)


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


def words_of(code: str | None) -> tuple[str, ...]:
    """What the contract says of the code, the fault and the way out, in Vietnamese and English; () without a code."""
    if code is None:
        return ()
    fault = faults()[code]
    return tuple(f"{fault.title[tongue]}. {fault.remedy[tongue]}" for tongue in ("vi", "en"))


def vietnamese_of(problem: Violation) -> str:
    """What a schema says of the place in Vietnamese; the validator's own words where it says nothing."""
    return problem.form.partition(" / ")[0] or problem.message
