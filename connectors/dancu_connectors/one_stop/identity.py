"""Whether the applicant is who he says: what is told where the register says otherwise, or has not answered yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dancu_contracts import registry

__all__ = ["not_identified", "not_yet_identified"]

_IDENTITY: Mapping[str, tuple[str, str]] = {
    "found": ("Họ tên hoặc ngày sinh không khớp với CSDL quốc gia.", "The name or birth date is not the database's."),
    "deceased": ("Người này đã chết theo CSDL quốc gia về dân cư.", "The national database has this person as dead."),
    "not_found": ("Không có số định danh này.", "There is no such personal number."),
    "replaced": ("Số định danh này đã được thay.", "This personal number was replaced."),
    "cancelled": ("Số định danh này đã bị hủy.", "This personal number was cancelled."),
}
_UNVERIFIED = ("Không xác thực được danh tính người yêu cầu.", "The applicant could not be verified.")


def not_identified(outcome: str) -> Mapping[str, Any]:
    """Why the applicant is not who he says, as the register has it."""
    vi, en = _IDENTITY.get(outcome, _UNVERIFIED)
    law = "Luật Căn cước 26/2023/QH15, Điều 10"
    return {"check": "identify", "outcome": outcome, "legal": law, "vi": vi, "en": en}


def not_yet_identified(register: str) -> Mapping[str, Any]:
    """What the dossier waits for: nobody's data is told, and nothing received, before it is known who applies."""
    title = registry(register).title
    vi = f"Chưa xác thực được người yêu cầu: {title['vi']} chưa trả lời. Hồ sơ được giữ, chưa tiếp nhận."
    en = f"The applicant is not identified yet: {title['en']} has not answered. The dossier is kept, and not received."
    return {"check": "identify", "registry": register, "vi": vi, "en": en}
