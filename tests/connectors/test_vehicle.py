"""The traffic police's look-ups: plate, frame number and kind together, and what else is told of the vehicle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import httpx
import pytest
from dancu_connectors import (
    DancuError,
    InvalidRequest,
    NotOnThisWire,
    ProviderBrokeContract,
    SourceDown,
    Unauthorised,
    Verification,
)
from dancu_connectors.conduct import Options
from dancu_connectors.traffic_police import CARRIED, TrafficPolice
from dancu_connectors.vehicle import AsyncVehicleConnector, VehicleConnector

from dancu_sandbox.serving import Served, application
from mock_national_db.store import Store
from tests.asgi import client, people
from tests.connectors.conftest import NUMBER, PURPOSE, SENT, Register, says

PLATE, FRAME, OWNER = {"bienSo": "10ZZ-450.01"}, "000DANCU900450011", "099199045001"
THING: dict[str, object] = {"soKhung": FRAME, "loaiXe": "moTo"}
TOKEN = says({"token": "t"})


@pytest.fixture(scope="module")
def vehicles(store: Store) -> VehicleConnector:
    return VehicleConnector(client(store))


def told(**more: object) -> httpx.Response:
    return says({"code": 0, "data": {"bien_so": "10ZZ-450.01", "so_khung": FRAME, "loai_xe": "moTo", **more}})


def test_the_police_is_asked_unless_told_otherwise(vehicles: VehicleConnector) -> None:
    assert vehicles.lookup_needs == ("soKhung", "loaiXe")
    claims = {**THING, "soDinhDanh": OWNER, "tinhTrang": "dangSuDung"}
    answer = vehicles.verify(PLATE, claims, purpose=SENT)
    assert answer == Verification("found", verified=True, matches=dict.fromkeys(claims, "match"))
    wrong = vehicles.verify(PLATE, {**THING, "soDinhDanh": NUMBER}, purpose=SENT)
    assert (wrong.verified, wrong.matches["soDinhDanh"]) == (False, "mismatch")


@pytest.mark.parametrize(("claim", "wrong"), [("soKhung", "000DANCU900450012"), ("loaiXe", "oToCon")])
def test_nothing_is_told_unless_frame_and_kind_agree(claim: str, wrong: str, vehicles: VehicleConnector) -> None:
    claims = {**THING, claim: wrong}
    assert vehicles.verify(PLATE, claims, purpose=SENT) == Verification("not_found", verified=False, matches={})
    assert vehicles.lookup(PLATE, ["hoVaTen"], purpose=SENT, claims=claims).records == ()


def test_a_moped_is_no_motorcycle_though_asked_for_alike(vehicles: VehicleConnector) -> None:
    answer = vehicles.verify(PLATE, {**THING, "loaiXe": "xeGanMay"}, purpose=SENT)
    assert answer.matches == {"soKhung": "match", "loaiXe": "mismatch"}


def test_the_police_and_the_uniform_service_tell_the_same(store: Store, vehicles: VehicleConnector) -> None:
    uniform, paths = VehicleConnector(client(store), wire="uniform"), sorted(CARRIED)
    inspected = compared = 0
    for person in people(store):
        for record in uniform.lookup(person["soDinhDanh"], paths, purpose=SENT).records:
            if record.value("soKhung") is None:
                continue
            claims = {name: record.value(name) for name in ("soKhung", "loaiXe")}
            (read,) = vehicles.lookup({"bienSo": record.value("bienSo")}, paths, purpose=SENT, claims=claims).records
            assert read.as_json() == record.as_json()
            compared, inspected = compared + 1, inspected + (record.value("hanKiemDinh") is not None)
    assert (compared > 50, inspected > 2) == (True, True)


def test_the_token_is_taken_once_and_anew_when_refused(register: Callable[..., Register], options: Options) -> None:
    asked = register(TOKEN, told(), told(), says({}, 401), says({"token": "u"}), told())
    connector = VehicleConnector(asked.client, wire=TrafficPolice(username="u", password="p"), **options)
    for _ in range(3):
        assert connector.verify(PLATE, THING, purpose=PURPOSE).verified
    login, look_up = "/dvcsv/auth/login", f"/dvcsv/tracuu/ttxe/10ZZ-450.01/{FRAME}/2/T"
    assert [r.url.path for r in asked.asked] == [login, look_up, look_up, look_up, login, look_up]
    assert asked.body(0) == {"username": "u", "password": "p"}
    assert [asked.asked[place].headers["Authorization"] for place in (1, 5)] == ["Bearer t", "Bearer u"]


def test_the_inspection_is_asked_for_only_where_it_is_wanted(
    register: Callable[..., Register], options: Options
) -> None:
    inspection = says({"code": 0, "data": {"han_kiem_dinh": "18/03/2027", "don_vi_kiem_dinh": "Trung tâm"}})
    asked = register(TOKEN, told(), inspection)
    connector = VehicleConnector(asked.client, **options)
    paths = ["hanKiemDinh", "donViKiemDinh.ten"]
    (record,) = connector.lookup(PLATE, paths, purpose=PURPOSE, claims=THING).records
    assert record.as_json() == {"hanKiemDinh": "2027-03-18", "donViKiemDinh": {"ten": "Trung tâm"}}
    assert asked.asked[2].url.path == f"/dvcsv/tracuu/dkiem/{FRAME}"


def test_what_the_police_cannot_say_is_not_sent(register: Callable[..., Register], options: Options) -> None:
    asked = register(TOKEN)
    connector = VehicleConnector(asked.client, **options)
    questions: list[Callable[[], object]] = [
        lambda: connector.verify(NUMBER, THING, purpose=PURPOSE),
        lambda: connector.verify({"soKhung": FRAME}, THING, purpose=PURPOSE),
        lambda: connector.verify(PLATE, {"soKhung": FRAME}, purpose=PURPOSE),
        lambda: connector.verify(PLATE, {**THING, "noiCuTru": {"maTinhThanh": "92"}}, purpose=PURPOSE),
        lambda: connector.verify(PLATE, THING, purpose=PURPOSE, on=date(2026, 1, 1)),
        lambda: connector.lookup(PLATE, ["giuBienDen"], purpose=PURPOSE, claims=THING),
        lambda: connector.lookup(PLATE, ["mauSon"], purpose=PURPOSE),
        lambda: connector.history(PLATE, purpose=PURPOSE),
    ]
    for question in questions:
        with pytest.raises(NotOnThisWire):
            question()
    for claims in ({**THING, "soKhung": "../x"}, {**THING, "loaiXe": "tauHoa"}):
        with pytest.raises(InvalidRequest):
            connector.verify(PLATE, claims, purpose=PURPOSE)
    assert asked.asked == []


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ((says({}, 401),), Unauthorised),
        ((says({}),), ProviderBrokeContract),
        ((TOKEN, says({}, 401), TOKEN, says({}, 401)), Unauthorised),
        ((TOKEN, says({"code": 2, "data": None}, 400)), InvalidRequest),
        ((TOKEN, says({"code": 0})), ProviderBrokeContract),
        ((TOKEN, says({"data": []})), ProviderBrokeContract),
        ((TOKEN, told(so_khung="000DANCU900450012")), ProviderBrokeContract),
        ((TOKEN, told(ngay_dang_ky="x")), ProviderBrokeContract),
        ((TOKEN, says({}, 502)), SourceDown),
    ],
)
def test_what_the_police_refuses_is_named_by_what_to_do(
    answers: tuple[httpx.Response, ...],
    error: type[DancuError],
    register: Callable[..., Register],
    options: Options,
) -> None:
    with pytest.raises(error) as raised:
        VehicleConnector(register(*answers).client, **options).verify(PLATE, THING, purpose=PURPOSE)
    assert FRAME not in str(raised.value)


async def test_the_asynchronous_connector_asks_the_police_too(store: Store) -> None:
    transport = httpx.ASGITransport(application(store, Served()))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as asked:
        assert (await AsyncVehicleConnector(asked).verify(PLATE, THING, purpose=SENT)).verified


def test_no_password_is_printed() -> None:
    wire = TrafficPolice(username="u", password="secret")
    assert repr(wire) == "TrafficPolice(username='u', plate_colour='T', lookup_needs=('soKhung', 'loaiXe'))"
