"""Who asked which register about whom, when and why – without anything that names the citizen.

The record of processing that the law asks for (NĐ 13/2023, Điều 38.2) is kept by the agency: the connector hands over
an entry, the agency's own function stores it.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dancu_connectors.purpose import Purpose

_PERSONAL_NUMBER = re.compile(r"\d{9,}")


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One question put to a register.

    `subject` is a keyed hash (HMAC-SHA256, hex): the same citizen gives the same hash under the same key, nobody
    without the key can guess it; empty where a question is about nobody. `fields` are the names asked or claimed,
    never values. `duration` is in seconds, waits and repeated requests included. `outcome` is the register's, or
    `error:` and the error's code. `officer` is as given in the purpose, but hashed alike where it holds a personal
    number.
    """

    when: datetime
    registry: str
    operation: str
    procedure: str
    officer: str | None
    dossier: str | None
    fields: tuple[str, ...]
    outcome: str
    duration: float
    subject: str


Audit = Callable[[AuditEntry], None]


def keyed_hash(key: bytes, subject: object) -> str:
    """HMAC-SHA256 in hex of the subject's canonical JSON."""
    canonical = json.dumps(subject, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()


def officer_of(purpose: Purpose, key: bytes) -> str | None:
    """The officer as the audit may name him: some agencies use his personal number as his code."""
    if purpose.officer and _PERSONAL_NUMBER.search(purpose.officer):
        return keyed_hash(key, {"soDinhDanh": purpose.officer})
    return purpose.officer
