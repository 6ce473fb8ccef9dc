"""The platform's two services of registration: what the connector reads of them, and what they cannot say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest
from dancu_connectors import (
    DancuError,
    InvalidRequest,
    NgspToken,
    NotOnThisWire,
    ProviderBrokeContract,
    Retry,
    SourceDown,
    Unauthorised,
    Verification,
)
from dancu_connectors.conduct import Options
from dancu_connectors.enterprise import AsyncEnterpriseConnector, EnterpriseConnector
from dancu_connectors.enterprise_dkkd import CARRIED as TOLD_BY_THE_NEW
from dancu_connectors.enterprise_dkkd import EnterpriseDkkd
from dancu_connectors.enterprise_ngsp import CARRIED as TOLD_BY_THE_FIRST
from dancu_connectors.enterprise_ngsp import EnterpriseNgsp

from dancu_sandbox.serving import Served, application
from mock_national_db.store import Store
from tests.asgi import client, people
from tests.connectors.conftest import NUMBER, PURPOSE, SENT, Register, says

CODE, HEAD = "0099048001", "Lê Văn Đảo"
FIRM = {"maSoDoanhNghiep": CODE}
SHOP = {"maSoDoanhNghiep": "099068003001"}
NOBODYS = {"maSoDoanhNghiep": "0090000000"}
CARRIED = {"ngsp": TOLD_BY_THE_FIRST, "dkkd": TOLD_BY_THE_NEW}
GRANTED: dict[str, object] = {
    "maSoDoanhNghiep": CODE,
    "loaiHinh": "tnhhHaiThanhVien",
    "tinhTrangPhapLy": "dangHoatDong",
}


@pytest.fixture(scope="module")
def firms(store: Store) -> EnterpriseConnector:
    return EnterpriseConnector(client(store))


def told(**main: object) -> httpx.Response:
    """What the first service answers about an enterprise."""
    data = {"MainInformation": {"ENTERPRISE_GDT_CODE": CODE, **main}, "HOAdress": None, "Representatives": None}
    return says({"Data": data, "DataCount": 1, "Status": "1", "Message": "success"})


def test_the_first_service_is_asked_unless_told_otherwise(firms: EnterpriseConnector) -> None:
    assert firms.lookup_needs == ()
    answer = firms.verify(FIRM, GRANTED, purpose=SENT)
    assert answer == Verification("found", verified=True, matches=dict.fromkeys(GRANTED, "match"))
    assert firms.verify(FIRM, {"von": 1}, purpose=SENT).matches == {"von": "mismatch"}
    assert firms.verify(NOBODYS, GRANTED, purpose=SENT).outcome == "not_found"
    (record,) = firms.lookup(FIRM, ["ngayDangKyLanDau", "von"], purpose=SENT).records
    assert record.as_json() == {"ngayDangKyLanDau": "2017-06-01", "von": 2_500_000_000}


@pytest.mark.parametrize("wire", ["ngsp", "dkkd"])
def test_each_service_and_the_uniform_one_tell_the_same(wire: str, store: Store) -> None:
    uniform, own = (EnterpriseConnector(client(store), wire=name) for name in ("uniform", wire))
    paths = sorted(path for path in CARRIED[wire] if path != "soDinhDanh")
    compared = 0
    for person in people(store):
        records = uniform.lookup(person["soDinhDanh"], [*paths, "loaiHinh"], purpose=SENT).records
        for record in records:
            if wire == "ngsp" and record.value("loaiHinh") == "hoKinhDoanh":
                continue
            key = {"maSoDoanhNghiep": record.value("maSoDoanhNghiep")}
            (read,) = own.lookup(key, paths, purpose=SENT).records
            assert comparable(read.as_json()) == comparable(record.as_json())
            compared += 1
    assert compared > 5


def comparable(record: dict[str, Any]) -> dict[str, Any]:
    """Without the personal number that only the new service tells, and a count that it cannot leave out."""
    return {name: value for name, value in record.items() if name not in ("soDinhDanh", "soLanThayDoi")}


def test_a_household_business_is_told_by_the_new_service_alone(store: Store, firms: EnterpriseConnector) -> None:
    new = EnterpriseConnector(client(store), wire="dkkd")
    (record,) = new.lookup(SHOP, ["ten", "loaiHinh", "soDinhDanh", "hoVaTen"], purpose=SENT).records
    assert record.as_json() == {
        "soDinhDanh": "099068003001",
        "ten": "Hộ kinh doanh May mặc Chơn",
        "loaiHinh": "hoKinhDoanh",
        "hoVaTen": record.ho_va_ten,
    }
    assert new.verify(SHOP, {"hoVaTen": record.ho_va_ten}, purpose=SENT).verified
    assert firms.lookup(SHOP, ["ten"], purpose=SENT).outcome == "not_found"


def test_the_head_is_told_where_there_is_one(register: Callable[..., Register], options: Options) -> None:
    one, two = ([{"FULL_NAME": name} for name in names] for names in ((HEAD,), (HEAD, "Trần Thị Mẫu")))
    answers = []
    for heads in (one, two):
        answer = told().json()
        answer["Data"]["Representatives"] = heads
        answers.append(says(answer))
    connector = EnterpriseConnector(register(*answers).client, **options)
    assert connector.verify(FIRM, {"hoVaTen": HEAD.upper()}, purpose=PURPOSE).verified
    assert connector.verify(FIRM, {"hoVaTen": HEAD}, purpose=PURPOSE).matches == {"hoVaTen": "no_value"}


def test_a_code_is_asked_for_as_an_enterprises_then_as_a_households(
    register: Callable[..., Register], options: Options
) -> None:
    asked = register(says({"GetEntCert": None}), says({"HHCert": None}))
    connector = EnterpriseConnector(asked.client, wire=EnterpriseDkkd(prefix="/p"), **options)
    assert connector.lookup(FIRM, ["ten"], purpose=PURPOSE).outcome == "not_found"
    assert [str(request.url).removeprefix("http://register.test") for request in asked.asked] == [
        f"/p/DoanhNghiep/chiTietDoanhNghiep?msdn={CODE}",
        f"/p/HoKinhDoanh/chiTietHoKinhDoanh?mst={CODE}",
    ]


def test_a_wrapped_answer_and_words_that_nobody_knows_are_read(
    register: Callable[..., Register], options: Options
) -> None:
    content = told(ENTERPRISE_STATUS="Khác", CAPITAL_AMOUNT=5.0, FOUNDING_DATE="01/02/2003").json()
    asked = register(says({"code": 200, "response": content}))
    connector = EnterpriseConnector(asked.client, wire=EnterpriseNgsp(prefix="/ngsp/dkdn"), **options)
    (record,) = connector.lookup(FIRM, ["tinhTrangPhapLy", "von", "ngayDangKyLanDau"], purpose=PURPOSE).records
    assert record.as_json() == {"von": 5, "ngayDangKyLanDau": "2003-02-01"}
    assert asked.asked[0].headers["Accept-Charset"] == "UTF-8"


@pytest.mark.parametrize("wire", ["ngsp", "dkkd"])
def test_what_the_services_cannot_say_is_not_sent(
    wire: str, register: Callable[..., Register], options: Options
) -> None:
    asked = register(told())
    connector = EnterpriseConnector(asked.client, wire=wire, **options)
    questions: list[Callable[[], object]] = [
        lambda: connector.verify(NUMBER, GRANTED, purpose=PURPOSE),
        lambda: connector.verify(FIRM, {"diaChiTruSo": {"maTinhThanh": "92"}}, purpose=PURPOSE),
        lambda: connector.verify(FIRM, GRANTED, purpose=PURPOSE, on=date(2026, 1, 1)),
        lambda: connector.lookup(FIRM, ["chiNhanh"], purpose=PURPOSE),
        lambda: connector.lookup(FIRM, ["ten"], purpose=PURPOSE, claims=GRANTED),
        lambda: connector.history(FIRM, purpose=PURPOSE),
        lambda: connector.changes(purpose=PURPOSE),
    ]
    for question in questions:
        with pytest.raises(NotOnThisWire):
            question()
    with pytest.raises(InvalidRequest):
        connector.verify({"maSoDoanhNghiep": "99048001"}, GRANTED, purpose=PURPOSE)
    assert asked.asked == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says({"Data": {"MainInformation": None}, "Status": "0"}), InvalidRequest),
        (says([]), ProviderBrokeContract),
        (says({"Data": [], "Status": "1"}), ProviderBrokeContract),
        (says({"Data": [1], "Status": "1"}), ProviderBrokeContract),
        (told(FOUNDING_DATE="hôm qua"), ProviderBrokeContract),
        (told(ENTERPRISE_GDT_CODE="0099026001"), ProviderBrokeContract),
        (told(CAPITAL_AMOUNT="nhiều"), ProviderBrokeContract),
        (says({}, 503), SourceDown),
    ],
)
def test_what_the_first_service_refuses_is_named_by_what_to_do(
    answer: httpx.Response, error: type[DancuError], register: Callable[..., Register], options: Options
) -> None:
    connector = EnterpriseConnector(register(answer).client, **options)
    with pytest.raises(error) as raised:
        connector.lookup(FIRM, ["ten", "von"], purpose=PURPOSE)
    assert CODE not in str(raised.value)


@pytest.mark.parametrize("answer", [{}, {"GetEntCert": {}, "HHCert": {}}, {"GetEntCert": [1]}])
def test_an_answer_of_the_new_service_in_another_shape_is_not_believed(
    answer: object, register: Callable[..., Register], options: Options
) -> None:
    connector = EnterpriseConnector(register(says(answer)).client, wire="dkkd", **options)
    with pytest.raises(ProviderBrokeContract):
        connector.lookup(FIRM, ["ten"], purpose=PURPOSE)


def test_the_token_of_the_platform_opens_both(store: Store) -> None:
    served = Served(access="lgsp-token", user="consumer", secret="key")
    right = NgspToken(token_url="/token", consumer_key="consumer", consumer_secret="key")
    for wire in ("ngsp", "dkkd"):
        assert EnterpriseConnector(client(store, served, auth=right), wire=wire).verify(
            FIRM, {"hoVaTen": HEAD}, purpose=SENT
        ) == Verification("found", verified=True, matches={"hoVaTen": "match"})
        with pytest.raises(Unauthorised):
            EnterpriseConnector(client(store, served), wire=wire, retry=Retry(attempts=1)).verify(
                FIRM, {"hoVaTen": HEAD}, purpose=SENT
            )


async def test_the_asynchronous_connector_asks_the_service_too(store: Store) -> None:
    transport = httpx.ASGITransport(application(store, Served()))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as asked:
        assert (await AsyncEnterpriseConnector(asked).verify(FIRM, GRANTED, purpose=SENT)).verified
