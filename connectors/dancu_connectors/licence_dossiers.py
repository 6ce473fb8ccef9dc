"""The ministry's dossiers of driver licences: what an applicant already holds (wire.md E.6)."""

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dancu_connectors import reading
from dancu_connectors.answers import Lookup, Verification
from dancu_connectors.calls import Call
from dancu_connectors.errors import InvalidRequest, NotOnThisWire, ProviderBrokeContract, Unauthorised
from dancu_connectors.exchange import Request, Steps
from dancu_connectors.faults import refusal
from dancu_connectors.one_by_one import BIRTH, NAME, Found, OneByOne, day, is_among, known, looked_up, verified

HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
CLAIMABLE = frozenset({"soGPLX", "hang", "ngayCap", "ngayHetHan", "ngayTrungTuyen", NAME, BIRTH})
CARRIED = CLAIMABLE | {"soDinhDanh", "noiCap.ten"}
Json = Mapping[str, Any]
_OK, _NO_SESSION = "0", "1"


@dataclass(frozen=True, kw_only=True)
class LicenceDossiers(OneByOne):
    """A province's account with the ministry, and which dossiers it looks through: a `unit`'s, from day to day.

    The wire lists dossiers and looks up nobody: without a unit and both days nothing can be asked. Who has no dossier
    there is `not_found`, which says nothing of his licence. The session is kept until it is refused.
    """

    unit: str = ""
    first: date | None = None
    last: date | None = None
    prefix: str = "/apiDVC-GPLX"
    username: str = "sandbox"
    password: str = field(default="sandbox", repr=False)
    lookup_needs: tuple[str, ...] = ()
    _session: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def carries(self, path: str) -> bool:
        """Whether a dossier tells it."""
        return is_among(path, CARRIED)

    def verify(self, call: Call) -> Steps[Verification]:
        """The claims against any of the licences that the applicant holds."""
        return (yield from verified(call, self._found, CLAIMABLE))

    def lookup(self, call: Call) -> Steps[Lookup[Any]]:
        """The fields asked of every licence that the applicant holds; takes no claims."""
        return (yield from looked_up(call, self._found, self.carries))

    def _found(self, call: Call) -> Steps[Found]:
        if not (self.unit and self.first and self.last):
            vi = "Kênh này liệt kê hồ sơ của một đơn vị theo khoảng ngày: LicenceDossiers(unit=…, first=…, last=…)."
            en = "This wire lists a unit's dossiers from day to day: LicenceDossiers(unit=…, first=…, last=…)."
            raise NotOnThisWire(vi, en, pointer="/subject")
        days = {"ngayNhan1": self.first.isoformat(), "ngayNhan2": self.last.isoformat()}
        told, content = yield from self._asked({"service": "DanhSachHoSo", "donViXuLy": self.unit, **days})
        rows = [row for row in _objects(told, "data") if _is_about(row, call)]
        licences = _objects(rows[-1], "gplxDaCap") if rows else []
        return Found([_licence(rows[-1], licence) for licence in licences], content)

    def _asked(self, sent: Mapping[str, str]) -> Steps[tuple[Json, bytes]]:
        if not self._session:
            yield from self._sign_in()
        told, content = yield from self._post("g", {**self._session, **sent})
        if _code(told) == _NO_SESSION:
            yield from self._sign_in()
            told, content = yield from self._post("g", {**self._session, **sent})
        if _code(told) == _NO_SESSION:
            raise Unauthorised(
                "Bộ không chấp nhận phiên làm việc; đăng nhập lại.", "The ministry does not accept the session."
            )
        if _code(told) != _OK:
            raise InvalidRequest(
                "Bộ không dùng được yêu cầu này; kiểm tra tham số.", "The ministry cannot use this request."
            )
        return told, content

    def _sign_in(self) -> Steps[None]:
        told, _ = yield from self._post("login", {"username": self.username, "password": self.password})
        session = told.get("session")
        if _code(told) != _OK or not isinstance(session, str):
            raise Unauthorised(
                "Bộ không chấp nhận tài khoản; kiểm tra thông tin xác thực.",
                "The ministry does not accept the account.",
            )
        self._session["session"] = session

    def _post(self, form: str, sent: Mapping[str, str]) -> Generator[Request, Any, tuple[Json, bytes]]:
        content = json.dumps(sent, ensure_ascii=False).encode()
        response = yield Request("POST", f"{self.prefix}/tcdbdvcdata/mapi/{form}", content, HEADERS)
        if response.status != 200:
            raise refusal(response)
        told = reading.parse(response.content)
        if "error_code" not in told:
            raise ProviderBrokeContract(
                "Trả lời không có error_code.", "The answer holds no error_code.", pointer="/error_code"
            )
        return told, response.content


def _code(told: Json) -> str:
    """A number or a text: clients see both."""
    return str(told["error_code"])


def _objects(told: Json, name: str) -> list[Json]:
    found = told.get(name) or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise ProviderBrokeContract(
            "Một danh sách trong trả lời không phải danh sách.", "A list of the answer is none.", pointer=f"/{name}"
        )
    return found


def _is_about(row: Json, call: Call) -> bool:
    ((key, number),) = call.subject.items()
    if key == "soDinhDanh":
        return bool(row.get("soCmnd") == number)
    return any(licence.get("sogplx") == number for licence in _objects(row, "gplxDaCap"))


def _licence(row: Json, licence: Json) -> dict[str, object]:
    return known(
        {
            "soDinhDanh": row.get("soCmnd"),
            NAME: row.get("hoTen"),
            BIRTH: day(row, "ngaySinh"),
            "soGPLX": licence.get("sogplx"),
            "hang": licence.get("hanggplxgplx"),
            "ngayCap": day(licence, "ngaycapgplx"),
            "ngayHetHan": day(licence, "ngayhethangplx"),
            "ngayTrungTuyen": day(licence, "ngaytrungtuyen"),
            "noiCap": known({"ten": licence.get("noicapgplx")}),
        }
    )
