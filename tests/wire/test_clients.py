"""Requests as each public client sends them, and answers read the way each client reads them (wire.md A)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from xml.dom import minidom
from xml.etree import ElementTree as ET

import pytest

from mock_national_db.wires import Reply

Ask = Callable[..., Reply]
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
PEOPLE = "http://www.mic.gov.vn/dancu/1.0"
URL = "/csdldc/037"
KNOWN_AND_NOT = [("NGUYENVANDE", True), ("TRANVANDE", False)]


def court(name: str) -> str:
    return f"""<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:dan="http://dancuquocgia.bca">
  <soapenv:Header/>
  <soapenv:Body>
    <dan:TraCuuThongTinCongDan>
      <dan:MaYeuCau>RANDOM101500123</dan:MaYeuCau>
      <dan:MaDVC>VPCP</dan:MaDVC>
      <dan:MaTichHop>037</dan:MaTichHop>
      <dan:MaCanBo>099099000002</dan:MaCanBo>
      <dan:MaDonVi>000.00.00.H99</dan:MaDonVi><dan:TaiKhoan>toaan</dan:TaiKhoan><dan:SoDienThoai>0</dan:SoDienThoai>
      <dan:SoDinhDanh>099099000001</dan:SoDinhDanh>
      <dan:HoVaTen>{name}</dan:HoVaTen>
      <dan:NgayThangNamSinh>
        <dan:Nam>1999</dan:Nam>
      </dan:NgayThangNamSinh>
    </dan:TraCuuThongTinCongDan>
  </soapenv:Body>
</soapenv:Envelope>"""


@pytest.mark.parametrize(("name", "known"), KNOWN_AND_NOT)
def test_the_court_finds_ten_by_xpath(name: str, known: bool, ask: Ask) -> None:  # noqa: FBT001
    headers = {
        "content-type": "application/xml; charset=utf-8",
        "soapaction": '""',
        "x-road-client": "VN/GOV/000.00.00.H99/TOAAN",
        "apikey": "x",
        "timestamp": "1700000000000",
    }
    reply = ask(URL, court(name), headers=headers)
    path = f"{{{SOAP}}}Body/{{{PEOPLE}}}CongdanCollection/{{{PEOPLE}}}CongDan"
    citizen = ET.fromstring(reply.body).find(path)
    assert reply.status == 200
    assert (citizen is not None) is known
    if citizen is not None:
        assert citizen.findtext(f"{{{PEOPLE}}}HoVaTen/{{{PEOPLE}}}Ten") == "NGUYỄN VĂN ĐỆ"
        assert citizen.findtext(f"{{{PEOPLE}}}ThuongTru/{{{PEOPLE}}}MaPhuongXa") == "31411"


def test_the_ministry_portal_sends_a_stray_text_and_reads_without_prefixes(ask: Ask) -> None:
    sent = f"""<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:dan="http://dancuquocgia.bca">">
   <soapenv:Header/>
   <soapenv:Body>
      <dan:TraCuuThongTinCongDan xmlns:dan="http://dancuquocgia.bca">
         <dan:MaYeuCau>1</dan:MaYeuCau><dan:MaDVC>VPCP</dan:MaDVC><dan:MaTichHop>037</dan:MaTichHop>
         <dan:MaCanBo>canbo</dan:MaCanBo><dan:SoCMND>900000001</dan:SoCMND>
         <dan:HoVaTen>NGUYỄN VĂN ĐỆ</dan:HoVaTen>
         <dan:NgayThangNamSinh> <dan:NgayThangNam>19990131</dan:NgayThangNam> </dan:NgayThangNamSinh>
      </dan:TraCuuThongTinCongDan>
   </soapenv:Body>
</soapenv:Envelope>"""
    reply = ask(URL, sent)
    text = reply.body.decode().replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    read = ET.fromstring(text.replace("ns1:", "").replace("soapenv:", "").replace("xmlns:", "x-"))
    assert read.findtext("Body/CongdanCollection/CongDan/HoVaTen/Ten") == "NGUYỄN VĂN ĐỆ"
    assert dict(reply.headers)["X-Sandbox-Note"] == "tolerated: text in Envelope"


def test_the_vaccination_client_counts_elements_by_their_literal_name(ask: Ask) -> None:
    reply = ask(URL, court("NGUYENVANDE"), headers={"esb_source_type": "x"})
    assert len(minidom.parseString(reply.body).getElementsByTagName("ns1:CongDan")) == 1


def test_the_vaccination_client_reads_an_empty_delta_as_nothing_new(ask: Ask) -> None:
    sent = f"""<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:soap="{SOAP}" xmlns:dan="http://dancuquocgia.bca">
<soap:Header/><soapenv:Body><dan:TraCuuThongTinCongDan><dan:MaYeuCau>7</dan:MaYeuCau><dan:TuNgay>1700000000000</dan:TuNgay>
<dan:DenNgay>1700000900000</dan:DenNgay><dan:Loai>1</dan:Loai><dan:Trang>1</dan:Trang><dan:SoBanGhi>100</dan:SoBanGhi>
</dan:TraCuuThongTinCongDan></soapenv:Body></soapenv:Envelope>"""
    reply = ask(URL, sent)
    assert reply.status == 200
    assert not minidom.parseString(reply.body).getElementsByTagName("ns1:CongDan")
    assert "delta" in dict(reply.headers)["X-Sandbox-Note"]


def test_the_one_stop_shop_joins_lines_and_takes_prefixes_away(ask: Ask) -> None:
    sent = f"""<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:qldc="http://dancuquocgia.bca"><soapenv:Header/><soapenv:Body>
<qldc:TraCuuThongTinCongDan><qldc:MaYeuCau>1700000000000</qldc:MaYeuCau><qldc:MaDVC></qldc:MaDVC>
<qldc:MaTichHop>037</qldc:MaTichHop><qldc:MaCanBo>canbo@example.vn</qldc:MaCanBo>
<qldc:SoDinhDanh>099099000001</qldc:SoDinhDanh><qldc:type>TraCuuThongTinCongDan</qldc:type>
<qldc:StaffEmail>canbo@example.vn</qldc:StaffEmail><qldc:GovAgencyCode>000.00.00.H99</qldc:GovAgencyCode>
<qldc:NgayThangNamSinh><qldc:NgayThangNam>1999-01-31</qldc:NgayThangNam></qldc:NgayThangNamSinh>
<qldc:HoVaTen>NGUYENVANDE</qldc:HoVaTen></qldc:TraCuuThongTinCongDan></soapenv:Body></soapenv:Envelope>"""
    reply = ask(URL, sent, headers={"accept": "*", "lgspaccesstoken": "e30="})
    joined = "".join(reply.body.decode().splitlines())
    read = ET.fromstring(joined)
    assert read.findtext(".//{*}ThuongTru/{*}MaTinhThanh") == "92"
    assert read.findtext(".//{*}NoiOHienTai/{*}MaPhuongXa") == "31411"


@pytest.mark.parametrize(("name", "count"), [("NGUYENVANDE", "1"), ("TRANVANDE", "0")])
def test_the_xml_builder_of_003_reads_a_count(name: str, count: str, ask: Ask) -> None:
    sent = f"""<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:qldc="http://dancuquocgia.bca"><soapenv:Header/><soapenv:Body>
<qldc:XacThucThongTinCongDan><qldc:MaYeuCau>1</qldc:MaYeuCau><qldc:MaDVC>G15-TP110</qldc:MaDVC>
<qldc:MaTichHop>003</qldc:MaTichHop><qldc:MaCanBo>x</qldc:MaCanBo><qldc:SoDinhDanh>099099000001</qldc:SoDinhDanh>
<qldc:HoVaTen>{name}</qldc:HoVaTen><qldc:NgayThangNamSinh><qldc:NgayThangNam>1999-01-31</qldc:NgayThangNam>
</qldc:NgayThangNamSinh></qldc:XacThucThongTinCongDan></soapenv:Body></soapenv:Envelope>"""
    read = ET.fromstring(ask("/csdldc/003", sent).body)
    assert read.findtext(".//{*}XacThucThongTinCongDanResponse/{*}SoLuongCongDan") == count


def test_the_json_transformer_replaces_prefixes_and_finds_objects(ask: Ask) -> None:
    text = ask(URL, court("NGUYENVANDE")).body.decode()
    bare = text.replace("soapenv:", "").replace("ns1:", "").replace("xmlns:", "")
    assert "ns1" not in re.sub(r'ns1="[^"]*"', "", bare)
    assert "xsi:nil" not in text
    assert "CDATA" not in text
    for block in ("ThuongTru", "QueQuan", "NoiDangKyKhaiSinh", "NoiOHienTai"):
        assert f"<{block}><MaTinhThanh>" in bare


def test_the_first_generation_mock_is_asked_for_kin(ask: Ask) -> None:
    sent = f"""<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:gt="http://gtel.vn/qldc"><soapenv:Header/><soapenv:Body>
<gt:XacMinhThongTinNhanThanRequest><gt:MaYeuCau>1</gt:MaYeuCau><gt:MaDVC>x</gt:MaDVC><gt:MaTichHop>1</gt:MaTichHop>
<gt:MaDonVi>000.00.00.H99</gt:MaDonVi><gt:MaCanBo>VDXP_VPCP</gt:MaCanBo><gt:SoDinhDanh>099099000001</gt:SoDinhDanh>
<gt:SoCMND></gt:SoCMND><gt:HoVaTen>Nguyễn Văn Đệ</gt:HoVaTen><gt:NgayThangNamSinh>1999</gt:NgayThangNamSinh>
</gt:XacMinhThongTinNhanThanRequest></soapenv:Body></soapenv:Envelope>"""
    citizens = ET.fromstring(ask(URL, sent).body).find(f".//{{{PEOPLE}}}CongdanCollection")
    assert citizens is not None
    assert citizens.attrib["SoCongDan"] == "1"
    assert citizens.findtext("{*}CongDan/{*}Cha/{*}HoVaTen/{*}Ten") == "ĐỨC"


@pytest.mark.parametrize(
    ("operation", "root"),
    [("XacThucThongTinCongDanRequest", "KetQuaXacThucResponse"), ("XacThucThongTinCongDan", "KetQuaXacThuc")],
)
def test_the_two_spring_clients_of_033_read_ton_tai(operation: str, root: str, ask: Ask) -> None:
    sent = f"""<SOAP-ENV:Envelope xmlns:SOAP-ENV="{SOAP}"><SOAP-ENV:Header/><SOAP-ENV:Body>
<ns2:{operation} xmlns:ns2="http://dancuquocgia.bca"><ns2:MaYeuCau>1</ns2:MaYeuCau><ns2:MaDichVu>033</ns2:MaDichVu>
<ns2:MaCanBo>VDXP_VPCP</ns2:MaCanBo><ns2:SoDinhDanh>099099000001</ns2:SoDinhDanh><ns2:SoCMND/>
<ns2:HoVaTen>Nguyễn Văn Đệ</ns2:HoVaTen></ns2:{operation}></SOAP-ENV:Body></SOAP-ENV:Envelope>"""
    reply = ask("/csdldc/033", sent, headers={"content-type": "text/xml; charset=utf-8"})
    assert ET.fromstring(reply.body).findtext(f".//{{http://dancuquocgia.bca}}{root}/{{*}}TonTai") == "true"
    assert reply.content_type == "text/xml; charset=utf-8"


@pytest.mark.parametrize("sent", [{"NgayThangNam": "19990131", "Nam": ""}, {"Nam": "1999"}])
def test_a_provincial_portal_reads_the_envelope_in_the_message(sent: dict[str, str], ask: Ask) -> None:
    common = {
        "HoVaTen": "NGUYENVANDE",
        "SoDinhDanh": "099099000001",
        "SoCMND": "",
        "MaTichHop": "037",
        "MaDVC": "VPCP",
        "MaCanBo": "x",
        "MaYeuCau": "THA_DVC_59",
    }
    reply = ask("/apiCSDLDanCu/ChiaSeThongTinCongDan", json.dumps(common | sent))
    read = json.loads(reply.body)
    assert read["error_code"] == "0"
    assert ET.fromstring(read["message"]).findtext(".//{*}HoVaTen/{*}Ten") == "NGUYỄN VĂN ĐỆ"


@pytest.mark.parametrize("path", ["/o/rest/v2/qldc/dvcqg", "/o/rest/v2/qldc"])
def test_the_one_stop_shop_front_end_reads_json(path: str, ask: Ask) -> None:
    sent: dict[str, Any] = {
        "MaYeuCau": 1700000000000,
        "MaTichHop": "037",
        "StaffEmail": "canbo@example.vn",
        "GovAgencyCode": "000.00.00.H99",
        "MaDVC": "G18-YT04",
        "HoVaTen": "NGUYENVANDE",
        "type": "TraCuuThongTinCongDan",
        "NgayThangNamSinh": "1999-01-31",
        "SoDinhDanh": "099099000001",
    }
    read = json.loads(ask(path, json.dumps(sent), headers={"groupid": "1"}).body)
    assert set(read) == {"Header", "Body"}
    citizen = read["Body"]["CongdanCollection"]["CongDan"]
    assert citizen["HoVaTen"] == {"Ho": "", "ChuDem": "", "Ten": "NGUYỄN VĂN ĐỆ"}
    assert citizen["ThuongTru"]["MaTinhThanh"] == "92"
    count = json.loads(ask(path, json.dumps(sent | {"type": "XacThucThongTinCongDan", "MaTichHop": "003"})).body)
    assert count["Body"]["XacThucThongTinCongDanResponse"]["SoLuongCongDan"] == "1"
    nobody = json.loads(ask(path, json.dumps(sent | {"HoVaTen": "TRANVANDE"})).body)
    assert not nobody["Body"]["CongdanCollection"]


def test_the_typescript_portal_gets_raw_xml(ask: Ask) -> None:
    path = "/_vti_bin/DVCM/CommonServices.svc/GetInfoCitizenFromCSDLQG"
    query = {"cccd": "099099000001", "fullName": "NGUYENVANDE", "dob": "19990131"}
    reply = ask(path, method="GET", query=query)
    assert reply.body == ask(URL, court("NGUYENVANDE")).body
    old = ask(path, method="GET", query=query | {"cccd": "900000001", "dob": "1999"})
    assert old.body == reply.body
