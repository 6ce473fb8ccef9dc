"""What the SOAP wire accepts, what it refuses, and what its switches change."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from mock_national_db.wires import Options, Reply, wires
from mock_national_db.wires._live import CHILDREN

Text = Callable[..., str]
Ask = Callable[..., Reply]
LOOK_UP = "TraCuuThongTinCongDan"
GATEWAYS = ("/XrdAdapter/RestService/forward", "/VXPAdapter/RestService/forward")
URLS = [f"{prefix}/csdldc/{service}" for prefix in ("", *GATEWAYS) for service in ("037", "033", "003")]
URLS += [f"{prefix}/{service}" for prefix in GATEWAYS for service in ("037", "033", "003", "dancu")]


def found(reply: Reply) -> bool:
    return reply.status == 200 and b"<ns1:Ten>" in reply.body


def fault(reply: Reply) -> tuple[int, str, str]:
    """Status, faultcode and our own code."""
    root = etree.fromstring(reply.body)
    code = root.findtext(".//faultcode")
    return reply.status, code or "", root.findtext(".//{urn:dancu:wire}code") or ""


@pytest.mark.parametrize("url", URLS)
def test_every_url_tells_operations_apart_by_the_body(url: str, ask: Ask, envelope: Text, children: Text) -> None:
    assert found(ask(url, envelope(LOOK_UP, children())))
    assert b"<ns1:TonTai>true" in ask(url, envelope("XacThucThongTinCongDanRequest", children())).body


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml; charset=utf-8", "application/soap+xml", ""])
def test_the_content_type_does_not_matter(content_type: str, ask: Ask, envelope: Text, children: Text) -> None:
    headers = {"content-type": content_type, "soapaction": '"urn:anything"'}
    reply = ask("/csdldc/037", envelope(LOOK_UP, children()), headers=headers)
    assert found(reply)
    assert reply.content_type.startswith("text/xml") == content_type.startswith("text/xml")


@pytest.mark.parametrize(
    "born",
    [
        *("<dan:NgayThangNam>19990131</dan:NgayThangNam>", "<dan:NgayThangNam>1999-01-31</dan:NgayThangNam>"),
        *("<dan:NgayThangNam>\n 31/01/1999 \t</dan:NgayThangNam>", "19990131", "1999-01-31", "31/01/1999"),
        *("1999", "1999-01", "01/1999", "<dan:Nam>1999</dan:Nam>", "19990100", "19990000", "\n1999\n"),
        "<dan:Nam>1999</dan:Nam><dan:NgayThangNam>19990131</dan:NgayThangNam>",
    ],
)
def test_every_form_of_a_birth_date_is_read(born: str, ask: Ask, envelope: Text, children: Text) -> None:
    assert found(ask("/csdldc/037", envelope(LOOK_UP, children(NgayThangNamSinh=born))))


@pytest.mark.parametrize("born", ["19990130", "1998", "1999-02", "31/01/1998", "<dan:Nam>1945</dan:Nam>"])
def test_another_birth_date_finds_nobody(born: str, ask: Ask, envelope: Text, children: Text) -> None:
    reply = ask("/csdldc/037", envelope(LOOK_UP, children(NgayThangNamSinh=born)))
    assert reply.status == 200
    assert not found(reply)


@pytest.mark.parametrize(
    "name",
    [
        "NGUYENVANDE",
        "NGUYỄN VĂN ĐỆ",
        " nguyễn  văn đệ ",
        "Nguyen Van De",
        unicodedata.normalize("NFD", "Nguyễn Văn Đệ"),
    ],
)
def test_names_are_compared_folded(name: str, ask: Ask, envelope: Text, children: Text) -> None:
    assert found(ask("/csdldc/037", envelope(LOOK_UP, children(HoVaTen=name))))


def test_a_name_in_three_parts_is_one_name(ask: Ask, envelope: Text, children: Text) -> None:
    parts = "<dan:Ho>NGUYEN</dan:Ho><dan:ChuDem>VAN</dan:ChuDem><dan:Ten>DE</dan:Ten>"
    assert found(ask("/csdldc/037", envelope(LOOK_UP, children(HoVaTen=parts))))


@pytest.mark.parametrize(
    "number", [{"SoDinhDanh": "", "SoCMND": "900000001"}, {"SoDinhDanh": "", "SoCMND": "099099000001"}]
)
def test_an_old_number_is_told_by_its_length(number: dict[str, str], ask: Ask, envelope: Text, children: Text) -> None:
    assert found(ask("/csdldc/037", envelope(LOOK_UP, children(**number))))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ({"SoDinhDanh": ""}, "no_number"),
        ({"SoDinhDanh": "900000001"}, "personal_number"),
        ({"SoDinhDanh": "09909900000"}, "personal_number"),
        ({"SoDinhDanh": "0990990000011"}, "personal_number"),
        ({"SoDinhDanh": "09909900000a"}, "personal_number"),
        ({"SoDinhDanh": "\u066099099000001"}, "personal_number"),
        ({"SoDinhDanh": "", "SoCMND": "90000000"}, "old_number"),
        ({"SoDinhDanh": "", "SoCMND": "90000000001"}, "old_number"),
        ({"HoVaTen": ""}, "no_name"),
        ({"HoVaTen": "N" * 101}, "long_name"),
        ({"HoVaTen": "N" * 1_000_000}, "long_name"),
        ({"NgayThangNamSinh": ""}, "no_birth"),
        ({"NgayThangNamSinh": "<dan:NgayThangNam/>"}, "no_birth"),
        ({"NgayThangNamSinh": "19990231"}, "birth"),
        ({"NgayThangNamSinh": "1999-13-01"}, "birth"),
        ({"NgayThangNamSinh": "31.01.1999"}, "birth"),
        ({"NgayThangNamSinh": "9" * 500_000}, "birth"),
    ],
)
def test_what_cannot_be_asked_is_named(
    number: dict[str, str], code: str, ask: Ask, envelope: Text, children: Text
) -> None:
    reply = ask("/csdldc/037", envelope(LOOK_UP, children(**number)))
    assert fault(reply) == (500, "soapenv:Client", code)
    assert " / " in reply.body.decode()


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        *(
            (b"", "not_xml"),
            (b"{}", "not_xml"),
            (b"<a", "not_xml"),
            (b"\xff\xfe\x00", "not_xml"),
            (b"<a/>", "not_soap"),
        ),
        (b"<a>&b;</a>", "not_xml"),
        (b"<?xml version='1.0' encoding='nothing'?><a/>", "not_xml"),
        ("".join(f"<a{depth}>" for depth in range(5000)).encode(), "not_xml"),
        (f"{BOMB}<x>&b;</x>".encode(), "doctype"),
        (f"{OUTSIDE}<x>&e;</x>".encode(), "doctype"),
        (f"<?xml version='1.0' encoding='utf-16'?>{OUTSIDE}<x>&e;</x>".encode("utf-16"), "doctype"),
    ],
)
def test_what_is_no_envelope_is_a_fault(body: bytes, code: str, ask: Ask) -> None:
    assert fault(ask("/csdldc/037", body)) == (500, "soapenv:Client", code)


@pytest.mark.parametrize("operation", ["CungCapDanhSachTheoTen", "GetRequest", "Delete", "x" * 500])
def test_an_operation_that_is_not_offered_is_named(operation: str, ask: Ask, envelope: Text) -> None:
    reply = ask("/csdldc/037", envelope(operation, ""))
    assert fault(reply) == (500, "soapenv:Client", "not_offered")
    assert operation[:60] in reply.body.decode()


def test_an_envelope_without_operation_or_of_another_namespace_is_a_fault(ask: Ask, envelope: Text) -> None:
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    empty = f'<s:Envelope xmlns:s="{soap}"><s:Body> </s:Body></s:Envelope>'
    bare = f'<s:Envelope xmlns:s="{soap}"/>'
    assert fault(ask("/csdldc/037", empty))[2] == "no_operation"
    assert fault(ask("/csdldc/037", bare))[2] == "not_soap"
    assert fault(ask("/csdldc/037", envelope(LOOK_UP, "", "urn:other")))[2] == "namespace"


def test_another_method_is_told_which_are_taken(ask: Ask) -> None:
    reply = ask("/csdldc/037", method="DELETE")
    assert reply.status == 405
    assert ("Allow", "POST, GET") in reply.headers


def test_one_citizen_has_all_twenty_children_in_the_order_of_the_sample(
    ask: Ask, envelope: Text, children: Text, person: Callable[..., Any]
) -> None:
    nobody = {"soDinhDanh": "099099000001", "hoVaTen": "Nguyễn Văn Đệ", "ngaySinh": "1999-01-31"}
    for record in (person(), nobody):
        root = etree.fromstring(ask("/csdldc/037", envelope(LOOK_UP, children()), record=record).body)
        (citizen,) = root.iter("{http://www.mic.gov.vn/dancu/1.0}CongDan")
        assert [child.tag.rpartition("}")[2] for child in citizen] == list(CHILDREN)
        assert not any(element.attrib for element in citizen.iter())
        assert len(CHILDREN) == 20


def test_what_xml_cannot_hold_breaks_no_answer(
    ask: Ask, envelope: Text, children: Text, person: Callable[..., Any]
) -> None:
    record = person(soHoSoCuTru="\x00\x1f\ud800\uffff]]><&>\r\n")
    reply = ask("/csdldc/037", envelope(LOOK_UP, children()), record=record)
    held = etree.fromstring(reply.body).findtext(".//{*}SoSoHoKhau")
    assert held == "\ufffd\ufffd\ufffd\ufffd]]><&>\r\n"


@pytest.mark.parametrize(
    ("switch", "sent", "wanted"),
    [
        (
            "yes_no_root=XacThucThongTinCongDanResponse",
            "XacThucThongTinCongDanRequest",
            b"<ns1:XacThucThongTinCongDanR",
        ),
        ("profile=nhanthan-g0", LOOK_UP, b'SoCongDan="1"'),
        ("deceased=hidden", LOOK_UP, b"CongdanCollection xmlns:ns1"),
    ],
)
def test_a_switch_changes_the_answer_and_is_noted(
    switch: str, sent: str, wanted: bytes, ask: Ask, envelope: Text, children: Text
) -> None:
    reply = ask("/csdldc/037", envelope(sent, children()), options=Options.read([switch]))
    assert wanted in reply.body
    assert switch in dict(reply.headers)["X-Sandbox-Note"]


def test_the_dead_are_shown_unless_hidden(ask: Ask, envelope: Text, children: Text) -> None:
    sent = envelope(LOOK_UP, children())
    assert found(ask("/csdldc/037", sent, outcome="deceased"))
    assert not found(ask("/csdldc/037", sent, outcome="deceased", options=Options(deceased="hidden")))


def test_a_year_alone_may_be_made_to_differ(ask: Ask, envelope: Text, children: Text) -> None:
    sent = envelope(LOOK_UP, children(NgayThangNamSinh="1999"))
    assert not found(ask("/csdldc/037", sent, options=Options(coarse_birth="differs")))


@pytest.mark.parametrize(("switch", "day"), [("empty", None), ("zeros", "19990100")])
def test_a_month_of_birth_is_written_as_switched(
    switch: str, day: str | None, ask: Ask, envelope: Text, children: Text, person: Callable[..., Any]
) -> None:
    sent = envelope(LOOK_UP, children(NgayThangNamSinh="1999-01"))
    options = Options(month_of_birth=switch)
    reply = ask("/csdldc/037", sent, record=person(ngaySinh="1999-01"), options=options)
    assert etree.fromstring(reply.body).findtext(".//{*}NgayThangNam") == (day or "")


def test_a_fault_may_be_a_200_for_one_service_alone(ask: Ask, envelope: Text) -> None:
    options = Options.read(["003.fault_status=200"])
    assert ask("/csdldc/003", envelope("GetNothing", ""), options=options).status == 200
    assert ask("/csdldc/037", envelope("GetNothing", ""), options=options).status == 500


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"MaDVC": ""}, "required"),
        ({"type": LOOK_UP}, "order"),
        ({"SoCMND": "900000001"}, "order"),
    ],
)
def test_the_strict_switch_holds_to_the_sequence(
    changes: dict[str, str], code: str, ask: Ask, envelope: Text, children: Text
) -> None:
    reply = ask("/csdldc/037", envelope(LOOK_UP, children(**changes)), options=Options(order="strict"))
    assert found(reply) if not code else fault(reply)[2] == code


def test_the_strict_switch_knows_033_and_the_first_generation(ask: Ask, envelope: Text) -> None:
    options = Options(order="strict")
    parts = {"MaYeuCau": "1", "MaDichVu": "033", "MaCanBo": "x", "SoDinhDanh": "099099000001", "HoVaTen": "NGUYENVANDE"}
    sent = "".join(f"<dan:{name}>{text}</dan:{name}>" for name, text in parts.items())
    assert b"true" in ask("/csdldc/033", envelope("XacThucThongTinCongDan", sent), options=options).body
    first = sent.replace("MaDichVu>033", "MaDVC>033").replace("/dan:MaDichVu", "/dan:MaDVC")
    swapped = first.replace(
        "<dan:MaCanBo>x", "<dan:MaTichHop>1</dan:MaTichHop><dan:MaDonVi>H</dan:MaDonVi><dan:MaCanBo>x"
    )
    born = "<dan:NgayThangNamSinh>1999-01-31</dan:NgayThangNamSinh>"
    reply = ask(
        "/csdldc/037", envelope("XacMinhThongTinNhanThan", swapped + born, "http://gtel.vn/qldc"), options=options
    )
    assert b"SoCongDan" in reply.body


@pytest.mark.parametrize(("url", "root"), [("033", b"KetQuaXacThuc"), ("003", b"SoLuongCongDan")])
def test_a_yes_or_no_without_service_code_is_told_by_its_url(
    url: str, root: bytes, ask: Ask, envelope: Text, children: Text
) -> None:
    assert root in ask(f"/csdldc/{url}", envelope("XacThucThongTinCongDan", children(MaTichHop=""))).body


def test_no_two_wires_share_a_route() -> None:
    routes = [route for wire in wires() for route in wire.routes]
    assert len(set(routes)) == len(routes)
    assert {wire.name for wire in wires()} >= {"citizen_soap", "lgsp_token", "opencps", "ords", "thoa", "tsdvc"}
