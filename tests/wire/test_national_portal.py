"""The national public-service portal: sessions, technical numbers by every number, and questions that are none."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import dancu_contracts
import httpx
import pytest

from mock_national_db.store import Store
from mock_national_db.wires import Call, Context, Desk, Options, Request, wires
from mock_national_db.wires.access import AccessOptions, Client
from tests.asgi import PROCEDURE, people

LOGIN, SERVICES, FORM = "/dvcqg/mapi/login", "/dvcqg/mapi/g", "/KetNoiMotCuaQuocGia/TraCuuTechID"
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
OPEN, CLOSED = AccessOptions(), AccessOptions(("bearer",), {"hgg": Client("secret")})


def told(path: str, sent: Mapping[str, Any], wall: datetime = NOW, access: AccessOptions = OPEN) -> dict[str, Any]:
    (wire,) = (w for w in wires("mock_sectoral_dbs.wires") if w.name == "national_portal")
    options = Options(access=access)
    call = wire.parse(Request("POST", path, body=json.dumps(sent).encode()), options)
    assert wire.act is not None
    nothing = cast("Desk", None)  # none of these asks a register
    reply = wire.act(call, nothing, Context(options, NOW, wall)) if isinstance(call, Call) else call
    found: dict[str, Any] = json.loads(reply.body)
    return found


def technical(http: httpx.Client, number: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = http.get(FORM, params={"mstorcmnd": number}).json()["result"]
    return found


def asked(http: httpx.Client, registry: str, number: str, field: str) -> Any:
    sent = {"subject": {"soDinhDanh": number}, "fields": [field], "purpose": {"procedure": PROCEDURE}}
    records = http.post(f"/{registry}/v1/lookup", json=sent).json()["records"]
    return records[0].get(field) if records else None


def test_a_session_has_the_documented_shape_and_ends() -> None:
    session = told(LOGIN, {"username": "hgg", "password": "x"})
    assert (list(session), session["error_code"]) == (["session", "error_code"], 0)
    sent = {"session": session["session"], "service": "LayDanhSachTTHC"}
    assert told(SERVICES, sent)["error_code"] == 0
    assert told(SERVICES, sent, NOW + timedelta(hours=1))["error_code"] == 1


def test_where_proof_is_asked_for_only_a_clients_secret_opens_a_session() -> None:
    assert told(LOGIN, {"username": "hgg", "password": "secret"}, access=CLOSED)["error_code"] == 0
    for wrong in ({"username": "hgg", "password": "x"}, {"username": "x", "password": "secret"}, {}):
        assert told(LOGIN, wrong, access=CLOSED)["error_code"] == 1


@pytest.mark.parametrize("session", ["", "x", "a:b:1", f"{'0' * 64}:hgg:99999999999", f"{'0' * 64}:hgg:"])
def test_a_made_up_session_opens_nothing(session: str) -> None:
    assert told(SERVICES, {"session": session, "service": "LayDanhSachTTHC"})["error_code"] == 1


def test_a_question_without_a_service_is_no_login() -> None:
    session = told(LOGIN, {"username": "hgg", "password": "x"})["session"]
    answer = told(SERVICES, {"session": session, "username": "hgg", "password": "x"})
    assert (answer["error_code"], "session" in answer) == (4, False)


def test_a_token_of_another_portal_is_no_session(sandbox: httpx.Client) -> None:
    key = sandbox.post("/api/token/take", json={"username": "u", "password": "p"}).json()["APIKey"]
    sent = {"session": key["access_token"], "service": "LayDanhSachTTHC"}
    assert sandbox.post(SERVICES, json=sent).json()["error_code"] == 1


def test_the_old_number_leads_to_the_same_technical_number_and_only_with_an_account(
    sandbox: httpx.Client, store: Store
) -> None:
    tried = 0
    for person in people(store)[::3]:
        number = person["soDinhDanh"]
        has_account = asked(sandbox, "eid", number, "tinhTrang") is not None
        found = technical(sandbox, number)
        assert (len(found), number in json.dumps(found)) == (int(has_account), False)
        if "soCMND" in person:
            assert technical(sandbox, person["soCMND"]) == found
            tried += has_account
    assert tried > 5


def test_a_tax_code_leads_to_its_bearer_as_long_as_the_tax_register_says_so(sandbox: httpx.Client) -> None:
    assert technical(sandbox, "8017028880") == []
    sandbox.put("/w/tax/_sandbox/clock", json={"now": "2025-06-30T08:00:00+07:00"}).raise_for_status()
    by_code, by_number = (
        sandbox.get(f"/w/tax{FORM}", params={"mstorcmnd": number}).json()["result"]
        for number in ("8017028880", "099189050001")
    )
    assert by_code == by_number
    assert by_number == technical(sandbox, "099189050001") != []


def test_the_catalogue_is_that_of_the_procedures(sandbox: httpx.Client) -> None:
    codes = [code for found in dancu_contracts.procedures().values() for code in found.codes]
    result = sandbox.get("/KetNoiMotCuaQuocGia/LayDanhSachTTHC").json()["result"]
    assert [row["MATTHC"] for row in result] == codes
    one = sandbox.get("/KetNoiMotCuaQuocGia/LayThuTuc", params={"maTTHC": codes[0]}).json()["result"]
    assert [(row["MATTHC"], row["TENTTHC"]) for row in one] == [(codes[0], result[0]["TENTTHC"])]
    slug = next(iter(dancu_contracts.procedures()))
    assert sandbox.get("/KetNoiMotCuaQuocGia/LayThuTuc", params={"maTTHC": slug}).json()["result"] == []


@pytest.mark.parametrize("body", [b"", b"\xff", b"1", b"{", b'{"a":' * 900 + b"1" + b"}" * 900, b'{"service": {}}'])
@pytest.mark.parametrize("path", [LOGIN, SERVICES])
def test_whatever_is_sent_is_answered_by_an_error_code(path: str, body: bytes, sandbox: httpx.Client) -> None:
    reply = sandbox.post(path, content=body)
    assert (reply.status_code, reply.json()["error_code"] in {1, 2}) == (200, True)


@pytest.mark.parametrize("number", ["", "1", "x" * 12, "\u0660" * 12, "0" * 13])
def test_a_number_of_no_kind_is_malformed(number: str, sandbox: httpx.Client) -> None:
    reply = sandbox.get(FORM, params={"mstorcmnd": number})
    assert (reply.status_code, reply.json()["error_code"]) == (200, 2)


def test_no_log_of_the_service_holds_a_number(sandbox: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    technical(sandbox, "099084048001")
    technical(sandbox, "0990840480011")
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    assert not [record for record in ours if re.search(r"\d{9}", record.getMessage())]


# -- dossiers ----------------------------------------------------------------------------------------------------------

DOSSIER = {"MaHoSo": "H93-1", "MaTTHC": "1.001193", "NgayTiepNhan": "20261123080000", "TrangThaiHoSo": "1"}


class Province:
    """A province with a session, in a workspace of its own."""

    def __init__(self, http: httpx.Client, workspace: str) -> None:
        self.http, self.root = http, f"/w/{workspace}"
        self.session = http.post(LOGIN, json={"username": "hgg", "password": "x"}).json()["session"]

    def ask(self, service: str, **more: Any) -> dict[str, Any]:
        sent = {"session": self.session, "madonvi": "H93", "service": service, **more}
        found: dict[str, Any] = self.http.post(f"{self.root}{SERVICES}", content=json.dumps(sent)).json()
        return found


def test_a_dossier_that_exists_is_taken_again_as_an_update_only(sandbox: httpx.Client) -> None:
    province = Province(sandbox, "sync")
    sent = {"data": [DOSSIER]}
    codes = [province.ask("DongBoHoSoMC", isUpdating=flag, **sent)["error_code"] for flag in ("True", "False", "False")]
    assert codes == [5, 0, 3]
    changed = {**DOSSIER, "TrangThaiHoSo": "4"}
    assert province.ask("DongBoHoSoMC", isUpdating="True", data=[changed])["error_code"] == 0
    assert province.ask("TraCuuHoSo", MaHoSo="H93-1")["result"] == [{**changed, "DanhSachTienDo": []}]


def test_the_steps_of_a_dossier_are_told_in_order(sandbox: httpx.Client) -> None:
    province = Province(sandbox, "steps")
    steps = [{"MaHoSo": "H93-1", "TrangThai": state, "ThoiDiemXuLy": "20261124080000"} for state in ("2", "4")]
    assert province.ask("CapNhatTienDoHoSoMC", data=steps[:1])["error_code"] == 5
    province.ask("DongBoHoSoMC", isUpdating="False", data=[DOSSIER])
    for step in steps:
        assert province.ask("CapNhatTienDoHoSoMC", data=[step])["error_code"] == 0
    assert province.ask("TraCuuHoSo", MaHoSo="H93-1")["result"] == [{**DOSSIER, "DanhSachTienDo": steps}]
    assert province.ask("TraCuuHoSo", MaHoSo="H93-2")["result"] == []


def test_all_dossiers_of_a_message_are_taken_or_none(sandbox: httpx.Client) -> None:
    province = Province(sandbox, "batch")
    province.ask("DongBoHoSoMC", isUpdating="False", data=[DOSSIER])
    more = [{"MaHoSo": "H93-2"}, DOSSIER]
    assert province.ask("DongBoHoSoMC", isUpdating="False", data=more)["error_code"] == 3
    assert province.ask("TraCuuHoSo", MaHoSo="H93-2")["result"] == []


def test_a_file_in_a_dossier_is_kept_by_its_size_alone(sandbox: httpx.Client) -> None:
    province = Province(sandbox, "files")
    file = {"TenTepDinhKem": "don.pdf", "Base64": "A" * 4001}
    province.ask("DongBoHoSoMC", isUpdating="False", data=[{**DOSSIER, "TaiLieuNop": [file]}])
    (found,) = province.ask("TraCuuHoSo", MaHoSo="H93-1")["result"]
    assert found["TaiLieuNop"] == [{"TenTepDinhKem": "don.pdf", "Base64": {"KichThuoc": 4001}}]


@pytest.mark.parametrize(
    ("service", "sent"),
    [
        ("DongBoHoSoMC", {}),
        ("DongBoHoSoMC", {"data": []}),
        ("DongBoHoSoMC", {"data": ["x"]}),
        ("DongBoHoSoMC", {"data": [{}]}),
        ("DongBoHoSoMC", {"data": [{"MaHoSo": "\ud800"}]}),
        ("DongBoHoSoMC", {"data": [DOSSIER], "isUpdating": "maybe"}),
        ("DongBoHoSoMC", {"data": [{**DOSSIER, "NgayTiepNhan": "23/11/2026"}]}),
        ("DongBoHoSoMC", {"data": [{**DOSSIER, "NgayTiepNhan": "20261331080000"}]}),
        ("CapNhatTienDoHoSoMC", {"data": {"MaHoSo": "1"}}),
        ("TraCuuHoSo", {}),
        ("TraCuuHoSo", {"MaHoSo": 1}),
    ],
)
def test_dossiers_that_cannot_be_read_are_malformed(service: str, sent: dict[str, Any], sandbox: httpx.Client) -> None:
    assert Province(sandbox, "wrong").ask(service, **sent)["error_code"] == 2


def test_without_a_session_no_dossier_is_told(sandbox: httpx.Client) -> None:
    for service in ("DongBoHoSoMC", "TraCuuHoSo"):
        reply = sandbox.post(SERVICES, json={"service": service, "MaHoSo": "H93-1", "data": [DOSSIER]})
        assert reply.json()["error_code"] == 1
    assert sandbox.get("/KetNoiMotCuaQuocGia/TraCuuHoSo", params={"MaHoSo": "H93-1"}).json()["error_code"] == 4
