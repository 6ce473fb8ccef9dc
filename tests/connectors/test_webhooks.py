"""Receiving a webhook: nothing is read before its signature is checked; what is read is the feed's."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dancu_connectors import ProviderBrokeContract, Pushed, Unauthorised, Written, read_webhook
from standardwebhooks import Webhook

from tests.connectors.conftest import NOON, NUMBER

SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
OTHER = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "b25lLzEvMQ",
    "source": "/w/one/population/v1",
    "type": "vn.dancu.population.rename",
    "subject": "QCCnwRA9QFY",
    "time": "2026-11-23T08:00:00+07:00",
    "datacontenttype": "application/json",
    "data": {
        "position": 1,
        "type": "rename",
        "subject": {"soDinhDanh": NUMBER},
        "on": "2026-11-20",
        "knownAt": "2026-11-23T08:00:00+07:00",
        "data": {"hoVaTen": "Nguyễn Văn B"},
    },
}


def sent(event: object, secret: str = SECRET, at: datetime = NOON) -> tuple[dict[str, str], bytes]:
    """The headers and the body as the library of Standard Webhooks signs them."""
    body = json.dumps(event)
    signature = Webhook(secret).sign("b25lLzEvMQ", at, body)
    stamp = str(int(at.timestamp()))
    return {"Webhook-Id": "b25lLzEvMQ", "Webhook-Timestamp": stamp, "Webhook-Signature": signature}, body.encode()


def read(headers: dict[str, str], body: bytes, secret: str = SECRET) -> Pushed:
    return read_webhook(headers, body, secret, clock=lambda: NOON)


def test_a_change_is_read_as_the_feed_has_it_and_shows_nobody() -> None:
    pushed = read(*sent(EVENT))
    known = datetime.fromisoformat("2026-11-23T08:00:00+07:00")
    data, subject = {"hoVaTen": "Nguyễn Văn B"}, {"soDinhDanh": NUMBER}
    change = Written(1, "rename", date(2026, 11, 20), known, subject, data)
    assert pushed == Pushed("b25lLzEvMQ", "population", "QCCnwRA9QFY", change)
    assert NUMBER not in repr(pushed)


def test_a_field_that_is_new_to_the_reader_is_passed_over() -> None:
    assert read(*sent({**EVENT, "traceparent": "00", "data": {**EVENT["data"], "mới": 1}})).change.position == 1


def test_one_signature_of_several_is_enough() -> None:
    headers, body = sent(EVENT)
    several = f"v1a,AAAA {sent(EVENT, OTHER)[0]['Webhook-Signature']} {headers['Webhook-Signature']}"
    assert read({**headers, "Webhook-Signature": several}, body).id == "b25lLzEvMQ"


@pytest.mark.parametrize(
    "wrong",
    [
        {"Webhook-Id": "another"},
        {"Webhook-Timestamp": str(int(NOON.timestamp()) + 1)},
        {"Webhook-Signature": ""},
        {"Webhook-Signature": "v1"},
        {"Webhook-Signature": "v1,é"},
        {"Webhook-Signature": sent(EVENT, OTHER)[0]["Webhook-Signature"]},
    ],
)
def test_what_is_not_signed_with_the_secret_is_not_read(wrong: dict[str, str]) -> None:
    headers, body = sent(EVENT)
    with pytest.raises(Unauthorised):
        read({**headers, **wrong}, body)


def test_a_body_that_was_changed_is_not_read() -> None:
    headers, body = sent(EVENT)
    with pytest.raises(Unauthorised):
        read(headers, body.replace(b"rename", b"deaths"))
    with pytest.raises(Unauthorised):
        read({}, body)


@pytest.mark.parametrize(("minutes", "is_read"), [(-5, True), (5, True), (-5.1, False), (5.1, False)])
def test_what_was_signed_long_ago_or_in_the_future_is_not_read(minutes: float, *, is_read: bool) -> None:
    request = sent(EVENT, at=NOON + timedelta(minutes=minutes))
    if is_read:
        assert read(*request).id == "b25lLzEvMQ"
        return
    with pytest.raises(Unauthorised, match="too long ago"):
        read(*request)


@pytest.mark.parametrize("moment", ["", "soon", "9" * 40, "²"])
def test_what_was_signed_at_no_moment_is_not_read(moment: str) -> None:
    import hmac
    from base64 import b64decode, b64encode

    key = b64decode(SECRET.removeprefix("whsec_"))
    signature = b64encode(hmac.digest(key, f"x.{moment}.{{}}".encode(), "sha256")).decode()
    headers = {"webhook-id": "x", "webhook-timestamp": moment, "webhook-signature": f"v1,{signature}"}
    with pytest.raises(Unauthorised, match="too long ago"):
        read(headers, b"{}")


@pytest.mark.parametrize("wrong", [{"id": 1}, {"data": {}}, {"type": "x"}, {"specversion": "0.3"}, {"time": "now"}])
def test_what_is_no_change_breaks_the_contract(wrong: dict[str, Any]) -> None:
    with pytest.raises(ProviderBrokeContract):
        read(*sent({**EVENT, **wrong}))


@pytest.mark.parametrize("wrong", [[], {}, "change"])
def test_what_is_signed_and_no_change_at_all_breaks_the_contract(wrong: object) -> None:
    with pytest.raises(ProviderBrokeContract):
        read(*sent(wrong))


@pytest.mark.parametrize("secret", ["whsec_###", "whsec_c2hvcnQ=", ""])
def test_a_secret_that_is_none_is_a_mistake_of_the_caller(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        read(*sent(EVENT), secret)


def test_the_clock_is_the_machines_unless_another_is_given() -> None:
    assert read_webhook(*sent(EVENT, at=datetime.now(UTC)), SECRET).registry == "population"
