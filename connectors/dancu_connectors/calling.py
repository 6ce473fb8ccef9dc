"""The two thin callers: they make the requests a core asks for, and nothing else."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx

from dancu_connectors.errors import DancuError, InvalidRequest, RetryLater
from dancu_connectors.exchange import Effects, NoAnswer, Pause, Reply, Request, Response, T

NOTHING_TO_READ = (httpx.TransportError, httpx.DecodingError, httpx.TooManyRedirects, DancuError)
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
Client = TypeVar("Client", httpx.Client, httpx.AsyncClient)


def fitting(http: Client, kind: type[Client], *, addressed: bool) -> Client:
    """The client, if it is of the kind that the connector speaks and, where it must be `addressed`, has an address."""
    if not isinstance(http, kind):
        raise InvalidRequest(
            f'Connector này cần một httpx.{kind.__name__}(base_url="http://…"), không phải {type(http).__name__}; '
            "connector tên Async… nhận httpx.AsyncClient, còn lại nhận httpx.Client.",
            f'This connector needs an httpx.{kind.__name__}(base_url="http://…"), not a {type(http).__name__}; '
            "connectors called Async… take an httpx.AsyncClient, all others an httpx.Client.",
            pointer="/http",
        )
    if addressed and not _is_address(http.base_url):
        raise _no_address()
    return http


def run(http: httpx.Client, effects: Effects[T], *, seconds: float, sleep: Callable[[float], None] = time.sleep) -> T:
    """Carry out `effects` over a blocking client; `seconds` is the time allowed for each request."""
    reply: Reply | None = None
    while True:
        try:
            effect = effects.send(reply)
        except StopIteration as done:
            answer: T = done.value
            return answer
        if isinstance(effect, Pause):
            sleep(effect.seconds)
            reply = None
        else:
            reply = _ask(http, effect, seconds)


async def run_async(
    http: httpx.AsyncClient,
    effects: Effects[T],
    *,
    seconds: float,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> T:
    """Carry out `effects` over an asynchronous client; `seconds` is the time allowed for each request."""
    reply: Reply | None = None
    while True:
        try:
            effect = effects.send(reply)
        except StopIteration as done:
            answer: T = done.value
            return answer
        if isinstance(effect, Pause):
            await sleep(effect.seconds)
            reply = None
        else:
            reply = await _ask_async(http, effect, seconds)


def _ask(http: httpx.Client, request: Request, seconds: float) -> Reply:
    try:
        return _read(http.send(_build(http, request, seconds)))
    except NOTHING_TO_READ as error:
        return _no_answer(error)


async def _ask_async(http: httpx.AsyncClient, request: Request, seconds: float) -> Reply:
    try:
        return _read(await http.send(_build(http, request, seconds)))
    except NOTHING_TO_READ as error:
        return _no_answer(error)


def _build(http: httpx.Client | httpx.AsyncClient, request: Request, seconds: float) -> httpx.Request:
    try:
        built = http.build_request(
            request.method,
            request.path,
            content=request.content or None,
            headers=dict(request.headers),
            params=dict(request.query) or None,
            timeout=seconds,
        )
    except httpx.InvalidURL as error:
        raise _no_address() from error
    if not _is_address(built.url):  # asking again would never help, and httpx itself calls it a transport's error
        raise _no_address()
    return built


def _is_address(url: httpx.URL) -> bool:
    return url.scheme in {"http", "https"} and bool(url.host)


def _no_address() -> InvalidRequest:
    return InvalidRequest(
        'Client chưa có địa chỉ: thêm địa chỉ đầy đủ, base_url="http://…" hoặc "https://…".',
        'The client has no address to ask: give it one with its scheme, base_url="http://…" or "https://…".',
        pointer="/http/base_url",
    )


def _read(response: httpx.Response) -> Response:
    return Response(response.status_code, response.content, dict(response.headers))


def _no_answer(error: Exception) -> NoAnswer:
    if isinstance(error, DancuError):
        return NoAnswer("no_token", unsent=isinstance(error, RetryLater), cause=error)
    if not isinstance(error, httpx.TransportError) or isinstance(error, httpx.UnsupportedProtocol):
        return NoAnswer("unreadable", unsent=False, cause=error)
    late = isinstance(error, httpx.TimeoutException)
    return NoAnswer("timeout" if late else "unreachable", unsent=isinstance(error, UNSENT), cause=error)
