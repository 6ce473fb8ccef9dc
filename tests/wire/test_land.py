"""The land offices' systems: what is noted on a certificate, iLIS's token, calls back, and whatever else is sent."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import respx

from dancu_sandbox.serving import Served
from mock_national_db.store import Store
from tests.asgi import client

PORTAL = "http://portal.test/VBDLIS"
CHANGED = "Đăng ký biến động do thay đổi thông tin"
HER, HIM = ("Lê Minh Anh", "099195014001"), ("Lê Văn Đảo", "099084048001")
LATER = "2026-12-07"


def dossier(number: str, who: tuple[str, str] = HER, called: str = CHANGED, **more: Any) -> dict[str, Any]:
    applicant = {"HoTen": who[0], "SoChungMinh": who[1]}
    procedure = {"MaQuyTrinh": "1.013833", "TenQuyTrinh": called}
    return {"SoBienNhan": number, "ThongTinNguoiNopDon": applicant, "ThongTinQuyTrinh": procedure, **more}


def land(http: httpx.Client, number: str, *fields: str) -> list[dict[str, Any]]:
    asked = {"subject": {"soDinhDanh": number}, "fields": fields, "purpose": {"procedure": "dang-ky-thuong-tru"}}
    told = http.post("/land/v1/lookup", json=asked).json()["records"]
    return [{name: one.get(name) for name in fields} for one in told]


def in_workspace(store: Store, name: str, told: Served | None = None) -> httpx.Client:
    return client(store, told, headers={"X-Sandbox-Workspace": name})


def settled(http: httpx.Client, number: str, on: str = LATER) -> bool:
    """Whether the land office agrees that the result was handed over that day."""
    http.put("/_sandbox/clock", json={"now": on})
    told = http.post("/vbdlis/capnhattrangthaitraketquahoso", json={"SoBienNhan": number, "NgayTra": on}).json()
    return bool(told["status"]["success"])


def test_the_holders_details_become_those_of_the_national_database(store: Store) -> None:
    http = in_workspace(store, "details")
    fields = ("hoVaTen", "loaiGiayTo", "soGiayTo")
    assert land(http, HER[1], *fields) == [{"hoVaTen": "Lê Thị Anh", "loaiGiayTo": "CMND", "soGiayTo": "990140001"}]
    http.post("/vbdlis/tiepnhan", json=dossier("BN-1"))
    assert settled(http, "BN-1")
    assert land(http, HER[1], *fields, "bienDong") == [
        {
            "hoVaTen": "Lê Minh Anh",
            "loaiGiayTo": "CC",
            "soGiayTo": HER[1],
            "bienDong": [{"ngay": LATER, "noiDung": "doiThongTin"}],
        }
    ]


def test_a_mortgage_is_released_on_the_parcel_named(store: Store) -> None:
    http = in_workspace(store, "released")
    ((held),) = land(http, HIM[1], "soTo", "soThua", "theChap")
    parcel = {"SoHieuBanDo": held["soTo"], "SoThuTuThua": held["soThua"]}
    http.post("/vbdlis/tiepnhan", json=dossier("BN-1", HIM, "Xóa đăng ký thế chấp", ThongTinThuaDat=[parcel]))
    assert (held["theChap"] is not None, settled(http, "BN-1")) == (True, True)
    assert land(http, HIM[1], "theChap") == [{"theChap": None}]


def test_ilis_asks_for_its_token_and_knows_the_dossiers_of_vbdlis(store: Store) -> None:
    http = in_workspace(store, "ilis")
    form = {"grant_type": "password", "username": "hgg", "password": "x", "client_id": "c", "client_secret": "s"}
    granted = http.post("/ilis/token", data=form).json()
    assert (granted["token_type"], granted["expires_in"]) == ("bearer", 3600)
    bearer = {"Authorization": f"Bearer {granted['access_token']}"}
    told = [http.post("/ilis/api/TiepNhanHoSo", json=dossier("BN-1"), headers=sent) for sent in ({}, bearer)]
    assert [(one.status_code, one.json()["data"]) for one in told] == [(401, 0), (200, 1)]
    assert settled(http, "BN-1")


# -- calls back --------------------------------------------------------------------------------------------------------


@pytest.fixture
def portal() -> Iterator[respx.Router]:
    """The portal's own system, which accepts all it is told."""
    with respx.mock(base_url=PORTAL, assert_all_called=False) as router:
        router.post(path__regex=r".*").respond(json={"Result": 1, "Message": ""})
        yield router


def calling(store: Store, name: str) -> httpx.Client:
    return in_workspace(store, name, Served(callback_url=f"{PORTAL}/", callback_code="ma-mau"))


def told(portal: respx.Router) -> list[tuple[str, dict[str, Any]]]:
    """What the portal was told, by path, since it was last asked."""
    calls = [
        (call.request.url.path.removeprefix("/VBDLIS/"), json.loads(call.request.content)) for call in portal.calls
    ]
    portal.reset()
    return calls


def test_the_portal_is_told_once_what_the_days_bring(store: Store, portal: respx.Router) -> None:
    http = calling(store, "calls")
    http.post("/vbdlis/tiepnhan", json=dossier("BN-1"))
    assert told(portal) == []
    http.put("/_sandbox/clock", json={"now": LATER})
    officers = {"MaCanBoChuyen": "motcua", "MaCanBoNhan": "vpdkdd"}
    assert told(portal) == [
        (
            "ChuyenHoSo/ma-mau",
            {
                "SoBienNhan": "BN-1",
                **officers,
                "MaTrangThai": "4",
                "LaTrangThaiChuyenLai": False,
                "NoiDungXuLy": "Đang xử lý",
                "NgayChuyen": "2026-11-24T00:00:00",
                "DanhSachTapTin": None,
                "SecurityCode": "ma-mau",
            },
        ),
        (
            "KetThucHoSo/ma-mau",
            {
                "SoBienNhan": "BN-1",
                "NgayKetThuc": "2026-12-07T00:00:00",
                "MaCanBoXuLy": "vpdkdd",
                "TrangThaiKetThuc": 1,
                "GhiChu": "Đã giải quyết",
                "DanhSachGiayToKetQua": [],
                "SecurityCode": "ma-mau",
            },
        ),
    ]
    http.put("/_sandbox/clock", json={"now": "2026-12-08"})
    assert told(portal) == []
    assert land(http, HER[1], "hoVaTen") == [{"hoVaTen": "Lê Minh Anh"}]


def test_a_supplement_is_asked_for_and_its_receipt_told(store: Store, portal: respx.Router) -> None:
    http = calling(store, "supplements")
    http.post("/vbdlis/tiepnhan", json=dossier("BN-1", ("Nguyễn Thị Mai Thảo", "099180018001")))
    http.put("/_sandbox/clock", json={"now": "2026-11-24"})
    added = {"SoBienNhan": "BN-1", "NgayHenTraMoi": "2026-12-08", "DanhSachGiayToBoSung": [{"TenGiayTo": "Xác nhận"}]}
    http.post("/vbdlis/capnhattrangthaibosunghoso", json=added)
    paths = [path.partition("/")[0] for path, _ in told(portal)]
    assert paths == ["ChuyenHoSo", "YeuCauBoSungHoSo", "NhanBoSungHoSo", "ChuyenHoSo"]


def test_a_wrong_result_is_processed_anew_and_noted_once(store: Store, portal: respx.Router) -> None:
    http = calling(store, "wrong")
    http.post("/vbdlis/tiepnhan", json=dossier("BN-1"))
    http.put("/_sandbox/clock", json={"now": LATER})
    http.post("/vbdlis/phanhoihososaiketqua", json={"SoBienNhan": "BN-1", "NoiDung": "Sai họ tên"})
    http.put("/_sandbox/clock", json={"now": "2026-12-21"})
    ends = [(body["NgayKetThuc"][:10], body["TrangThaiKetThuc"]) for path, body in told(portal) if "KetThuc" in path]
    assert ends == [(LATER, 1), ("2026-12-21", 1)]
    assert land(http, HER[1], "bienDong") == [{"bienDong": [{"ngay": LATER, "noiDung": "doiThongTin"}]}]


def test_a_refusal_is_told_with_another_end(store: Store, portal: respx.Router) -> None:
    http = calling(store, "refusals")
    http.post("/vbdlis/tiepnhan", json=dossier("BN-1", ("Cao Thị Út Hiền", "099176040001")))
    http.put("/_sandbox/clock", json={"now": LATER})
    assert [body["TrangThaiKetThuc"] for path, body in told(portal) if path.startswith("KetThucHoSo")] == [2]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("refused", httpx.Response(200, json={"Result": 0, "Message": "Mã bảo mật không chính xác"})),
        ("broken", httpx.Response(500, text="hỏng")),
        ("strange", httpx.Response(200, json=[])),
        ("absent", httpx.ConnectError("nobody there")),
    ],
)
def test_what_was_not_accepted_is_told_again_and_no_log_names_it(
    name: str, answer: Any, store: Store, portal: respx.Router, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    http = calling(store, f"again-{name}")
    (route,) = portal.routes
    route.mock(side_effect=[answer, httpx.Response(200, json={"Result": 1})])
    http.post("/vbdlis/tiepnhan", json=dossier("BN-1"))
    for now in ("2026-11-24", "2026-11-25", "2026-11-26"):
        http.put("/_sandbox/clock", json={"now": now})
    assert [path for path, _ in told(portal)] == ["ChuyenHoSo/ma-mau"] * 2
    assert [bool(re.search("ma-mau|BN-1", record.getMessage())) for record in caplog.records] == [False]


def test_without_an_address_nobody_is_called(store: Store, portal: respx.Router) -> None:
    http = in_workspace(store, "silent")
    http.post("/vbdlis/tiepnhan", json=dossier("BN-1"))
    http.put("/_sandbox/clock", json={"now": LATER})
    assert told(portal) == []


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",
        b"[]",
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'{"SoBienNhan": "\\ud800", "NgayTra": "2026-12-07", "NoiDung": "x", "NgayHenTraMoi": "2026-12-07"}',
        b'{"SoBienNhan": "BN-9", "ThongTinThuaDat": 3, "DanhSachGiayToBoSung": 3, "NgayHenTraMoi": 20261207}',
    ],
)
@pytest.mark.parametrize(
    "name",
    ["tiepnhan", "capnhattrangthaibosunghoso", "capnhattrangthaitraketquahoso", "phanhoihososaiketqua"],
)
def test_whatever_is_sent_is_answered_in_the_systems_own_words(name: str, body: bytes, sandbox: httpx.Client) -> None:
    reply = sandbox.post(f"/vbdlis/{name}", content=body)
    assert (reply.status_code, reply.json()["data"], reply.json()["status"]["success"]) == (200, 0, False)
