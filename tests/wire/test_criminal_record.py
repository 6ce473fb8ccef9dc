"""The criminal records' service: what a certificate brings about, styles of answers, and whatever else is sent."""

from __future__ import annotations

import logging
import re
from typing import Any

import httpx
import pytest

from dancu_sandbox.serving import Served
from mock_national_db.store import Store
from tests.asgi import client

SERVICE = "/apiLyLichTuPhap"
STATE = f"{SERVICE}/LLTP-API-traTrangThaiHs"
NUMBER = "099084048001"
DECLARATION = {
    "fullName": "Lê Văn Đảo",
    "genderId": 1,
    "birthDateStr": "03/12/1984",
    "nationalityId": "VN",
    "idTypeId": 3,
    "identifyNo": NUMBER,
    "phone": "0309480001",
    "declareDate": "23/11/2026",
    "declareTypeId": 3846,
    "requestQty": 1,
    "objectRequestId": 72,
    "formType": 1,
    "purpose": "Xin việc làm",
}


def handed_in(number: str, **changes: Any) -> dict[str, Any]:
    return {"idReceivedDec": number, "declarationWSForm": {**DECLARATION, **changes}, "residenceWSForm": []}


def certificates(http: httpx.Client, workspace: str) -> list[dict[str, Any]]:
    asked = {"subject": {"soDinhDanh": NUMBER}, "fields": ["phieu"], "purpose": {"procedure": "dang-ky-thuong-tru"}}
    (record,) = http.post(f"/w/{workspace}/criminal_record/v1/lookup", json=asked).json()["records"]
    return list(record.get("phieu", []))


def test_the_certificate_is_in_the_register_once_when_its_state_was_asked_for(sandbox: httpx.Client) -> None:
    before = certificates(sandbox, "certified")
    sandbox.post(f"/w/certified{SERVICE}/nhanHoSoDangKy", json=handed_in("H-1"))
    sandbox.put("/w/certified/_sandbox/clock", json={"now": "2026-12-04"})
    assert certificates(sandbox, "certified") == before
    for _ in range(2):
        sandbox.post(f"/w/certified{STATE}", json={"idReceivedDec": "H-1", "infoType": 2})
    (issued,) = [one for one in certificates(sandbox, "certified") if one not in before]
    assert {name: issued[name] for name in ("loaiPhieu", "ngayCap", "mucDich")} == {
        "loaiPhieu": "1",
        "ngayCap": "2026-11-30",
        "mucDich": "Xin việc làm",
    }


def test_a_dossier_belongs_to_its_workspace_and_a_reset_forgets_it(sandbox: httpx.Client) -> None:
    sandbox.post(f"/w/mine{SERVICE}/nhanHoSoDangKy", json=handed_in("H-1"))
    asked = {"idReceivedDec": "H-1", "infoType": "2"}
    told = [sandbox.post(f"/w/{name}{STATE}", json=asked).json()["STATUS"] for name in ("mine", "yours")]
    sandbox.post("/w/mine/_sandbox/reset").raise_for_status()
    assert [*told, sandbox.post(f"/w/mine{STATE}", json=asked).json()["STATUS"]] == ["1", "0", "0"]


def test_a_client_that_knows_lower_case_is_answered_so_where_switched(store: Store) -> None:
    http = client(store, Served(switches=("nhanHoSoDangKy.lltp_case=lower",)))
    told = http.post(f"/w/lower{SERVICE}/nhanHoSoDangKy", json=handed_in("H-1")).json()
    assert (list(told), told["status"]) == (["status", "description", "id"], "1")
    state = http.post(f"/w/lower{STATE}", json={"idReceivedDec": "H-1", "infoType": "2"}).json()
    assert list(state)[:2] == ["STATUS", "DESCRIPTION"]


@pytest.mark.parametrize(
    "papers",
    [
        {"idTypeId": 1, "identifyNo": "990180001", "fullName": "Nguyễn Thị Mai Thảo", "birthDateStr": "18/04/1980"},
        {"idTypeId": 0, "identifyNo": "X90250001", "fullName": "Đoàn Chí Hoãn", "birthDateStr": "21/06/1993"},
    ],
)
def test_an_old_number_or_a_passport_leads_to_its_bearer(papers: dict[str, Any], sandbox: httpx.Client) -> None:
    told = sandbox.post(f"/w/papers{SERVICE}/nhanHoSoDangKy", json=handed_in(str(papers["idTypeId"]), **papers)).json()
    assert told["STATUS"] == "1"


def test_who_asked_to_mark_an_unknown_dossier_marked_none(sandbox: httpx.Client) -> None:
    known = sandbox.post(f"/w/marks{SERVICE}/nhanHoSoDangKy", json=handed_in("H-1")).json()["ID"]
    marked = {"declarationId": f"{known};unknown", "infoType": "1"}
    assert sandbox.post(f"/w/marks{SERVICE}/LLTP-API-danhDauHsThanhCong", json=marked).json()["STATUS"] == "0"
    waiting = sandbox.post(f"/w/marks{SERVICE}/LLTP-API-traHoSo", json={"infoType": "2"}).json()["LISTCONTENT"]
    assert [one["declarationTraHoSoForm"]["declarationId"] for one in waiting] == [known]


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",
        b"[]",
        b'"x"',
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'{"idReceivedDec": "\\ud800", "infoType": "2", "maHoSoMCDT": "\\ud800"}',
        b'{"declarationWSForm": [], "residenceWSForm": 3, "toKhai": "x"}',
    ],
)
@pytest.mark.parametrize(
    "path",
    [f"{SERVICE}/nhanHoSoDangKy", STATE, "/v2/lyLichTuPhap/nhanHoSoLLTP", "/v2/lyLichTuPhap/traTrangThaiHoSoLLTP"],
)
def test_whatever_is_sent_is_answered_in_the_services_own_words(path: str, body: bytes, sandbox: httpx.Client) -> None:
    reply = sandbox.post(path, content=body)
    told = reply.json()
    assert reply.status_code == 200
    assert told.get("STATUS", told.get("statusCode", told.get("status"))) in {"0", "01", 0}


def test_no_log_and_no_description_holds_a_number(sandbox: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reply = sandbox.post(f"{SERVICE}/nhanHoSoDangKy", json=handed_in("H-9", fullName="Ai khác"))
    assert not re.search(r"\d{9}", reply.text)
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    assert not [record for record in ours if re.search(r"\d{9}", record.getMessage())]
