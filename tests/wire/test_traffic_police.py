"""The traffic police's look-ups: whatever stands in the path, vehicles that passed on, and who may ask."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest

from dancu_sandbox.serving import Served, access_of
from mock_national_db.store import Store
from mock_national_db.wires import Call, Context, Options, Request, wires
from tests.asgi import PROCEDURE, client
from tests.wire.conftest import NOW

BASE = "/dvcsv/tracuu"
PLATE, FRAME, OWNER = "10ZZ-450.01", "000DANCU900450011", "099199045001"
BUYER = "099070045002"


def signed_in(http: httpx.Client) -> httpx.Client:
    sent = {"username": "dvc", "password": "x"}
    http.headers["Authorization"] = f"Bearer {http.post('/dvcsv/auth/login', json=sent).json()['token']}"
    return http


@pytest.fixture
def police(store: Store) -> httpx.Client:
    return signed_in(client(store))


def vehicle(http: httpx.Client, plate: str, frame: str = FRAME, kind: str = "2") -> Mapping[str, Any] | None:
    reply = http.get(f"{BASE}/ttxe/{plate}/{frame}/{kind}/T")
    assert reply.status_code == 200
    found: Mapping[str, Any] | None = reply.json()["data"]
    return found


def test_a_vehicle_sold_is_found_by_the_new_owners_plate_alone(store: Store) -> None:
    http = signed_in(client(store, headers={"X-Sandbox-Workspace": "sale"}))
    before = vehicle(http, PLATE)
    assert before is not None
    event = {"subject": {"bienSo": PLATE}, "type": "vehicle_transferred", "on": "2026-11-23"}
    sent = {**event, "data": {"nguoiNhan": BUYER}, "purpose": {"procedure": PROCEDURE}}
    plate = http.post("/vehicle/v1/events", json=sent).json()["bienSo"]
    after = vehicle(http, plate.replace("-", "").replace(".", ""))
    assert after is not None
    assert vehicle(http, PLATE) is None
    assert (before["so_dinh_danh"], after["so_dinh_danh"]) == (OWNER, BUYER)
    assert (after["bien_so"], after["nguon_goc"], after["ngay_dang_ky"]) == (plate, "sangTen", "23/11/2026")


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("ttxe/" + "1" * 3000, 400),
        ("ttxe/10ZZ-450.01/000DANCU900450011/2/%20", 400),
        ("ttxe/\u0661\u0660ZZ-450.01/000DANCU900450011/2/T", 400),
        ("ttxe/../../etc/passwd", 404),
        ("ttxe////", 400),
        ("ttxe", 400),
        ("dkiem/%00", 400),
        ("lptb/a%27b", 400),
        ("", 404),
    ],
)
def test_whatever_stands_in_the_path_is_answered_in_the_wires_manner(
    rest: str, status: int, police: httpx.Client
) -> None:
    reply = police.get(f"{BASE}/{rest}")
    told = reply.json()
    assert (reply.status_code, "data" in told) == (status, status != 404 or rest == "")


def test_a_token_is_the_accounts_own_and_ends() -> None:
    (wire,) = (w for w in wires("mock_sectoral_dbs.wires") if w.name == "traffic_police")
    options = Options()
    login = wire.parse(Request("POST", "/dvcsv/auth/login", body=b"username=u&password=p"), options)
    assert isinstance(login, Call)
    token = wire.render(login, [], Context(options, NOW, NOW)).body.decode().split('"')[3]
    for proof, hours, status in ((token, 0, 200), (token + "1", 0, 401), (token, 2, 401), ("", 0, 401)):
        headers = {"authorization": f"Bearer {proof}"}
        call = wire.parse(Request("GET", f"{BASE}/lptb/1", headers=headers), options)
        assert isinstance(call, Call)
        when = NOW + timedelta(hours=hours)
        assert wire.render(call, [], Context(options, when, when)).status == status


def test_where_access_asks_for_proof_its_own_bearer_token_is_the_one(store: Store) -> None:
    served = Served(access="lgsp-token", user="consumer", secret="key")
    http = client(store, served)
    path = f"{BASE}/dkiem/{FRAME}"
    assert http.get(path).status_code == 401
    granted = http.post("/token", content="grant_type=client_credentials", auth=("consumer", "key")).json()
    http.headers["Authorization"] = f"Bearer {granted['access_token']}"
    assert http.get(path).json() == {"code": 0, "message": "success", "data": None}
    refused = http.post("/dvcsv/auth/login", json={"username": "consumer", "password": "x"})
    assert (refused.status_code, refused.json()["code"]) == (401, 1)
    assert access_of(served).modes == ("lgsp-token",)


def test_no_log_holds_a_plate(police: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert vehicle(police, PLATE)
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    assert not [record for record in ours if "450" in record.getMessage()]
