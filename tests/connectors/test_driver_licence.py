"""The ministry's dossiers of driver licences: what an applicant holds, and why nobody else can be asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    prefill,
)
from dancu_connectors.conduct import Options
from dancu_connectors.driver_licence import AsyncDriverLicenceConnector, DriverLicenceConnector
from dancu_connectors.licence_dossiers import CARRIED, LicenceDossiers

from dancu_sandbox.serving import Served, application
from mock_national_db.store import Store
from tests.asgi import PROCEDURE, client, opened
from tests.connectors.conftest import NUMBER, PURPOSE, SENT, Register, says

HOLDER = "099178004001"
DAY = date(2026, 11, 23)
SESSION = says({"error_code": 0, "result": "success", "session": "s"})
LICENCE = {"sogplx": "009012345617", "hanggplxgplx": "B", "ngaycapgplx": "2026-11-23", "ngayhethangplx": None}
ROW = {"soCmnd": NUMBER, "hoTen": "Nguyễn Văn Thử", "ngaySinh": "1990-03-02", "gplxDaCap": [LICENCE]}
HELD: dict[str, object] = {"hang": "B", "hoVaTen": "Nguyễn Văn Thử"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A nation in which one person got a car licence today."""
    found = opened(tmp_path_factory.mktemp("data"), 300)
    event = {"subject": {"soDinhDanh": HOLDER}, "type": "licence_issued", "on": DAY.isoformat()}
    sent = {**event, "data": {"hang": "B", "ngayHetHan": "2036-11-23"}, "purpose": {"procedure": PROCEDURE}}
    client(found).post("/driver_licence/v1/events", json=sent).raise_for_status()
    yield found
    found.close()


def dossiers(username: str = "u", password: str = "p") -> LicenceDossiers:
    return LicenceDossiers(unit="C92M", first=DAY, last=DAY, username=username, password=password)


def listed(*rows: object) -> httpx.Response:
    return says({"data": rows, "error_code": 0})


def test_an_applicants_licences_are_told_as_the_uniform_service_tells_them(store: Store) -> None:
    own = DriverLicenceConnector(client(store), wire=dossiers())
    uniform = DriverLicenceConnector(client(store), wire="uniform")
    paths = sorted(CARRIED)
    records = own.lookup(HOLDER, paths, purpose=SENT).records
    assert [r.as_json() for r in records] == [r.as_json() for r in uniform.lookup(HOLDER, paths, purpose=SENT).records]
    assert {r.hang for r in records} == {"A1", "B"}
    (number,) = {str(r.so_gplx) for r in records}
    assert len(own.lookup({"soGPLX": number}, ["hang"], purpose=SENT).records) == 2


def test_a_claim_is_true_if_any_of_the_licences_fits(store: Store) -> None:
    connector = DriverLicenceConnector(client(store), wire=dossiers())
    right: dict[str, object] = {"hang": "B", "ngayHetHan": "2036-11-23"}
    answer = connector.verify(HOLDER, right, purpose=SENT)
    assert answer == Verification("found", verified=True, matches=dict.fromkeys(right, "match"))
    assert not connector.verify(HOLDER, {**right, "hang": "A1"}, purpose=SENT).verified
    assert connector.verify("099190005001", {"hang": "A1"}, purpose=SENT).outcome == "not_found"


def test_without_a_unit_and_days_nothing_can_be_asked(register: Callable[..., Register], options: Options) -> None:
    asked = register(SESSION)
    for connector in (
        DriverLicenceConnector(asked.client, wire="dossiers", **options),
        DriverLicenceConnector(asked.client, wire=LicenceDossiers(unit="C92M"), **options),
    ):
        with pytest.raises(NotOnThisWire, match="LicenceDossiers"):
            connector.verify(NUMBER, HELD, purpose=PURPOSE)
    form = prefill(NUMBER, ["driver_licence.hang"], connectors=[connector], purpose=PURPOSE)
    assert [(gap.field, gap.reason) for gap in form.missing] == [("driver_licence.hang", "not_on_this_wire")]
    assert asked.asked == []


def test_the_session_is_taken_once_and_anew_when_refused(register: Callable[..., Register], options: Options) -> None:
    over = says({"data": [], "error_code": "1"})
    asked = register(SESSION, listed(ROW), listed(ROW), over, SESSION, listed(ROW))
    connector = DriverLicenceConnector(asked.client, wire=dossiers(username="u", password="p"), **options)
    for _ in range(3):
        assert connector.verify(NUMBER, HELD, purpose=PURPOSE).verified
    login, every = ("/apiDVC-GPLX/tcdbdvcdata/mapi/login", "/apiDVC-GPLX/tcdbdvcdata/mapi/g")
    assert [r.url.path for r in asked.asked] == [login, every, every, every, login, every]
    assert asked.body(0) == {"username": "u", "password": "p"}
    assert asked.body(1) == {
        "session": "s",
        "service": "DanhSachHoSo",
        "donViXuLy": "C92M",
        "ngayNhan1": "2026-11-23",
        "ngayNhan2": "2026-11-23",
    }


def test_of_several_dossiers_the_last_tells(register: Callable[..., Register], options: Options) -> None:
    later = {**ROW, "gplxDaCap": [LICENCE, {**LICENCE, "hanggplxgplx": "C"}]}
    connector = DriverLicenceConnector(register(SESSION, listed(ROW, later)).client, wire=dossiers(), **options)
    records = connector.lookup(NUMBER, ["hang"], purpose=PURPOSE).records
    assert [record.hang for record in records] == ["B", "C"]


def test_what_the_dossiers_cannot_say_is_not_sent(register: Callable[..., Register], options: Options) -> None:
    asked = register(SESSION)
    connector = DriverLicenceConnector(asked.client, wire=dossiers(), **options)
    questions: list[Callable[[], object]] = [
        lambda: connector.verify(NUMBER, {"diem": 12}, purpose=PURPOSE),
        lambda: connector.verify(NUMBER, HELD, purpose=PURPOSE, on=date(2026, 1, 1)),
        lambda: connector.lookup(NUMBER, ["tinhTrang"], purpose=PURPOSE),
        lambda: connector.lookup(NUMBER, ["hang"], purpose=PURPOSE, claims=HELD),
        lambda: connector.changes(purpose=PURPOSE),
    ]
    for question in questions:
        with pytest.raises(NotOnThisWire):
            question()
    assert asked.asked == []


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ((says({"error_code": 1, "session": None}),), Unauthorised),
        ((says({"error_code": 0}),), Unauthorised),
        ((says({}),), ProviderBrokeContract),
        ((SESSION, says({"error_code": 1}), SESSION, says({"error_code": 1})), Unauthorised),
        ((SESSION, says({"error_code": 2})), InvalidRequest),
        ((SESSION, says({"error_code": 0, "data": {"a": 1}})), ProviderBrokeContract),
        ((SESSION, listed(1)), ProviderBrokeContract),
        ((SESSION, listed({**ROW, "gplxDaCap": [{"ngaycapgplx": "x"}]})), ProviderBrokeContract),
        ((SESSION, says({}, 503)), SourceDown),
    ],
)
def test_what_the_ministry_refuses_is_named_by_what_to_do(
    answers: tuple[httpx.Response, ...],
    error: type[DancuError],
    register: Callable[..., Register],
    options: Options,
) -> None:
    connector = DriverLicenceConnector(register(*answers).client, wire=dossiers(), **options)
    with pytest.raises(error) as raised:
        connector.verify(NUMBER, HELD, purpose=PURPOSE)
    assert NUMBER not in str(raised.value)


async def test_the_asynchronous_connector_reads_dossiers_too(store: Store) -> None:
    transport = httpx.ASGITransport(application(store, Served()))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as asked:
        connector = AsyncDriverLicenceConnector(asked, wire=dossiers())
        assert (await connector.verify(HOLDER, {"hang": "B"}, purpose=SENT)).verified


def test_no_password_is_printed() -> None:
    assert "secret" not in repr(dossiers(password="secret"))
