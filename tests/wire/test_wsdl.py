"""The WSDL: whole in itself, and true of the answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from mock_national_db.wires._operations import PARTIAL

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
XSD = "{http://www.w3.org/2001/XMLSchema}"
PEOPLE = "http://www.mic.gov.vn/dancu/1.0"
GOLDEN = Path(__file__).parent / "golden"


def description(ask: Callable[..., Any], service: str) -> etree._Element:
    headers = {"host": 'a"&<b:8700'}
    reply = ask(f"/csdldc/{service}", method="GET", query={"WSDL": ""}, headers=headers, scheme="https", root="/w/mine")
    assert reply.status == 200
    return etree.fromstring(reply.body)


def schema(described: etree._Element, namespace: str) -> etree.XMLSchema:
    (found,) = (s for s in described.iter(f"{XSD}schema") if s.get("targetNamespace") == namespace)
    return etree.XMLSchema(etree.fromstring(etree.tostring(found)))


@pytest.mark.parametrize("service", ["037", "033", "003"])
def test_it_needs_no_other_file_and_names_the_address_called(service: str, ask: Callable[..., Any]) -> None:
    described = description(ask, service)
    address = described.find(".//{http://schemas.xmlsoap.org/wsdl/soap/}address")
    assert address is not None
    assert address.get("location") == f'https://a"&<b:8700/w/mine/csdldc/{service}'
    assert not list(described.iter(f"{XSD}import", f"{WSDL}import"))


@pytest.mark.parametrize("service", ["037", "033", "003"])
def test_every_message_is_an_element_of_its_schemas(service: str, ask: Callable[..., Any]) -> None:
    described = description(ask, service)
    held = {element.get("name") for s in described.iter(f"{XSD}schema") for element in s.findall(f"{XSD}element")}
    parts = {(part.get("element") or "").partition(":")[2] for part in described.iter(f"{WSDL}part")}
    assert parts <= held
    operations = [o.get("name") for o in described.iterfind(f"{WSDL}portType/{WSDL}operation")]
    assert operations == [o.get("name") for o in described.iterfind(f"{WSDL}binding/{WSDL}operation")]


@pytest.mark.parametrize("name", ["037", "037-year-alone", "037-foreigner", "037-not-found", *PARTIAL])
def test_the_answers_of_037_are_as_described(name: str, ask: Callable[..., Any]) -> None:
    answer = etree.fromstring((GOLDEN / f"{name}.xml").read_bytes()).find(f".//{{{PEOPLE}}}CongdanCollection")
    assert answer is not None
    schema(description(ask, "037"), PEOPLE).assertValid(etree.fromstring(etree.tostring(answer)))


@pytest.mark.parametrize(("name", "service"), [("033", "033"), ("033-request", "033"), ("003", "003")])
def test_a_yes_or_no_is_as_described(name: str, service: str, ask: Callable[..., Any]) -> None:
    body = etree.fromstring((GOLDEN / f"{name}.xml").read_bytes())[1]
    described = schema(description(ask, service), "http://dancuquocgia.bca")
    described.assertValid(etree.fromstring(etree.tostring(body[0])))


@pytest.mark.parametrize("service", ["037", "033"])
def test_a_request_is_as_described(service: str, ask: Callable[..., Any]) -> None:
    tag = '<d:XacThucThongTinCongDan xmlns:d="http://dancuquocgia.bca">'
    parts = "<d:MaYeuCau/><d:MaDichVu>033</d:MaDichVu><d:MaCanBo/><d:SoDinhDanh/><d:SoCMND/><d:HoVaTen/>"
    sent = etree.fromstring(f"{tag}{parts}</d:XacThucThongTinCongDan>")
    assert schema(description(ask, service), "http://dancuquocgia.bca").validate(sent) is (service == "033")


def test_behind_a_gateway_it_names_the_gateways_address(ask: Callable[..., Any]) -> None:
    headers = {"host": "gateway.test", "x-forwarded-proto": "https"}
    reply = ask("/csdldc/037", method="GET", query={"wsdl": ""}, headers=headers)
    assert b'location="https://gateway.test/csdldc/037"' in reply.body
