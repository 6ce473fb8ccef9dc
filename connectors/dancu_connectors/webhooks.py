"""Receiving the changes that a register sends of its own accord: nothing is read before its signature is checked."""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from dancu_connectors import reading
from dancu_connectors.answers import Pushed
from dancu_connectors.errors import Unauthorised

TOLERANCE = timedelta(minutes=5)
_SHORTEST_SECRET = 24
_LONGEST_MOMENT = 11  # digits of a year that there is


def read_webhook(
    headers: Mapping[str, str],
    body: bytes,
    secret: str,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Pushed:
    """The change in a request as received, signed with `secret` (`whsec_…`) as Standard Webhooks says.

    Unauthorised if it is unsigned, signed by somebody else, or signed more than five minutes ago: answer 401.
    ProviderBrokeContract if it is no change: answer 400. ValueError for a secret that is none.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message, moment = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    signed = b".".join((message.encode(), moment.encode(), body))
    expected = b"v1," + b64encode(hmac.digest(_key(secret), signed, "sha256"))
    signatures = given.get("webhook-signature", "").encode().split(b" ")
    if not any(hmac.compare_digest(expected, signature) for signature in signatures):
        raise Unauthorised("Webhook không được ký bằng khóa này.", "The webhook is not signed with this secret.")
    if abs(clock() - _moment(moment)) > TOLERANCE:
        raise Unauthorised(
            "Webhook được ký đã quá lâu, hoặc hai đồng hồ lệch nhau.",
            "The webhook was signed too long ago, or the clocks do not agree.",
        )
    return reading.pushed(reading.parse(body))


def _moment(text: str) -> datetime:
    """Seconds since 1970; a text that is none lies beyond any tolerance."""
    is_one = text.isascii() and text.isdigit() and len(text) <= _LONGEST_MOMENT
    return datetime.fromtimestamp(int(text) if is_one else 0, UTC)


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook's secret is whsec_ and base64") from error
    if len(key) < _SHORTEST_SECRET:
        raise ValueError("a webhook's secret has 24 bytes or more")
    return key
