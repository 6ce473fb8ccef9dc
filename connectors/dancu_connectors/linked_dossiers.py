"""The linked procedures of birth, death and marriage: a dossier handed in, and asked after (wire.md E.2b)."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Unpack

import httpx
from dancu_contracts import RegistryContract, registries, registry

from dancu_connectors import reading
from dancu_connectors.calling import fitting, run, run_async
from dancu_connectors.calls import Call
from dancu_connectors.conduct import Conduct, Options
from dancu_connectors.errors import InvalidRequest, ProviderBrokeContract
from dancu_connectors.exchange import Effects, Request, Steps
from dancu_connectors.faults import refusal
from dancu_connectors.purpose import Purpose

__all__ = ["AsyncLinkedDossiers", "Dossier", "LinkedDossiers", "Progress"]

HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
MODULES = ("LTKS", "LTKT", "LTKH")
_WIRE = "E.2"
_AT_ONCE = 3
_RECEIVED_BEFORE = "đã được tiếp nhận"  # a refusal in these words means that it is there


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What is handed in: `module` LTKS birth, LTKT death or LTKH marriage; `declared` the fields of `hoTich`.

    `number` is the agency's own, `shop_number` the one-stop shop's; `files` are as the wire's `fileDinhKem` has them.
    """

    module: str
    number: str
    declared: Mapping[str, Any] = field(repr=False)
    received: datetime
    shop_number: str = ""
    files: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How a dossier stands: the wire's `trangThai` (1 to 7), None if nobody knows the number.

    `reason` is why it is refused or what is missing; `result` is the wire's `ketQuaXuLy` once there is one.
    """

    number: str
    state: int | None
    reason: str = ""
    result: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class _Office:
    """Who hands in, where, and how it behaves: the core of both callers."""

    agency: int
    province: str
    prefix: str
    conduct: Conduct

    def submit(self, dossier: Dossier, purpose: Purpose) -> Effects[bool]:
        if dossier.module not in MODULES:
            raise InvalidRequest(
                f"Phân hệ là một trong {', '.join(MODULES)}.",
                f"A module is one of {', '.join(MODULES)}.",
                pointer="/module",
            )
        return self.conduct.carry_out(self._hand_in(self._body(dossier)), _call("submit", purpose))

    def results(self, numbers: Iterable[str], module: str, purpose: Purpose) -> Effects[tuple[Progress, ...]]:
        asked = [] if isinstance(numbers, str) else list(numbers)
        if not asked:
            raise InvalidRequest(
                "Hỏi trạng thái cần mã hồ sơ, ít nhất một.",
                "Asking after dossiers needs their numbers, at least one.",
                pointer="/numbers",
            )
        return self.conduct.carry_out(self._ask_after(asked, module), _call("results", purpose))

    def _body(self, dossier: Dossier) -> dict[str, Any]:
        return {
            "maDonVi": self.agency,
            "module": dossier.module,
            "maHoSoLT": dossier.number,
            "maHoSoMCDT": dossier.shop_number,
            "ngayTiepNhan": f"{dossier.received:%d/%m/%Y %H:%M:%S}",
            "data": json.dumps({"hoTich": dossier.declared}, ensure_ascii=False),
            "fileDinhKem": list(dossier.files),
        }

    def _hand_in(self, body: Mapping[str, Any]) -> Steps[bool]:
        told = yield from self._post("nhanHoSoDKHT", body)
        if str(told.get("status")) == "1":
            return True
        if _RECEIVED_BEFORE in str(told.get("errorDescription")):
            return False
        raise InvalidRequest(
            f"Hồ sơ không được tiếp nhận: mã {_code(told)}.",
            f"The dossier was not taken: code {_code(told)}.",
            pointer="/declared",
        )

    def _ask_after(self, numbers: list[str], module: str) -> Steps[tuple[Progress, ...]]:
        found: list[Progress] = []
        for start in range(0, len(numbers), _AT_ONCE):
            part = numbers[start : start + _AT_ONCE]
            asked = {"maDinhDanhHoSo": part, "maTinh": self.province, "module": module}
            value = (yield from self._post("LayKetQua", asked)).get("value")
            if not isinstance(value, list) or len(value) != len(part):
                raise ProviderBrokeContract(
                    "Trả lời không có đúng một mục cho mỗi hồ sơ.",
                    "The answer is not one item for each dossier.",
                    pointer="/value",
                )
            found += [_progress(number, item) for number, item in zip(part, value, strict=True)]
        return tuple(found)

    def _post(self, operation: str, body: Mapping[str, Any]) -> Steps[reading.Json]:
        content = json.dumps(body, ensure_ascii=False).encode()
        response = yield Request("POST", f"{self.prefix}/{operation}", content, HEADERS)
        if response.status != 200:
            raise refusal(response)
        told = reading.parse(response.content)
        wrapped = told.get("response")
        return wrapped if isinstance(wrapped, dict) else told


def _call(operation: str, purpose: Purpose) -> Call:
    return Call(contract=_register(), operation=operation, purpose=purpose)


@cache
def _register() -> RegistryContract:
    """Whose books the dossiers are for: the register whose wire this is."""
    return next(found for name in registries() if (found := registry(name)).wire == _WIRE)


def _code(told: reading.Json) -> str:
    code = str(told.get("errorCode"))
    return code if code.isdigit() and len(code) < 5 else "unknown"


def _progress(number: str, item: object) -> Progress:
    state = item.get("trangThai") if isinstance(item, dict) else None
    if not isinstance(item, dict) or (state is not None and state not in range(1, 8)):
        raise ProviderBrokeContract(
            "trangThai của một mục không nằm trong các mã đã biết.",
            "An item's trangThai is none of those known.",
            pointer="/value",
        )
    result = item.get("ketQuaXuLy")
    return Progress(
        number=number,
        state=state,
        reason=str(item.get("noiDungXuLy") or ""),
        result=result if isinstance(result, dict) else None,
    )


class LinkedDossiers:
    """Hands in and asks after dossiers over an httpx.Client, given with its address and credentials.

    `agency` is the ministry's number of who hands in. At a province `prefix` is `/apiLienThongKSKT`.
    """

    def __init__(
        self,
        http: httpx.Client,
        *,
        agency: int,
        province: str,
        prefix: str = "/apiLienThongKSKT/1.0",
        sleep: Callable[[float], None] = time.sleep,
        **options: Unpack[Options],
    ) -> None:
        self._office = _Office(agency=agency, province=province, prefix=prefix, conduct=Conduct(**options))
        self._http, self._sleep = fitting(http, httpx.Client, addressed=True), sleep

    def submit(self, dossier: Dossier, *, purpose: Purpose) -> bool:
        """Hand it in, or what was missing in it; False if it was there already. Asked again it does no more."""
        effects = self._office.submit(dossier, purpose)
        return run(self._http, effects, seconds=self._office.conduct.timeout, sleep=self._sleep)

    def results(self, numbers: Iterable[str], *, module: str, purpose: Purpose) -> tuple[Progress, ...]:
        """How each dossier stands, in order."""
        effects = self._office.results(numbers, module, purpose)
        return run(self._http, effects, seconds=self._office.conduct.timeout, sleep=self._sleep)


class AsyncLinkedDossiers:
    """The same over an httpx.AsyncClient, awaited."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        agency: int,
        province: str,
        prefix: str = "/apiLienThongKSKT/1.0",
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        **options: Unpack[Options],
    ) -> None:
        self._office = _Office(agency=agency, province=province, prefix=prefix, conduct=Conduct(**options))
        self._http, self._sleep = fitting(http, httpx.AsyncClient, addressed=True), sleep

    async def submit(self, dossier: Dossier, *, purpose: Purpose) -> bool:
        """As LinkedDossiers.submit."""
        effects = self._office.submit(dossier, purpose)
        return await run_async(self._http, effects, seconds=self._office.conduct.timeout, sleep=self._sleep)

    async def results(self, numbers: Iterable[str], *, module: str, purpose: Purpose) -> tuple[Progress, ...]:
        """As LinkedDossiers.results."""
        effects = self._office.results(numbers, module, purpose)
        return await run_async(self._http, effects, seconds=self._office.conduct.timeout, sleep=self._sleep)
