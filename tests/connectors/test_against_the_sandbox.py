"""The connectors against the real service in process: what the wires tell is one and the same."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from dancu_connectors import (
    Forbidden,
    InvalidRequest,
    LgspToken,
    Lookup,
    LookupItem,
    NotOnThisWire,
    PartialDate,
    Purpose,
    Retry,
    Soap,
    Unauthorised,
    VdxpHash,
    Verification,
    VerifyItem,
    async_connector_for,
    connector_for,
    connectors,
    prefill,
    prefill_async,
)
from dancu_connectors.population import AsyncPopulationConnector, PopulationConnector
from dancu_connectors.soap_reply import CARRIED, CARRIED_INSIDE

from dancu_sandbox.serving import Served, application
from mock_national_db.store import Store
from tests.asgi import PROCEDURE, client, people

PURPOSE = Purpose(procedure=PROCEDURE, officer="099099000777", dossier="H99-241123-0001")
PATHS = sorted(
    {f"{name}.{part}" for name, parts in CARRIED_INSIDE.items() for part in parts} | (CARRIED - set(CARRIED_INSIDE))
)
Person = Mapping[str, Any]


@pytest.fixture(scope="module")
def drawn(store: Store) -> list[Person]:
    """Fifty of the nation who live."""
    return people(store)[::5][:50]


@pytest.fixture(scope="module")
def http(store: Store) -> httpx.Client:
    return client(store)


@pytest.fixture(scope="module")
def over_soap(http: httpx.Client) -> PopulationConnector:
    return PopulationConnector(http)


@pytest.fixture(scope="module")
def over_uniform(http: httpx.Client) -> PopulationConnector:
    return PopulationConnector(http, wire="uniform")


def claims_of(person: Person) -> dict[str, object]:
    return {"hoVaTen": person["hoVaTen"], "ngaySinh": person["ngaySinh"]}


def upper(told: Any, key: str = "") -> Any:
    """037 writes every name in capitals."""
    if isinstance(told, dict):
        return {name: upper(value, name) for name, value in told.items()}
    return told.upper() if key == "hoVaTen" and isinstance(told, str) else told


def test_fifty_people_are_told_alike_over_both_wires(
    drawn: list[Person], over_soap: PopulationConnector, over_uniform: PopulationConnector
) -> None:
    asked = 0
    for person in drawn:
        claims = claims_of(person)
        if len(person["ngaySinh"]) == len("1990-03"):
            with pytest.raises(NotOnThisWire):
                over_soap.verify(person["soDinhDanh"], claims, purpose=PURPOSE)
            continue
        one = over_soap.verify(person["soDinhDanh"], claims, purpose=PURPOSE)
        assert one == over_uniform.verify(person["soDinhDanh"], claims, purpose=PURPOSE)
        assert one.verified
        theirs: Any = over_soap.lookup(person["soDinhDanh"], PATHS, purpose=PURPOSE, claims=claims).as_json()["records"]
        ours: Any = over_uniform.lookup(person["soDinhDanh"], PATHS, purpose=PURPOSE).as_json()["records"]
        assert theirs == [upper(record) for record in ours]
        asked += 1
    assert asked >= 45


def test_fifty_people_with_something_wrong_are_refused_over_both_wires(
    drawn: list[Person], over_soap: PopulationConnector, over_uniform: PopulationConnector
) -> None:
    for person in drawn:
        for wrong in ({"hoVaTen": "Không Có Ai"}, {"ngaySinh": "1901-01-02"}):
            claims = claims_of(person) | wrong
            if len(str(claims["ngaySinh"])) != len("1990-03"):
                assert not over_soap.verify(person["soDinhDanh"], claims, purpose=PURPOSE).verified
            assert not over_uniform.verify(person["soDinhDanh"], claims, purpose=PURPOSE).verified


def test_a_year_alone_is_partial_over_both_wires(
    drawn: list[Person], over_soap: PopulationConnector, over_uniform: PopulationConnector
) -> None:
    for person in [person for person in drawn if len(person["ngaySinh"]) == len("1990-03-02")][:5]:
        claims = claims_of(person) | {"ngaySinh": PartialDate(int(person["ngaySinh"][:4]))}
        one = over_soap.verify(person["soDinhDanh"], claims, purpose=PURPOSE)
        assert one == over_uniform.verify(person["soDinhDanh"], claims, purpose=PURPOSE)
        assert one.matches["ngaySinh"] == "partial"


def test_the_old_number_and_the_name_alone_are_known_to_the_wire(
    drawn: list[Person], over_soap: PopulationConnector
) -> None:
    person = next(one for one in drawn if "soCMND" in one and len(one["ngaySinh"]) == len("1990-03-02"))
    assert over_soap.verify({"soCMND": person["soCMND"]}, claims_of(person), purpose=PURPOSE).verified
    assert over_soap.verify(person["soDinhDanh"], {"hoVaTen": person["hoVaTen"]}, purpose=PURPOSE).verified
    assert not over_soap.verify(person["soDinhDanh"], {"hoVaTen": "Không Có Ai"}, purpose=PURPOSE).verified


def test_003_and_the_gateways_are_a_choice(drawn: list[Person], http: httpx.Client) -> None:
    person = next(one for one in drawn if len(one["ngaySinh"]) == len("1990-03-02"))
    for prefix in ("/XrdAdapter/RestService/forward", "/VXPAdapter/RestService/forward/csdldc"):
        paths = {service: f"{prefix}/{service}" for service in ("037", "033", "003")}
        for verify_by in ("037", "003"):
            wire = Soap(verify_by=verify_by, paths=paths)
            connector = PopulationConnector(http, wire=wire)
            assert connector.verify(person["soDinhDanh"], claims_of(person), purpose=PURPOSE).verified


def test_a_batch_over_either_wire_has_one_answer_for_each(
    drawn: list[Person], over_soap: PopulationConnector, over_uniform: PopulationConnector
) -> None:
    whole = [person for person in drawn if len(person["ngaySinh"]) == len("1990-03-02")][:10]
    items = [VerifyItem(subject=person["soDinhDanh"], claims=claims_of(person)) for person in whole]
    assert over_soap.batch(items, purpose=PURPOSE) == over_uniform.batch(items, purpose=PURPOSE)


@pytest.mark.parametrize("name", connectors())
def test_every_register_answers_each_kind_of_question(name: str, drawn: list[Person], http: httpx.Client) -> None:
    connector = connector_for(name)(http, wire="uniform")
    person = drawn[0]
    number = person["soDinhDanh"]
    found = connector.lookup(number, ["soDinhDanh"], purpose=PURPOSE)
    assert (found.source.registry, isinstance(found, Lookup)) == (name, True)
    assert isinstance(connector.verify(number, {"hoVaTen": person["hoVaTen"]}, purpose=PURPOSE), Verification)
    both: list[VerifyItem | LookupItem] = [
        VerifyItem(subject=number, claims={"hoVaTen": "A"}),
        LookupItem(subject=number, fields=["soDinhDanh"]),
    ]
    assert [type(answer) for answer in connector.batch(both, purpose=PURPOSE)] == [Verification, Lookup]
    assert connector.history(number, purpose=PURPOSE).source.registry == name
    assert connector.changes(purpose=PURPOSE).more is False


@pytest.mark.parametrize("name", connectors())
async def test_every_register_answers_the_asynchronous_connector(name: str, drawn: list[Person], store: Store) -> None:
    transport = httpx.ASGITransport(application(store, Served()))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as asked:
        connector = async_connector_for(name)(asked, wire="uniform")
        number = drawn[0]["soDinhDanh"]
        assert (await connector.lookup(number, ["soDinhDanh"], purpose=PURPOSE)).source.registry == name
        assert (await connector.history(number, purpose=PURPOSE)).source.registry == name
        assert (await connector.changes(purpose=PURPOSE)).more is False


async def test_the_asynchronous_connector_speaks_037_too(drawn: list[Person], store: Store) -> None:
    person = next(one for one in drawn if len(one["ngaySinh"]) == len("1990-03-02"))
    transport = httpx.ASGITransport(application(store, Served()))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as asked:
        connector = AsyncPopulationConnector(asked)
        assert (await connector.verify(person["soDinhDanh"], claims_of(person), purpose=PURPOSE)).verified
        connectors = [connector, async_connector_for("tax")(asked)]
        fields = ["population.hoVaTen", "tax.maSoThue"]
        filled = await prefill_async(
            person["soDinhDanh"], fields, connectors=connectors, purpose=PURPOSE, claims=claims_of(person)
        )
    assert filled.values["population.hoVaTen"].value == person["hoVaTen"].upper()
    assert not filled.conflicts


def test_an_event_is_written_once_and_read_back(store: Store, drawn: list[Person]) -> None:
    over_uniform = PopulationConnector(client(store), wire="uniform", workspace="events-test")
    person = next(one for one in drawn if one["tinhTrangHonNhan"] == "1")
    event = {
        "id": "event-0001",
        "type": "record_corrected",
        "subject": {"soDinhDanh": person["soDinhDanh"]},
        "on": "2026-11-20",
        "data": {"dung": {"tonGiao": "02"}},
    }
    first = over_uniform.record_event(event, purpose=PURPOSE)
    assert over_uniform.record_event(event, purpose=PURPOSE).position == first.position
    (written,) = over_uniform.changes(purpose=PURPOSE).items
    assert (written.position, written.type) == (first.position, "record_corrected")
    assert over_uniform.lookup(person["soDinhDanh"], ["tonGiao"], purpose=PURPOSE).records[0].ton_giao == "02"
    entries = over_uniform.history(person["soDinhDanh"], purpose=PURPOSE).entries
    corrected = [(entry.on, change) for entry in entries for change in entry.changes if change.field == "tonGiao"]
    assert [(str(on), change.after) for on, change in corrected] == [(person["ngaySinh"], "02")]


def test_who_shows_nothing_is_told_to_ask_for_the_right(store: Store, drawn: list[Person]) -> None:
    person = next(one for one in drawn if len(one["ngaySinh"]) == len("1990-03-02"))
    told = Served(access="vdxp-hash", user="mock_user", secret="mock_secret", services=("037",))

    def asked(auth: httpx.Auth | None, claims: Mapping[str, object], told: Served = told) -> Verification:
        connector = PopulationConnector(client(store, told, auth=auth), retry=Retry(attempts=1))
        return connector.verify(person["soDinhDanh"], claims, purpose=PURPOSE)

    right = VdxpHash(sv_url="/csdldc/037", user="mock_user", secret="mock_secret")
    assert asked(right, claims_of(person)).verified
    for wrong in (None, VdxpHash(sv_url="/csdldc/037", user="mock_user", secret="wrong")):
        with pytest.raises(Unauthorised):
            asked(wrong, claims_of(person))
    with pytest.raises(Forbidden):
        asked(VdxpHash(sv_url="/csdldc/033", user="mock_user", secret="mock_secret"), {"hoVaTen": "A"})
    keys: Any = {"token_url": "/lgsp/getToken", "access_key": "mock_user", "app_name": "a", "partner_code": "p"}
    province = Served(access="lgsp-token", user="mock_user", secret="mock_secret")
    assert asked(LgspToken(**keys, secret_key="mock_secret"), claims_of(person), province).verified
    with pytest.raises(Unauthorised):
        asked(LgspToken(**keys, secret_key="wrong"), claims_of(person), province)


def test_a_form_is_filled_from_the_registers_that_are_up(store: Store, drawn: list[Person]) -> None:
    person = next(one for one in drawn if len(one["ngaySinh"]) == len("1990-03-02"))

    def broken(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    down = httpx.Client(transport=httpx.MockTransport(broken), base_url="http://down.test")
    given: list[Any] = [
        PopulationConnector(client(store)),
        connector_for("driver_licence")(down, wire="uniform", retry=Retry(attempts=1)),
        connector_for("insurance")(down),
    ]
    fields = ["population.hoVaTen", "population.ngaySinh", "driver_licence.hang", "tax.maSoThue"]
    filled = prefill(person["soDinhDanh"], fields, connectors=given, purpose=PURPOSE, claims=claims_of(person))
    value = filled.values["population.hoVaTen"]
    assert (value.registry, value.evidence[:7]) == ("population", "sha256:")
    assert [(gap.field, gap.reason) for gap in filled.missing] == [
        ("driver_licence.hang", "source_down"),
        ("tax.maSoThue", "no_connector"),
    ]


def test_nothing_that_is_logged_or_printed_names_a_citizen_or_an_officer(
    store: Store, drawn: list[Person], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person = next(one for one in drawn if len(one["ngaySinh"]) == len("1990-03-02") and "cha" in one)
    number, claims = person["soDinhDanh"], claims_of(person)
    seen: list[object] = [PURPOSE]
    for wire in ("soap", "uniform", Soap(ma_can_bo="099099000777")):
        kept: list[object] = []
        connector = PopulationConnector(client(store), wire=wire, audit=kept.append, audit_key=b"x" * 16)
        more: Any = {"claims": claims} if wire != "uniform" else {}
        verifying, looking = (
            VerifyItem(subject=number, claims=claims),
            LookupItem(subject=number, fields=["cha"], **more),
        )
        items: list[VerifyItem | LookupItem] = [verifying, looking]
        seen += [connector, wire, *items, *connector.batch(items, purpose=PURPOSE), *kept]
        seen += [connector.verify(number, claims, purpose=PURPOSE)]
        seen += connector.lookup(number, ["cha", "thuongTru"], purpose=PURPOSE, **more).records
        seen += [prefill(number, ["population.cha"], connectors=[connector], purpose=PURPOSE, claims=claims)]
        with pytest.raises(InvalidRequest) as refused:
            connector.verify(number[:-1], claims, purpose=PURPOSE)
        seen += [refused.value]
    uniform = PopulationConnector(client(store), wire="uniform")
    seen += [uniform.history(number, purpose=PURPOSE), uniform.changes(purpose=PURPOSE)]
    printed = "\n".join(map(repr, seen)) + "\n".join(map(str, seen)) + caplog.text
    assert number[:-1] not in printed
    assert person["hoVaTen"] not in printed
    assert person["hoVaTen"].upper() not in printed
    assert "099099000777" not in printed
    assert person["cha"]["hoVaTen"] not in printed
    assert re.search("population verify: found", caplog.text)
