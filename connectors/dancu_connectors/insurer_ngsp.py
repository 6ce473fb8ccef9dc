"""The insurer's services on the national platform: who bears a social-insurance number (wire.md E.4a)."""

import json
import re
from dataclasses import dataclass
from typing import Any

from dancu_connectors import reading
from dancu_connectors.answers import Lookup, Verification
from dancu_connectors.calls import Call
from dancu_connectors.dates import PartialDate
from dancu_connectors.errors import InvalidRequest, NotOnThisWire, ProviderBrokeContract
from dancu_connectors.exchange import Request, Steps
from dancu_connectors.faults import refusal
from dancu_connectors.one_by_one import Found, OneByOne, known, looked_up, verified

HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
CARRIED = frozenset({"hoVaTen", "ngaySinh", "gioiTinh"})
_NUMBERS = {"maSoBHXH": 10, "soDinhDanh": 12}
_SEXES = {"1": "1", "2": "2", "3": "0"}
_KNOWN = {"0": 8, "1": 4, "2": 6}  # loaiNgaySinh: how many digits of the date are known


@dataclass(frozen=True, kw_only=True)
class InsurerNgsp(OneByOne):
    """Who bears a number: name, birth date, sex.

    `prefix` is where the services stand: below `/apiBHXH/1.0` on the national platform, at a province `/apiBHXH`.
    """

    prefix: str = "/apiBHXH/1.0"
    lookup_needs: tuple[str, ...] = ()

    def carries(self, path: str) -> bool:
        """Name, birth date and sex."""
        return path in CARRIED

    def verify(self, call: Call) -> Steps[Verification]:
        """The claims against what the insurer tells of the number's bearer."""
        return (yield from verified(call, self._found, CARRIED))

    def lookup(self, call: Call) -> Steps[Lookup[Any]]:
        """The fields asked; takes no claims."""
        return (yield from looked_up(call, self._found, self.carries))

    def _found(self, call: Call) -> Steps[Found]:
        content = json.dumps({"maSoBhxh": _number(call)}).encode()
        response = yield Request("POST", f"{self.prefix}/getTraCuuTtHgdByMaSoBhxh", content, HEADERS)
        if response.status != 200:
            raise refusal(response)
        person = _person(reading.parse(response.content), call)
        return Found([person] if person else [], response.content)


def _number(call: Call) -> str:
    key = next(iter(call.subject), "")
    if key not in _NUMBERS:
        raise NotOnThisWire(
            "Kênh này nhận người theo maSoBHXH hoặc soDinhDanh.",
            "This wire knows people by maSoBHXH or soDinhDanh.",
            pointer="/subject",
        )
    if not re.fullmatch(f"[0-9]{{{_NUMBERS[key]}}}", number := str(call.subject[key])):
        raise InvalidRequest(
            f"{key} có {_NUMBERS[key]} chữ số.", f"{key} has {_NUMBERS[key]} digits.", pointer=f"/subject/{key}"
        )
    return number


def _person(told: reading.Json, call: Call) -> dict[str, object] | None:
    """The bearer, if there is one; a province may wrap the answer in `response`."""
    data = _data(told)
    if not isinstance(data, dict):
        return None
    read = {
        **{name: value for name, value in call.subject.items() if name == "soDinhDanh"},
        "hoVaTen": data.get("hoTen"),
        "ngaySinh": _born(str(data.get("ngaySinh", "")), str(data.get("loaiNgaySinh", ""))),
        "gioiTinh": _SEXES.get(str(data.get("gioiTinh"))),
    }
    return known(read)


def _data(told: reading.Json) -> object:
    content = told.get("response", told)
    root = next(iter(content.values()), None) if isinstance(content, dict) else None
    successful = root.get("successful") if isinstance(root, dict) else None
    if not isinstance(successful, dict) or "dataThongTinHgd" not in successful:
        raise ProviderBrokeContract("Trả lời không có dataThongTinHgd.", "The answer holds no dataThongTinHgd.")
    return successful["dataThongTinHgd"]


def _born(digits: str, kind: str) -> str:
    try:
        return str(PartialDate.parse_wire(_dashed(digits[: _KNOWN.get(kind, 8)]))) if digits else ""
    except ValueError as error:
        raise ProviderBrokeContract(
            "Không đọc được ngày sinh trong trả lời.", "The answer's birth date cannot be read.", pointer="/ngaySinh"
        ) from error


def _dashed(digits: str) -> str:
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))
