"""The population connector over C06's own wire: 037, 033 and 003."""

import contextlib
import re
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import httpx
import pytest
from dancu_connectors import (
    DancuError,
    Forbidden,
    InvalidRequest,
    Lookup,
    LookupItem,
    NotOnThisWire,
    PartialDate,
    ProviderBrokeContract,
    Purpose,
    Soap,
    SourceDown,
    TooManyRequests,
    Unauthorised,
    UnknownRegistry,
    Verification,
    VerifyItem,
)
from dancu_connectors.conduct import Options
from dancu_connectors.population import AsyncPopulationConnector, PopulationConnector
from dancu_connectors.soap_reply import read_citizens
from hypothesis import given
from hypothesis import strategies as st

from tests.connectors.conftest import NUMBER, PURPOSE, Register, says

CLAIMS = {"hoVaTen": "Nguyễn Thị Mỵ", "ngaySinh": "1990-03-02"}
WIFE = "099190000019"
ADDRESS = "<ns1:MaTinhThanh>92</ns1:MaTinhThanh><ns1:MaQuanHuyen/><ns1:MaPhuongXa>31378</ns1:MaPhuongXa><ns1:ChiTiet/>"


def _reply(*citizens: str) -> httpx.Response:
    return httpx.Response(
        200,
        text='<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope '
        'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header/><soapenv:Body>'
        f'<ns1:CongdanCollection xmlns:ns1="http://www.mic.gov.vn/dancu/1.0">{"".join(citizens)}</ns1:CongdanCollection>'
        "</soapenv:Body></soapenv:Envelope>",
    )


def _citizen(name: str = "NGUYỄN THỊ MỴ", born: str = "19900302", number: str = NUMBER) -> str:
    return (
        f"<ns1:CongDan><ns1:SoDinhDanh>{number}</ns1:SoDinhDanh><ns1:SoCMND/>"
        f"<ns1:HoVaTen><ns1:Ho/><ns1:ChuDem/><ns1:Ten>{escape(name)}</ns1:Ten></ns1:HoVaTen><ns1:GioiTinh>2</ns1:GioiTinh>"
        f"<ns1:NgayThangNamSinh><ns1:Nam>{born[:4]}</ns1:Nam><ns1:NgayThangNam>{born[4:] and born}</ns1:NgayThangNam>"
        f"</ns1:NgayThangNamSinh><ns1:ThuongTru>{ADDRESS}<ns1:QuocGia>VN</ns1:QuocGia></ns1:ThuongTru><ns1:QuocTich/>"
        f"<ns1:Cha><ns1:HoVaTen>NGUYỄN VĂN B</ns1:HoVaTen><ns1:QuocTich>VN</ns1:QuocTich></ns1:Cha><ns1:Me/>"
        f"<ns1:ChuHo><ns1:QuanHe>CH01</ns1:QuanHe><ns1:SoDinhDanh>{number}</ns1:SoDinhDanh></ns1:ChuHo></ns1:CongDan>"
    )


def _ask(register: Register, options: Options, **soap: Any) -> PopulationConnector:
    wire = Soap(request_id=lambda: "REQ1", **soap)
    return PopulationConnector(register.client, wire=wire, **options)


def test_037_is_sent_as_the_clients_of_c06_send_it(options: Options) -> None:
    register = Register([_reply(_citizen())])
    answer = _ask(register, options, ma_dvc="G15-TP110").verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert (answer.outcome, answer.verified) == ("found", True)
    assert answer.matches == {"hoVaTen": "match", "ngaySinh": "match"}
    (request,) = register.asked
    assert (request.url.path, request.headers["Content-Type"]) == ("/csdldc/037", "application/xml; charset=utf-8")
    assert request.headers["SOAPAction"] == '""'
    assert request.content.decode() == (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
        'xmlns:dan="http://dancuquocgia.bca"><soapenv:Header/><soapenv:Body><dan:TraCuuThongTinCongDan>'
        "<dan:MaYeuCau>REQ1</dan:MaYeuCau><dan:MaDVC>G15-TP110</dan:MaDVC><dan:MaTichHop>037</dan:MaTichHop>"
        f"<dan:MaCanBo>H99-017</dan:MaCanBo><dan:SoDinhDanh>{NUMBER}</dan:SoDinhDanh><dan:HoVaTen>NGUYENTHIMY</dan:HoVaTen>"
        "<dan:NgayThangNamSinh><dan:NgayThangNam>19900302</dan:NgayThangNam></dan:NgayThangNamSinh>"
        "</dan:TraCuuThongTinCongDan></soapenv:Body></soapenv:Envelope>"
    )


def test_a_year_alone_and_an_old_number_are_sent_as_such(options: Options) -> None:
    register = Register([_reply()])
    claims = {"hoVaTen": "Chơn", "ngaySinh": PartialDate(1945)}
    _ask(register, options).verify({"soCMND": "912345678"}, claims, purpose=PURPOSE)
    sent = register.asked[0].content.decode()
    assert "<dan:SoCMND>912345678</dan:SoCMND><dan:HoVaTen>CHON</dan:HoVaTen>" in sent
    assert "<dan:NgayThangNamSinh><dan:Nam>1945</dan:Nam></dan:NgayThangNamSinh>" in sent


def test_nobody_of_that_number_name_and_date_is_not_found(options: Options) -> None:
    answer = _ask(Register([_reply()]), options).verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert (answer.outcome, answer.verified, answer.matches) == ("not_found", False, {})


def test_a_citizen_without_a_name_is_not_found_as_clients_hold_it(options: Options) -> None:
    nameless = re.sub("<ns1:Ten>.*</ns1:Ten>", "<ns1:Ten/>", _citizen())
    answer = _ask(Register([_reply(nameless)]), options).verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert answer.outcome == "not_found"


def test_a_name_that_c06_takes_for_the_same_but_is_another_does_not_match(options: Options) -> None:
    answer = _ask(Register([_reply(_citizen("NGUYỄN THỊ MỶ"))]), options).verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert (answer.verified, answer.matches["hoVaTen"]) == (False, "mismatch")


def test_an_agency_may_choose_c06s_own_rule_for_names(options: Options) -> None:
    register = Register([_reply(_citizen("NGUYỄN THỊ MỶ"))])
    assert _ask(register, options, name_rule="folded").verify(NUMBER, CLAIMS, purpose=PURPOSE).verified


@pytest.mark.parametrize(
    ("claimed", "held", "match", "verified"),
    [
        ("1990", "19900302", "partial", False),
        ("1990-03-02", "1990", "partial", True),
        ("1990", "1990", "match", True),
        ("1990-03-02", "19900203", "swapped", False),
        ("1990-03-02", "19910302", "mismatch", False),
    ],
)
def test_a_coarser_date_is_true_only_if_the_register_knows_no_more(
    options: Options, claimed: str, held: str, match: str, *, verified: bool
) -> None:
    register = Register([_reply(_citizen(born=held))])
    answer = _ask(register, options).verify(NUMBER, {**CLAIMS, "ngaySinh": claimed}, purpose=PURPOSE)
    assert (answer.matches["ngaySinh"], answer.verified) == (match, verified)


def test_a_name_alone_is_asked_of_033(options: Options) -> None:
    yes = '<r:KetQuaXacThuc xmlns:r="http://dancuquocgia.bca"><r:TonTai>true</r:TonTai></r:KetQuaXacThuc>'
    envelope = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{}</e:Body></e:Envelope>'
    register = Register([httpx.Response(200, text=envelope.format(yes))])
    answer = _ask(register, options).verify(NUMBER, {"hoVaTen": "Nguyễn Thị Mỵ"}, purpose=PURPOSE)
    assert (answer.verified, answer.matches) == (True, {"hoVaTen": "match"})
    sent = register.asked[0].content.decode()
    assert register.asked[0].url.path == "/csdldc/033"
    assert "<dan:MaDichVu>033</dan:MaDichVu><dan:MaCanBo>H99-017</dan:MaCanBo>" in sent
    assert (
        f"<dan:SoDinhDanh>{NUMBER}</dan:SoDinhDanh><dan:SoCMND></dan:SoCMND><dan:HoVaTen>NGUYENTHIMY</dan:HoVaTen>"
        in sent
    )


@pytest.mark.parametrize(("count", "verified"), [("0", False), ("1", True)])
def test_003_counts_citizens(options: Options, count: str, *, verified: bool) -> None:
    text = f"<Envelope><Body><R><SoLuongCongDan>{count}</SoLuongCongDan></R></Body></Envelope>"
    register = Register([httpx.Response(200, text=text)])
    answer = _ask(register, options, verify_by="003").verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert (register.asked[0].url.path, answer.verified) == ("/csdldc/003", verified)


def test_a_lookup_gives_the_fields_asked_and_drops_the_rest(options: Options) -> None:
    found = _ask(Register([_reply(_citizen())]), options).lookup(
        NUMBER, ["hoVaTen", "thuongTru.maPhuongXa", "cha", "chuHo.quanHe"], purpose=PURPOSE, claims=CLAIMS
    )
    assert found.as_json()["records"] == [
        {
            "soDinhDanh": NUMBER,
            "hoVaTen": "NGUYỄN THỊ MỴ",
            "thuongTru": {"maPhuongXa": "31378"},
            "cha": {"hoVaTen": "NGUYỄN VĂN B", "quocTich": "VN"},
            "chuHo": {"quanHe": "00"},
        }
    ]
    assert (found.source.registry, found.source.on, found.outcome) == ("population", None, "found")


def test_a_lookup_of_nobody_finds_no_record(options: Options) -> None:
    found = _ask(Register([_reply()]), options).lookup(NUMBER, ["hoVaTen"], purpose=PURPOSE, claims=CLAIMS)
    assert (found.outcome, found.records) == ("not_found", ())


def test_what_the_wire_cannot_say_is_refused_before_anything_is_sent(options: Options) -> None:
    register = Register([_reply()])
    ask = _ask(register, options)
    day = date(2026, 3, 1)
    refused: list[Any] = [
        lambda: ask.verify(NUMBER, {**CLAIMS, "gioiTinh": "2"}, purpose=PURPOSE),
        lambda: ask.verify(NUMBER, {"ngaySinh": "1990"}, purpose=PURPOSE),
        lambda: ask.verify(NUMBER, {**CLAIMS, "ngaySinh": "1952-08"}, purpose=PURPOSE),
        lambda: ask.verify(NUMBER, CLAIMS, purpose=PURPOSE, on=day),
        lambda: ask.verify(CLAIMS, CLAIMS, purpose=PURPOSE),
        lambda: ask.lookup(NUMBER, ["hoVaTen"], purpose=PURPOSE),
        lambda: ask.lookup(NUMBER, ["the"], purpose=PURPOSE, claims=CLAIMS),
        lambda: ask.lookup(NUMBER, ["thuongTru.tinhThanh"], purpose=PURPOSE, claims=CLAIMS),
        lambda: ask.history(NUMBER, purpose=PURPOSE),
        lambda: ask.record_event({"type": "birth"}, purpose=PURPOSE),
        lambda: ask.changes(purpose=PURPOSE),
    ]
    for question in refused:
        with pytest.raises(NotOnThisWire):
            question()
    assert register.asked == []


@pytest.mark.parametrize("subject", [{"soCMND": "12345678"}, {"soCMND": "912345678<"}, {"soDinhDanh": "912345678"}])
def test_a_number_of_the_wrong_length_is_not_sent(options: Options, subject: dict[str, str]) -> None:
    register = Register([_reply()])
    with pytest.raises(InvalidRequest) as raised:
        _ask(register, options).verify(subject, CLAIMS, purpose=PURPOSE)
    assert (raised.value.pointer, register.asked) == (f"/subject/{next(iter(subject))}", [])


@pytest.mark.parametrize("claims", [{"hoVaTen": "  ", "ngaySinh": "1990"}, {"hoVaTen": "A", "ngaySinh": "2/3/1990"}])
def test_claims_that_cannot_be_true_of_anyone_are_refused(options: Options, claims: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest):
        _ask(Register([_reply()]), options).verify(NUMBER, claims, purpose=PURPOSE)


def test_a_batch_is_asked_one_by_one_and_an_items_error_stands_in_its_place(options: Options) -> None:
    register = Register([_reply(_citizen()), _reply(_citizen())])
    items: list[VerifyItem | LookupItem] = [
        VerifyItem(subject=NUMBER, claims=CLAIMS),
        LookupItem(subject=NUMBER, fields=["the"], claims=CLAIMS),
        LookupItem(subject=NUMBER, fields=["gioiTinh"], claims=CLAIMS),
    ]
    yes, error, found = _ask(register, options).batch(items, purpose=PURPOSE)
    assert isinstance(error, NotOnThisWire)
    assert isinstance(yes, Verification)
    assert isinstance(found, Lookup)
    assert (yes.verified, found.as_json()["records"]) == (True, [{"soDinhDanh": NUMBER, "gioiTinh": "2"}])


def test_once_c06_is_down_the_rest_of_a_batch_is_not_asked(options: Options) -> None:
    register = Register([_reply(_citizen()), httpx.ConnectError("refused")])
    answers = _ask(register, options).batch([VerifyItem(subject=NUMBER, claims=CLAIMS)] * 4, purpose=PURPOSE)
    assert ([getattr(answer, "code", "ok") for answer in answers], len(register.asked)) == (
        ["ok", *["source_unreachable"] * 3],
        2,
    )


def _fault(code: str, status: int = 500) -> httpx.Response:
    return httpx.Response(
        status,
        text='<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault>'
        f"<faultcode>soapenv:{code}</faultcode><faultstring>{NUMBER}</faultstring></soapenv:Fault></soapenv:Body>"
        "</soapenv:Envelope>",
    )


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (_fault("Client"), InvalidRequest),
        (_fault("Server"), SourceDown),
        (_fault("Client", 200), InvalidRequest),
        (_fault("Client", 401), Unauthorised),
        (_fault("Client", 403), Forbidden),
        (_fault("Client", 404), UnknownRegistry),
        (_fault("Client", 429), TooManyRequests),
        (_fault("Client", 503), SourceDown),
        (httpx.Response(401), Unauthorised),
        (httpx.Response(403), Forbidden),
        (says({"errorCode": "004"}, 400), Forbidden),
        (says({"errorCode": "005"}, 400), Forbidden),
        (says({"errorCode": "01"}, 400), InvalidRequest),
        (httpx.Response(502, text="<html>"), SourceDown),
        (httpx.Response(200, text=""), ProviderBrokeContract),
        (httpx.Response(200, text="{}"), ProviderBrokeContract),
        (httpx.Response(200, text="<?xml version='1.0' encoding='no-such'?><a/>"), ProviderBrokeContract),
        (httpx.Response(200, text="<a>" * 10_000), ProviderBrokeContract),
        (httpx.Response(200, text="<a/>"), ProviderBrokeContract),
        (httpx.Response(200, text='<!DOCTYPE a [<!ENTITY x "y">]><Envelope><Body/></Envelope>'), ProviderBrokeContract),
        (_reply(_citizen(number=WIFE)), ProviderBrokeContract),
        (_reply(_citizen(born="19901302")), ProviderBrokeContract),
    ],
    ids=str,
)
def test_every_fault_of_the_wire_has_a_name_and_repeats_no_number(
    options: Options, answer: httpx.Response, error: type[DancuError]
) -> None:
    with pytest.raises(error) as raised:
        _ask(Register([answer]), options).verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert NUMBER not in str(raised.value)


def test_the_older_generations_of_the_reply_are_read() -> None:
    split = (
        '<S:Envelope xmlns:S="s">"&gt;<S:Body><x:CongdanCollection xmlns:x="http://www.mic.gov.vn/dancu/1.0"><x:CongDan>'
        "<x:HoVaTen><x:Ho>Nguyễn</x:Ho><x:ChuDem> Thị </x:ChuDem><x:Ten>Mỵ</x:Ten></x:HoVaTen>"
        "<x:NgayThangNamSinh>1952-08</x:NgayThangNamSinh>"
        "<x:Cha><x:HoVaTen><x:Ten>Nguyễn Văn B</x:Ten></x:HoVaTen></x:Cha>"
        "<!-- --></x:CongDan></x:CongdanCollection></S:Body></S:Envelope>"
    )
    assert read_citizens(split.encode()) == [
        {"hoVaTen": "Nguyễn Thị Mỵ", "ngaySinh": "1952-08", "cha": {"hoVaTen": "Nguyễn Văn B"}}
    ]


@pytest.mark.parametrize(
    ("head", "wire", "code"), [(NUMBER, "CH01", "00"), (WIFE, "CH01", "01"), (WIFE, "CH03", "03"), (WIFE, "", None)]
)
def test_the_relation_to_the_head_is_read_in_the_contracts_code(head: str, wire: str, code: str | None) -> None:
    block = f"<ns1:ChuHo><ns1:QuanHe>{wire}</ns1:QuanHe><ns1:SoDinhDanh>{head}</ns1:SoDinhDanh></ns1:ChuHo>"
    (citizen,) = read_citizens(_reply(re.sub("<ns1:ChuHo>.*</ns1:ChuHo>", block, _citizen())).content)
    assert citizen["chuHo"] == {"soDinhDanh": head} | ({"quanHe": code} if code else {})


@given(st.binary() | st.text().map(str.encode))
def test_whatever_c06_answers_is_read_or_refused_by_name(content: bytes) -> None:
    with contextlib.suppress(ProviderBrokeContract):
        read_citizens(content)


@given(st.text(), st.text(alphabet="0123456789-/ "))
def test_whatever_stands_in_a_record_is_read_or_refused_by_name(name: str, born: str) -> None:
    clean = "".join(letter for letter in name if letter.isprintable())
    try:
        citizens = read_citizens(_reply(_citizen(clean, born)).content)
    except ProviderBrokeContract:
        return
    assert len(citizens) <= 1


async def test_the_asynchronous_connector_speaks_soap_too(options: Options) -> None:
    register = Register([_reply(_citizen())])
    answer = await AsyncPopulationConnector(register.async_client, **options).verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert answer.verified


def test_a_wire_that_the_register_does_not_speak_is_named(options: Options) -> None:
    with pytest.raises(NotOnThisWire, match="soap, uniform"):
        PopulationConnector(Register([]).client, wire="fax", **options)


def test_a_purpose_without_an_officer_sends_the_agencys_own(options: Options) -> None:
    register = Register([_reply()])
    _ask(register, options, ma_can_bo="canbo@xa.test").verify(NUMBER, CLAIMS, purpose=Purpose(procedure="1.004222"))
    assert "<dan:MaCanBo>canbo@xa.test</dan:MaCanBo>" in register.asked[0].content.decode()
