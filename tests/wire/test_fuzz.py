"""Whatever bytes come in, a wire answers; no parser ever raises."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mock_national_db.operation import Answer
from mock_national_db.service.desk import LogDesk
from mock_national_db.store import Store
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire, wires
from mock_national_db.wires._live import answer
from mock_national_db.wires._text import escaped
from mock_national_db.wires.access import AccessOptions, Client, check, issue

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
NAMES = (
    *("SoDinhDanh", "SoCMND", "HoVaTen", "NgayThangNamSinh", "NgayThangNam", "Nam", "MaDichVu", "TuNgay", "x"),
    *("MaYeuCau", "MaYeuCauDanhSach", "TuTuoi", "DenTuoi", "MaTinhThanh", "Trang", "SoBanGhi", "TiepTheo"),
)
OPERATIONS = (
    *("TraCuuThongTinCongDan", "XacThucThongTinCongDan", "XacMinhThongTinNhanThanRequest", "GetRequests"),
    *("GetRequestResult", "DeleteRequest", "CungCapDanhSachTheoDoTuoi", "CungCapDanhSachTheoDiaPhuong", "DeleteX"),
)
LISTED = {"operation": "CungCapDanhSachTheoDoTuoi", "criteria": {"TuTuoi": "1"}}
STRICT = Options(order="strict")
texts = st.text(max_size=30)
dates = st.from_regex(r"\A[0-9/ -]{4,10}\Z")
numbers = st.from_regex(r"\A[0-9]{8,13}\Z")
values = st.one_of(texts, dates, numbers, st.sampled_from(["1", "92", "-1", "0-0", "9" * 12]))


@st.composite
def envelopes(draw: st.DrawFn) -> bytes:
    parts = draw(st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=8))
    inside = "".join(f"<d:{name}>{escaped(value)}</d:{name}>" for name, value in parts)
    operation = draw(st.sampled_from(OPERATIONS))
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    return (
        f'<s:Envelope xmlns:s="{soap}" xmlns:d="http://dancuquocgia.bca"><s:Body><d:{operation}>{inside}'
        f"</d:{operation}></s:Body></s:Envelope>"
    ).encode()


json_bodies = st.recursive(
    st.one_of(values, st.none(), st.integers(), st.floats(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(st.sampled_from(NAMES), texts), inner)
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def desk(store: Store) -> LogDesk:
    """Where a list asked for whole waits already."""
    found = LogDesk(store, "fuzz", "citizen_soap")
    found.enter("1", LISTED)
    return found


def answered(wire: Wire, request: Request, options: Options, desk: LogDesk) -> Reply:
    call = wire.parse(request, options)
    if not isinstance(call, Call):
        return call
    if wire.act is not None and not call.asks:
        return wire.act(call, desk, Context(options, NOW, NOW))
    return wire.render(call, [Answer("not_found") for _ in call.asks], Context(options, NOW, NOW))


@pytest.mark.parametrize("wire", wires(), ids=lambda wire: str(wire.name))
@given(data=st.data())
def test_a_wire_answers_whatever_is_sent(wire: Wire, desk: LogDesk, data: Any) -> None:
    import json

    body = data.draw(st.one_of(st.binary(max_size=200), envelopes(), json_bodies.map(lambda v: json.dumps(v).encode())))
    path = data.draw(st.sampled_from(wire.routes)).replace("*", data.draw(texts))
    query = data.draw(
        st.dictionaries(st.sampled_from(["wsdl", "cccd", "dob", "fullName", "citizen_pid", "birth_date"]), values)
    )
    headers = data.draw(st.dictionaries(st.sampled_from(["lgspaccesstoken", "authorization", "host"]), texts))
    method = data.draw(st.sampled_from(["GET", "POST", "PUT"]))
    reply = answered(
        wire, Request(method, path, query, headers, body), data.draw(st.sampled_from([Options(), STRICT])), desk
    )
    assert reply.status in {200, 400, 404, 405, 500}
    if reply.content_type.split(";")[0].endswith("/xml"):
        etree.fromstring(reply.body)
    else:
        json.loads(reply.body)


@given(body=envelopes())
def test_an_envelope_is_understood_or_refused_by_name(body: bytes, desk: LogDesk) -> None:
    wire = next(wire for wire in wires() if wire.name == "citizen_soap")
    reply = answered(wire, Request("POST", "/csdldc/037", body=body), Options(), desk)
    assert reply.status == 200 or b"<faultstring>" in reply.body


@given(st.dictionaries(st.sampled_from(["soDinhDanh", "hoVaTen", "tonGiao", "soHoSoCuTru"]), st.text()), st.text())
def test_any_text_stands_in_an_answer(record: dict[str, str], detail: str) -> None:
    envelope = etree.fromstring(answer({**record, "thuongTru": {"chiTiet": detail}}))
    assert [len(citizen) for citizen in envelope.iter("{*}CongDan")] == [20]


@given(
    st.dictionaries(st.sampled_from(["authorization", "timestamp", "lgspaccesstoken", "accept"]), st.text(max_size=60))
)
def test_no_header_breaks_the_gate(headers: dict[str, str]) -> None:
    access = AccessOptions(("vdxp-hash", "lgsp-token", "bearer"), {"u": Client("s")}, tokens={"t": "u"})
    request = Request("POST", "/csdldc/037", headers=headers)
    refused = check(request, access, NOW)
    assert refused is None or refused.status == 401
    assert issue(request, access, NOW).status in {200, 401}


@given(
    st.one_of(st.binary(max_size=200), envelopes()), st.sampled_from(["/csdldc/033", "/csdldc/037", "/o/rest/v2/qldc"])
)
def test_no_body_breaks_the_gate_of_a_client_with_few_rights(body: bytes, path: str) -> None:
    access = AccessOptions(("bearer",), {"u": Client("s", frozenset({"033"}))}, tokens={"t": "u"})
    refused = check(Request("POST", path, headers={"authorization": "Bearer t"}, body=body), access, NOW)
    assert refused is None or refused.status == 403
    assert refused is None or path != "/csdldc/033" or any(name.encode() in body for name in OPERATIONS)
