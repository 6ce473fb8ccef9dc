"""Dossiers of driver licences over the platform: what the log says of them, and who may ask."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from dancu_sandbox.serving import Served, access_of
from mock_national_db.store import Store
from mock_national_db.wires import Call, Context, Options, Request, wires
from tests.asgi import PROCEDURE, client
from tests.wire.conftest import NOW

BASE = "/apiDVC-GPLX/tcdbdvcdata/mapi"
HOLDER = "099178004001"
NUMBER, UNIT = "C92M-261120-0002", "C92M"


def session(http: httpx.Client) -> str:
    told = http.post(f"{BASE}/login", data={"username": "92", "password": "x"}).json()
    assert (list(told), told["error_code"]) == (["error_code", "result", "session"], 0)
    return str(told["session"])


@pytest.fixture(scope="module")
def written(store: Store) -> httpx.Client:
    """A workspace in which a woman with a motorcycle licence lost points and got a car licence the day after."""
    http = client(store, headers={"X-Sandbox-Workspace": "licences"})
    for on, kind, data in (
        ("2026-11-19", "points_changed", {"diem": 8}),
        ("2026-11-20", "licence_issued", {"hang": "B", "ngayHetHan": "2036-11-20"}),
    ):
        http.put("/_sandbox/clock", json={"now": f"{on}T09:30:00+07:00"}).raise_for_status()
        event = {"subject": {"soDinhDanh": HOLDER}, "type": kind, "on": on, "data": data}
        sent = {**event, "purpose": {"procedure": PROCEDURE}}
        http.post("/driver_licence/v1/events", json=sent).raise_for_status()
    return http


def told(http: httpx.Client, service: str, **sent: str) -> dict[str, Any]:
    reply = http.post(f"{BASE}/g", json={"session": session(http), "service": service, **sent})
    assert reply.status_code == 200
    found: dict[str, Any] = reply.json()
    assert found["error_code"] == 0
    return found


def rows(http: httpx.Client, unit: str = UNIT, first: str = "2026-11-20", last: str = "2026-11-20") -> list[Any]:
    return list(told(http, "DanhSachHoSo", donViXuLy=unit, ngayNhan1=first, ngayNhan2=last)["data"])


def test_a_licence_issued_is_a_dossier_of_its_unit_and_day(written: httpx.Client) -> None:
    (row,) = rows(written)
    assert list(row) == [
        *("maDangKyCu", "maDangKyDvc", "maHoSo", "hoTen", "hoTenIn", "hoDem", "ten", "gioiTinh", "ngaySinh"),
        *("quocTich", "soCmndCu", "soCmnd", "noiCapCmnd", "ngayCapCmnd", "noiCuTru", "dvhcNoiCuTru"),
        *("noiThuongTru", "dvhcNoiThuongTru", "anhChanDung", "maDonVi", "ngayNhanHoSo", "nguoiNhanHoSo"),
        *("ngayHenTraGplx", "loaiHoSo", "gplxDaCap", "hoSoDinhKem"),
    ]
    name: str = row["hoTen"]
    assert (row["maHoSo"], row["maDonVi"], row["ngayNhanHoSo"], row["soCmnd"]) == (NUMBER, UNIT, "2026-11-20", HOLDER)
    assert (f"{row['hoDem']} {row['ten']}", row["hoTenIn"].isascii(), row["hoTenIn"].count(" ")) == (
        name,
        True,
        name.count(" "),
    )
    assert rows(written, "C93") == []
    assert rows(written, first="2026-11-18", last="2026-11-19") == []
    assert rows(written, first="2026-11-01", last="2026-12-31") == [row]


def test_a_dossier_holds_the_licences_that_the_applicant_has(written: httpx.Client) -> None:
    (row,) = rows(written)
    assert {licence["hanggplxgplx"]: licence["ngayhethangplx"] for licence in row["gplxDaCap"]} == {
        "A1": None,
        "B": "2036-11-20",
    }
    issued = next(licence for licence in row["gplxDaCap"] if licence["hanggplxgplx"] == "B")
    assert issued == {
        "sogplx": "005685467441",
        "soserigplx": None,
        "noicapgplx": "Phòng Cảnh sát giao thông, Công an thành phố Cần Thơ",
        "ngaycapgplx": "2026-11-20",
        "ngayhethangplx": "2036-11-20",
        "hanggplxgplx": "B",
        "ngaytrungtuyen": None,
    }


def test_a_dossier_is_found_by_its_whole_number(written: httpx.Client) -> None:
    (row,) = rows(written)
    assert told(written, "TraCuuHoSo", mahoso=NUMBER)["data"] == [
        {
            "MaTTHC": "3.000347",
            "MaDVC": None,
            "TenDVC": "Đổi, cấp lại giấy phép lái xe",
            "MaHoSo": NUMBER,
            "HoTenNguoiNop": row["hoTen"],
            "MaTrangThai": "10",
            "TrangThaiHoSo": "Đã trả kết quả",
            "DonViXuLy": "Phòng Cảnh sát giao thông, Công an thành phố Cần Thơ",
        }
    ]
    for other in ("C93-261120-0002", "C92M-261119-0002", "C92M-261119-0001", "C92M-261120-0003"):
        assert told(written, "TraCuuHoSo", mahoso=other)["data"] == []


def test_the_file_of_a_dossier_is_a_text_that_names_nobody(written: httpx.Client) -> None:
    (row,) = rows(written)
    (attached,) = row["hoSoDinhKem"]
    answer = told(written, "LayTaiLieuHoSo", duongdanteptin=attached["filedinhkem"])
    (file,) = answer["TepTinDinhKem"]
    assert list(answer) == ["error_code", "TepTinDinhKem"]
    assert (file["DuongDan"], file["TenTaiLieu"]) == (attached["filedinhkem"], attached["tengiayto"])
    assert b64decode(file["Base64"]).decode() == f"{attached['tengiayto']}\n{NUMBER}\n"


def test_a_session_ends_and_is_that_of_an_account_where_proof_is_asked_for() -> None:
    (wire,) = (w for w in wires("mock_sectoral_dbs.wires") if w.name == "licence_dossiers")
    served = Served(access="lgsp-token", user="u", secret="s")
    options = Options.read(served.switches, access_of(served))

    def ask(path: str, sent: Mapping[str, str], when: datetime = NOW) -> dict[str, Any]:
        call = wire.parse(Request("POST", f"{BASE}/{path}", body=json.dumps(sent).encode()), options)
        assert isinstance(call, Call)
        found: dict[str, Any] = json.loads(wire.render(call, [], Context(options, when, when)).body)
        return found

    assert ask("login", {"username": "u", "password": "x"})["error_code"] == 1
    given = ask("login", {"username": "u", "password": "s"})["session"]
    sent = {"session": given, "service": "KhongCo"}
    assert ask("g", sent)["error_code"] == 4
    assert ask("g", {**sent, "session": given + "1"})["error_code"] == 1
    assert ask("g", sent, NOW + timedelta(hours=2))["error_code"] == 1


@pytest.mark.parametrize("body", [b"\xff", b"[]", b'"x"', b'{"a":' * 900 + b"1" + b"}" * 900])
def test_whatever_is_sent_is_answered_by_an_error_code(body: bytes, sandbox: httpx.Client) -> None:
    reply = sandbox.post(f"{BASE}/g", content=body)
    assert (reply.status_code, reply.json()["error_code"] in {1, 2, 4}) == (200, True)
