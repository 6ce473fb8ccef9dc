"""The insurer's services on the national platform: envelopes, people hard to tell apart, and whatever else is sent."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from dancu_sandbox.serving import Served
from mock_national_db.store import Store
from tests.asgi import PROCEDURE, client

NATIONAL, PROVINCE = "/apiBHXH/1.0/getMaSoBhxhTheoTieuChi", "/ngsp/BaoHiemXaHoi/TraCuuMaSoBhxhTheoTieuChi"
BY_NUMBER = "/apiBHXH/getTraCuuTtHgdByMaSoBhxh"
WHO = {"hoTen": "Bành Thị Song", "ngaySinh": "19830519"}
Person = Mapping[str, Any]


def told(reply: httpx.Response) -> dict[str, Any]:
    assert reply.status_code == 200
    (root,) = reply.json().values()
    found: dict[str, Any] = root["successful"]
    return found


@pytest.mark.parametrize(
    ("switches", "wrapped"),
    [
        ((), [False, True]),
        (("ngsp_envelope=bare",), [False, False]),
        (("ngsp_envelope=wrapped",), [True, True]),
        (("getMaSoBhxhTheoTieuChi.ngsp_envelope=wrapped",), [True, True]),
        (("TraCuuMaSoBhxhTheoTieuChi.ngsp_envelope=bare",), [False, False]),
    ],
)
def test_the_wrapping_is_that_provinces_unless_switched(
    switches: tuple[str, ...], wrapped: list[bool], store: Store
) -> None:
    http = client(store, Served(switches=switches))
    replies = [http.post(path, json=WHO).json() for path in (NATIONAL, PROVINCE)]
    assert [list(reply) == ["code", "status", "correlationId", "response"] for reply in replies] == wrapped


@pytest.mark.parametrize("mark", ["x", "<b>", "8f14e45f-ceea-467f-a9d3-00000000000"])
def test_a_mark_that_is_none_is_not_repeated(mark: str, sandbox: httpx.Client) -> None:
    reply = sandbox.post(PROVINCE, json=WHO, headers={"X-Correlation-Id": mark})
    assert reply.json()["correlationId"] == "00000000-0000-0000-0000-000000000000"


def test_a_drawn_person_is_found_both_ways(sandbox: httpx.Client, somebody: Person) -> None:
    holder = told(sandbox.post(BY_NUMBER, json={"maSoBhxh": somebody["soDinhDanh"]}))["dataThongTinHgd"]
    assert (holder["hoTen"], holder["ngaySinh"]) == (somebody["hoVaTen"], somebody["ngaySinh"].replace("-", ""))
    place = somebody["noiDangKyKhaiSinh"]
    assert (holder["maTinhKs"], holder["maXaKs"]) == (place["maTinhThanh"], place["maPhuongXa"])
    sent = {name: holder[name] for name in ("hoTen", "ngaySinh", "loaiNgaySinh", "gioiTinh", "maTinhKs", "maXaKs")}
    found = told(sandbox.post(NATIONAL, json={**sent, "isKs": 1}))
    assert found["errorCode"] == "0"
    assert told(sandbox.post(BY_NUMBER, json={"maSoBhxh": found["maSoBhxh"]}))["dataThongTinHgd"] == holder
    assert told(sandbox.post(NATIONAL, json={**sent, "maTinhKs": "01", "maXaKs": ""}))["errorCode"] == "1"


def test_two_of_one_name_and_birth_date_are_told_apart_by_nothing(sandbox: httpx.Client) -> None:
    for number in ("099090990101", "099090990102"):
        data = {"hoVaTen": "Nguyễn Thị Đôi", "ngaySinh": "1990-01-02", "gioiTinh": "1"}
        event = {"subject": {"soDinhDanh": number}, "type": "person_registered", "on": "2026-11-20", "data": data}
        sent = {**event, "purpose": {"procedure": PROCEDURE}}
        sandbox.post("/w/twins/population/v1/events", json=sent).raise_for_status()
    found = told(sandbox.post(f"/w/twins{NATIONAL}", json={"hoTen": "Nguyễn Thị Đôi", "ngaySinh": "19900102"}))
    assert found == {"maSoBhxh": "", "trangThai": "", "errorCode": "3"}


def test_the_dead_are_told_with_another_state(sandbox: httpx.Client) -> None:
    assert told(sandbox.post(NATIONAL, json={"hoTen": "Hồ Văn Mãn", "ngaySinh": "19490506"})) == {
        "maSoBhxh": "0090026001",
        "trangThai": "0",
        "errorCode": "0",
    }


@pytest.mark.parametrize(
    "more",
    [
        {"ngaySinh": "1983-05-19"},
        {"ngaySinh": "1983", "loaiNgaySinh": "0"},
        {"ngaySinh": "١٩٨٣٠٥١٩"},
        {"hoTen": "x" * 101},
        {"maTinhKs": "'92"},
        {"maXaKs": "1"},
        {"ngaySinh": {"a": 1}},
    ],
)
def test_a_parameter_that_cannot_be_read_is_named_and_not_repeated(more: dict[str, Any], sandbox: httpx.Client) -> None:
    reply = sandbox.post(NATIONAL, json={**WHO, **more})
    assert told(reply)["errorCode"] == "2"
    (name,) = more.keys() & {"ngaySinh", "hoTen", "maTinhKs", "maXaKs"}
    assert reply.headers["X-Sandbox-Note"].endswith(f"fault: {name}")


@pytest.mark.parametrize("body", [b"\xff", b"[]", b'"x"', b'{"a":' * 900 + b"1" + b"}" * 900, b'{"hoTen": "\\ud800"}'])
def test_whatever_is_sent_is_answered_by_an_error_code(body: bytes, sandbox: httpx.Client) -> None:
    assert told(sandbox.post(NATIONAL, content=body))["errorCode"] == "2"


def test_the_token_of_the_platform_opens_it_where_proof_is_asked_for(store: Store) -> None:
    """As the platform's own client does it: a header of the wrong name, the body a form, the path with a version."""
    http = client(store, Served(access="lgsp-token", user="consumer", secret="key"))
    assert http.post(NATIONAL, json=WHO).status_code == 401
    sent = {"ContentType": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    granted = http.post("/token", content="grant_type=client_credentials", headers=sent, auth=("consumer", "key"))
    rest = ', "scope": "am_application_scope default", "token_type": "Bearer", "expires_in": 3600}'
    assert re.fullmatch(r'{"access_token": "[^"]+"' + re.escape(rest), granted.text)
    bearer = {"Authorization": f"Bearer {granted.json()['access_token']}", "Accept": "application/json"}
    assert told(http.post(NATIONAL, json=WHO, headers=bearer))["maSoBhxh"] == "0093000049"
    refused = http.post("/token", content="grant_type=client_credentials", auth=("consumer", "wrong"))
    assert refused.status_code == 401


def test_no_log_holds_a_number(sandbox: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sandbox.post(BY_NUMBER, json={"maSoBhxh": "0093000049"})
    sandbox.post(BY_NUMBER, content=json.dumps({"maSoBhxh": "00930000491"}))
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    assert not [record for record in ours if re.search(r"\d{9}", record.getMessage())]
