"""Asking a nation: the same calls to a running server and to the folder, where the service answers in this process."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import dancu_contracts
import httpx
from dancu_connectors import (
    AskForTheRight,
    AsyncConnector,
    DancuError,
    DossierConflict,
    NotOnThisWire,
    ProviderBrokeContract,
    RetryLater,
    async_connector_for,
)

from dancu_sandbox.certificate import authority
from dancu_sandbox.credentials import credentials
from dancu_sandbox.folder import OPTION_OF, clock_of, opened
from dancu_sandbox.leaving import FOLDER, UNREACHABLE, WRONG_CALL, Leave, check_address, fault
from dancu_sandbox.options import Whereabouts

T = TypeVar("T")
UNIFORM = "uniform"
_HERE = "http://dancu"


@dataclass(frozen=True)
class Nation:
    """A nation that can be asked."""

    http: httpx.AsyncClient
    where: Whereabouts

    def connector(self, registry: str, wire: str) -> AsyncConnector[Any]:
        """The registry's connector over that wire; the uniform service is spoken by all."""
        return async_connector_for(registry)(self.http, wire=wire)

    def as_of(self, wire: str) -> dict[str, Any]:
        """What a question says about its day: a real wire knows only the clock, which in a folder is `--on` itself."""
        on = self.where.on
        if on is None or (wire != UNIFORM and self.where.url is None):
            return {}
        return {"on": on, "known_at": clock_of(on)}

    async def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """One of the sandbox's own calls; a refusal ends the command."""
        reply = await self.http.request(method, path, json=body, params=query or None)
        if reply.is_success:
            return _json(reply)
        raise _refused(reply, self.where)

    async def status(self, method: str, path: str, body: Any, accepts: int) -> int:
        """The status of such a call, where one that is no success is an answer as well."""
        reply = await self.http.request(method, path, json=body)
        if reply.is_success or reply.status_code == accepts:
            return reply.status_code
        raise _refused(reply, self.where)


def ask(where: Whereabouts, work: Callable[[Nation], Awaitable[T]]) -> T:
    """Carry out the work; what goes wrong ends the command with its exit code."""
    _check(where)

    async def asked() -> T:
        async with _nation(where) as nation:
            return await work(nation)

    try:
        return asyncio.run(asked())
    except DancuError as error:
        raise ending(error, where) from error
    except httpx.TransportError as error:
        raise _unreachable(where, type(error).__name__, error) from error


def _check(where: Whereabouts) -> None:
    """What cannot be asked of a running server is refused before it is called."""
    if where.url is None:
        return
    check_address("--url", where.url)
    if where.stated:
        options = ", ".join(f"--{OPTION_OF.get(name, name).removeprefix('--')}" for name in where.stated)
        vi = f"{options}: máy chủ ở --url đã có dân cư của nó. Bỏ {options}, hoặc bỏ --url."
        raise Leave(
            WRONG_CALL, vi, f"{options}: the server at --url has its own nation. Leave out {options}, or --url."
        )


@asynccontextmanager
async def _nation(where: Whereabouts) -> AsyncIterator[Nation]:
    headers = {"X-Sandbox-Workspace": where.workspace} if where.workspace else {}
    with ExitStack() as stack:
        transport = None if where.url else httpx.ASGITransport(_in_process(stack, where), raise_app_exceptions=False)
        shown = credentials(where.credentials) if where.url and where.credentials else None
        address, trusted = where.url or _HERE, _trust(where)
        async with httpx.AsyncClient(
            auth=shown, base_url=address, headers=headers, transport=transport, timeout=30, verify=trusted
        ) as http:
            yield Nation(http, where)


def _trust(where: Whereabouts) -> ssl.SSLContext | bool:
    """The machine's authorities, and the one that `dancu up --tls` made in the folder."""
    made = authority(where.folder)
    if not (where.url or "").startswith("https:") or not made.is_file():
        return True
    trusted = ssl.create_default_context()
    trusted.load_verify_locations(made)
    return trusted


def _in_process(stack: ExitStack, where: Whereabouts) -> Any:
    from dancu_sandbox.serving import Served, application  # noqa: PLC0415 - a server's address needs no service here

    return application(stack.enter_context(opened(where.folder, where.stated, where.on)), Served())


def ending(error: DancuError, where: Whereabouts) -> Leave:
    """A connector's error as the end of a command: by what the caller can do about it."""
    code = UNREACHABLE if isinstance(error, RetryLater | ProviderBrokeContract) else WRONG_CALL
    if error.problem and error.problem in dancu_contracts.faults():
        return _fault(code, error.problem, error.pointer or "", where)
    if isinstance(error, RetryLater):
        return _unreachable(where, error.code, error)
    place = f" ({error.pointer})" if error.pointer else ""
    return Leave(code, f"{_in_vietnamese(error)}{place}; chi tiết ở dòng dưới.", str(error))


def _in_vietnamese(error: DancuError) -> str:
    if isinstance(error, NotOnThisWire):
        return "Kênh này không nói được điều đó, hãy bỏ --wire"
    if isinstance(error, AskForTheRight):
        return "Nguồn dữ liệu không chấp nhận người gọi, hãy cho biết ai hỏi bằng --credentials, hoặc bỏ --wire"
    if isinstance(error, ProviderBrokeContract):
        return "Nguồn dữ liệu trả lời trái đặc tả"
    if isinstance(error, DossierConflict):
        return "Số này là của hồ sơ khác, hoặc hồ sơ không còn nhận câu trả lời"
    return "Lời gọi trái đặc tả, xem --help"


def _fault(code: int, name: str, detail: str, where: Whereabouts) -> Leave:
    """A fault that was answered; what is wrong with the folder itself ends with 4 where no server stands before it."""
    of_folder = where.url is None and name.startswith(("folder_", "storage_"))
    return fault(FOLDER if of_folder else code, name, detail)


def _unreachable(where: Whereabouts, what: str, error: BaseException) -> Leave:
    if _is_untrusted(error):
        vi = f"Không tin chứng thư của {where.url}: thêm --data với thư mục dữ liệu của máy chủ đó (dancu up --tls)."
        en = (
            f"{where.url} has a certificate that is not trusted: add --data with that server's folder (dancu up --tls)."
        )
        return Leave(UNREACHABLE, vi, en)
    if where.url is None:
        return Leave(UNREACHABLE, f"Nguồn dữ liệu không trả lời ({what}). Hãy thử lại.", f"{error} Try again.")
    vi = f"Không kết nối được {where.url} ({what}). Máy chủ đã chạy chưa: dancu up? Hoặc bỏ --url."
    return Leave(
        UNREACHABLE, vi, f"Cannot reach {where.url} ({what}). Is the server running: dancu up? Or leave out --url."
    )


def _is_untrusted(error: BaseException | None) -> bool:
    while error is not None:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _refused(reply: httpx.Response, where: Whereabouts) -> Leave:
    code = UNREACHABLE if reply.status_code >= 500 else WRONG_CALL
    told = _problem(reply)
    if told.get("code") in dancu_contracts.faults():
        return _fault(code, told["code"], told.get("pointer", ""), where)
    en = f"{reply.request.url} answered {reply.status_code}: it is no dancu server."
    return Leave(UNREACHABLE, f"{reply.request.url} trả lời {reply.status_code}: không phải máy chủ dancu.", en)


def _problem(reply: httpx.Response) -> Mapping[str, Any]:
    try:
        told = reply.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _json(reply: httpx.Response) -> Any:
    try:
        return reply.json()
    except ValueError as error:
        raise Leave(UNREACHABLE, "Trả lời không phải của dancu.", "The answer is not dancu's.") from error


def only_here(where: Whereabouts, what: str) -> None:
    """Refuse `--on` where a running server cannot be told of it."""
    if where.url and where.on:
        vi = f"{what}: máy chủ đang chạy dùng đồng hồ của nó; đặt bằng dancu clock set, hoặc bỏ --url."
        raise Leave(WRONG_CALL, vi, f"{what}: a running server has its own clock: dancu clock set, or leave out --url.")
