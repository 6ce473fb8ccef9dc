"""The social-protection system: what a dossier grants, whose dossiers are told, and whatever else is sent."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

BASE = "/apiBTXH"
NUMBER = "099084048001"


def dossier(**changes: Any) -> dict[str, Any]:
    return {
        "AcceptKey": "khoa-mau",
        "MaHoSo": "BT-1",
        "MaTTHC": "BTXH-01",
        "TenTTHC": "Trợ cấp xã hội đối với trẻ em mồ côi",
        "HoVaTen": "Lê Văn Đảo",
        "SoDinhDanh": NUMBER,
        **changes,
    }


def allowances(http: httpx.Client, workspace: str) -> list[dict[str, Any]]:
    fields = ["nhom", "tuNgay", "tinhTrang"]
    asked = {"subject": {"soDinhDanh": NUMBER}, "fields": fields, "purpose": {"procedure": "dang-ky-thuong-tru"}}
    told = http.post(f"/w/{workspace}/social_protection/v1/lookup", json=asked).json()
    return [{name: one[name] for name in fields} for one in told["records"]]


def pulled(http: httpx.Client, workspace: str) -> list[dict[str, Any]]:
    told = http.post(f"/w/{workspace}{BASE}/LayDanhSachHoSo", json={}, headers={"Authorization": "Bearer khoa-mau"})
    rows: list[dict[str, Any]] = told.json()["result"]["data"]
    return rows


def test_an_allowance_is_in_the_register_once_from_the_day_it_was_due(sandbox: httpx.Client) -> None:
    assert allowances(sandbox, "granted") == []
    sandbox.post(f"/w/granted{BASE}/DongBoDVC", json=dossier())
    sandbox.put("/w/granted/_sandbox/clock", json={"now": "2027-01-04"})
    for _ in range(2):
        assert [row["statusId"] for row in pulled(sandbox, "granted")] == ["10"]
    assert allowances(sandbox, "granted") == [{"nhom": "treMoCoi", "tuNgay": "2026-12-07", "tinhTrang": "dangHuong"}]


def test_what_a_province_stopped_stays_stopped(sandbox: httpx.Client) -> None:
    sandbox.post(f"/w/stopped{BASE}/DongBoDVC", json=dossier())
    step = {"AcceptKey": "khoa-mau", "MaHoSo": "BT-1", "StatusId": 8}
    sandbox.post(f"/w/stopped{BASE}/XuLyHoSo", json=step)
    sandbox.put("/w/stopped/_sandbox/clock", json={"now": "2027-01-04"})
    assert [(row["statusId"], row["soQuyetDinh"]) for row in pulled(sandbox, "stopped")] == [("8", "")]
    assert allowances(sandbox, "stopped") == []


def test_what_was_granted_stays_granted_as_it_was(sandbox: httpx.Client) -> None:
    for now, changes in (("2026-11-25", {}), ("2026-11-27", {"TenTTHC": "Trợ cấp xã hội đối với người khuyết tật"})):
        sandbox.put("/w/kept/_sandbox/clock", json={"now": now})
        sandbox.post(f"/w/kept{BASE}/DongBoDVC", json=dossier(StatusId="10", **changes))
    (row,) = pulled(sandbox, "kept")
    assert (row["statusId"], row["ngayBanHanh"]) == ("10", "25/11/2026")
    assert [(one["nhom"], one["tuNgay"]) for one in allowances(sandbox, "kept")] == [("treMoCoi", "2026-11-25")]


def test_who_died_is_granted_nothing(sandbox: httpx.Client) -> None:
    dead = {"HoVaTen": "Hồ Văn Mãn", "SoDinhDanh": "099049026001", "StatusId": "10"}
    sandbox.post(f"/w/dead{BASE}/DongBoDVC", json=dossier(**dead))
    assert [(row["statusId"], row["soQuyetDinh"]) for row in pulled(sandbox, "dead")] == [("8", "")]


def test_new_content_takes_the_place_of_the_old(sandbox: httpx.Client) -> None:
    for email in ("mot@nhandan.test", "hai@nhandan.test"):
        sandbox.post(f"/w/changed{BASE}/DongBoDVC", json=dossier(Email=email))
    assert [row["email"] for row in pulled(sandbox, "changed")] == ["hai@nhandan.test"]


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",
        b"[]",
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'{"AcceptKey": "\\ud800", "MaHoSo": "\\ud800", "StatusId": "1", "MaTinh": "\\ud800"}',
        b'{"AcceptKey": "k", "MaHoSo": "1", "MaTTHC": "1", "TenTTHC": "1", "HoVaTen": "\\u0000", "StatusId": [1]}',
    ],
)
@pytest.mark.parametrize("name", ["DongBoDVC", "XuLyHoSo", "LayDanhSachHoSo"])
def test_whatever_is_sent_is_answered_by_an_error_code(name: str, body: bytes, sandbox: httpx.Client) -> None:
    reply = sandbox.post(f"/w/hostile{BASE}/{name}", content=body)
    told = reply.json().get("result", reply.json())
    assert (reply.status_code, told["error_code"] in {"1", "2", "4", 0, 1, 2}) == (200, True)
