"""What is asked about a health card: by its number or its holder's, with his name and birth date (wire.md E.4b)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from mock_national_db.operation import Operation

FIELDS = ("soDinhDanh", "maSoBHXH", "maTheBHYT", "hoVaTen", "ngaySinh", "gioiTinh", "theBHYT", "coQuanBHXH")
OFFICER_ASKED = "KQNhanLichSuKCB2024"
_CARD = re.compile(r"(?P<group>[A-Z]{2})(?P<benefit>.)(?P<province>..)(?P<number>[0-9]{10})")
_BIRTH = re.compile(r"(?:(?P<d>[0-9]{2})/?(?P<m>[0-9]{2})/?)?(?P<y>[12][0-9]{3})")
_KEYS = {12: "soDinhDanh", 10: "maSoBHXH"}
_SEXES = {"1": "1", "2": "2", "nam": "1", "nữ": "2"}
_LONGEST_NAME = 100
_BIRTHS = "dd/MM/yyyy, ddMMyyyy, yyyy"


class Refused(Exception):
    """Nothing can be asked: `code` says why in the portal's own codes, `words` in its own words."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(code)
        self.code, self.words = code, words


def _malformed(name: str, wanted: str = "") -> Refused:
    return Refused("205", f"Sai định dạng tham số: {name} ({wanted})" if wanted else f"Sai định dạng tham số: {name}")


def officer(sent: Mapping[str, str]) -> tuple[Operation, ...]:
    """Whether the officer who asks is who he says; raises Refused."""
    name, number = sent.get("hoTenCb") or sent.get("hotenCb"), sent.get("cccdCb")
    for key, value in (("hoTenCb", name), ("cccdCb", number)):
        if not value:
            raise Refused("205", f"Null {key}")
    if not re.fullmatch("[0-9]{12}", number or ""):
        raise Refused("054")
    return (Operation("population", "verify", {"soDinhDanh": number}, {"hoVaTen": name}),)


def questions(sent: Mapping[str, str]) -> tuple[Operation, ...]:
    """For each way the number may be meant, whether all agrees and what the record holds; raises Refused."""
    number, claims = sent.get("maThe", "").upper(), _claims(sent)
    subjects = _subjects(number)
    if len(subjects) > 1:
        claims["maTheBHYT"] = number
    return tuple(asked for subject in subjects for asked in _pair(subject, claims))


def _pair(subject: Mapping[str, str], claims: Mapping[str, str]) -> tuple[Operation, Operation]:
    return (
        Operation("insurance", "verify", subject, claims),
        Operation("insurance", "lookup", subject, fields=FIELDS),
    )


def _subjects(number: str) -> tuple[Mapping[str, str], ...]:
    """A card's last ten digits are its holder's number, so an old card leads to him too."""
    if number.isascii() and number.isdigit() and len(number) in _KEYS:
        return ({_KEYS[len(number)]: number},)
    card = _CARD.fullmatch(number)
    if card is None:
        raise Refused("051") if number else _malformed("maThe")
    if card["benefit"] not in "12345":
        raise Refused("053")
    if not re.fullmatch("[0-9]{2}", card["province"]):
        raise Refused("052")
    return {"maTheBHYT": number}, {"maSoBHXH": card["number"]}


class Difference(NamedTuple):
    """Which part of two card numbers is not the same."""

    benefit: bool
    province: bool


def difference(one: str, other: str) -> Difference:
    """Where two card numbers of one holder differ besides the group."""
    return Difference(one[2:3] != other[2:3], one[3:5] != other[3:5])


def _claims(sent: Mapping[str, str]) -> dict[str, str]:
    name = sent.get("hoTen", "")
    if not name or len(name) > _LONGEST_NAME:
        raise _malformed("hoTen")
    claims = {"hoVaTen": name, "ngaySinh": _born(sent.get("ngaySinh", ""))}
    if sex := sent.get("gioiTinh"):
        claims["gioiTinh"] = _SEXES.get(sex.lower(), "")
    return claims


def _born(text: str) -> str:
    """`dd/MM/yyyy`, `ddMMyyyy` or `yyyy` as the contract spells it."""
    found = _BIRTH.fullmatch(text)
    if found is None:
        raise _malformed("ngaySinh", _BIRTHS)
    if found["d"] is None:
        return found["y"]
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
    except ValueError as error:
        raise _malformed("ngaySinh", _BIRTHS) from error
