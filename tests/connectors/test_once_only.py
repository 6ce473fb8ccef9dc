"""Filling a form from the registers, asking each of them once."""

import asyncio
import json
import threading
from typing import Any

import httpx
import pytest
from dancu_connectors import (
    InvalidRequest,
    Missing,
    UnknownRegistry,
    async_connector_for,
    connector_for,
    prefill,
    prefill_async,
)
from dancu_connectors.agreement import agree, canonical
from dancu_connectors.conduct import Options

from tests.connectors.conftest import NUMBER, PURPOSE

ON, KNOWN = "2026-11-23", "2026-11-23T08:00:00+07:00"


class Sandbox:
    """Several registers at one address: what each knows, or the status it answers with."""

    def __init__(self, **known: Any) -> None:
        self.known = known
        self.asked: list[tuple[str, list[str]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name, body = request.url.path.split("/")[1], json.loads(request.content)
        self.asked.append((name, body["fields"]))
        known = self.known[name]
        if isinstance(known, int):
            return httpx.Response(known)
        outcome = "found" if known else "no_record"
        known = [{"soDinhDanh": NUMBER, **record} for record in known]
        return httpx.Response(200, json={"outcome": outcome, "records": known, "source": self._source(name)})

    def _source(self, name: str) -> dict[str, str]:
        return {"registry": name, "version": "v1", "on": ON, "knownAt": KNOWN}

    def connectors(self, options: Options, *names: str, **wires: str) -> list[Any]:
        http = httpx.Client(transport=httpx.MockTransport(self), base_url="http://sandbox.test")
        return [connector_for(name)(http, wire=wires.get(name, "uniform"), **options) for name in names or self.known]


def _fill(sandbox: Sandbox, options: Options, *fields: str, **more: Any) -> Any:
    return prefill(NUMBER, fields, connectors=sandbox.connectors(options), purpose=PURPOSE, **more)


def test_each_register_concerned_is_asked_once_for_all_its_fields(options: Options) -> None:
    sandbox = Sandbox(
        population=[{"hoVaTen": "Nguyễn Văn A", "ngaySinh": "1990-03-02"}], tax=[{"maSoThue": NUMBER}], insurance=500
    )
    filled = _fill(sandbox, options, "population.hoVaTen", "tax.maSoThue", "population.ngaySinh")
    assert sorted(sandbox.asked) == [("population", ["hoVaTen", "ngaySinh"]), ("tax", ["maSoThue"])]
    assert {name: value.as_json()["value"] for name, value in filled.values.items()} == {
        "population.hoVaTen": "Nguyễn Văn A",
        "tax.maSoThue": NUMBER,
        "population.ngaySinh": "1990-03-02",
    }
    value = filled.values["tax.maSoThue"]
    assert (value.registry, str(value.on), value.evidence[:7]) == ("tax", ON, "sha256:")
    assert (filled.conflicts, filled.missing) == ((), ())
    assert NUMBER not in repr(filled)


@pytest.mark.parametrize(
    ("known", "reason"),
    [(503, "source_down"), (401, "no_right"), (403, "no_right"), (302, "contract_broken"), ([], "no_record")],
)
def test_a_register_that_does_not_answer_leaves_only_its_own_fields_to_ask(
    options: Options, known: Any, reason: str
) -> None:
    filled = _fill(Sandbox(population=[{"hoVaTen": "A"}], tax=known), options, "population.hoVaTen", "tax.maSoThue")
    assert list(filled.values) == ["population.hoVaTen"]
    assert filled.missing == (Missing("tax.maSoThue", reason),)


def test_a_field_of_which_the_record_knows_nothing_is_left_to_ask(options: Options) -> None:
    filled = _fill(Sandbox(population=[{"hoVaTen": "A"}]), options, "population.hoVaTen", "population.ngaySinh")
    assert filled.missing == (Missing("population.ngaySinh", "no_value"),)


def test_records_that_differ_offer_a_choice_and_records_that_agree_do_not(options: Options) -> None:
    records = [{"hoVaTen": "A", "maSoThue": "099090000018"}, {"hoVaTen": "A", "maSoThue": "099090000026"}]
    filled = _fill(Sandbox(tax=records), options, "tax.hoVaTen", "tax.maSoThue")
    assert filled.values["tax.hoVaTen"].value == "A"
    assert filled.missing == (Missing("tax.maSoThue", "several_values", ("099090000018", "099090000026")),)


@pytest.mark.parametrize(
    ("held", "conflicts"), [("Trần Thị Mỷ", 1), ("TRẦN  THỊ MỴ", 0)], ids=["another name", "the same name"]
)
def test_two_registers_that_tell_one_fact_differently_are_a_conflict(
    options: Options, held: str, conflicts: int
) -> None:
    assert canonical("tax.hoVaTen") == "population.hoVaTen"
    sandbox = Sandbox(population=[{"hoVaTen": "Trần Thị Mỵ"}], tax=[{"hoVaTen": held}])
    filled = _fill(sandbox, options, "population.hoVaTen", "tax.hoVaTen")
    told = {"population.hoVaTen": "Trần Thị Mỵ", "tax.hoVaTen": held}
    assert [(clash.field, clash.values) for clash in filled.conflicts] == [("population.hoVaTen", told)] * conflicts


OLD = {"maTinhThanh": "93", "maQuanHuyen": "933", "maPhuongXa": "31379", "quocGia": "VN", "chiTiet": "Ấp Phú Lễ"}
NEW = {"maTinhThanh": "92", "maPhuongXa": "31378", "quocGia": "VN", "chiTiet": "ẤP PHÚ  LỄ"}


@pytest.mark.parametrize(
    ("held", "same"),
    [
        (OLD, True),
        (NEW, True),
        ({**OLD, "maPhuongXa": "31378"}, False),
        ({**NEW, "maPhuongXa": "31366"}, False),
        ({**NEW, "chiTiet": "Ấp Phú Hưng"}, False),
        ({"quocGia": "VN"}, True),
        ({"quocGia": "US"}, False),
    ],
)
def test_an_address_in_a_merged_commune_is_the_same_place(held: Any, *, same: bool) -> None:
    assert agree(OLD, held) is same


def test_a_wire_that_wants_claims_or_lacks_a_field_leaves_it_to_ask(options: Options) -> None:
    sandbox = Sandbox(population=[])
    connectors = sandbox.connectors(options, population="soap")
    filled = prefill(NUMBER, ["population.the", "population.hoVaTen"], connectors=connectors, purpose=PURPOSE)
    assert [gap.reason for gap in filled.missing] == ["not_on_this_wire", "claims_needed"]
    assert sandbox.asked == []


def test_a_register_for_which_no_connector_was_given_is_left_to_ask() -> None:
    filled = prefill(NUMBER, ["tax.maSoThue"], connectors=[], purpose=PURPOSE)
    assert filled.as_json() == {
        "values": {},
        "conflicts": [],
        "missing": [{"field": "tax.maSoThue", "reason": "no_connector"}],
    }


@pytest.mark.parametrize(("field", "error"), [("weather.rain", UnknownRegistry), ("tax", InvalidRequest)])
def test_a_field_that_no_register_can_have_is_the_callers_mistake(field: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        prefill(NUMBER, [field], connectors=[], purpose=PURPOSE)


async def test_the_asynchronous_form_fills_alike(options: Options) -> None:
    sandbox = Sandbox(population=[{"hoVaTen": "A"}], tax=503)
    http = httpx.AsyncClient(transport=httpx.MockTransport(sandbox), base_url="http://sandbox.test")
    connectors = [async_connector_for(name)(http, wire="uniform", **options) for name in sandbox.known]
    fields = ["population.hoVaTen", "tax.maSoThue"]
    filled = await prefill_async(NUMBER, fields, connectors=connectors, purpose=PURPOSE)
    assert (list(filled.values), [gap.reason for gap in filled.missing]) == (["population.hoVaTen"], ["source_down"])


def test_the_registers_are_asked_at_the_same_time(options: Options) -> None:
    sandbox, together = Sandbox(population=[{"hoVaTen": "A"}], tax=[{"hoVaTen": "A"}]), threading.Barrier(2, timeout=10)

    def answer(request: httpx.Request) -> httpx.Response:
        together.wait()
        return sandbox(request)

    http = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://sandbox.test")
    connectors = [connector_for(name)(http, wire="uniform", **options) for name in sandbox.known]
    filled = prefill(NUMBER, ["population.hoVaTen", "tax.hoVaTen"], connectors=connectors, purpose=PURPOSE)
    assert (len(filled.values), filled.missing) == (2, ())


async def test_the_registers_are_asked_at_the_same_time_asynchronously(options: Options) -> None:
    sandbox, together = Sandbox(population=[{"hoVaTen": "A"}], tax=[{"hoVaTen": "A"}]), asyncio.Barrier(2)

    async def answer(request: httpx.Request) -> httpx.Response:
        await together.wait()
        return sandbox(request)

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://sandbox.test")
    connectors = [async_connector_for(name)(http, wire="uniform", **options) for name in sandbox.known]
    async with asyncio.timeout(10):
        filled = await prefill_async(
            NUMBER, ["population.hoVaTen", "tax.hoVaTen"], connectors=connectors, purpose=PURPOSE
        )
    assert (len(filled.values), filled.missing) == (2, ())
