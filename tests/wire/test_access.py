"""Who may use the wires: the hash of the national platform, the token of a provincial one."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from mock_national_db.wires import Options, Reply, Request
from mock_national_db.wires._proofs import vdxp_hash
from mock_national_db.wires.access import AccessOptions, Client, check, issue, service_of

NOW = datetime.fromtimestamp(1_700_000_000, tz=timezone(timedelta(hours=7)))
CLIENTS = {
    "mock_user": Client("mock_secret"),
    "only_033": Client("other_secret", frozenset({"033"})),
}
HASH = AccessOptions(("vdxp-hash",), CLIENTS, {"037": "/csdldc/dichvu037"})
LGSP = AccessOptions(("lgsp-token",), CLIENTS, secret="signing", lifetime=60)
VECTORS = {
    "1700000000000": "ab8a1ae5f3c18f7a4340beaedd79f195ac2c2f9d9c20e253d6f598133f6309d0",
    "1700000000": "550c2bd1615e57d7c0538f7c6d44e48ca7d314211336a0bb3750af13558c8fba",
}


def post(path: str, **headers: str) -> Request:
    return Request("POST", path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def basic(user: str, proof: str) -> str:
    return "Basic " + b64encode(f"{user}:{proof}".encode()).decode()


def hashed(user: str, secret: str, timestamp: str, url: str, path: str = "/csdldc/037") -> Request:
    return post(path, timestamp=timestamp, authorization=basic(user, vdxp_hash(url, user, timestamp, secret)))


def status(reply: Reply | None) -> int | None:
    return None if reply is None else reply.status


def test_nothing_is_asked_for_by_default() -> None:
    assert check(post("/csdldc/037"), AccessOptions(), NOW) is None


@pytest.mark.parametrize("timestamp", VECTORS)
def test_the_hash_is_that_of_the_test_vectors(timestamp: str) -> None:
    assert vdxp_hash("/csdldc/dichvu037", "mock_user", timestamp, "mock_secret") == VECTORS[timestamp]
    request = post("/csdldc/037", timestamp=timestamp, authorization=basic("mock_user", VECTORS[timestamp]))
    assert check(request, HASH, NOW) is None


@pytest.mark.parametrize(
    "request_",
    [
        post("/csdldc/037"),
        post("/csdldc/037", authorization="Basic ???", timestamp="1700000000"),
        post("/csdldc/037", authorization="Basic", timestamp="1700000000"),
        post("/csdldc/037", authorization="Bearer x", timestamp="1700000000"),
        post("/csdldc/037", authorization=basic("mock_user", "é"), timestamp="1700000000"),
        hashed("mock_user", "wrong", "1700000000", "/csdldc/dichvu037"),
        hashed("nobody", "", "1700000000", "/csdldc/dichvu037"),
        hashed("mock_user", "mock_secret", "1700000000", "/csdldc/037"),
        hashed("mock_user", "mock_secret", "17000000001", "/csdldc/dichvu037"),
        hashed("mock_user", "mock_secret", "x", "/csdldc/dichvu037"),
    ],
)
def test_a_wrong_proof_is_a_401_in_xml(request_: Request) -> None:
    reply = check(request_, HASH, NOW)
    assert reply is not None
    assert reply.status == 401
    assert b"unauthorised" in reply.body
    assert dict(reply.headers)["WWW-Authenticate"]


def test_a_service_without_a_configured_url_hashes_its_path() -> None:
    assert check(hashed("mock_user", "mock_secret", "1700000000", "/csdldc/003", "/csdldc/003"), HASH, NOW) is None


@pytest.mark.parametrize(("off", "wanted"), [(299, None), (-299, None), (301, 401), (-301, 401)])
def test_a_timestamp_must_be_near_if_so_configured(off: int, wanted: int | None) -> None:
    access = AccessOptions(("vdxp-hash",), CLIENTS, skew=300)
    request = hashed("mock_user", "mock_secret", str(1_700_000_000 + off), "/csdldc/037")
    assert status(check(request, access, NOW)) == wanted


def test_a_client_without_the_right_is_a_403() -> None:
    def request(service: str) -> Request:
        path = f"/csdldc/{service}"
        return hashed("only_033", "other_secret", "1700000000", HASH.service_urls.get(service, path), path)

    assert status(check(request("033"), HASH, NOW)) is None
    refused = check(request("037"), HASH, NOW)
    assert refused is not None
    assert (refused.status, b"forbidden" in refused.body) == (403, True)


def asking(key: str, secret: str) -> str:
    keys = {"AccessKey": key, "SecretKey": secret, "AppName": "x", "PartnerCode": "y", "PartnerCodeCus": "z"}
    return b64encode(json.dumps(keys).encode()).decode()


def granted(reply: Reply) -> str:
    assert reply.status == 200
    return str(json.loads(reply.body)["access_token"])


@pytest.mark.parametrize(
    "headers",
    [{"lgspaccesstoken": asking("mock_user", "mock_secret")}, {"authorization": basic("mock_user", "mock_secret")}],
)
def test_a_token_opens_every_worker_until_it_is_old(headers: Mapping[str, str]) -> None:
    token = granted(issue(post("/token", **headers), LGSP, NOW))
    request = post("/csdldc/037", authorization=f"Bearer {token}")
    another_worker = AccessOptions(("lgsp-token",), CLIENTS, secret="signing")
    assert check(request, another_worker, NOW) is None
    assert status(check(request, LGSP, NOW + timedelta(seconds=60))) == 401
    assert status(check(request, AccessOptions(("lgsp-token",), CLIENTS, secret="else"), NOW)) == 401
    assert token == granted(issue(post("/token", **headers), LGSP, NOW))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"lgspaccesstoken": "e30="},
        {"lgspaccesstoken": b64encode(b"[]").decode()},
        {"lgspaccesstoken": b64encode(b"{").decode()},
        {"lgspaccesstoken": asking("mock_user", "wrong")},
        {"lgspaccesstoken": asking("", "")},
    ],
)
def test_no_token_without_a_proof(headers: Mapping[str, str]) -> None:
    reply = issue(post("/token", accept="application/json", **headers), LGSP, NOW)
    assert reply.status == 401
    assert json.loads(reply.body)["errorCode"] == "unauthorised"


@pytest.mark.parametrize("token", ["", "x", "x.y", "..", "é.é"])
def test_a_made_up_token_is_a_401(token: str) -> None:
    assert status(check(post("/csdldc/037", authorization=f"Bearer {token}"), LGSP, NOW)) == 401


def test_a_fixed_bearer_token_is_a_clients() -> None:
    access = AccessOptions(("bearer",), CLIENTS, tokens={"a": "mock_user", "b": "only_033"})
    assert check(post("/csdldc/037", authorization="Bearer a"), access, NOW) is None
    assert status(check(post("/csdldc/037", authorization="Bearer b"), access, NOW)) == 403
    assert status(check(post("/csdldc/037", authorization="Bearer c"), access, NOW)) == 401


def test_the_token_endpoint_is_open_and_a_wire(ask: Callable[..., Any]) -> None:
    assert check(post("/token"), LGSP, NOW) is None
    assert granted(ask("/lgsp/getToken", "grant_type=client_credentials"))
    keys = {"lgspaccesstoken": asking("mock_user", "mock_secret")}
    assert granted(ask("/token", headers=keys, options=Options(access=LGSP)))


def test_secrets_are_not_printed() -> None:
    assert "mock_secret" not in repr(Options(access=HASH))
    assert "signing" not in repr(LGSP)


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="vdxp-hash"):
        AccessOptions(("password",))


def test_a_service_is_the_last_part_of_its_path() -> None:
    assert [service_of(path) for path in ("/csdldc/037", "/a/b/c/", "")] == ["037", "c", ""]
