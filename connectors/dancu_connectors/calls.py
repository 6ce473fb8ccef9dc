"""What is asked of a register: about whom, what for, which claims or fields, as of when."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dancu_contracts import RegistryContract

from dancu_connectors.dates import PartialDate
from dancu_connectors.errors import InvalidRequest
from dancu_connectors.purpose import Purpose

Subject = str | Mapping[str, object]
PERSONAL_NUMBER = "soDinhDanh"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One question, checked and in plain JSON values."""

    contract: RegistryContract
    operation: str
    purpose: Purpose
    subject: Mapping[str, object] = field(default_factory=dict, repr=False)
    claims: Mapping[str, object] = field(default_factory=dict, repr=False)
    fields: tuple[str, ...] = ()
    on: str | None = None
    known_at: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.purpose, Purpose):
            raise InvalidRequest(
                'Mục đích là một Purpose, ví dụ Purpose(procedure="1.004222").',
                'A purpose is a Purpose, e.g. Purpose(procedure="1.004222").',
                pointer="/purpose",
            )

    def body(self) -> dict[str, object]:
        """The question as the uniform service is asked it; what was not given is left out."""
        asked: dict[str, object] = {
            "subject": self.subject,
            "claims": self.claims,
            "fields": list(self.fields),
            "purpose": self.purpose.as_json(),
            "on": self.on,
            "knownAt": self.known_at,
        }
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, kw_only=True)
class VerifyItem:
    """One verification of a batch."""

    subject: Subject = field(repr=False)
    claims: Mapping[str, object] = field(repr=False)
    on: date | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LookupItem:
    """One lookup of a batch; `claims` only where the wire wants them (037: hoVaTen and ngaySinh)."""

    subject: Subject = field(repr=False)
    fields: Iterable[str]
    on: date | None = None
    known_at: datetime | None = None
    claims: Mapping[str, object] = field(default_factory=dict, repr=False)


Item = VerifyItem | LookupItem


def verify_call(contract: RegistryContract, item: VerifyItem, purpose: Purpose) -> Call:
    """A verification, or InvalidRequest before anything is sent."""
    if not item.claims:
        raise InvalidRequest(
            "Xác minh cần ít nhất một thông tin.", "Verifying needs at least one claim.", pointer="/claims"
        )
    return Call(
        contract=contract,
        operation="verify",
        subject=subject_of(item.subject, contract),
        purpose=purpose,
        claims=_claims(item.claims),
        on=_day(item.on),
        known_at=moment(item.known_at),
    )


def lookup_call(contract: RegistryContract, item: LookupItem, purpose: Purpose) -> Call:
    """A lookup, or InvalidRequest before anything is sent."""
    fields = _names(item.fields)
    return Call(
        contract=contract,
        operation="lookup",
        subject=subject_of(item.subject, contract),
        purpose=purpose,
        claims=_claims(item.claims),
        fields=fields,
        on=_day(item.on),
        known_at=moment(item.known_at),
    )


def subject_of(subject: Subject, contract: RegistryContract) -> dict[str, object]:
    """Exactly one key that the register knows; a bare string is a personal number of 12 digits."""
    if isinstance(subject, str):
        if not re.fullmatch(r"[0-9]{12}", subject):
            raise InvalidRequest(
                "Số định danh có 12 chữ số.", "A personal number has 12 digits.", pointer=f"/subject/{PERSONAL_NUMBER}"
            )
        return {PERSONAL_NUMBER: subject}
    if not isinstance(subject, Mapping):
        raise InvalidRequest(
            "Đối tượng là số định danh dạng chuỗi (số 0 đứng đầu), hoặc một khóa của cơ sở dữ liệu dạng mapping.",
            "A subject is a personal number, as text since zeros may lead it, or a key of the register as a mapping.",
            pointer="/subject",
        )
    known = [frozenset([PERSONAL_NUMBER]), *(frozenset(key.fields) for key in contract.keys)]
    if frozenset(subject) not in known:
        ways = "; ".join(dict.fromkeys(" + ".join(sorted(key)) for key in known))
        raise InvalidRequest(
            f"{contract.name} nhận đối tượng theo một trong: {ways}.",
            f"{contract.name} knows its subjects by one of: {ways}.",
            pointer="/subject",
        )
    return plain_mapping(subject)


def _claims(claims: Mapping[str, object]) -> dict[str, object]:
    if not isinstance(claims, Mapping):
        raise InvalidRequest(
            "Thông tin cần xác minh là mapping từ tên trường tới giá trị.",
            "Claims are a mapping from the names of fields to what is claimed.",
            pointer="/claims",
        )
    return plain_mapping(claims)


def _names(fields: Iterable[str]) -> tuple[str, ...]:
    names = () if isinstance(fields, str) or not isinstance(fields, Iterable) else tuple(fields)
    if not names or not all(isinstance(name, str) for name in names):
        raise InvalidRequest(
            "Tra cứu cần tên các trường, ít nhất một.",
            "Looking up needs the names of the fields, at least one.",
            pointer="/fields",
        )
    return tuple(dict.fromkeys(names))


def _day(on: date | None) -> str | None:
    if on is None:
        return None
    if not isinstance(on, date):
        raise InvalidRequest("`on` là datetime.date.", "`on` is a datetime.date.", pointer="/on")
    return on.isoformat()


def plain_mapping(values: Mapping[str, object]) -> dict[str, object]:
    """The same with every value as JSON has it."""
    return {name: plain(value) for name, value in values.items()}


def plain(value: object) -> object:
    """A value as JSON has it: dates as text, records and mappings as objects."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Mapping):
        return plain_mapping(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    as_json = getattr(value, "as_json", None)
    return as_json() if callable(as_json) else value


def moment(value: datetime | None) -> str | None:
    """ISO 8601 with its offset; a time of day that belongs to no place is refused."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        raise InvalidRequest(
            "`known_at` là datetime.datetime có múi giờ.",
            "`known_at` is a datetime.datetime with its offset from UTC.",
            pointer="/knownAt",
        )
    if value.tzinfo is None:
        raise InvalidRequest(
            "Thời điểm cần múi giờ, ví dụ +07:00.",
            "A moment needs its offset from UTC, e.g. +07:00.",
            pointer="/knownAt",
        )
    return value.isoformat()
