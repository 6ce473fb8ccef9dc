"""One delivery: a CloudEvent posted to its receiver, signed as Standard Webhooks says, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import msgspec
from dancu_connectors.exchange import Response
from dancu_connectors.retrying import retry_after

if TYPE_CHECKING:
    from dancu_sandbox.delivery.subscriptions import Receiver

LONGEST = 15.0
"""Seconds that a receiver has to answer."""
CONTENT_TYPE = "application/cloudevents+json"


class Outcome(NamedTuple):
    """What came of a delivery: `reason` is the status or the kind of error; nothing of what the receiver wrote."""

    is_delivered: bool
    reason: str
    status: int = 0
    retry_after: float | None = None

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants to be told nothing more."""
        return self.status == httpx.codes.GONE


async def post(http: httpx.AsyncClient, receiver: Receiver, event: Mapping[str, Any], now: datetime) -> Outcome:
    """Deliver one event; `now` is in UTC. The answer's body is not read."""
    body = msgspec.json.encode(event)
    headers = _signed(receiver.signing(now.timestamp()), event["id"], body, now)
    try:
        async with (
            asyncio.timeout(LONGEST),
            http.stream("POST", receiver.url, content=body, headers=headers) as reply,
        ):
            return _outcome(reply)
    except (httpx.HTTPError, TimeoutError) as error:
        return Outcome(is_delivered=False, reason=type(error).__name__)


def _signed(secrets: Iterable[str], message: str, body: bytes, now: datetime) -> dict[str, str]:
    """The standard's three headers; a signature for each secret."""
    from standardwebhooks import Webhook  # noqa: PLC0415 - a start need not wait for it

    return {
        "content-type": CONTENT_TYPE,
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message, now, body.decode()) for secret in secrets),
    }


def _outcome(reply: httpx.Response) -> Outcome:
    asked = retry_after(Response(reply.status_code, headers=dict(reply.headers)))
    return Outcome(reply.is_success, str(reply.status_code), reply.status_code, asked)
