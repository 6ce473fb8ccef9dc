"""The wire that agencies really speak to the national population database: C06's 037, 033 and 003 (wire.md A)."""

import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dancu_connectors import reading, soap_reply, soap_request
from dancu_connectors.answers import Lookup, Verification
from dancu_connectors.calls import Call
from dancu_connectors.dates import PartialDate, compare
from dancu_connectors.errors import NotOnThisWire, ProviderBrokeContract
from dancu_connectors.exchange import Request, Response, Steps
from dancu_connectors.faults import refusal
from dancu_connectors.names import exact, folded
from dancu_connectors.one_by_one import BIRTH, NAME, OneByOne, birth_date, refuse_time

MAY_BE_FAULTS = frozenset({200, 400, 500})  # any other status says more than the Fault that may come with it
PATHS = {"037": "/csdldc/037", "033": "/csdldc/033", "003": "/csdldc/003"}


def new_request_id() -> str:
    """A MaYeuCau that nobody else makes."""
    return uuid.uuid4().hex


@dataclass(frozen=True, kw_only=True)
class Soap(OneByOne):
    """What an agency agrees with C06: codes, officer, paths.

    `ma_can_bo` is sent where the purpose names no officer; `request_id` makes MaYeuCau (at most 40 characters). A
    verification asks `verify_by` ("037", or "003" which tells less); a name alone is asked of 033. 037's answer is
    compared once more here by `name_rule`: "exact", since C06 itself ignores tone marks, or "folded" to do as C06 does.
    """

    ma_dvc: str = "VPCP"
    ma_can_bo: str = field(default="CANBO", repr=False)  # some agencies use the officer's personal number
    verify_by: str = "037"
    name_rule: str = "exact"
    paths: Mapping[str, str] = field(default_factory=lambda: PATHS)
    request_id: Callable[[], str] = new_request_id
    lookup_needs: tuple[str, ...] = (NAME, BIRTH)

    def verify(self, call: Call) -> Steps[Verification]:
        """037 for name and birth date, 033 for a name alone; any other claim is not on this wire."""
        refuse_time(call)
        if set(call.claims) == {NAME}:
            return (yield from self._exists_033(call))
        _require_identity(call)
        if self.verify_by == "003":
            return (yield from self._exists_003(call))
        citizens, _ = yield from self._ask_037(call)
        return self._compared(citizens, call)

    def lookup(self, call: Call) -> Steps[Lookup[Any]]:
        """037: the fields asked, the rest of the record dropped here; needs the claims hoVaTen and ngaySinh."""
        refuse_time(call)
        if lacking := [path for path in call.fields if not self.carries(path)]:
            raise NotOnThisWire(
                f"037 không có {', '.join(lacking)}; bỏ đi hoặc dùng kênh khác.",
                f"037 does not carry {', '.join(lacking)}.",
                pointer="/fields",
            )
        _require_identity(call)
        citizens, response = yield from self._ask_037(call)
        records = tuple(reading.record(citizen, call, "/CongDan", complete=False) for citizen in citizens)
        outcome = {0: "not_found", 1: "found"}.get(len(records), "ambiguous")
        source = reading.source({}, call, reading.evidence(response.content))
        return Lookup(outcome, records if outcome == "found" else (), source)

    def carries(self, path: str) -> bool:
        """Whether a 037 record has this field."""
        name, _, inside = path.partition(".")
        return name in soap_reply.CARRIED and (not inside or inside in soap_reply.CARRIED_INSIDE.get(name, ()))

    def _ask_037(self, call: Call) -> Generator[Request, Response, tuple[list[soap_reply.Json], Response]]:
        birth = birth_date(call.claims[BIRTH])
        content = soap_request.citizen_envelope("TraCuuThongTinCongDan", self._codes(call, "037"), birth)
        response = yield from self._post("037", content)
        citizens = soap_reply.read_citizens(response.content)
        for citizen in citizens:
            _same_person(citizen, call)
        return citizens, response

    def _exists_003(self, call: Call) -> Steps[Verification]:
        birth = birth_date(call.claims[BIRTH])
        content = soap_request.citizen_envelope("XacThucThongTinCongDan", self._codes(call, "003"), birth)
        response = yield from self._post("003", content)
        return _yes_or_no(response, call)

    def _exists_033(self, call: Call) -> Steps[Verification]:
        identity = soap_request.identity(call.subject, call.claims[NAME])
        both = {"SoDinhDanh": "", "SoCMND": "", **identity}
        children = {"MaYeuCau": self.request_id(), "MaDichVu": "033", "MaCanBo": self._officer(call), **both}
        response = yield from self._post("033", soap_request.envelope("XacThucThongTinCongDan", children))
        return _yes_or_no(response, call)

    def _codes(self, call: Call, service: str) -> dict[str, str]:
        codes = {"MaYeuCau": self.request_id(), "MaDVC": self.ma_dvc, "MaTichHop": service}
        return {**codes, "MaCanBo": self._officer(call), **soap_request.identity(call.subject, call.claims[NAME])}

    def _officer(self, call: Call) -> str:
        return call.purpose.officer or self.ma_can_bo

    def _post(self, service: str, content: bytes) -> Generator[Request, Response, Response]:
        response = yield Request("POST", self.paths[service], content, soap_request.HEADERS)
        if response.status in MAY_BE_FAULTS and (fault := soap_reply.read_fault(response.content)):
            raise fault
        if response.status != 200:
            raise refusal(response)
        return response

    def _compared(self, citizens: Sequence[soap_reply.Json], call: Call) -> Verification:
        """C06 found them by number, folded name and birth date; whether the name is the claimed one is seen here."""
        if len(citizens) != 1:
            return _refuted("ambiguous" if citizens else "not_found")
        (citizen,) = citizens
        rule = exact if self.name_rule == "exact" else folded
        same_name = rule(str(citizen[NAME])) == rule(str(call.claims[NAME]))
        birth, same_birth = _compared_birth(citizen, call)
        return Verification(
            "found", same_name and same_birth, {NAME: "match" if same_name else "mismatch", BIRTH: birth}
        )


def _compared_birth(citizen: soap_reply.Json, call: Call) -> tuple[str, bool]:
    if BIRTH not in citizen:
        return "no_value", False
    return compare(PartialDate.parse(str(call.claims[BIRTH])), PartialDate.parse(str(citizen[BIRTH])))


def _yes_or_no(response: Response, call: Call) -> Verification:
    if not soap_reply.read_exists(response.content):
        return _refuted("not_found")
    return Verification("found", verified=True, matches=dict.fromkeys(call.claims, "match"))


def _refuted(outcome: str) -> Verification:
    return Verification(outcome, verified=False, matches={})


def _require_identity(call: Call) -> None:
    for claim in call.claims:
        if claim not in (NAME, BIRTH):
            raise NotOnThisWire(
                f"037 không xác minh được {claim}; chỉ có hoVaTen và ngaySinh.",
                f"037 cannot verify {claim}; it carries hoVaTen and ngaySinh.",
                pointer=f"/claims/{claim}",
            )
    for claim in (NAME, BIRTH):
        if claim not in call.claims:
            raise NotOnThisWire(
                f"037 cần thêm thông tin {claim}.", f"037 needs the claim {claim} too.", pointer=f"/claims/{claim}"
            )


def _same_person(citizen: soap_reply.Json, call: Call) -> None:
    for number, asked in call.subject.items():
        if citizen.get(number, asked) != asked:
            raise ProviderBrokeContract(
                "Trả lời nói về người khác.", "The answer is about another person.", pointer=f"/CongDan/{number}"
            )
