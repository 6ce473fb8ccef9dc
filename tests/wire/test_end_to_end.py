"""Each public client of wire.md, whole: its request through the real service, the answer read as its own code does."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.dom import minidom
from xml.etree import ElementTree as ET

import httpx
import pytest
from lxml import etree

from dancu_sandbox.serving import Served
from mock_national_db.names import folded
from mock_national_db.store import Store
from mock_national_db.wires import wires
from tests.asgi import client

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
DAN = "http://dancuquocgia.bca"
PEOPLE = "http://www.mic.gov.vn/dancu/1.0"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
GATEWAYS = ("/XrdAdapter/RestService/forward", "/VXPAdapter/RestService/forward")
SERVICES = ("037", "033", "003")
PATHS = [
    *(f"/csdldc/{service}" for service in SERVICES),
    *(f"{gateway}/csdldc/{service}" for gateway in GATEWAYS for service in SERVICES),
    *(f"{gateway}/{service}" for gateway in GATEWAYS for service in SERVICES),
    *(f"{gateway}/TraCuuThongTinCongDan" for gateway in GATEWAYS),
]
BLOCKS = ("ThuongTru", "QueQuan", "NoiDangKyKhaiSinh", "NoiOHienTai")
THOA = "/apiCSDLDanCu/ChiaSeThongTinCongDan"
OCPS = "/o/rest/v2/qldc/dvcqg"
TSDVC = "/_vti_bin/DVCM/CommonServices.svc/GetInfoCitizenFromCSDLQG"
ORDS = "/ords-kho-dan-cu/csdl_dancuqg/dancutracuu_vngoai"
Person = Mapping[str, Any]


def unsigned(name: str) -> str:
    """COURT's ConvertToUnsign, OCPSFE's convertString, THOA's ToUpperCaseNonWhiteSpaceNonAccentVietnamese."""
    return folded(name)


def envelope(operation: str, children: Mapping[str, str], prefix: str = "dan", namespace: str = DAN) -> str:
    inside = "".join(f"<{prefix}:{name}>{text}</{prefix}:{name}>" for name, text in children.items())
    return (
        f'<soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:{prefix}="{namespace}"><soapenv:Header/><soapenv:Body>'
        f"<{prefix}:{operation}>{inside}</{prefix}:{operation}></soapenv:Body></soapenv:Envelope>"
    )


def court(person: Person, **changes: str) -> str:
    children = {
        "MaYeuCau": "RANDOM101500123",
        "MaDVC": "VPCP",
        "MaTichHop": "037",
        "MaCanBo": "099099000002",
        "MaDonVi": "000.00.00.H99",
        "TaiKhoan": "toaan",
        "SoDienThoai": "0",
        "SoDinhDanh": person["soDinhDanh"],
        "HoVaTen": unsigned(person["hoVaTen"]),
        "NgayThangNamSinh": f" <dan:NgayThangNam>{person['ngaySinh'].replace('-', '')}</dan:NgayThangNam> ",
    } | changes
    return envelope("TraCuuThongTinCongDan", children)


def post(http: httpx.Client, path: str, body: str, **headers: str) -> httpx.Response:
    sent = {"content-type": "application/xml", **{name.replace("_", "-"): text for name, text in headers.items()}}
    return http.post(path, content=body.encode(), headers=sent)


def court_reads(text: str) -> str | None:
    """XmlDocument.SelectNodes with the prefixes of the answer; found if HoVaTen.Ten is not null."""
    spaces = {"soapenv": SOAP, "ns1": PEOPLE}
    root = ET.fromstring(text)
    assert root.tag == f"{{{SOAP}}}Envelope"
    nodes = root.findall("soapenv:Body/ns1:CongdanCollection/ns1:CongDan", spaces)
    return nodes[0].findtext("ns1:HoVaTen/ns1:Ten", namespaces=spaces) if nodes else None


def as_newtonsoft(element: minidom.Element) -> Any:
    """JsonConvert.SerializeXmlNode: prefixes stay in the keys, attributes become `@…`, an empty element null."""
    children = [node for node in element.childNodes if node.nodeType == node.ELEMENT_NODE]
    attributes = {f"@{name}": value for name, value in element.attributes.items()}
    text = "".join(node.data for node in element.childNodes if node.nodeType == node.TEXT_NODE)
    if not children:
        return {**attributes, **({"#text": text} if text else {})} if attributes else text or None
    found: dict[str, Any] = dict(attributes)
    for child in children:
        value, name = as_newtonsoft(child), child.tagName
        before = found.get(name, [])
        found[name] = [*(before if isinstance(before, list) else [before]), value] if name in found else value
    return found


def thoa_reads(text: str) -> Mapping[str, Any] | None:
    """Xml2Json, three string replacements, then a class without a null check."""
    root = minidom.parseString(text).documentElement
    assert root is not None
    told = json.dumps({root.tagName: as_newtonsoft(root)}, ensure_ascii=False)
    for prefix in ("soapenv:", "ns1:", "xmlns:"):
        told = told.replace(prefix, "")
    found: Mapping[str, Any] | None = json.loads(told)["Envelope"]["Body"]["CongdanCollection"].get("CongDan")
    return found


def portal_reads(text: str) -> ET.Element | None:
    """BCAPHP: str_replace of declaration and prefixes, then simplexml."""
    for gone in (DECLARATION, "ns1:", "soapenv:"):
        text = text.replace(gone, "")
    return ET.fromstring(text).find("Body/CongdanCollection/CongDan")


def capitals(person: Person) -> str:
    return str(person["hoVaTen"]).upper()


@pytest.mark.parametrize("prefix", ["", "/w/court-test"])
@pytest.mark.parametrize("path", PATHS)
def test_court_reads_the_name_on_every_path(path: str, prefix: str, sandbox: httpx.Client, somebody: Person) -> None:
    sent = {"SOAPAction": '""', "X_Road_Client": "VN/GOV/000.00.00.H99/TOAAN", "ApiKey": "x", "Timestamp": "1"}
    reply = post(sandbox, prefix + path, court(somebody), **sent)
    reply.raise_for_status()
    assert reply.text.startswith(DECLARATION)
    assert court_reads(reply.text) == capitals(somebody)
    nobody = post(sandbox, prefix + path, court(somebody, HoVaTen="NGUYENVANKHONGCO"), **sent)
    assert (nobody.status_code, court_reads(nobody.text)) == (200, None)


def test_court_may_know_only_the_year(sandbox: httpx.Client, somebody: Person) -> None:
    year = f"<dan:Nam>{somebody['ngaySinh'][:4]}</dan:Nam>"
    assert court_reads(post(sandbox, "/csdldc/037", court(somebody, NgayThangNamSinh=year)).text) == capitals(somebody)
    other = post(sandbox, "/csdldc/037", court(somebody, NgayThangNamSinh="<dan:Nam>1901</dan:Nam>"))
    assert court_reads(other.text) is None


@pytest.mark.parametrize("name", ["TRAN", ""])
def test_the_ministry_portal_never_meets_an_answer_it_cannot_parse(
    name: str, sandbox: httpx.Client, somebody: Person
) -> None:
    old = court(somebody, HoVaTen=name or somebody["hoVaTen"].strip().upper()).replace("SoDinhDanh", "SoCMND")
    sent = old.replace(somebody["soDinhDanh"], somebody["soCMND"])
    sent = sent.replace(f'xmlns:dan="{DAN}">', f'xmlns:dan="{DAN}">">', 1)
    sent = sent.replace("<dan:TraCuuThongTinCongDan>", f'<dan:TraCuuThongTinCongDan xmlns:dan="{DAN}">')
    found = portal_reads(post(sandbox, "/csdldc/037", sent).text)
    assert (found is None) is bool(name)
    if found is not None:
        assert found.findtext("HoVaTen/Ten") == capitals(somebody)
        assert found.findtext("NgayThangNamSinh/NgayThangNam") == somebody["ngaySinh"].replace("-", "")


def test_the_vaccination_client_finds_elements_by_their_qualified_name(sandbox: httpx.Client, somebody: Person) -> None:
    reply = post(sandbox, "/csdldc/037", court(somebody), esb_source_type="u", esb_source_username="u")
    (citizen,) = minidom.parseString(reply.text).getElementsByTagName("ns1:CongDan")
    (number, *_kin) = citizen.getElementsByTagName("ns1:SoDinhDanh")
    assert number.firstChild is not None
    assert number.firstChild.nodeValue == somebody["soDinhDanh"]
    children = {"MaYeuCau": "7", "TuNgay": "1700000000000", "DenNgay": "1700000900000", "Loai": "1"}
    delta = envelope("TraCuuThongTinCongDan", {**children, "Trang": "1", "SoBanGhi": "100"})
    nothing_new = minidom.parseString(post(sandbox, "/csdldc/037", delta).text)
    assert len(nothing_new.getElementsByTagName("ns1:CongDan")) == 0


def test_the_one_stop_shop_back_end_reads_the_body_without_line_breaks(sandbox: httpx.Client, somebody: Person) -> None:
    children = {
        "MaYeuCau": "1700000000000",
        "MaDVC": "",
        "MaTichHop": "037",
        "MaCanBo": "canbo@example.vn",
        "SoDinhDanh": somebody["soDinhDanh"],
        "type": "TraCuuThongTinCongDan",
        "StaffEmail": "canbo@example.vn",
        "NgayThangNamSinh": f"<qldc:NgayThangNam>{somebody['ngaySinh']}</qldc:NgayThangNam>",
        "HoVaTen": unsigned(somebody["hoVaTen"]),
    }
    sent = envelope("TraCuuThongTinCongDan", children, "qldc")
    reply = post(sandbox, GATEWAYS[0] + "/qldc", sent, accept="*", lgspaccesstoken="e30=")
    read = etree.fromstring("".join(reply.text.splitlines()).encode())
    for block, part in (("ThuongTru", "MaTinhThanh"), ("NoiOHienTai", "MaPhuongXa")):
        assert read.findtext(f".//{{*}}{block}/{{*}}{part}")


@pytest.mark.parametrize("path", [OCPS, "/o/rest/v2/qldc"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_the_one_stop_shop_front_end_reads_either_envelope(
    path: str,
    wrapped: bool,  # noqa: FBT001 - a parameter of the test
    store: Store,
    somebody: Person,
) -> None:
    told = Served(switches=("ocps_envelope=wrapped",) if wrapped else ())
    sent = {
        "MaYeuCau": 1700000000000,
        "MaTichHop": "037",
        "StaffEmail": "canbo@example.vn",
        "GovAgencyCode": "000.00.00.H99",
        "MaDVC": "G18-YT04",
        "HoVaTen": unsigned(somebody["hoVaTen"]),
        "type": "TraCuuThongTinCongDan",
        "NgayThangNamSinh": somebody["ngaySinh"],
        "SoDinhDanh": somebody["soDinhDanh"],
    }
    http = client(store, told, headers={"groupId": "1"})

    def asked(**changes: str) -> Any:
        told = http.post(path, json=sent | changes).raise_for_status().json()
        return told.get("Envelope", told)

    citizen = asked()["Body"]["CongdanCollection"]["CongDan"]
    assert citizen["HoVaTen"] == {"Ho": "", "ChuDem": "", "Ten": capitals(somebody)}
    assert (citizen["ThuongTru"]["MaTinhThanh"], citizen["NoiOHienTai"]["MaPhuongXa"]) == (
        somebody["thuongTru"]["maTinhThanh"],
        somebody["noiOHienTai"]["maPhuongXa"],
    )
    assert not asked(HoVaTen="KHONGCO")["Body"]["CongdanCollection"]
    count = asked(type="XacThucThongTinCongDan", MaTichHop="003")
    assert count["Body"]["XacThucThongTinCongDanResponse"]["SoLuongCongDan"] != "0"


def test_the_one_stop_shop_front_end_reads_an_error_code(sandbox: httpx.Client) -> None:
    reply = sandbox.post(OCPS, json={"type": "TraCuuThongTinCongDan"})
    assert (reply.status_code, reply.json()["errorCode"]) == (400, "01")
    assert sandbox.get("/o/rest/v2/qldc/role/employee").json() == {"hasRole": True}


@pytest.mark.parametrize(("name", "count"), [("", "1"), ("KHONGCO", "0")])
def test_the_xml_builder_of_003_reads_a_count(name: str, count: str, sandbox: httpx.Client, somebody: Person) -> None:
    children = {
        "MaYeuCau": "1",
        "MaDVC": "G15-TP110",
        "MaTichHop": "003",
        "MaCanBo": "x",
        "SoDinhDanh": somebody["soDinhDanh"],
        "HoVaTen": name or unsigned(somebody["hoVaTen"]),
        "NgayThangNamSinh": f"<qldc:NgayThangNam>{somebody['ngaySinh']}</qldc:NgayThangNam>",
    }
    read = ET.fromstring(post(sandbox, "/csdldc/003", envelope("XacThucThongTinCongDan", children, "qldc")).text)
    assert read.findtext(".//{*}XacThucThongTinCongDanResponse/{*}SoLuongCongDan") == count


@pytest.mark.parametrize("year_alone", [False, True])
def test_a_provincial_portal_dereferences_without_a_null_check(
    year_alone: bool,  # noqa: FBT001 - a parameter of the test
    sandbox: httpx.Client,
    somebody: Person,
) -> None:
    born = somebody["ngaySinh"]
    sent = {
        "HoVaTen": unsigned(somebody["hoVaTen"]),
        "SoDinhDanh": somebody["soDinhDanh"],
        "SoCMND": None,
        "NgayThangNam": None if year_alone else born.replace("-", ""),
        "Nam": born[:4] if year_alone else None,
        "MaTichHop": "037",
        "MaDVC": "VPCP",
        "MaCanBo": "x",
        "MaYeuCau": "THA_DVC_59",
    }
    told = sandbox.post(THOA, json=sent).raise_for_status().json()
    assert set(told) == {"error_code", "message"}
    citizen = thoa_reads(told["message"])
    assert citizen is not None
    assert citizen["HoVaTen"]["Ten"] == capitals(somebody)
    assert (citizen["NgayThangNamSinh"]["Nam"], citizen["Cha"]["HoVaTen"]) == (
        born[:4],
        somebody["cha"]["hoVaTen"].upper(),
    )
    for block in BLOCKS:
        assert set(citizen[block]) == {"MaTinhThanh", "MaQuanHuyen", "MaPhuongXa", "ChiTiet", "QuocGia"}
    nobody = sandbox.post(THOA, json=sent | {"HoVaTen": "KHONGCO"}).raise_for_status().json()
    assert thoa_reads(nobody["message"]) is None


def test_the_json_transformer_meets_no_attribute_cdata_or_escaped_payload(
    sandbox: httpx.Client, somebody: Person
) -> None:
    text = post(sandbox, "/csdldc/037", court(somebody)).text
    citizen = thoa_reads(text)
    assert citizen is not None
    assert len(citizen) == 20
    assert not any(key.startswith(("@", "#")) for key in re.findall('"([^"]+)":', json.dumps(citizen)))
    assert not re.search("xsi:nil|CDATA|&lt;", text)


def test_the_typescript_portal_gets_the_same_text_by_get(sandbox: httpx.Client, somebody: Person) -> None:
    query = {"cccd": somebody["soDinhDanh"], "fullName": unsigned(somebody["hoVaTen"])}
    whole = post(sandbox, "/csdldc/037", court(somebody)).text
    for day in (somebody["ngaySinh"], somebody["ngaySinh"][:4]):
        assert sandbox.get(TSDVC, params=query | {"dob": day}).text == whole


@pytest.mark.parametrize(
    ("operation", "switch", "root"),
    [
        ("XacThucThongTinCongDanRequest", "by-request", "KetQuaXacThucResponse"),
        ("XacThucThongTinCongDanRequest", "XacThucThongTinCongDanResponse", "XacThucThongTinCongDanResponse"),
        ("XacThucThongTinCongDan", "by-request", "KetQuaXacThuc"),
    ],
    ids=["ANHNBT", "MANHDV with Request", "MANHDV plain"],
)
def test_the_spring_clients_of_033_unmarshal_a_boolean(
    operation: str, switch: str, root: str, store: Store, somebody: Person
) -> None:
    http = client(store, Served(switches=(f"yes_no_root={switch}",)))
    for name, said in ((somebody["hoVaTen"], "true"), ("Không Có", "false")):
        children = {"MaYeuCau": "1", "MaDichVu": "033", "MaCanBo": "VDXP_VPCP", "SoDinhDanh": somebody["soDinhDanh"]}
        sent = envelope(operation, {**children, "SoCMND": "", "HoVaTen": name}, "ns2").replace("soapenv", "SOAP-ENV")
        reply = post(http, "/csdldc/033", sent, content_type="text/xml; charset=utf-8")
        assert reply.headers["content-type"] == "text/xml; charset=utf-8"
        assert etree.fromstring(reply.content).findtext(f".//{{{DAN}}}{root}/{{{DAN}}}TonTai") == said


def test_the_first_generation_unmarshals_kin_and_attributes(sandbox: httpx.Client, somebody: Person) -> None:
    children = {"MaYeuCau": "1", "MaDVC": "x", "MaTichHop": "1", "MaDonVi": "000.00.00.H99", "MaCanBo": "VDXP_VPCP"}
    who = {"SoDinhDanh": somebody["soDinhDanh"], "SoCMND": "", "HoVaTen": somebody["hoVaTen"]}
    asked = {**children, **who, "NgayThangNamSinh": somebody["ngaySinh"]}
    sent = envelope("XacMinhThongTinNhanThanRequest", asked, "gt", "http://gtel.vn/qldc")
    found = ET.fromstring(post(sandbox, "/csdldc/037", sent).text).find(f".//{{{PEOPLE}}}CongdanCollection")
    assert found is not None
    assert set(found.attrib) == {"SoCongDan", "GhiChu", "ThoiDiemDuLieu", "id"}
    father = found.find(f"{{{PEOPLE}}}CongDan/{{{PEOPLE}}}Cha")
    assert father is not None
    assert [child.tag.rpartition("}")[2] for child in father] == ["SoDinhDanh", "QuocTich", "HoVaTen"]


@pytest.mark.parametrize(("name", "said"), [("", "true"), ("KHONGCO", "false")])
def test_dong_thap_compares_data_with_the_word_true(
    name: str, said: str, sandbox: httpx.Client, somebody: Person
) -> None:
    sent = {
        "maYeuCau": "1",
        "maDVC": "x",
        "maCanBo": "x",
        "soDinhDanh": somebody["soDinhDanh"],
        "soCMND": "",
        "hoVaTen": name or somebody["hoVaTen"],
        "ngayThangNam": somebody["ngaySinh"].replace("-", ""),
        "userNameService": "x",
    }
    reply = sandbox.post("/apiCSDLDanCu/XacThucThongTinCongDan", json=sent, headers={"Authorization": "Bearer x"})
    assert str(reply.json()["data"]).lower() == said


@pytest.mark.parametrize("born", ["yyyy-mm-dd", "yyyy"])
def test_the_api_guide_of_ndxp_asks_for_a_blood_group(born: str, sandbox: httpx.Client, somebody: Person) -> None:
    children = {"MaYeuCau": "1", "MaDVC": "x", "MaTichHop": "1", "MaDonVi": "000.00.00.H99", "MaCanBo": "x"}
    who = {"SoDinhDanh": somebody["soDinhDanh"], "HoVaTen": somebody["hoVaTen"]}
    asked = {**children, **who, "NgayThangNamSinh": somebody["ngaySinh"][: len(born)]}
    reply = post(sandbox, "/csdldc/037", envelope("CungCapThongTinNhomMau", asked))
    citizen = etree.fromstring(reply.content).find(f".//{{{PEOPLE}}}CongDan")
    assert citizen is not None
    assert citizen.findtext("{*}SoDinhDanh") == somebody["soDinhDanh"]
    assert citizen.findtext("{*}NhomMau") == somebody.get("nhomMau", "")


@pytest.mark.parametrize(("form", "key"), [("socancuoc-congdan", "soDinhDanh"), ("sochungminhthu-congdan", "soCMND")])
def test_the_ministrys_own_rest_reads_result(form: str, key: str, sandbox: httpx.Client, somebody: Person) -> None:
    day = somebody["ngaySinh"].replace("-", "")
    found = sandbox.get(f"{ORDS}/{form}/{somebody[key]}/{day}").raise_for_status().json()
    assert found["RESULT"]["HoVaTen"]["Ten"] == capitals(somebody)
    query = {"citizen_pid": somebody["soDinhDanh"], "identify_number": "", "birth_date": day}
    query |= {"gender": somebody["gioiTinh"], "full_name": somebody["hoVaTen"]}
    assert sandbox.get(f"{ORDS}/kiemtra-congdan", params=query).json() == {"RESULT": 1}
    assert sandbox.get(f"{ORDS}/kiemtra-congdan", params=query | {"gender": "x"}).json() == {"RESULT": 0}


def test_every_route_answers_in_a_workspace_too(sandbox: httpx.Client) -> None:
    for wire in wires():
        for route in wire.routes:
            reply = sandbox.post(f"/w/mine{route.replace('*', 'x')}", content=b"<")
            assert reply.status_code in {200, 400, 405, 500}, route
            assert reply.headers["content-type"].partition(";")[0] in {
                "application/xml",
                "text/xml",
                "application/json",
            }


@pytest.mark.parametrize("path", PATHS)
def test_the_wsdl_of_every_path_is_whole_and_leads_back(path: str, sandbox: httpx.Client) -> None:
    for prefix in ("", "/w/mine"):
        described = etree.fromstring(sandbox.get(f"{prefix}{path}?wsdl").raise_for_status().content)
        address = described.find(".//{http://schemas.xmlsoap.org/wsdl/soap/}address")
        assert address is not None
        assert address.get("location") == f"http://sandbox.test{prefix}{path}"
        assert not described.xpath("//*[local-name()='import' or local-name()='include']")
        for schema in described.iter("{http://www.w3.org/2001/XMLSchema}schema"):
            etree.XMLSchema(etree.fromstring(etree.tostring(schema)))
