"""A request is made again only where asking twice does no more than asking once."""

from collections.abc import Callable, Generator
from typing import Any

import httpx
import pytest
from dancu_connectors import (
    AuditEntry,
    DancuError,
    ProviderBrokeContract,
    Purpose,
    Retry,
    RetryLater,
    SourceDown,
    SourceUnreachable,
    Timeout,
    TooManyRequests,
    Unauthorised,
    connector_for,
)

from tests.connectors.conftest import NUMBER, PURPOSE, Register, says

NAME = "tax"
FOUND = says({"outcome": "not_found", "verified": False, "matches": {}})
EVENT = {"type": "record_corrected", "subject": {"soDinhDanh": NUMBER}, "on": "2026-11-20", "data": {"hoVaTen": "B"}}


class Waits(list[float]):
    """What a connector slept, in seconds."""


def _ask(register: Register, waits: Waits, **options: Any) -> Any:
    options = {"chance": lambda: 0.0, **options}
    http = register.client
    return connector_for(NAME)(http, wire="uniform", sleep=waits.append, **options)


def _verify(register: Register, waits: Waits, **options: Any) -> Any:
    return _ask(register, waits, **options).verify(NUMBER, {"hoVaTen": "A"}, purpose=PURPOSE)


def test_a_register_that_comes_back_is_asked_again_after_growing_waits() -> None:
    register, waits = Register([says({}, 503), says({}, 502), FOUND]), Waits()
    assert _verify(register, waits).outcome == "not_found"
    assert waits == [0.1, 0.2]


def test_the_wait_is_drawn_between_half_and_the_whole() -> None:
    waits = [Retry().wait(1, chance) for chance in (lambda: 0.0, lambda: 0.5, lambda: 0.999)]
    assert waits == pytest.approx([0.1, 0.15, 0.2], abs=1e-3)


def test_the_wait_never_exceeds_the_longest() -> None:
    assert Retry(longest_wait=1.0).wait(40, lambda: 1.0) == 1.0


def test_retry_after_is_obeyed() -> None:
    register, waits = Register([says({}, 429, retry_after="2"), FOUND]), Waits()
    _verify(register, waits)
    assert waits == [2.0]


def test_retry_after_may_be_a_date_on_the_registers_own_clock() -> None:
    busy = says({}, 503, retry_after="Mon, 23 Nov 2026 01:00:03 GMT", date="Mon, 23 Nov 2026 01:00:00 GMT")
    register, waits = Register([busy, FOUND]), Waits()
    _verify(register, waits)
    assert waits == [3.0]


@pytest.mark.parametrize("unreadable", ["soon", "-1", "1.5", "Mon, 99 Nov 2026 01:00:03 GMT"])
def test_a_retry_after_that_cannot_be_read_is_passed_over(unreadable: str) -> None:
    register, waits = Register([says({}, 503, retry_after=unreadable), FOUND]), Waits()
    _verify(register, waits)
    assert waits == [0.1]


def test_a_wait_longer_than_the_caller_allows_is_handed_over_to_him() -> None:
    register, waits = Register([says({}, 429, retry_after="3600")]), Waits()
    with pytest.raises(TooManyRequests) as raised:
        _verify(register, waits)
    assert (raised.value.retry_after, waits) == (3600.0, [])


@pytest.mark.parametrize(
    ("failure", "error", "asked"),
    [
        (httpx.ConnectError("refused"), SourceUnreachable, 3),
        (httpx.ConnectTimeout("late"), Timeout, 3),
        (httpx.RemoteProtocolError("cut"), SourceUnreachable, 3),
        (httpx.ReadTimeout("late"), Timeout, 1),
    ],
)
def test_a_read_is_repeated_when_the_connection_failed_but_not_when_the_answer_is_late(
    failure: httpx.TransportError, error: type[RetryLater], asked: int
) -> None:
    register = Register([failure])
    with pytest.raises(error) as raised:
        _verify(register, Waits())
    assert (len(register.asked), raised.value.__cause__) == (asked, failure)


@pytest.mark.parametrize("kind", [httpx.ReadError, httpx.RemoteProtocolError])
def test_an_event_without_a_client_id_is_not_written_twice(kind: Callable[[str], Exception]) -> None:
    register = Register([kind("cut")])
    with pytest.raises(SourceUnreachable):
        _ask(register, Waits()).record_event(EVENT, purpose=PURPOSE)
    assert len(register.asked) == 1


def test_an_event_without_a_client_id_is_repeated_if_the_register_cannot_have_seen_it() -> None:
    register = Register([httpx.ConnectError("refused")])
    with pytest.raises(SourceUnreachable):
        _ask(register, Waits()).record_event(EVENT, purpose=PURPOSE)
    assert len(register.asked) == 3


def test_an_event_with_a_client_id_is_repeated() -> None:
    register = Register([says({}, 502), says({"outcome": "recorded", "position": 7})])
    recorded = _ask(register, Waits()).record_event({**EVENT, "id": "0001"}, purpose=PURPOSE)
    assert (recorded.position, len(register.asked)) == (7, 2)


def test_what_is_wrong_with_the_server_is_not_repeated_for_ever() -> None:
    register = Register([says({}, 503)])
    with pytest.raises(SourceDown):
        _verify(register, Waits(), retry=Retry(attempts=4))
    assert len(register.asked) == 4


async def test_the_asynchronous_connector_waits_as_the_blocking_one_does() -> None:
    from dancu_connectors import async_connector_for

    register, waits = Register([says({}, 503), FOUND]), Waits()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    connector = async_connector_for(NAME)(register.async_client, wire="uniform", sleep=sleep, chance=lambda: 0.0)
    answer = await connector.verify(NUMBER, {"hoVaTen": "A"}, purpose=Purpose(procedure="1.004222"))
    assert (answer.outcome, waits) == ("not_found", [0.1])


class _Refused(httpx.Auth):
    """Credentials for which a gateway gives no token, so often."""

    def __init__(self, error: DancuError, times: int = 1_000) -> None:
        self.error, self.left = error, times

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self.left -= 1
        if self.left >= 0:
            raise self.error
        yield request


def _behind(auth: httpx.Auth, waits: Waits, kept: list[AuditEntry]) -> Any:
    register = Register([FOUND])
    http = httpx.Client(transport=httpx.MockTransport(register), base_url="http://register.test", auth=auth)
    audit: Any = {"audit": kept.append, "audit_key": b"x" * 16}
    return connector_for(NAME)(http, wire="uniform", sleep=waits.append, chance=lambda: 0.0, **audit)


def test_a_gateway_that_has_no_token_now_is_asked_again() -> None:
    kept: list[AuditEntry] = []
    waits = Waits()
    answer = _behind(_Refused(SourceDown("down"), 1), waits, kept).verify(NUMBER, {"hoVaTen": "A"}, purpose=PURPOSE)
    assert (answer.outcome, waits, kept[0].outcome) == ("not_found", [0.1], "not_found")


@pytest.mark.parametrize(("error", "waits"), [(SourceDown("down"), [0.1, 0.2]), (Unauthorised("who?"), [])])
def test_a_gateway_that_gives_no_token_is_accounted_for_at_once(error: DancuError, waits: list[float]) -> None:
    kept: list[AuditEntry] = []
    slept = Waits()
    with pytest.raises(type(error)) as raised:
        _behind(_Refused(error), slept, kept).verify(NUMBER, {"hoVaTen": "A"}, purpose=PURPOSE)
    assert (raised.value, [entry.outcome for entry in kept], slept) == (error, [f"error:{error.code}"], waits)


@pytest.mark.parametrize("failure", [httpx.DecodingError("no gzip"), httpx.TooManyRedirects("round and round")])
def test_an_answer_that_cannot_be_decoded_breaks_the_contract(failure: httpx.RequestError) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise failure

    http = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://register.test")
    with pytest.raises(ProviderBrokeContract) as raised:
        connector_for(NAME)(http, wire="uniform").verify(NUMBER, {"hoVaTen": "A"}, purpose=PURPOSE)
    assert raised.value.__cause__ is failure
