"""Access from end to end: who shows what, through the real service, and that nothing of a citizen is written down."""

from __future__ import annotations

import json
import logging
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from dancu_sandbox.serving import Served
from mock_national_db.store import Store
from tests.asgi import client
from tests.journeys.running import address_of, started, stop
from tests.wire.test_end_to_end import DAN, OCPS, ORDS, TSDVC, court, court_reads, envelope, post

URL = "/csdldc/037"
SV_URL = "/csdldc/dichvu037"
HASH = Served(access="vdxp-hash", user="mock_user", secret="mock_secret", urls=(f"037={SV_URL}",))
LGSP = Served(access="lgsp-token", user="mock_user", secret="mock_secret")
VECTORS = {
    "1700000000000": "ab8a1ae5f3c18f7a4340beaedd79f195ac2c2f9d9c20e253d6f598133f6309d0",
    "1700000000": "550c2bd1615e57d7c0538f7c6d44e48ca7d314211336a0bb3750af13558c8fba",
}
Person = Mapping[str, Any]


def basic(user: str, proof: str) -> str:
    return "Basic " + b64encode(f"{user}:{proof}".encode()).decode()


def lgsp(secret: str = "mock_secret") -> str:
    keys = {"AccessKey": "mock_user", "SecretKey": secret, "AppName": "a", "PartnerCode": "p", "PartnerCodeCus": "c"}
    return b64encode(json.dumps(keys, separators=(",", ":")).encode()).decode()


@pytest.mark.parametrize("stamp", VECTORS, ids=["COURT and VAX in milliseconds", "BCAPHP in seconds"])
@pytest.mark.parametrize(
    "prefix", ["", "/w/mine", "/XrdAdapter/RestService/forward", "/VXPAdapter/RestService/forward"]
)
def test_the_hash_of_the_vectors_opens_every_path(stamp: str, prefix: str, store: Store, somebody: Person) -> None:
    http = client(store, HASH)
    reply = post(http, prefix + URL, court(somebody), Timestamp=stamp, Authorization=basic("mock_user", VECTORS[stamp]))
    assert court_reads(reply.text) == somebody["hoVaTen"].upper()


def test_without_a_service_url_of_its_own_the_path_is_hashed(store: Store, somebody: Person) -> None:
    proof = sha256(b"/csdldc/033mock_user1700000000mock_secret").hexdigest()
    who = {"MaDichVu": "033", "SoDinhDanh": somebody["soDinhDanh"], "HoVaTen": somebody["hoVaTen"]}
    sent = envelope("XacThucThongTinCongDan", who)
    http = client(store, HASH)
    told = post(http, "/csdldc/033", sent, Timestamp="1700000000", Authorization=basic("mock_user", proof))
    assert "<ns1:TonTai>true" in told.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Timestamp": "1700000000"},
        {"Authorization": basic("mock_user", VECTORS["1700000000"])},
        {"Timestamp": "1700000001", "Authorization": basic("mock_user", VECTORS["1700000000"])},
        {"Timestamp": "170000000000", "Authorization": basic("mock_user", VECTORS["1700000000"])},
        {"Timestamp": "1700000000", "Authorization": basic("mock_user", VECTORS["1700000000"].upper())},
        {"Timestamp": "1700000000", "Authorization": basic("other", VECTORS["1700000000"])},
    ],
)
@pytest.mark.parametrize("told", [HASH, LGSP], ids=["vdxp-hash", "lgsp-token"])
def test_a_wrong_proof_is_a_401_in_the_manner_of_the_wire(
    told: Served, headers: dict[str, str], store: Store, somebody: Person
) -> None:
    http = client(store, told)
    refused = post(http, URL, court(somebody), **headers)
    assert (refused.status_code, "soapenv:Fault" in refused.text) == (401, True)
    assert somebody["soDinhDanh"] not in refused.text
    assert http.post(OCPS, json={}, headers=headers).json()["errorCode"] == "unauthorised"


@pytest.mark.parametrize("path", ["/token", "/lgsp/token", "/lgsp/getToken", "/w/mine/token"])
def test_a_province_gets_a_token_and_asks_with_it(path: str, store: Store, somebody: Person) -> None:
    http = client(store, LGSP, headers={"lgspaccesstoken": lgsp()})
    asked = {"accept": "application/json", "charset": "utf-8"}
    granted = http.post(path, data={"grant_type": "client_credentials"}, headers=asked).raise_for_status().json()
    token = granted["access_token"]
    assert (granted["token_type"], granted["expires_in"]) == ("Bearer", 3600)
    reply = post(http, URL, court(somebody), accept="*", Authorization=f"Bearer {token}", AuthHash="eDp5")
    assert court_reads(reply.text) == somebody["hoVaTen"].upper()
    assert post(http, URL, court(somebody), Authorization=f"Bearer {token[:-1]}").status_code == 401
    assert "mock_secret" not in b64decode(token.partition(".")[0] + "==").decode()


def test_the_national_platform_hands_out_a_token_for_basic(store: Store) -> None:
    http = client(store, LGSP)
    sent = {"Authorization": basic("mock_user", "mock_secret"), "ContentType": "application/json"}
    granted = http.post("/token", data={"grant_type": "client_credentials"}, headers=sent).json()
    assert set(granted) == {"access_token", "scope", "token_type", "expires_in"}


@pytest.mark.parametrize("header", [lgsp("wrong"), lgsp()[:-3], "", "e30="])
def test_no_token_without_the_secret(header: str, store: Store) -> None:
    refused = client(store, LGSP).post("/token", headers={"lgspaccesstoken": header, "accept": "application/json"})
    assert (refused.status_code, "access_token" in refused.json()) == (401, False)


def test_a_client_of_033_can_ask_for_nothing_else_whatever_the_path(store: Store, somebody: Person) -> None:
    http = client(store, Served(access="lgsp-token", user="mock_user", secret="mock_secret", services=("033",)))
    token = http.post("/token", headers={"lgspaccesstoken": lgsp()}).json()["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"
    who = {"SoDinhDanh": somebody["soDinhDanh"], "HoVaTen": somebody["hoVaTen"]}
    born = {"NgayThangNamSinh": somebody["ngaySinh"]}
    for path in ("/csdldc/033", URL, "/XrdAdapter/RestService/forward/033", "/VXPAdapter/RestService/forward/any"):
        for sent in (
            envelope("XacThucThongTinCongDan", {"MaDichVu": "033", **who}),
            envelope("XacThucThongTinCongDanRequest", who),
        ):
            assert "<ns1:TonTai>true" in post(http, path, sent).text
        for sent in (
            court(somebody),
            envelope("CungCapThongTinHoGiaDinh", {**who, **born}),
            envelope("XacThucThongTinCongDan", {"MaTichHop": "003", **who, **born}),
        ):
            refused = post(http, path, sent)
            assert (refused.status_code, "soapenv:Fault" in refused.text) == (403, True)
    day = somebody["ngaySinh"].replace("-", "")
    record = http.get(f"{ORDS}/socancuoc-congdan/{somebody['soDinhDanh']}/{day}")
    assert (record.status_code, day in record.text) == (403, False)
    assert http.get(TSDVC, params={"cccd": somebody["soDinhDanh"]}).status_code == 403
    assert http.post(OCPS, json={"SoDinhDanh": somebody["soDinhDanh"]}).json()["errorCode"] == "forbidden"
    assert http.get("/csdldc/033?wsdl").status_code == 200


def test_a_service_url_must_name_its_service(store: Store) -> None:
    with pytest.raises(ValueError, match="037="):
        client(store, Served(access="vdxp-hash", urls=("/csdldc/dichvu037",)))


def test_no_log_of_the_service_holds_a_number(
    sandbox: httpx.Client, somebody: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    day = somebody["ngaySinh"]
    sandbox.get(f"{ORDS}/socancuoc-congdan/{somebody['soDinhDanh']}/{day}")
    sandbox.get(TSDVC, params={"cccd": somebody["soDinhDanh"], "fullName": "A", "dob": day})
    post(sandbox, URL, court(somebody))
    post(sandbox, URL, court(somebody).replace(DAN, "urn:x"))
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    assert not [record for record in ours if re.search(r"\d{9}", record.getMessage())]


def test_a_running_server_writes_no_url_down(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    process = started("--data", tmp_path, "--population", "60")
    assert process.stdout is not None
    try:
        url = address_of(process)
        for path in (
            f"{ORDS}/socancuoc-congdan/099099000001/19900101",
            f"{TSDVC}?cccd=099099000001",
            "/x/099099000001",
        ):
            httpx.get(url + path, timeout=20)
    finally:
        process.terminate()
        out = process.stdout.read()
        stop(process)
    assert "099099000001" not in out + capfd.readouterr().err
    assert not [path for path in tmp_path.rglob("*.log") if b"099099000001" in path.read_bytes()]
