"""What the national public-service portal tells: its procedures, and a person's technical number (wire.md C.3)."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import dancu_contracts
from dancu_contracts import Procedure

from mock_national_db.operation import Answer, Operation

Json = Mapping[str, Any]
Sent = Mapping[str, str]
_SUBJECTS = {12: ("population", "soDinhDanh"), 9: ("population", "soCMND"), 10: ("tax", "maSoThue")}


class Malformed(Exception):
    """A parameter that is missing or cannot be read: its name, and what is wanted there; never its value."""

    def __init__(self, name: str, wanted: str = "") -> None:
        super().__init__(f"{name} ({wanted})" if wanted else name)


class Service(NamedTuple):
    """A service: its `result`, given a secret for technical numbers, and its questions, first and following ones."""

    told: Callable[[Sent, Sequence[Answer], str], list[Json]]
    asks: Callable[[Sent], tuple[Operation, ...]] = lambda _: ()
    then: Callable[[Sequence[Answer]], tuple[Operation, ...]] | None = None


# -- procedures --------------------------------------------------------------------------------------------------------


def _every_procedure(_: Sent, __: Sequence[Answer], ___: str) -> list[Json]:
    return [_named(code, found) for found in dancu_contracts.procedures().values() for code in found.codes]


def _procedure(sent: Sent, _: Sequence[Answer], __: str) -> list[Json]:
    code = sent["maTTHC"]
    found = dancu_contracts.procedure(code)
    if found is None or code not in found.codes:
        return []
    lead = found.document.get("plan", {}).get("lead", "")
    more = {"MUCDO": found.level, "COQUANTHUCHIEN": lead, "BIEUMAU": found.forms, "CANCUPHAPLY": found.legal_basis}
    return [{**_named(code, found), **more}]


def _named(code: str, found: Procedure) -> dict[str, Any]:
    return {"MATTHC": code, "TENTTHC": found.title["vi"]}


def _required(name: str) -> Callable[[Sent], tuple[Operation, ...]]:
    def asks(sent: Sent) -> tuple[Operation, ...]:
        if name not in sent:
            raise Malformed(name)
        return ()

    return asks


# -- the technical number ----------------------------------------------------------------------------------------------


def _who(sent: Sent) -> tuple[Operation, ...]:
    """`mstorcmnd`: a personal number, an old one of nine digits, or a tax code of ten."""
    number = sent.get("mstorcmnd", "")
    if not (number.isascii() and number.isdigit() and len(number) in _SUBJECTS):
        raise Malformed("mstorcmnd", "12, 10, 9 chữ số / digits")
    registry, key = _SUBJECTS[len(number)]
    return (Operation(registry, "lookup", {key: number}, fields=("soDinhDanh",)),)


def _account(answers: Sequence[Answer]) -> tuple[Operation, ...]:
    number = _number(answers)
    fields = ("soDinhDanh", "tinhTrang")
    return (Operation("eid", "lookup", {"soDinhDanh": number}, fields=fields),) if number else ()


def _technical_number(_: Sent, answers: Sequence[Answer], secret: str) -> list[Json]:
    """Only who has an account has one."""
    number = _number(answers[1:])
    return [{"TECHNICALID": technical_number(number, secret)}] if number else []


def technical_number(number: str, secret: str) -> str:
    """The portal's own name for the bearer of a personal number, which it does not give away."""
    return str(UUID(bytes=hmac.new(secret.encode(), number.encode(), sha256).digest()[:16], version=4))


def _number(answers: Sequence[Answer]) -> str:
    return next((str(record.get("soDinhDanh", "")) for answer in answers for record in answer.records), "")


def _nothing(_: Sent, __: Sequence[Answer], ___: str) -> list[Json]:
    return []


SERVICES: Mapping[str, Service] = {
    "LayThuTuc": Service(_procedure, _required("maTTHC")),
    "LayDanhSachTTHC": Service(_every_procedure),
    "LayQDCB": Service(_nothing, _required("idQDCB")),
    "TraCuuTechID": Service(_technical_number, _who, _account),
}
