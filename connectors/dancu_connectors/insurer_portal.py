"""The insurer's portal, which hospitals ask about a health card (wire.md E.4b)."""

import hashlib
import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dancu_connectors import reading
from dancu_connectors.answers import Lookup, Verification
from dancu_connectors.calls import Call
from dancu_connectors.dates import PartialDate
from dancu_connectors.errors import (
    DancuError,
    Forbidden,
    InvalidRequest,
    NotOnThisWire,
    ProviderBrokeContract,
    SourceDown,
    Unauthorised,
)
from dancu_connectors.exchange import Request, Response, Steps
from dancu_connectors.faults import refusal
from dancu_connectors.insurer_card import CARRIED, CLAIMABLE, OLD, STATES, Json, card_record
from dancu_connectors.one_by_one import BIRTH, NAME, OneByOne, birth_date, compared, refuse, refuse_time

HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
_TOKEN, _CARD = "/api/token/take", "/api/egw"
_NOBODY = {"050": "not_found", "051": "not_found", "052": "not_found", "053": "not_found"}
_NO_CARD = dict.fromkeys(("120", "121", "122", "123", "124", "130"), "no_record")
_DIFFERS = {"060": NAME, "061": NAME, "070": BIRTH, "080": "gioiTinh"}
_REFUSED: Mapping[str, tuple[type[DancuError], str, str]] = {
    **dict.fromkeys(
        ("401", "402", "403"),
        (
            Unauthorised,
            "Cổng không chấp nhận tài khoản; kiểm tra thông tin xác thực.",
            "The portal does not accept the account.",
        ),
    ),
    **dict.fromkeys(
        ("054", "055"),
        (
            Forbidden,
            "Cổng không biết cán bộ này, hoặc không biết theo tên đó.",
            "The portal does not know the officer, or not under that name.",
        ),
    ),
    "205": (
        InvalidRequest,
        "Cổng không dùng được yêu cầu này; kiểm tra tham số.",
        "The portal cannot use this request.",
    ),
    **dict.fromkeys(
        ("100", "101", "500"),
        (SourceDown, "Cổng đang hỏng; hãy thử lại sau.", "The portal is out of order; try again later."),
    ),
}


@dataclass(frozen=True, kw_only=True)
class InsurerPortal(OneByOne):
    """A hospital's or an agency's account with the portal, and the officer in whose name it asks.

    With `officer_name` and `officer_number` the form of 2024 is used, which demands them, else that of 2019. The
    tokens are kept until the portal refuses them. Account and tokens travel in the URL, as the portal wants them.
    """

    username: str = "sandbox"
    password: str = field(default="sandbox", repr=False)
    officer_name: str = field(default="", repr=False)
    officer_number: str = field(default="", repr=False)
    lookup_needs: tuple[str, ...] = (NAME, BIRTH)
    _key: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def carries(self, path: str) -> bool:
        """Whether the portal tells it."""
        return path in CARRIED

    def verify(self, call: Call) -> Steps[Verification]:
        """Name and birth date always; sex, numbers and the card are compared with what the portal tells."""
        for claim, claimed in call.claims.items():
            parts = {f"{claim}.{part}" for part in claimed} if isinstance(claimed, Mapping) else {claim}
            if not parts or parts - CLAIMABLE:
                refuse(claim, "claims")
        told, _ = yield from self._asked(call)
        code = told["maKetQua"]
        if claim := _DIFFERS.get(code, ""):
            return Verification("found", verified=False, matches={claim: "mismatch"})
        if code not in STATES:
            return Verification(_outcome(code), verified=False, matches={})
        answer = compared(call.claims, card_record(told, call.subject))
        if code in OLD and call.claims.get("maTheBHYT") == told.get("maTheCu"):
            return Verification("found", verified=False, matches={**answer.matches, "maTheBHYT": "former"})
        return answer

    def lookup(self, call: Call) -> Steps[Lookup[Any]]:
        """The fields asked; needs the claims hoVaTen and ngaySinh."""
        for path in call.fields:
            if not self.carries(path):
                refuse(path, "fields")
        told, response = yield from self._asked(call)
        source = reading.source({}, call, reading.evidence(response.content))
        code = told["maKetQua"]
        if code not in STATES:
            return Lookup("not_found" if code in _DIFFERS else _outcome(code), (), source)
        found = card_record(told, call.subject)
        return Lookup("found", (reading.record(found, call, "", complete=False),), source)

    def _asked(self, call: Call) -> Generator[Request, Response, tuple[Json, Response]]:
        refuse_time(call)
        content = json.dumps(self._sent(call), ensure_ascii=False).encode()
        if not self._key:
            yield from self._take_token()
        told, response = yield from self._post(content)
        if told["maKetQua"] == "401":
            yield from self._take_token()
            told, response = yield from self._post(content)
        if refused := _REFUSED.get(told["maKetQua"]):
            raise refused[0](refused[1])
        return told, response

    def _sent(self, call: Call) -> dict[str, str]:
        for claim in (NAME, BIRTH):
            if claim not in call.claims:
                raise NotOnThisWire(
                    f"Cổng cần thêm thông tin {claim}.",
                    f"The portal needs the claim {claim} too.",
                    pointer=f"/claims/{claim}",
                )
        (number,) = call.subject.values()
        sent = {
            "maThe": str(number),
            "hoTen": str(call.claims[NAME]),
            "ngaySinh": _born(birth_date(call.claims[BIRTH])),
        }
        officer = {"hoTenCb": self.officer_name, "cccdCb": self.officer_number}
        return {**sent, **(officer if self._has_officer else {})}

    @property
    def _has_officer(self) -> bool:
        return bool(self.officer_name and self.officer_number)

    def _post(self, content: bytes) -> Generator[Request, Response, tuple[Json, Response]]:
        form = "KQNhanLichSuKCB2024" if self._has_officer else "KQNhanLichSuKCB2019"
        query = {**self._key, "username": self.username, "password": self._hashed}
        response = yield Request("POST", f"{_CARD}/{form}", content, HEADERS, query)
        return _read(response), response

    def _take_token(self) -> Generator[Request, Response, None]:
        content = json.dumps({"username": self.username, "password": self._hashed}).encode()
        told = _read((yield Request("POST", _TOKEN, content, HEADERS)))
        key = told.get("APIKey")
        if told["maKetQua"] != "200":
            kind, *words = _REFUSED.get(
                told["maKetQua"], (ProviderBrokeContract, "Cổng không cấp token.", "The portal gave no token.")
            )
            raise kind(*words)
        if not isinstance(key, dict):
            raise ProviderBrokeContract("Trả lời của cổng không có APIKey.", "The portal's answer holds no APIKey.")
        self._key.update(token=str(key.get("access_token")), id_token=str(key.get("id_token")))

    @property
    def _hashed(self) -> str:
        return hashlib.md5(self.password.encode(), usedforsecurity=False).hexdigest()


def _read(response: Response) -> Json:
    if response.status != 200:
        raise refusal(response)
    told = reading.parse(response.content)
    if not isinstance(told.get("maKetQua"), str):
        raise ProviderBrokeContract("Trả lời không có maKetQua.", "The answer holds no maKetQua.")
    return told


def _outcome(code: str) -> str:
    outcome = {**_NOBODY, **_NO_CARD}.get(code)
    if outcome is None:
        raise ProviderBrokeContract(
            "Mã kết quả của cổng không nằm trong các mã đã biết.",
            "The portal's code is none of those known.",
            pointer="/maKetQua",
        )
    return outcome


def _born(birth: PartialDate) -> str:
    if day := birth.whole():
        return f"{day:%d/%m/%Y}"
    if birth.month:
        raise NotOnThisWire(
            "Cổng nhận ngày sinh hoặc năm sinh, không nhận tháng.",
            "The portal takes a day or a year of birth, not a month.",
            pointer="/claims/ngaySinh",
        )
    return f"{birth.year:04}"
