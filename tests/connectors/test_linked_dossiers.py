"""Handing in births, deaths and marriages: against the sandbox in process, and against answers that are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from dancu_connectors import AuditEntry, InvalidRequest, ProviderBrokeContract, Purpose, SourceDown
from dancu_connectors.linked_dossiers import AsyncLinkedDossiers, Dossier, LinkedDossiers, Progress
from dancu_connectors.population import PopulationConnector
from dancu_connectors.retrying import Retry

from tests.asgi import client, opened

PURPOSE = Purpose(procedure="lien-thong-khai-sinh")
RECEIVED = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - local time, as the wire has it
BIRTH = {
    "nksHoTen": "Trần Minh Khôi",
    "nksGioiTinh": 1,
    "nksNgaySinh": "20/11/2026",
    "meHoTen": "Huỳnh Thị Bảo Trân",
    "meSoDDCN": "099198021001",
}
DOSSIER = Dossier(module="LTKS", number="LT-1", declared=BIRTH, received=RECEIVED)
URL = "http://sandbox.test/apiLienThongKSKT/1.0"


@pytest.fixture
def http(tmp_path: Path) -> Iterator[httpx.Client]:
    store = opened(tmp_path, 100)
    yield client(store)
    store.close()


def office(http: httpx.Client, **options: Any) -> LinkedDossiers:
    return LinkedDossiers(http, agency=31411, province="92", retry=Retry(attempts=1), **options)


def test_a_child_is_found_by_the_number_that_its_dossier_brought(http: httpx.Client) -> None:
    dossiers = office(http)
    assert [dossiers.submit(DOSSIER, purpose=PURPOSE) for _ in range(2)] == [True, False]
    waiting = Progress(number="LT-1", state=1)
    unknown = Progress(number="x", state=None)
    asked = ["LT-1", "x", "x", "x"]
    assert dossiers.results(asked, module="LTKS", purpose=PURPOSE) == (waiting, unknown, unknown, unknown)

    http.put("/_sandbox/clock", json={"now": "2026-11-26T09:00:00+07:00"}).raise_for_status()
    (done,) = dossiers.results(["LT-1"], module="LTKS", purpose=PURPOSE)
    assert (done.state, done.result is not None) == (4, True)
    number = (done.result or {})["soDinhDanh"]
    found = PopulationConnector(http, wire="uniform").lookup(number, ["hoVaTen"], purpose=PURPOSE).records
    assert [child.ho_va_ten for child in found] == ["Trần Minh Khôi"]


def test_a_province_is_asked_without_a_version(http: httpx.Client) -> None:
    dossiers = LinkedDossiers(http, agency=31411, province="92", prefix="/apiLienThongKSKT")
    assert dossiers.submit(DOSSIER, purpose=PURPOSE)


def test_a_declaration_that_is_not_taken_is_a_request_to_fix_and_repeats_nothing(http: httpx.Client) -> None:
    wrong = Dossier(module="LTKS", number="LT-2", declared={**BIRTH, "nksHoTen": ""}, received=RECEIVED)
    with pytest.raises(InvalidRequest, match=r"The dossier was not taken: code 500\.") as refused:
        office(http).submit(wrong, purpose=PURPOSE)
    assert refused.value.pointer == "/declared"


def test_what_cannot_be_asked_is_not_sent() -> None:
    dossiers = office(httpx.Client(base_url="http://sandbox.test"))
    with pytest.raises(InvalidRequest, match="LTKS"):
        dossiers.submit(Dossier(module="BS", number="1", declared={}, received=RECEIVED), purpose=PURPOSE)
    with pytest.raises(InvalidRequest, match="at least one"):
        dossiers.results("LT-1", module="LTKS", purpose=PURPOSE)


@pytest.mark.parametrize(
    "told", [{}, {"value": []}, {"value": ["x"]}, {"value": [{"trangThai": 8}]}, {"value": [{"trangThai": "x"}]}]
)
@respx.mock
def test_an_answer_against_the_wire_is_not_believed(told: dict[str, Any]) -> None:
    respx.post(f"{URL}/LayKetQua").respond(json=told)
    with pytest.raises(ProviderBrokeContract):
        office(httpx.Client(base_url="http://sandbox.test")).results(["1"], module="LTKS", purpose=PURPOSE)


@respx.mock
def test_an_answer_that_a_province_wraps_is_read() -> None:
    item = {"trangThai": 6, "noiDungXuLy": "Thiếu giấy chứng sinh"}
    respx.post(f"{URL}/LayKetQua").respond(json={"code": 200, "response": {"status": 1, "value": [item]}})
    found = office(httpx.Client(base_url="http://sandbox.test")).results(["1"], module="LTKS", purpose=PURPOSE)
    assert found == (Progress(number="1", state=6, reason="Thiếu giấy chứng sinh"),)


@respx.mock
async def test_the_asynchronous_one_hands_in_and_asks_alike() -> None:
    respx.post(f"{URL}/nhanHoSoDKHT").respond(json={"status": "1"})
    respx.post(f"{URL}/LayKetQua").respond(json={"status": 1, "value": [{"trangThai": 1}]})
    async with httpx.AsyncClient(base_url="http://sandbox.test") as http:
        dossiers = AsyncLinkedDossiers(http, agency=31411, province="92")
        assert await dossiers.submit(DOSSIER, purpose=PURPOSE)
        assert await dossiers.results(["LT-1"], module="LTKS", purpose=PURPOSE) == (Progress(number="LT-1", state=1),)


@respx.mock
def test_the_audit_is_told_of_a_dossier_that_could_not_be_sent() -> None:
    told: list[AuditEntry] = []
    respx.post(f"{URL}/nhanHoSoDKHT").respond(503)
    dossiers = office(httpx.Client(base_url="http://sandbox.test"), audit=told.append, audit_key=b"0" * 16)
    with pytest.raises(SourceDown):
        dossiers.submit(DOSSIER, purpose=PURPOSE)
    assert [(e.registry, e.operation, e.outcome) for e in told] == [("civil_status", "submit", "error:source_down")]
