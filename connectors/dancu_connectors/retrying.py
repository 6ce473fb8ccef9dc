"""When a request may be made again: only where asking twice does no more than asking once; and how long to wait."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import cast

from dancu_connectors.errors import DancuError, ProviderBrokeContract, SourceUnreachable, Timeout
from dancu_connectors.exchange import Effects, NoAnswer, Pause, Reply, Request, Response, Steps, T

BUSY = frozenset({429, 502, 503, 504})
NEVER_HANDLED = frozenset({429, 503})  # the register refused before doing anything


@dataclass(frozen=True, kw_only=True)
class Retry:
    """How often and how patiently to ask again; waits are in seconds, `Retry(attempts=1)` never asks again.

    The wait before attempt n+1 is drawn between half and the whole of `first_wait * 2**(n-1)`, at most `longest_wait`;
    a Retry-After is obeyed, unless it is longer than `longest_wait`: then the caller gets the error at once.
    """

    attempts: int = 3
    first_wait: float = 0.2
    longest_wait: float = 5.0

    def wait(self, attempt: int, chance: Callable[[], float]) -> float:
        """Seconds to wait after the failed `attempt` (from 1); `chance` gives a number in [0, 1)."""
        whole = min(self.first_wait * 2.0 ** (attempt - 1), self.longest_wait)
        return whole * (0.5 + chance() / 2)


def persist(steps: Steps[T], *, retry: Retry, chance: Callable[[], float], headers: Mapping[str, str]) -> Effects[T]:
    """The same steps, each request with `headers` and made again where that is safe.

    When nothing to read came back, the error is thrown into the steps.
    """
    try:
        request = next(steps)
        while True:
            try:
                reply = yield from _attempts(_labelled(request, headers), retry, chance)
            except DancuError as error:
                request = steps.throw(error)
            else:
                request = steps.send(reply)
    except StopIteration as done:
        answer: T = done.value
        return answer


def _labelled(request: Request, headers: Mapping[str, str]) -> Request:
    return replace(request, headers={**request.headers, **headers}) if headers else request


def _attempts(
    request: Request, retry: Retry, chance: Callable[[], float]
) -> Generator[Request | Pause, Reply | None, Response]:
    attempt = 1
    while True:
        reply = cast("Reply", (yield request))
        wait = _wait_before_next(request, reply, attempt, retry, chance)
        if wait is None:
            return _answered(reply)
        yield Pause(wait)
        attempt += 1


def _answered(reply: Reply) -> Response:
    if isinstance(reply, Response):
        return reply
    if isinstance(reply.cause, DancuError):
        raise reply.cause
    raise _no_answer(reply) from reply.cause


def _no_answer(reply: NoAnswer) -> DancuError:
    if reply.kind == "unreadable":
        return ProviderBrokeContract(
            "Trả lời không giải mã được, hoặc chuyển hướng không dứt.",
            "The answer cannot be decoded, or leads nowhere.",
        )
    if reply.kind == "timeout":
        return Timeout(
            "Cơ sở dữ liệu không trả lời kịp; hãy thử lại sau.", "The register did not answer in time; try again later."
        )
    return SourceUnreachable(
        "Không kết nối được cơ sở dữ liệu; kiểm tra địa chỉ và mạng, hoặc thử lại sau.",
        "The register cannot be reached; check the address and the network, or try again later.",
    )


def _wait_before_next(
    request: Request,
    reply: Reply,
    attempt: int,
    retry: Retry,
    chance: Callable[[], float],
) -> float | None:
    """None: do not ask again."""
    if attempt >= retry.attempts or not _may_ask_again(request, reply):
        return None
    asked_for = retry_after(reply) if isinstance(reply, Response) else None
    if asked_for is None:
        return retry.wait(attempt, chance)
    return asked_for if asked_for <= retry.longest_wait else None


def _may_ask_again(request: Request, reply: Reply) -> bool:
    if isinstance(reply, NoAnswer):
        return reply.unsent or (request.repeatable and reply.kind == "unreachable")
    if reply.status in NEVER_HANDLED and "retry-after" in reply.headers:
        return True
    return request.repeatable and reply.status in BUSY


def retry_after(response: Response) -> float | None:
    """Seconds that Retry-After asks to wait (RFC 9110 §10.2.3: seconds or a date); None if absent or unreadable.

    A date is held against the answer's own Date, so the two clocks need not agree.
    """
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        asked = parsedate_to_datetime(text) - parsedate_to_datetime(response.headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, asked.total_seconds())
