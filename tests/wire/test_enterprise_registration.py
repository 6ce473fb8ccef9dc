"""Enterprise registration over the platform, both services: dossiers as the log tells them, and whatever is sent."""

from __future__ import annotations

import logging
import re
from typing import Any

import httpx
import pytest

from dancu_sandbox.serving import Served
from mock_national_db.store import Store
from tests.asgi import PROCEDURE, client

DAY = "dd/MM/yyyy, yyyy-MM-dd"
OLD, NEW = "/apiCSDLDKDN", "/apiDKKD"
CODE = "0099026001"
DETAIL = f"{OLD}/chiTietDoanhNghiep?msdn={CODE}"
SUCCESS = {"Status": "1", "Message": "success"}


@pytest.fixture(scope="module")
def written(store: Store) -> httpx.Client:
    """A workspace in which an heir took over an enterprise, paused it and began another, each on a day of its own."""
    http = client(store, headers={"X-Sandbox-Workspace": "registrar"})
    heir = {"soDinhDanh": "099152026002"}
    pause = {"tamNgungTu": "2026-11-20", "tamNgungDen": "2027-01-31"}
    firm = {"loaiHinh": "tnhhMotThanhVien", "ten": "Thử Mẫu", "von": 90_000_000}
    happened: list[tuple[str, dict[str, str], str, dict[str, Any]]] = [
        ("2026-11-19", {"maSoDoanhNghiep": CODE}, "representative_changed", {"nguoiNhan": heir["soDinhDanh"]}),
        ("2026-11-20", heir, "suspended", pause),
        ("2026-11-23", heir, "registered", firm),
    ]
    for on, subject, kind, data in happened:
        http.put("/_sandbox/clock", json={"now": f"{on}T09:30:00+07:00"}).raise_for_status()
        event = {"subject": subject, "type": kind, "on": on, "data": data, "purpose": {"procedure": PROCEDURE}}
        http.post("/enterprise/v1/events", json=event).raise_for_status()
    return http


def dossiers(http: httpx.Client, query: str) -> tuple[int, list[tuple[str, str, str]]]:
    told = http.get(f"{OLD}/{query}").json()
    assert {name: told[name] for name in SUCCESS} == SUCCESS
    rows = told["Data"]["MainInformation"] or []
    return told["DataCount"], [(row["IN_JOURNAL_NO"], row["DOCUMENT_TYPE"], row["NAME"]) for row in rows]


FIRM = "Doanh nghiệp tư nhân Lương thực Mãn Mẫu"
RECEIVED = [
    ("1/26", "Thay người đại diện, chủ sở hữu", FIRM),
    ("2/26", "Tạm ngừng kinh doanh", FIRM),
    ("3/26", "Đăng ký thành lập", "Công ty TNHH MTV Thử Mẫu"),
]


def test_what_was_written_are_the_dossiers_of_its_days(written: httpx.Client) -> None:
    assert dossiers(written, "danhSachHoSo?from_date=19/11/2026&to_date=23/11/2026") == (3, RECEIVED)
    assert dossiers(written, "danhSachHoSo?from_date=20/11/2026&to_date=22/11/2026") == (1, RECEIVED[1:2])
    assert dossiers(written, "danhSachHoSo?from_date=19/11/2026&to_date=23/11/2026&offset=1&limit=1") == (
        3,
        RECEIVED[1:2],
    )


def test_the_dossiers_of_today_are_those_between_two_times(written: httpx.Client) -> None:
    assert dossiers(written, "danhSachHoSoTrongNgay?from_ts=09:30&to_ts=09:30") == (1, RECEIVED[2:])
    assert dossiers(written, "danhSachHoSoTrongNgay?from_ts=09:31&to_ts=23:59") == (0, [])


def test_a_dossier_is_found_by_its_number_and_tells_when_it_is_due(written: httpx.Client) -> None:
    (row,) = written.get(f"{OLD}/1.0/tinhTrangHoSo?in_journal_no=2/26").json()["Data"]["MainInformation"]
    assert row == {
        "IN_JOURNAL_NO": "2/26",
        "DOCUMENT_TYPE": "Tạm ngừng kinh doanh",
        "ENTERPRISE_CODE": 99026001,
        "ENTERPRISE_GDT_CODE": CODE,
        "NAME": FIRM,
        "SITE_ID": None,
        "RECEIPT_DATE": "20/11/2026",
        "PLAN_DATE": "25/11/2026",
        "PROCESS_STATUS": "Đã cấp đăng ký",
        "REGISTRATION_DATE": "20/11/2026",
        "SUPPLEMENT_DATE": None,
        "SUBMISSION_TYPE": None,
    }
    assert dossiers(written, "tinhTrangHoSo?in_journal_no=2/25") == (0, [])


def test_both_services_tell_what_was_written(written: httpx.Client) -> None:
    main = written.get(DETAIL).json()["Data"]["MainInformation"]
    assert (main["ENTERPRISE_STATUS"], main["LEGAL_NAMES"]) == ("Tạm ngừng kinh doanh", "Trịnh Thị Nguyệt")
    (business,) = written.get(f"{NEW}/DoanhNghiep/chiTietDoanhNghiep?msdn={CODE}").json()["GetEntCert"]
    assert business["TinhTrangPhapLy"] == [
        {
            "TinhTrangPhapLy": "Tạm ngừng kinh doanh",
            "MaTinhTrangPhapLy": "2",
            "NgayBatDauTamNgung": "20/11/2026",
            "NgayKetThucTamNgung": "31/01/2027",
            "LyDoTamNgung": None,
        }
    ]


def test_a_clock_that_was_set_back_knows_no_later_dossier(written: httpx.Client) -> None:
    written.put("/_sandbox/clock", json={"now": "2026-11-20T09:00:00+07:00"}).raise_for_status()
    query = "danhSachHoSo?from_date=19/11/2026&to_date=23/11/2026"
    earlier = dossiers(written, query)
    written.put("/_sandbox/clock", json={"now": "2026-11-23T09:30:00+07:00"}).raise_for_status()
    assert earlier == (1, RECEIVED[:1])
    assert dossiers(written, query) == (3, RECEIVED)


def test_another_workspace_has_no_dossiers(sandbox: httpx.Client) -> None:
    assert dossiers(sandbox, "danhSachHoSo?from_date=19/11/2026&to_date=23/11/2026") == (0, [])


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("chiTietDoanhNghiep?msdn=٠٠٩٩٠٢٦٠٠١", "msdn ([0-9]{10}, [0-9]{12})"),
        ("chiTietDoanhNghiep?msdn=" + "9" * 4000, "msdn ([0-9]{10}, [0-9]{12})"),
        ("danhSachHoSo?from_date=x&to_date=23/11/2026", f"from_date ({DAY})"),
        ("danhSachHoSo?from_date=23/11/2026&to_date=22/11/2026", "to_date (from_date + 0-5 ngày / days)"),
        ("danhSachHoSo?from_date=01/01/0000&to_date=01/01/0001", f"from_date ({DAY})"),
        ("danhSachHoSo?from_date=31/12/9999&to_date=31/12/9999&offset=-1", "offset (0-9)"),
        ("danhSachHoSo?from_date=23/11/2026&to_date=23/11/2026&limit=0", "limit (1-1000)"),
        ("danhSachHoSoTrongNgay", "from_ts (HH:mm)"),
        ("danhSachHoSoTrongNgay?from_ts=09:00&to_ts=08:59", "to_ts (≥ from_ts)"),
        ("tinhTrangHoSo?in_journal_no=0/26", "in_journal_no (12/26; [0-9]{10}, [0-9]{12})"),
        ("tinhTrangHoSo?in_journal_no=1/26&offset=x", "offset (0-9)"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named_with_what_is_wanted_and_not_repeated(
    query: str, named: str, sandbox: httpx.Client
) -> None:
    reply = sandbox.get(f"{OLD}/{query}")
    told = reply.json()
    assert (reply.status_code, told["Status"], told["DataCount"]) == (200, "0", 0)
    assert told["Message"] == f"Tham số thiếu hoặc sai: {named} / A parameter is missing or wrong: {named}"


def test_the_last_days_of_the_calendar_are_days_too(sandbox: httpx.Client) -> None:
    assert dossiers(sandbox, "danhSachHoSo?from_date=31/12/9999&to_date=31/12/9999") == (0, [])


def test_the_token_of_the_platform_opens_both_where_proof_is_asked_for(store: Store) -> None:
    http = client(store, Served(access="lgsp-token", user="consumer", secret="key"))
    paths = (DETAIL, f"{NEW}/DoanhNghiep/chiTietDoanhNghiep?msdn={CODE}")
    assert [http.get(path).status_code for path in paths] == [401, 401]
    sent = {"ContentType": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    granted = http.post("/token", content="grant_type=client_credentials", headers=sent, auth=("consumer", "key"))
    bearer = {"Authorization": f"Bearer {granted.json()['access_token']}", "Accept": "application/json"}
    assert [http.get(path, headers=bearer).status_code for path in paths] == [200, 200]


def test_no_log_holds_a_code(sandbox: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    household: Any = sandbox.get(f"{NEW}/HoKinhDoanh/chiTietHoKinhDoanh?mst=099068003001").json()["HHCert"]
    assert household[0]["MaSoHoKinhDoanh"] == "099068003001"
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    assert not [record for record in ours if re.search(r"\d{9}", record.getMessage())]
