"""The lists of the national database and the jobs they become: who is listed, page by page, whatever happened since."""

from __future__ import annotations

import csv
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree

from mock_national_db import personas, searching
from mock_national_db.service.uniform import OPERATIONS
from mock_national_db.store import Store
from mock_national_db.timeline import Fact
from mock_national_db.wires import Request
from mock_national_db.wires._entitlement import service_asked
from mock_national_db.wires._wsdl import wsdl
from tests.asgi import PROCEDURE, client, opened, people

OF = "CungCapDanhSachTheo"
PEOPLE = "http://www.mic.gov.vn/dancu/1.0"
XSD = "{http://www.w3.org/2001/XMLSchema}"
HOME = {"maTinhThanh": "92", "maPhuongXa": "31378"}
Ask = Callable[..., etree._Element]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A nation in which some lists are longer than a page."""
    found = opened(tmp_path_factory.mktemp("many"), 3000)
    yield found
    found.close()


@pytest.fixture
def ask(many: Store, request: pytest.FixtureRequest) -> Ask:
    """What stands in the Body of the answer, asked in a workspace of the test's own."""
    http = client(many, headers={"X-Sandbox-Workspace": named(request)})

    def send(operation: str, **fields: str) -> etree._Element:
        reply = http.post("/csdldc/037", content=envelope(operation, fields).encode())
        answer: etree._Element = etree.fromstring(reply.content)[1][0]
        assert (reply.status_code == 500) == answer.tag.endswith("}Fault")
        return answer

    return send


@pytest.fixture
def office(many: Store, request: pytest.FixtureRequest) -> httpx.Client:
    """Where the same workspace's events are recorded and its clock is set."""
    return client(many, headers={"X-Sandbox-Workspace": named(request)})


def named(request: pytest.FixtureRequest) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in request.node.name.lower())[:60]


def envelope(operation: str, fields: Mapping[str, str]) -> str:
    paging = "".join(f"<d:{n}>{v}</d:{n}>" for n, v in fields.items() if n in {"Trang", "SoBanGhi", "TiepTheo"})
    sent = "".join(f"<d:{n}>{v}</d:{n}>" for n, v in fields.items() if n not in {"Trang", "SoBanGhi", "TiepTheo"})
    inside = sent + (f"<d:paging>{paging}</d:paging>" if paging else "")
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:d="http://dancuquocgia.bca"><s:Body>'
        f"<d:{operation}>{inside}</d:{operation}></s:Body></s:Envelope>"
    )


def numbers(answer: etree._Element) -> list[str]:
    return [found.findtext("{*}SoDinhDanh") or "" for found in answer.iterfind("{*}CongDan")]


def fault(answer: etree._Element) -> str:
    assert " / " in (answer.findtext("faultstring") or "")
    return answer.findtext(".//{urn:dancu:wire}code") or ""


def whole(ask: Ask, operation: str, **fields: str) -> list[str]:
    """All numbers of a list, page after page, as long as there may be more."""
    answer = ask(operation, **{"SoBanGhi": "1000", **fields})
    found = numbers(answer)
    while (further := answer.get("TiepTheo")) is not None:
        answer = ask(operation, **{"SoBanGhi": "1000", **fields, "TiepTheo": further})
        found += numbers(answer)
    return found


def record(office: httpx.Client, number: str, kind: str, data: Mapping[str, Any], on: str = "2026-11-23") -> Any:
    event = {"subject": {"soDinhDanh": number}, "type": kind, "on": on, "data": data}
    told = office.post("/population/v1/events", json={**event, "purpose": {"procedure": PROCEDURE}})
    assert told.json()["outcome"] == "recorded", told.text
    return told.json()


def told(answer: etree._Element) -> list[tuple[str, str]]:
    """Every text below, in order, by its element's name."""
    leaves = (leaf for leaf in answer.iter() if not len(leaf))
    return [(leaf.tag.rpartition("}")[2], leaf.text or "") for leaf in leaves]


@pytest.fixture(scope="module")
def living(many: Store) -> list[Mapping[str, Any]]:
    """All that the uniform service tells of everybody who lives and has a number, drawn or a persona."""
    fields = ["gioiTinh", "danToc", "tonGiao", "nhomMau", "ngaySinh", "thuongTru"]
    found = people(many)
    for index in personas.everybody():
        number = many.workspace("default").kin(index).so_dinh_danh
        body = {"subject": {"soDinhDanh": number}, "fields": fields, "purpose": {"procedure": PROCEDURE}}
        asked: Mapping[str, Any] = OPERATIONS["lookup"](many, "default", "population", body) if number else {}
        found += asked["records"] if asked.get("outcome") == "found" else []
    return found


@pytest.mark.parametrize(
    ("operation", "field", "codes"),
    [
        ("GioiTinh", "gioiTinh", ("1", "2")),
        ("DanToc", "danToc", ("01", "05", "54")),
        ("TonGiao", "tonGiao", ("00", "03")),
        ("NhomMau", "nhomMau", ("00", "03")),
    ],
)
def test_a_list_by_code_tells_everybody_the_register_tells_that_of(
    operation: str, field: str, codes: tuple[str, ...], ask: Ask, living: list[Mapping[str, Any]]
) -> None:
    for code in codes:
        wanted = [one["soDinhDanh"] for one in living if one.get(field, "00") == code]
        assert whole(ask, OF + operation, **{operation: code}) == wanted


@pytest.mark.parametrize("place", [{"MaTinhThanh": "92"}, {"MaTinhThanh": "92", "MaPhuongXa": "31411"}])
def test_a_list_by_place_tells_who_resides_there_for_good(
    place: dict[str, str], ask: Ask, living: list[Mapping[str, Any]]
) -> None:
    asked = {name[0].lower() + name[1:]: code for name, code in place.items()}
    wanted = [one["soDinhDanh"] for one in living if asked.items() <= one.get("thuongTru", {}).items()]
    assert wanted
    assert whole(ask, f"{OF}DiaPhuong", **place) == wanted


def test_a_list_by_place_is_of_the_units_valid_on_the_clock(ask: Ask, office: httpx.Client) -> None:
    old = {"MaTinhThanh": "93", "MaQuanHuyen": "930"}
    assert fault(ask(f"{OF}DiaPhuong", **old)) == "unknown_unit"
    office.put("/_sandbox/clock", json={"now": "2025-06-30"})
    answer = ask(f"{OF}DiaPhuong", **old, SoBanGhi="3")
    assert len(numbers(answer)) == 3
    assert {code.text for code in answer.iterfind(".//{*}ThuongTru/{*}MaQuanHuyen")} == {"930"}
    assert fault(ask(f"{OF}DiaPhuong", MaTinhThanh="92", MaPhuongXa="31321")) == "unknown_unit"


def test_whoever_moved_is_listed_where_he_lived_on_the_clock(
    ask: Ask, office: httpx.Client, living: list[Mapping[str, Any]], many: Store
) -> None:
    number, before, moved = next(
        (one["soDinhDanh"], *homes)
        for one in living
        if len(homes := homes_of(many, one["soDinhDanh"])) == 2 and one["ngaySinh"] < "1990"
    )
    on = moved.since - timedelta(days=1)
    office.put("/_sandbox/clock", json={"now": on.isoformat()})
    then = before.value.on(on)
    place = {"MaTinhThanh": then["maTinhThanh"], "MaPhuongXa": then["maPhuongXa"]}
    assert number in whole(ask, f"{OF}DiaPhuong", **place)


def homes_of(many: Store, number: str) -> tuple[Fact, ...]:
    """The permanent residences of a drawn person, in order."""
    row = many.nation.row_by_number(number)
    home = None if row is None else many.nation.facts(row)["thuongTru"]
    return () if home is None else tuple(home.facts)


def test_ages_are_whole_years_reached_and_both_ends_count(ask: Ask, office: httpx.Client) -> None:
    born = {
        "099000000101": "2008-11-23",
        "099000000102": "2008-11-24",
        "099000000103": "2007-11-24",
        "099000000104": "2007-11-23",
        "099000000105": "2008",
        "099000000106": "2007-12",
    }
    for number, birth in born.items():
        record(office, number, "person_registered", {"hoVaTen": "Lê Văn Mẫu", "ngaySinh": birth, "gioiTinh": "1"})
    own = [n for n in whole(ask, f"{OF}DoTuoi", TuTuoi="18", DenTuoi="18") if n in born]
    assert own == ["099000000101", "099000000103", "099000000105", "099000000106"]


def test_ages_are_those_of_the_register(ask: Ask, living: list[Mapping[str, Any]]) -> None:
    old = [one["soDinhDanh"] for one in living if one["ngaySinh"] <= "1936-11-23" and len(one["ngaySinh"]) == 10]
    year_alone = {one["soDinhDanh"] for one in living if len(one["ngaySinh"]) < 10}
    assert [n for n in whole(ask, f"{OF}DoTuoi", TuTuoi="90") if n not in year_alone] == old


def test_the_newborn_the_moved_and_the_dead_are_listed_as_they_are_now(
    ask: Ask, office: httpx.Client, living: list[Mapping[str, Any]]
) -> None:
    adults = [one for one in living if "1970" < one["ngaySinh"] < "1990" and len(one["ngaySinh"]) == 10]
    mother = next(one for one in adults if one["gioiTinh"] == "2")["soDinhDanh"]
    dying, moving = [one["soDinhDanh"] for one in adults if one["gioiTinh"] == "1" and "thuongTru" in one][:2]
    place = {"MaTinhThanh": "92", "MaPhuongXa": "31378"}
    there = whole(ask, f"{OF}DiaPhuong", **place)

    child = record(office, mother, "birth", {"hoVaTen": "Trần Văn Mới", "gioiTinh": "1"})["soDinhDanh"]
    record(office, dying, "death", {})
    record(office, moving, "move", {"thuongTru": {**HOME, "chiTiet": "Ấp Phú Lễ"}})

    men = whole(ask, f"{OF}GioiTinh", GioiTinh="1")
    assert men == [one["soDinhDanh"] for one in living if one["gioiTinh"] == "1" and one["soDinhDanh"] != dying] + [
        child
    ]
    now_there = whole(ask, f"{OF}DiaPhuong", **place)
    assert set(there) - {dying} <= set(now_there)
    assert moving in now_there
    assert child in whole(ask, f"{OF}DoTuoi", DenTuoi="0")


def test_pages_follow_each_other_by_number_and_by_where_to_go_on(ask: Ask) -> None:
    asked = {"GioiTinh": "2", "SoBanGhi": "7"}
    all_of_them = whole(ask, f"{OF}GioiTinh", GioiTinh="2")
    third = ask(f"{OF}GioiTinh", **asked, Trang="3")
    assert numbers(third) == all_of_them[14:21]
    assert third.get("SoCongDan") == "7"
    assert numbers(ask(f"{OF}GioiTinh", **asked, TiepTheo=third.get("TiepTheo") or "")) == all_of_them[21:28]
    beyond = ask(f"{OF}GioiTinh", **asked, Trang="999999999")
    assert (numbers(beyond), beyond.get("TiepTheo")) == ([], None)


def test_one_answer_reads_a_bounded_part_of_the_register_and_says_where_to_go_on(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of_them = whole(ask, f"{OF}NhomMau", NhomMau="03")
    monkeypatch.setattr(searching, "ROWS", 100)
    monkeypatch.setattr(searching, "PEOPLE", 4)
    first = ask(f"{OF}NhomMau", NhomMau="03", SoBanGhi="1000")
    assert 0 < len(numbers(first)) <= 4
    assert whole(ask, f"{OF}NhomMau", NhomMau="03") == all_of_them
    assert whole(ask, f"{OF}NhomMau", NhomMau="03", SoBanGhi="10", Trang="3") == all_of_them[20:]


@pytest.mark.parametrize(
    ("operation", "fields", "code"),
    [
        ("GioiTinh", {}, "required"),
        ("GioiTinh", {"GioiTinh": "9"}, "unknown_code"),
        ("DanToc", {"DanToc": "1"}, "unknown_code"),
        ("TonGiao", {"TonGiao": "xx"}, "unknown_code"),
        ("NhomMau", {"NhomMau": "05"}, "unknown_code"),
        ("DiaPhuong", {}, "required"),
        ("DiaPhuong", {"MaPhuongXa": "31411"}, "required"),
        ("DiaPhuong", {"MaTinhThanh": "00"}, "unknown_unit"),
        ("DiaPhuong", {"MaTinhThanh": "01", "MaPhuongXa": "31411"}, "unknown_unit"),
        ("DoTuoi", {}, "required"),
        ("DoTuoi", {"TuTuoi": "30", "DenTuoi": "20"}, "ages"),
        ("DoTuoi", {"TuTuoi": "-1"}, "ages"),
        ("DoTuoi", {"DenTuoi": "151"}, "ages"),
        ("DoTuoi", {"DenTuoi": "9" * 5000}, "ages"),
        ("DoTuoi", {"DenTuoi": "\u0661"}, "ages"),
        ("GioiTinh", {"GioiTinh": "1", "Trang": "0"}, "paging"),
        ("GioiTinh", {"GioiTinh": "1", "SoBanGhi": "1001"}, "paging"),
        ("GioiTinh", {"GioiTinh": "1", "SoBanGhi": "0"}, "paging"),
        ("GioiTinh", {"GioiTinh": "1", "Trang": "9" * 5000}, "paging"),
        ("GioiTinh", {"GioiTinh": "1", "TiepTheo": "1"}, "paging"),
        ("GioiTinh", {"GioiTinh": "1"}, "required"),
        ("GioiTinh", {"GioiTinh": "1", "MaYeuCau": "x" * 41}, "long_request"),
    ],
)
def test_a_list_that_cannot_be_asked_for_is_a_fault(
    operation: str, fields: dict[str, str], code: str, ask: Ask
) -> None:
    assert fault(ask(OF + operation, **fields)) == code


@pytest.mark.parametrize(
    "operation",
    [
        *("GetRequestStatus", "GetRequestResult", "GetRequestDetail", "GetRequestHistory"),
        *("DeleteRequest", "GetResultDetailAsRecords", "GetResultDetailAsFile"),
    ],
)
def test_a_job_that_there_is_not_is_a_fault(operation: str, ask: Ask) -> None:
    assert fault(ask(operation)) == "required"
    assert fault(ask(operation, MaYeuCauDanhSach="none")) == "no_job"
    assert fault(ask(operation, MaYeuCauDanhSach="x" * 500_000)) == "no_job"


def test_a_list_too_large_for_a_page_waits_runs_and_is_done_by_the_clock(ask: Ask, office: httpx.Client) -> None:
    taken = ask(f"{OF}GioiTinh", GioiTinh="1", MaYeuCau="J-1")
    assert {str(name): str(value) for name, value in taken.attrib.items()} == {
        "SoCongDan": "0",
        "ThoiDiemDuLieu": "2026-11-23T08:00:00+07:00",
        "MaYeuCauDanhSach": "J-1",
        "TrangThai": "ChoXuLy",
    }
    job = [("MaYeuCauDanhSach", "J-1"), ("ThaoTac", f"{OF}GioiTinh"), ("ThoiDiem", "2026-11-23T08:00:00+07:00")]
    assert told(ask("GetRequestStatus", MaYeuCauDanhSach="J-1")) == [*job, ("TrangThai", "ChoXuLy")]
    office.put("/_sandbox/clock", json={"now": "2026-11-23T08:01"})
    assert told(ask("GetRequestStatus", MaYeuCauDanhSach="J-1")) == [*job, ("TrangThai", "DangXuLy")]
    for operation in ("GetRequestResult", "GetResultDetailAsRecords", "GetResultDetailAsFile"):
        assert fault(ask(operation, MaYeuCauDanhSach="J-1")) == "job_not_done"

    office.put("/_sandbox/clock", json={"now": "2026-11-23T08:10"})
    done = [*job, ("TrangThai", "HoanThanh")]
    assert told(ask("GetRequestDetail", MaYeuCauDanhSach="J-1")) == [*done, ("GioiTinh", "1")]
    all_of_them = whole(ask, f"{OF}GioiTinh", GioiTinh="1")
    count = [("SoCongDan", str(len(all_of_them))), ("ConNua", "false")]
    assert told(ask("GetRequestResult", MaYeuCauDanhSach="J-1")) == done + count
    assert whole(ask, "GetResultDetailAsRecords", MaYeuCauDanhSach="J-1") == all_of_them
    assert told(ask("GetRequests")) == [("TongSo", "1"), *done]


def test_a_jobs_result_is_of_the_moment_it_was_asked_for(
    ask: Ask, office: httpx.Client, living: list[Mapping[str, Any]]
) -> None:
    dying = next(one["soDinhDanh"] for one in living if one["gioiTinh"] == "2")
    ask(f"{OF}GioiTinh", GioiTinh="2", MaYeuCau="J-1")
    office.put("/_sandbox/clock", json={"now": "2026-11-24"})
    record(office, dying, "death", {}, on="2026-11-24")
    assert dying in whole(ask, "GetResultDetailAsRecords", MaYeuCauDanhSach="J-1")
    assert dying not in whole(ask, f"{OF}GioiTinh", GioiTinh="2")


def test_a_jobs_result_is_a_file_too(ask: Ask, office: httpx.Client, living: list[Mapping[str, Any]]) -> None:
    ask(f"{OF}DiaPhuong", MaTinhThanh="92", MaYeuCau="J-1")
    office.put("/_sandbox/clock", json={"now": "2026-11-24"})
    answer = dict(told(ask("GetResultDetailAsFile", MaYeuCauDanhSach="J-1", SoBanGhi="1")))
    one = next(one for one in living if "thuongTru" in one)
    home = one["thuongTru"]
    assert answer["TenTep"] == f"{OF}DiaPhuong.csv"
    lines = list(csv.reader(b64decode(answer["NoiDung"]).decode("utf-8-sig").splitlines()))
    places = ["MaTinhThanh", "MaQuanHuyen", "MaPhuongXa", "ChiTiet", "QuocGia"]
    person = [one["soDinhDanh"], one.get("soCMND", ""), one["hoVaTen"], one["ngaySinh"]]
    assert lines == [
        ["SoDinhDanh", "SoCMND", "HoVaTen", "NgayThangNamSinh", *places],
        [*person, "92", "", home["maPhuongXa"], home["chiTiet"], "VN"],
    ]
    further = ask("GetResultDetailAsFile", MaYeuCauDanhSach="J-1", SoBanGhi="1", TiepTheo=answer["TiepTheo"])
    assert dict(told(further))["NoiDung"] != answer["NoiDung"]


def test_a_job_is_deleted_once_and_remembers_it(ask: Ask, office: httpx.Client) -> None:
    ask(f"{OF}GioiTinh", GioiTinh="1", MaYeuCau="J-1")
    office.put("/_sandbox/clock", json={"now": "2026-11-23T08:05"})
    for _ in range(2):
        assert dict(told(ask("DeleteRequest", MaYeuCauDanhSach="J-1")))["TrangThai"] == "DaXoa"
        office.put("/_sandbox/clock", json={"now": "2026-11-24"})
    assert told(ask("GetRequestHistory", MaYeuCauDanhSach="J-1"))[4:] == [
        *(("ThoiDiem", "2026-11-23T08:00:00+07:00"), ("TrangThai", "ChoXuLy")),
        *(("ThoiDiem", "2026-11-23T08:01:00+07:00"), ("TrangThai", "DangXuLy")),
        *(("ThoiDiem", "2026-11-23T08:05:00+07:00"), ("TrangThai", "DaXoa")),
    ]
    assert fault(ask("GetRequestResult", MaYeuCauDanhSach="J-1")) == "job_deleted"


def test_a_request_repeated_is_the_same_job_and_another_of_its_code_a_fault(ask: Ask) -> None:
    first, again = (ask(f"{OF}GioiTinh", GioiTinh="1", MaYeuCau="J-1") for _ in range(2))
    assert etree.tostring(first) == etree.tostring(again)
    assert fault(ask(f"{OF}GioiTinh", GioiTinh="2", MaYeuCau="J-1")) == "job_taken"


def test_jobs_are_told_page_by_page(ask: Ask) -> None:
    for number in ("J-1", "J-2", "J-3"):
        ask(f"{OF}GioiTinh", GioiTinh="1", MaYeuCau=number)
    first = told(ask("GetRequests", SoBanGhi="2"))
    assert [text for name, text in first if name == "MaYeuCauDanhSach"] == ["J-1", "J-2"]
    rest = told(ask("GetRequests", SoBanGhi="2", TiepTheo=dict(first)["TiepTheo"]))
    assert [text for name, text in rest if name in {"TongSo", "MaYeuCauDanhSach", "TiepTheo"}] == ["3", "J-3"]


def test_a_list_that_fits_a_page_is_answered_at_once(ask: Ask) -> None:
    answer = ask(f"{OF}NhomMau", NhomMau="03")
    assert answer.get("SoCongDan") == str(len(numbers(answer)))
    assert numbers(answer) == whole(ask, f"{OF}NhomMau", NhomMau="03")
    assert told(ask("GetRequests")) == [("TongSo", "0")]


def schema(namespace: str) -> etree.XMLSchema:
    described = etree.fromstring(wsdl("037", "http://x"))
    (found,) = (s for s in described.iter(f"{XSD}schema") if s.get("targetNamespace") == namespace)
    return etree.XMLSchema(etree.fromstring(etree.tostring(found)))


def test_requests_and_answers_are_as_the_wsdl_describes_them(ask: Ask, office: httpx.Client) -> None:
    asked = [
        (f"{OF}DiaPhuong", {"MaYeuCau": "J-1", "MaTinhThanh": "92"}),
        (f"{OF}DoTuoi", {"TuTuoi": "20", "DenTuoi": "21", "Trang": "1", "SoBanGhi": "5"}),
        *((name, {"MaYeuCauDanhSach": "J-1"}) for name in ("GetRequestStatus", "GetRequestDetail", "GetRequestResult")),
        *((f"GetResultDetailAs{form}", {"MaYeuCauDanhSach": "J-1", "SoBanGhi": "2"}) for form in ("Records", "File")),
        *((name, {"MaYeuCauDanhSach": "J-1"}) for name in ("DeleteRequest", "GetRequestHistory")),
        ("GetRequests", {"SoBanGhi": "1"}),
    ]
    for operation, fields in asked:
        request = etree.fromstring(envelope(operation, fields))[0][0]
        schema("http://dancuquocgia.bca").assertValid(etree.fromstring(etree.tostring(request)))
        answer = ask(operation, **fields)
        schema(etree.QName(answer).namespace or "").assertValid(etree.fromstring(etree.tostring(answer)))
        office.put("/_sandbox/clock", json={"now": "2026-11-24"})


def test_a_right_to_one_operation_is_named_as_it_is_called() -> None:
    asked = Request("POST", "/csdldc/037", body=envelope("DeleteRequest", {}).encode())
    assert service_asked(asked) == "DeleteRequest"
    assert service_asked(Request("POST", "/csdldc/037", body=envelope("GetRequestsRequest", {}).encode())) == (
        "GetRequests"
    )


def test_the_exchanges_on_file_tell_every_list() -> None:
    held = {file.stem for file in (Path(__file__).parent / "exchanges" / "citizen_soap").iterdir()}
    assert {f"{OF}{what}" for what in ("DiaPhuong", "DoTuoi", "NhomMau", "GioiTinh", "DanToc", "TonGiao")} <= held
