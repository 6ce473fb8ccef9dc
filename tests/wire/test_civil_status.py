"""Civil status over the platform: from a dossier handed in, by the clock, to what every register then knows."""

from __future__ import annotations

import json
import logging
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import dancu_contracts
import httpx
import pytest

from mock_national_db.store import Store
from mock_sectoral_dbs.wires._progress import due
from tests.asgi import PROCEDURE, client, opened

LINKED, MINISTRY = "/apiLienThongKSKT/1.0", "/apiHoTichTuPhap/1.0"
MOTHER, FATHER, OLD_MAN = "099198021001", "099098042001", "099059022001"
BIRTH = {
    "nksHoTen": "Trần Minh Khôi",
    "nksGioiTinh": 1,
    "nksNgaySinh": "20/11/2026",
    "meHoTen": "Huỳnh Thị Bảo Trân",
    "meNgaySinh": "10/05/1998",
    "meSoDDCN": MOTHER,
    "chaHoTen": "Tạ Minh Quân",
    "chaSoDDCN": FATHER,
}
DEATH = {
    "nktHoTen": "Phan Văn Thọ",
    "nktNgaySinh": "08/03/1959",
    "nktSoGiayToTuyThan": OLD_MAN,
    "nktNgayChet": "21/11/2026",
    "nktGioPhutChet": "14 giờ 05",
    "nktNguyenNhanChet": "Tuổi già",
    "gbtSo": "12/GBT",
}
MARRIAGE = {
    "chongHoTen": "Tạ Minh Quân",
    "chongSoDDCN": FATHER,
    "voHoTen": "Huỳnh Thị Bảo Trân",
    "voSoDDCN": MOTHER,
}
Json = dict[str, Any]


class Agency:
    """A one-stop shop in a workspace of its own: it hands in, moves the clock, polls, and asks registers."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def send(self, declared: Mapping[str, Any], module: str = "LTKS", number: str = "LT-1", **more: Any) -> Json:
        sent = {
            "maDonVi": 31411,
            "module": module,
            "maHoSoLT": number,
            "maHoSoMCDT": f"MC-{number}",
            "ngayTiepNhan": "23/11/2026 09:00:00",
            "data": json.dumps({"hoTich": declared}),
        }
        return self.post(f"{LINKED}/nhanHoSoDKHT", {**sent, **more})

    def poll(self, *numbers: str, module: str = "LTKS") -> list[Json]:
        asked = {"maDinhDanhHoSo": numbers or ("LT-1",), "maTinh": "92", "module": module}
        value: list[Json] = self.post(f"{LINKED}/LayKetQua", asked)["value"]
        return value

    def clock(self, now: str) -> None:
        self.http.put("/_sandbox/clock", json={"now": f"{now}T10:00:00+07:00"}).raise_for_status()

    def lookup(self, registry: str, subject: Mapping[str, str], *fields: str) -> Json:
        asked = {"subject": subject, "fields": fields, "purpose": {"procedure": PROCEDURE}}
        return self.post(f"/{registry}/v1/lookup", asked)

    def written(self) -> list[tuple[str, str]]:
        """Every event of the workspace: its type and day."""
        pages = (self.http.get(f"/{name}/v1/changes").json() for name in ("population", "civil_status"))
        return [(item["type"], item["on"]) for page in pages for item in page["items"]]

    def post(self, path: str, body: object) -> Json:
        reply = self.http.post(path, json=body)
        assert reply.status_code == 200
        told: Json = reply.json()
        return told


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Store]:
    found = opened(tmp_path, 100)
    yield found
    found.close()


@pytest.fixture
def agency(folder: Store) -> Agency:
    return Agency(client(folder))


# -- what comes of a dossier -------------------------------------------------------------------------------------------


def test_a_birth_sent_is_a_person_three_working_days_later(agency: Agency) -> None:
    assert agency.send(BIRTH)["status"] == "1"
    agency.clock("2026-11-25")
    assert (agency.poll()[0]["trangThai"], agency.written()) == (7, [])
    agency.clock("2026-11-26")
    (item,) = agency.poll()
    told = item["ketQuaXuLy"]
    number = told["soDinhDanh"]
    assert (item["trangThai"], number[:4], told["ngayDangKy"]) == (4, "0982", "26/11/2026")

    fields = ("hoVaTen", "ngaySinh", "gioiTinh", "me.soDinhDanh", "cha.soDinhDanh")
    (child,) = agency.lookup("population", {"soDinhDanh": number}, *fields)["records"]
    assert child == {
        "soDinhDanh": number,
        "hoVaTen": "Trần Minh Khôi",
        "ngaySinh": "2026-11-20",
        "gioiTinh": "1",
        "me": {"soDinhDanh": MOTHER},
        "cha": {"soDinhDanh": FATHER},
    }
    (mother,) = agency.lookup("population", {"soDinhDanh": MOTHER}, "con.soDinhDanh")["records"]
    assert {"soDinhDanh": number} in mother["con"]


def test_the_books_hold_the_birth_under_the_number_that_was_told(agency: Agency) -> None:
    agency.send(BIRTH)
    agency.clock("2026-11-26")
    told = agency.poll()[0]["ketQuaXuLy"]
    (act,) = agency.lookup("civil_status", {"soDinhDanh": told["soDinhDanh"]}, "noiDangKy", "ngayDangKy")["records"]
    key = {"so": told["soDangKy"], "quyenSo": told["quyenSo"], "nam": "2026", "noiDangKy": act["noiDangKy"]["ma"]}
    (found,) = agency.lookup("civil_status", key, "loai", "hoVaTen")["records"]
    assert found == {"soDinhDanh": told["soDinhDanh"], "loai": "khaiSinh", "hoVaTen": "Trần Minh Khôi"}
    assert act["ngayDangKy"] == "2026-11-26"


def test_a_death_sent_is_a_death_in_every_register_of_people(agency: Agency) -> None:
    agency.send(DEATH, "LTKT")
    agency.clock("2026-11-26")
    told = agency.poll(module="LTKT")[0]["ketQuaXuLy"]
    assert (told["nktNgayChet"], told["nktGioPhutChet"], told["giayBaoTuSo"]) == ("21/11/2026", "14:05", "12/GBT")
    outcomes = {
        name: agency.lookup(name, {"soDinhDanh": OLD_MAN}, "soDinhDanh")["outcome"]
        for name in dancu_contracts.registries()
        if dancu_contracts.registry(name).subject_kind == "person"
    }
    assert outcomes["population"] == outcomes["civil_status"] == outcomes["tax"] == "deceased"
    assert {*outcomes.values()} <= {"deceased", "no_record"}


def test_the_act_of_death_says_what_the_dossier_said(agency: Agency) -> None:
    agency.send(DEATH, "LTKT")
    agency.clock("2026-12-07")
    agency.poll(module="LTKT")
    fields = ("loai", "ngayChet", "gioChet", "nguyenNhan", "giayBaoTu.so", "ngayDangKy")
    acts = agency.lookup("civil_status", {"soDinhDanh": OLD_MAN}, *fields)["records"]
    assert [act for act in acts if act["loai"] == "khaiTu"] == [
        {
            "soDinhDanh": OLD_MAN,
            "loai": "khaiTu",
            "ngayChet": "2026-11-21",
            "gioChet": "14:05",
            "nguyenNhan": "Tuổi già",
            "giayBaoTu": {"so": "12/GBT"},
            "ngayDangKy": "2026-11-26",
        }
    ]


def test_a_marriage_sent_marries_both(agency: Agency) -> None:
    agency.send(MARRIAGE, "LTKH")
    agency.clock("2026-11-26")
    told = agency.poll(module="LTKH")[0]["ketQuaXuLy"]
    for one, other in ((MOTHER, FATHER), (FATHER, MOTHER)):
        (person,) = agency.lookup("population", {"soDinhDanh": one}, "voChong.soDinhDanh", "tinhTrangHonNhan")[
            "records"
        ]
        assert (person["voChong"], person["tinhTrangHonNhan"]) == ({"soDinhDanh": other}, "2")
        acts = agency.lookup("civil_status", {"soDinhDanh": one}, "loai", "so", "quyenSo")["records"]
        assert [(a["so"], a["quyenSo"]) for a in acts if a["loai"] == "ketHon"] == [(told["soDangKy"], told["quyenSo"])]


def test_the_certificate_is_a_page_that_says_it_is_synthetic(agency: Agency) -> None:
    agency.send(BIRTH)
    agency.clock("2026-11-26")
    page = b64decode(agency.poll()[0]["ketQuaXuLy"]["giayKhaiSinh"])
    start = int(page.split()[-2])
    assert (page[:8], page[start : start + 4]) == (b"%PDF-1.4", b"xref")
    assert b"SYNTHETIC, NOT VALID" in page
    assert b"(nksHoTen: Tran Minh Khoi)" in page


# -- time --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [("2026-11-23", 0, "2026-11-23"), ("2026-11-26", 3, "2026-12-01"), ("2026-11-28", 1, "2026-11-30")],
)
def test_saturday_and_sunday_are_no_working_days(start: str, days: int, end: str) -> None:
    assert due(date.fromisoformat(start), days) == date.fromisoformat(end)


def test_what_is_asked_for_late_is_dated_the_day_it_was_due_and_written_once(agency: Agency) -> None:
    agency.send(BIRTH)
    agency.clock("2026-12-21")
    first = agency.poll()
    agency.clock("2027-01-11")
    assert agency.poll() == first
    assert first[0]["ketQuaXuLy"]["ngayDangKy"] == "26/11/2026"
    assert agency.written() == [("birth", "2026-11-26"), ("act_registered", "2026-11-26")]


def test_a_clock_set_back_shows_the_dossier_as_it_stood(agency: Agency) -> None:
    agency.send(BIRTH)
    agency.clock("2026-11-26")
    before = agency.poll()
    agency.clock("2026-11-24")
    assert (agency.poll()[0]["trangThai"], agency.poll()[0]["ketQuaXuLy"]) == (3, None)
    agency.clock("2026-11-26")
    assert agency.poll() == before


def test_a_reset_forgets_the_dossier(agency: Agency) -> None:
    agency.send(BIRTH)
    agency.http.post("/_sandbox/reset").raise_for_status()
    assert agency.poll()[0]["errors"].startswith("201 RECORD_NOT_FOUND")


# -- dossiers ----------------------------------------------------------------------------------------------------------


def test_a_dossier_is_found_by_the_number_of_the_one_stop_shop_too_and_only_as_its_own_kind(agency: Agency) -> None:
    agency.send(BIRTH)
    assert [item["trangThai"] for item in agency.poll("MC-LT-1", "LT-1", "LT-2")] == [1, 1, None]
    assert agency.poll("LT-1", module="LTKT")[0]["trangThai"] is None


def test_both_services_speak_of_one_dossier(agency: Agency) -> None:
    agency.send(BIRTH)
    agency.clock("2026-11-26")
    told = agency.post(f"{MINISTRY}/ketQuaDangKyHS", {"maDonVi": 31411, "maHoSo": "LT-1"})["value"]
    assert told["soDinhDanh"] == agency.poll()[0]["ketQuaXuLy"]["soDinhDanh"]


def test_a_file_is_kept_by_name_and_size_only(agency: Agency, folder: Store) -> None:
    file = {"tenTepDinhKem": "gcs.pdf", "duLieuTepDinhKem": "QUJDREU="}
    agency.send(BIRTH, fileDinhKem=[file])
    (entry,) = folder.log.entries(folder.log.stream("default"), "civil_status/LT-1")
    assert entry.what["papers"]["files"] == [{"tenTepDinhKem": "gcs.pdf", "kichThuoc": 5}]
    assert "QUJDREU" not in json.dumps(entry.what)


@pytest.mark.parametrize(
    ("declared", "module", "reason"),
    [
        ({**MARRIAGE, "voHoTen": "Phan Văn Thọ", "voSoDDCN": OLD_MAN}, "LTKH", "already_married"),
        ({**DEATH, "nktNgayChet": "30/12/2026"}, "LTKT", "event_in_future"),
        ({**BIRTH, "chaSoDDCN": "099098990009"}, "LTKS", "unknown_relative"),
        ({**BIRTH, "nksNgaySinh": "20/11/2027"}, "LTKS", "before_birth"),
    ],
)
def test_what_the_register_refuses_is_a_dossier_refused(
    declared: Json, module: str, reason: str, agency: Agency
) -> None:
    agency.send(declared, module)
    agency.clock("2026-11-26")
    title = dancu_contracts.faults()[reason].title
    (item,) = agency.poll(module=module)
    assert (item["trangThai"], item["noiDungXuLy"]) == (6, f"{title['vi']} / {title['en']}")
    assert agency.written() == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"nksHoTen": {"Ho": "Trần", "Ten": 1.5}}, "Ten (văn bản hoặc số / text or number, ≤ 200)"),
        ({"nksHoTen": "x" * 201}, "nksHoTen (văn bản hoặc số / text or number, ≤ 200)"),
        ({"nksGioiTinh": "Nam"}, "nksGioiTinh (1, 2)"),
        ({"nksDanToc": "98"}, "nksDanToc (01, 02, …; 63001, 63002, …)"),
        ({"nksQuocTich": "Atlantis"}, "nksQuocTich (VN, Việt Nam, …)"),
        ({"nksNoiSinh": {"maTinh": "9'2"}}, "nksNoiSinh.maTinh (≤ 2 chữ số / digits)"),
        ({"nksNoiSinh": {"maXa": "99999"}}, "nksNoiSinh.maXa (mã xã / code of a commune)"),
        ({"meSoDDCN": "12", "chaSoDDCN": ""}, "meSoDDCN (12, 9 chữ số / digits)"),
        ({"meHoTen": "", "chaHoTen": ""}, "meSoDDCN (với / with …HoTen; hoặc / or …NgaySinh dd/MM/yyyy)"),
        ({"nksNgaySinh": {"ngaySinh": [], "namSinh": "2026"}}, "ngaySinh (văn bản hoặc số / text or number, ≤ 200)"),
        ({"nksHoTen": "x" * 101}, "data/hoVaTen"),
    ],
)
def test_a_field_that_cannot_be_read_is_named_with_what_is_wanted_and_not_repeated(
    more: Json, field: str, agency: Agency
) -> None:
    told = agency.send({**BIRTH, **more})
    assert (told["status"], told["errorCode"], told["errorDescription"]) == ("0", "500", f"DATA_INCORRECT: {field}")


BODIES = [b"\xff", b"[]", b'"x"', b"{}", b'{"a":' * 900 + b"1" + b"}" * 900, b'{"module": "\\ud800", "maDonVi": 1}']
PATHS = [f"{LINKED}/nhanHoSoDKHT", f"{LINKED}/LayKetQua"] + [
    f"{MINISTRY}/{name}"
    for name in (
        *("dangKyHoTich", "danhMuc", "traTrangThaiHoSo", "ketQuaDangKyHS"),
        *("dsHoSoDangKy", "traHoSo", "traDanhSachHoSo"),
    )
]


@pytest.mark.parametrize("path", PATHS)
def test_whatever_is_sent_is_answered_in_the_envelope(path: str, sandbox: httpx.Client) -> None:
    for body in BODIES:
        reply = sandbox.post(path, content=body)
        assert (reply.status_code, str(reply.json()["status"])) == (200, "0")


@pytest.mark.parametrize(
    "data",
    [
        "<a>",
        "",
        "<hotich><hoso>&x;</hoso></hotich>",
        "<a>" * 300,
        '<?xml version="1.0" encoding="x"?><a/>',
        "\ud800",
        {},
    ],
)
def test_xml_that_cannot_be_read_is_data_incorrect(data: object, sandbox: httpx.Client) -> None:
    sent = {"maDonVi": 1, "module": "KS", "maHoSo": "1", "ngayTiepNhan": "23/11/2026", "data": data}
    told = sandbox.post(f"{MINISTRY}/dangKyHoTich", content=json.dumps(sent)).json()
    assert (told["errorCode"], told["errorDescription"]) == (
        "500",
        "DATA_INCORRECT: data (XML <hotich><hoso>…, không / no DOCTYPE)",
    )


def test_no_log_holds_a_number(agency: Agency, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    agency.send(BIRTH)
    agency.clock("2026-11-26")
    agency.poll()
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    assert not [record for record in ours if re.search(r"\d{9}", record.getMessage())]
