"""The insurer's own wires: the portal that hospitals ask, and the services on the national platform."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import httpx
import pytest
from dancu_connectors import (
    DancuError,
    Forbidden,
    InvalidRequest,
    LookupItem,
    NgspToken,
    NotOnThisWire,
    ProviderBrokeContract,
    Retry,
    SourceDown,
    Unauthorised,
    Verification,
    VerifyItem,
    prefill,
)
from dancu_connectors.conduct import Options
from dancu_connectors.insurance import AsyncInsuranceConnector, InsuranceConnector
from dancu_connectors.insurer_card import CARRIED
from dancu_connectors.insurer_ngsp import InsurerNgsp
from dancu_connectors.insurer_portal import InsurerPortal

from dancu_sandbox.serving import Served, application
from mock_national_db.store import Store
from tests.asgi import client, people
from tests.connectors.conftest import NUMBER, PURPOSE, SENT, Register, says

SONG, CARD = "099183049001", "DN4920093000049"
WHO: dict[str, object] = {"hoVaTen": "Bành Thị Song", "ngaySinh": "1983-05-19"}
KEY = says({"maKetQua": "200", "APIKey": {"access_token": "a:u:1", "id_token": "b", "token_type": "Bearer"}})
PATHS = sorted(CARRIED - {"theBHYT", "theBHYT.noiDangKyKCB", "coQuanBHXH"})


@pytest.fixture(scope="module")
def insurer(store: Store) -> InsuranceConnector:
    return InsuranceConnector(client(store))


def card(code: str = "000", **more: object) -> httpx.Response:
    told = {
        "hoTen": "Bành Thị Song",
        "ngaySinh": "19/05/1983",
        "gioiTinh": "Nữ",
        "maThe": CARD,
        "maSoBHXH": "0093000049",
    }
    return says({"maKetQua": code, **told, "gtTheTu": "01/01/2026", "gtTheDen": None, **more})


def portal(register: Register, options: Options, account: InsurerPortal | None = None) -> InsuranceConnector:
    return InsuranceConnector(register.client, wire=account or InsurerPortal(), **options)


def test_the_portal_is_asked_unless_told_otherwise(insurer: InsuranceConnector) -> None:
    assert insurer.lookup_needs == ("hoVaTen", "ngaySinh")
    for subject in (SONG, {"maTheBHYT": CARD}, {"maSoBHXH": "0093000049"}):
        assert insurer.verify(subject, WHO, purpose=SENT) == Verification(
            "found", verified=True, matches={"hoVaTen": "match", "ngaySinh": "match"}
        )


def test_the_portal_and_the_uniform_service_tell_the_same(store: Store, insurer: InsuranceConnector) -> None:
    uniform = InsuranceConnector(client(store), wire="uniform")
    told = 0
    for person in people(store)[::7]:
        claims = {name: person[name] for name in WHO}
        (subject,) = uniform.lookup(person["soDinhDanh"], PATHS, purpose=SENT).records or (None,)
        if subject is None or subject.value("theBHYT.giaTriTu") is None or len(person["ngaySinh"]) == len("1990-03"):
            continue
        (record,) = insurer.lookup(person["soDinhDanh"], PATHS, purpose=SENT, claims=claims).records
        assert record.as_json() == subject.as_json()
        told += 1
    assert told > 20


def test_sex_numbers_and_the_card_are_verified_too(insurer: InsuranceConnector) -> None:
    right: dict[str, object] = {
        "gioiTinh": "2",
        "maTheBHYT": CARD,
        "theBHYT": {"doiTuong": "DN", "tinhTrang": "conGiaTri"},
    }
    answer = insurer.verify(SONG, WHO | right, purpose=SENT)
    assert (answer.verified, {*answer.matches.values()}) == (True, {"match"})
    for claim, wrong in {
        "gioiTinh": "1",
        "maTheBHYT": "GD4920093000049",
        "theBHYT": {"doiTuong": "DN", "giaTriDen": "2025-12-31"},
    }.items():
        answer = insurer.verify(SONG, WHO | {claim: wrong}, purpose=SENT)
        assert (answer.verified, answer.matches[claim]) == (False, "mismatch")


@pytest.mark.parametrize(("claim", "wrong"), [("hoVaTen", "Bành Thị Sông"), ("ngaySinh", "1983-05-20")])
def test_a_wrong_name_or_birth_date_is_told_and_nothing_else(
    claim: str, wrong: str, insurer: InsuranceConnector
) -> None:
    claims = WHO | {claim: wrong}
    answer = insurer.verify(SONG, claims, purpose=SENT)
    assert answer == Verification("found", verified=False, matches={claim: "mismatch"})
    assert insurer.lookup(SONG, ["theBHYT"], purpose=SENT, claims=claims).outcome == "not_found"


def test_a_year_of_birth_is_partial(insurer: InsuranceConnector) -> None:
    answer = insurer.verify(SONG, WHO | {"ngaySinh": "1983"}, purpose=SENT)
    assert (answer.verified, answer.matches["ngaySinh"]) == (False, "partial")


def test_nobodys_number_is_not_found(insurer: InsuranceConnector) -> None:
    assert insurer.verify(NUMBER, WHO, purpose=SENT) == Verification("not_found", verified=False, matches={})
    assert insurer.lookup(NUMBER, ["theBHYT"], purpose=SENT, claims=WHO).records == ()


def test_the_officer_is_known_to_the_portal_or_refused(store: Store) -> None:
    for name, number, refused in (
        ("Lê Văn Đảo", "099084048001", False),
        ("Lê Văn Đạo", "099084048001", True),
        ("Lê Văn Đảo", "099084999999", True),
    ):
        connector = InsuranceConnector(client(store), wire=InsurerPortal(officer_name=name, officer_number=number))
        if refused:
            with pytest.raises(Forbidden):
                connector.verify(SONG, WHO, purpose=SENT)
        else:
            assert connector.verify(SONG, WHO, purpose=SENT).verified


def test_a_form_gets_its_card_from_the_portal(insurer: InsuranceConnector) -> None:
    fields = ["insurance.theBHYT.giaTriDen", "insurance.quaTrinhDong"]
    form = prefill(SONG, fields, connectors=[insurer], purpose=SENT, claims=WHO)
    assert form.values["insurance.theBHYT.giaTriDen"].value == date(2026, 12, 31)
    assert [(gap.field, gap.reason) for gap in form.missing] == [("insurance.quaTrinhDong", "not_on_this_wire")]


def test_tokens_are_taken_once_and_anew_when_refused(register: Callable[..., Register], options: Options) -> None:
    asked = register(KEY, card(), card(), says({"maKetQua": "401"}), KEY, card())
    connector = portal(asked, options, InsurerPortal(username="u", password="p"))
    for _ in range(3):
        assert connector.verify(SONG, WHO, purpose=PURPOSE).verified
    take, check = "/api/token/take", "/api/egw/KQNhanLichSuKCB2019"
    assert [request.url.path for request in asked.asked] == [take, check, check, check, take, check]
    assert asked.body(0) == {"username": "u", "password": "83878c91171338902e0fe0fb97a8c47a"}
    assert dict(asked.asked[1].url.params) == {"token": "a:u:1", "id_token": "b", **asked.body(0)}
    assert asked.body(1) == {"maThe": SONG, "hoTen": "Bành Thị Song", "ngaySinh": "19/05/1983"}


def test_the_form_of_2024_carries_the_officer(register: Callable[..., Register], options: Options) -> None:
    asked = register(KEY, card())
    account = InsurerPortal(officer_name="Lê Văn Đảo", officer_number="099084048001")
    portal(asked, options, account).verify(SONG, WHO, purpose=PURPOSE)
    assert asked.asked[1].url.path == "/api/egw/KQNhanLichSuKCB2024"
    assert asked.body(1)["hoTenCb"] == "Lê Văn Đảo"


def test_a_card_replaced_is_the_new_one_and_the_old_a_former(
    register: Callable[..., Register], options: Options
) -> None:
    new = {"maTheCu": CARD, "maTheMoi": "HT3920093000049", "gtTheTuMoi": "23/11/2026", "maDKBDMoi": "92001"}
    connector = portal(register(KEY, card("003", **new)), options)
    found: Any = connector.lookup(SONG, ["maTheBHYT", "theBHYT"], purpose=PURPOSE, claims=WHO)
    assert found.records[0].as_json() == {
        "soDinhDanh": SONG,
        "maTheBHYT": "HT3920093000049",
        "theBHYT": {"doiTuong": "HT", "mucHuong": "3", "giaTriTu": "2026-11-23", "noiDangKyKCB": {"ma": "92001"}},
    }
    answer = connector.verify(SONG, WHO | {"maTheBHYT": CARD}, purpose=PURPOSE)
    assert (answer.verified, answer.matches["maTheBHYT"]) == (False, "former")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says({"maKetQua": "401"}), Unauthorised),
        (says({"maKetQua": "054"}), Forbidden),
        (says({"maKetQua": "205"}), InvalidRequest),
        (says({"maKetQua": "100"}), SourceDown),
        (says({"maKetQua": "777"}), ProviderBrokeContract),
        (says({"maKetQua": 0}), ProviderBrokeContract),
        (says([]), ProviderBrokeContract),
        (card(ngaySinh="x"), ProviderBrokeContract),
        (says({}, 503), SourceDown),
    ],
)
def test_what_the_portal_refuses_is_named_by_what_to_do(
    answer: httpx.Response, error: type[DancuError], register: Callable[..., Register], options: Options
) -> None:
    with pytest.raises(error) as raised:
        portal(register(KEY, answer), options).verify(SONG, WHO, purpose=PURPOSE)
    assert SONG not in str(raised.value)


@pytest.mark.parametrize(
    "answer", [says({"maKetQua": "401", "APIKey": None}), says({"maKetQua": "200"}), says({"maKetQua": "999"})]
)
def test_without_a_token_nothing_is_asked(
    answer: httpx.Response, register: Callable[..., Register], options: Options
) -> None:
    asked = register(answer)
    with pytest.raises((Unauthorised, ProviderBrokeContract)):
        portal(asked, options).verify(SONG, WHO, purpose=PURPOSE)
    assert [request.url.path for request in asked.asked] == ["/api/token/take"]


@pytest.mark.parametrize("code", ["120", "124", "130"])
def test_who_takes_part_no_longer_has_no_record(code: str, register: Callable[..., Register], options: Options) -> None:
    connector = portal(register(KEY, says({"maKetQua": code})), options)
    assert connector.lookup(SONG, ["theBHYT"], purpose=PURPOSE, claims=WHO).outcome == "no_record"
    assert connector.verify(SONG, WHO, purpose=PURPOSE).outcome == "no_record"


@pytest.mark.parametrize("wire", ["portal", "ngsp"])
def test_what_the_wires_cannot_say_is_not_sent(wire: str, register: Callable[..., Register], options: Options) -> None:
    asked = register(KEY)
    connector = InsuranceConnector(asked.client, wire=wire, **options)
    needed: Mapping[str, object] = WHO if wire == "portal" else {}
    questions: list[Callable[[], object]] = [
        lambda: connector.verify(SONG, WHO | {"theBHYT": {"noiDangKyKCB": {"ten": "x"}}}, purpose=PURPOSE),
        lambda: connector.verify(SONG, WHO | {"theBHYT": {}}, purpose=PURPOSE),
        lambda: connector.verify(SONG, WHO, purpose=PURPOSE, on=date(2026, 1, 1)),
        lambda: connector.lookup(SONG, ["quaTrinhDong"], purpose=PURPOSE, claims=needed),
        lambda: connector.history(SONG, purpose=PURPOSE),
        lambda: connector.changes(purpose=PURPOSE),
        lambda: connector.record_event({"type": "card_withdrawn", "subject": {"soDinhDanh": SONG}}, purpose=PURPOSE),
    ]
    if wire == "portal":
        questions += [
            lambda: connector.verify(SONG, {"hoVaTen": "A"}, purpose=PURPOSE),
            lambda: connector.verify(SONG, WHO | {"ngaySinh": "1983-05"}, purpose=PURPOSE),
        ]
    else:
        questions += [
            lambda: connector.verify({"maTheBHYT": CARD}, WHO, purpose=PURPOSE),
            lambda: connector.lookup(SONG, ["hoVaTen"], purpose=PURPOSE, claims=WHO),
        ]
    for question in questions:
        with pytest.raises(NotOnThisWire):
            question()
    assert asked.asked == []


def test_a_batch_ends_where_the_caller_is_refused(register: Callable[..., Register], options: Options) -> None:
    asked = register(KEY, card(), says({"maKetQua": "055"}))
    one = VerifyItem(subject=SONG, claims=WHO)
    wrong = VerifyItem(subject=SONG, claims={"hoVaTen": "A"})
    looked = LookupItem(subject=SONG, fields=["maTheBHYT"], claims=WHO)
    answers = portal(asked, options).batch([wrong, one, looked, one], purpose=PURPOSE)
    assert [type(answer) for answer in answers] == [NotOnThisWire, Verification, Forbidden, Forbidden]
    assert len(asked.asked) == 3


def test_the_platform_tells_who_bears_a_number(store: Store) -> None:
    served = Served(access="lgsp-token", user="consumer", secret="key")
    right = NgspToken(token_url="/token", consumer_key="consumer", consumer_secret="key")
    for prefix in ("/apiBHXH/1.0", "/apiBHXH"):
        connector = InsuranceConnector(client(store, served, auth=right), wire=InsurerNgsp(prefix=prefix))
        (record,) = connector.lookup(
            {"maSoBHXH": "0093000049"}, ["hoVaTen", "ngaySinh", "gioiTinh"], purpose=SENT
        ).records
        assert record.as_json() == {**WHO, "gioiTinh": "2"}
        assert connector.verify(SONG, WHO | {"gioiTinh": "2"}, purpose=SENT).verified
        wrong = connector.verify(SONG, {"hoVaTen": "Bành Thị Sông"}, purpose=SENT)
        assert wrong == Verification("found", verified=False, matches={"hoVaTen": "mismatch"})
        assert connector.verify({"maSoBHXH": "0099999999"}, WHO, purpose=SENT).outcome == "not_found"
    with pytest.raises(Unauthorised):
        InsuranceConnector(client(store, served), wire="ngsp", retry=Retry(attempts=1)).verify(SONG, WHO, purpose=SENT)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"response": None},
        {"x": {"successful": {}}},
        {"x": {"successful": {"dataThongTinHgd": {"hoTen": "A", "ngaySinh": "x"}}}},
    ],
)
def test_an_answer_of_the_platform_in_another_shape_is_not_believed(
    told: object, register: Callable[..., Register], options: Options
) -> None:
    with pytest.raises(ProviderBrokeContract):
        InsuranceConnector(register(says(told)).client, wire="ngsp", **options).verify(SONG, WHO, purpose=PURPOSE)


def test_a_wrapped_answer_and_a_year_of_birth_are_read(register: Callable[..., Register], options: Options) -> None:
    data = {"hoTen": "A", "ngaySinh": "19450000", "loaiNgaySinh": 1, "gioiTinh": 3}
    told = {"code": 200, "response": {"x": {"successful": {"dataThongTinHgd": data, "errorCode": "0"}}}}
    asked = register(says(told))
    connector = InsuranceConnector(asked.client, wire="ngsp", **options)
    (record,) = connector.lookup({"maSoBHXH": "0012345678"}, ["ngaySinh", "gioiTinh"], purpose=PURPOSE).records
    assert record.as_json() == {"ngaySinh": "1945", "gioiTinh": "0"}
    assert json.loads(asked.asked[0].content) == {"maSoBhxh": "0012345678"}


async def test_the_asynchronous_connector_speaks_to_the_portal_too(store: Store) -> None:
    transport = httpx.ASGITransport(application(store, Served()))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as asked:
        assert (await AsyncInsuranceConnector(asked).verify(SONG, WHO, purpose=SENT)).verified


def test_no_account_and_no_citizen_is_printed() -> None:
    wire = InsurerPortal(username="u", password="secret", officer_name="Lê Văn Đảo", officer_number="099084048001")
    assert repr(wire) == "InsurerPortal(username='u', lookup_needs=('hoVaTen', 'ngaySinh'))"
