"""The façades' own faults, switches and forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from mock_national_db.wires import Options, Reply

Ask = Callable[..., Reply]
THOA = "/apiCSDLDanCu/ChiaSeThongTinCongDan"
YES_NO = "/apiCSDLDanCu/XacThucThongTinCongDan"
OCPS = "/o/rest/v2/qldc"
TSDVC = "/_vti_bin/DVCM/CommonServices.svc/GetInfoCitizenFromCSDLQG"
ORDS = "/ords-kho-dan-cu/csdl_dancuqg/dancutracuu_vngoai"
SENT = {"SoDinhDanh": "099099000001", "HoVaTen": "NGUYENVANDE", "NgayThangNam": "19990131"}


@pytest.mark.parametrize(("path", "key"), [(THOA, "error_code"), (OCPS, "errorCode"), (YES_NO, "message")])
@pytest.mark.parametrize("body", ["", "[]", "{", "1", '{"HoVaTen": []}', '{"a":' * 900 + "1" + "}" * 900, "\ud800"])
def test_what_is_no_json_object_or_lacks_a_number_is_a_400(path: str, key: str, body: str, ask: Ask) -> None:
    reply = ask(path, body.encode("utf-8", "surrogatepass"))
    assert reply.status == 400
    assert key in json.loads(reply.body)


@pytest.mark.parametrize("path", [THOA, OCPS, YES_NO, "/token"])
def test_only_post_is_taken(path: str, ask: Ask) -> None:
    reply = ask(path, method="GET")
    assert reply.status == 405
    assert ("Allow", "POST") in reply.headers


@pytest.mark.parametrize(("name", "known"), [("Nguyễn Văn Đệ", True), ("TRANVANDE", False)])
def test_the_rest_form_of_003_says_true_or_false(name: str, known: bool, ask: Ask) -> None:  # noqa: FBT001
    sent = {
        "maYeuCau": "1",
        "soDinhDanh": "099099000001",
        "hoVaTen": name,
        "ngayThangNam": "31/01/1999",
        "maCanBo": "x",
    }
    assert json.loads(ask(YES_NO, json.dumps(sent)).body) == {"data": known}


def test_the_envelope_may_be_wrapped(ask: Ask) -> None:
    reply = ask(OCPS, json.dumps(SENT), options=Options(ocps_envelope="wrapped"))
    assert list(json.loads(reply.body)) == ["Envelope"]


def test_members_of_a_household_are_a_list_in_json(ask: Ask, person: Callable[..., Any]) -> None:
    member = {"hoVaTen": "A", "soDinhDanh": "099099000009", "quanHe": "03"}
    sent = json.dumps(SENT | {"type": "CungCapThongTinHoGiaDinh"})
    citizen = json.loads(ask(OCPS, sent, record=person(thanhVienHo=[member] * 3)).body)["Body"]["CongdanCollection"]
    assert len(citizen["CongDan"]["ThanhVienHoGiaDinh"]["ThanhVien"]) == 3
    alone = json.loads(ask(OCPS, sent, record=person(thanhVienHo=None)).body)["Body"]["CongdanCollection"]
    assert alone["CongDan"]["ThanhVienHoGiaDinh"] == ""


@pytest.mark.parametrize("code", ["004", "005"])
def test_a_missing_right_is_told_by_its_code(code: str, ask: Ask) -> None:
    options = Options(ocps_right=code)
    for reply in (
        ask(OCPS, json.dumps(SENT), options=options),
        ask(f"{OCPS}/role/employee", method="GET", options=options),
    ):
        assert reply.status == 403
        assert json.loads(reply.body)["errorCode"] == code


def test_the_role_check_says_yes_by_default(ask: Ask) -> None:
    assert json.loads(ask(f"{OCPS}/role/employee", method="GET").body) == {"hasRole": True}
    assert ask(f"{OCPS}/role/employee").status == 405


@pytest.mark.parametrize("query", [{}, {"cccd": "1"}, {"cccd": "099099000001", "fullName": "A", "dob": "x"}])
def test_a_get_that_cannot_be_asked_is_a_400_in_xml(query: dict[str, str], ask: Ask) -> None:
    reply = ask(TSDVC, method="GET", query=query)
    assert reply.status == 400
    assert b"soapenv:Fault" in reply.body
    assert ask(TSDVC).status == 405


@pytest.mark.parametrize("form", ["socancuoc-congdan/099099000001", "sochungminhthu-congdan/900000001"])
def test_the_ministry_gives_a_record_by_number_and_birth_date(form: str, ask: Ask) -> None:
    for day in ("19990131", "1999"):
        found = json.loads(ask(f"{ORDS}/{form}/{day}", method="GET").body)["RESULT"]
        assert found["HoVaTen"]["Ten"] == "NGUYỄN VĂN ĐỆ"
    assert json.loads(ask(f"{ORDS}/{form}/19990101", method="GET").body) == {"RESULT": None}


@pytest.mark.parametrize(
    ("changes", "result"), [({}, 1), ({"gender": "2"}, 0), ({"full_name": "TRANVANDE"}, 0), ({"birth_date": "1998"}, 0)]
)
def test_the_ministry_checks_all_that_is_given(changes: dict[str, str], result: int, ask: Ask) -> None:
    query = {"citizen_pid": "099099000001", "birth_date": "19990131", "gender": "1", "full_name": "NGUYENVANDE"}
    assert json.loads(ask(f"{ORDS}/kiemtra-congdan", method="GET", query=query | changes).body) == {"RESULT": result}


@pytest.mark.parametrize(
    ("path", "status"), [("kiemtra-congdan", 400), ("socancuoc-congdan/1/1999", 400), ("x/1/2", 404), ("", 404)]
)
def test_the_ministrys_faults_name_what_is_wrong(path: str, status: int, ask: Ask) -> None:
    reply = ask(f"{ORDS}/{path}", method="GET")
    assert reply.status == status
    assert " / " in json.loads(reply.body)["message"]


@pytest.mark.parametrize(
    ("switch", "day", "known"),
    [
        ("coarse_birth=agrees", "1999", True),
        ("coarse_birth=differs", "1999", False),
        ("coarse_birth=differs", "19990131", True),
        ("deceased=shown", "19990131", True),
        ("deceased=hidden", "19990131", False),
        ("003.deceased=hidden", "19990131", True),
        ("socancuoc-congdan.deceased=hidden", "19990131", False),
    ],
)
def test_the_switches_hold_for_the_ministrys_forms_too(switch: str, day: str, known: bool, ask: Ask) -> None:  # noqa: FBT001
    options = Options.read([switch])
    reply = ask(f"{ORDS}/socancuoc-congdan/099099000001/{day}", method="GET", options=options, outcome="deceased")
    assert (json.loads(reply.body)["RESULT"] is not None) is known


def test_a_month_of_birth_is_written_as_switched_in_the_ministrys_form(ask: Ask, person: Callable[..., Any]) -> None:
    url, options = f"{ORDS}/socancuoc-congdan/099099000001/1999-01", Options(month_of_birth="zeros")
    found = json.loads(ask(url, method="GET", record=person(ngaySinh="1999-01"), options=options).body)["RESULT"]
    assert found["NgayThangNamSinh"] == {"Nam": "1999", "NgayThangNam": "19990100"}


@pytest.mark.parametrize("path", [THOA, YES_NO, OCPS, "/csdldc/037"])
def test_every_answer_names_the_switches_that_are_not_at_their_default(path: str, ask: Ask) -> None:
    sent = SENT | {"soDinhDanh": "099099000001", "hoVaTen": "A", "ngayThangNam": "1999"}
    reply = ask(path, json.dumps(sent), options=Options(fault_status="400", deceased="hidden"))
    assert "deceased=hidden; fault_status=400" in dict(reply.headers)["X-Sandbox-Note"]


@pytest.mark.parametrize(("form", "root"), [("qcvn109", "dc:CongdanCollection"), ("nhanthan-g0", 'id="1"')])
def test_a_facade_gives_the_profile_that_is_switched_on(form: str, root: str, ask: Ask) -> None:
    assert root in json.loads(ask(THOA, json.dumps(SENT), options=Options(profile=form)).body)["message"]
