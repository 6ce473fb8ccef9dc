"""A call that can never succeed says what is wrong with it and the way out, and nothing is sent."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from dancu_connectors import InvalidRequest, LookupItem, Purpose, Soap, Uniform, connector_for, prefill, prefill_async
from dancu_connectors.conduct import WORKSPACE, Options
from dancu_connectors.population import AsyncPopulationConnector, PopulationConnector

from mock_national_db.service.application import _WORKSPACE_NAME
from tests.connectors.conftest import NUMBER, PURPOSE, Register, says

CLAIMS = {"hoVaTen": "A", "ngaySinh": "1990-01-01"}
MISUSES: dict[str, tuple[Callable[[Any], object], str]] = {
    "purpose": (lambda asked: asked.verify(NUMBER, CLAIMS, purpose="x"), "Purpose\\(procedure="),
    "purpose of a history": (lambda asked: asked.history(NUMBER, purpose=None), "Purpose\\(procedure="),
    "number": (lambda asked: asked.verify(int(NUMBER), CLAIMS, purpose=PURPOSE), "as text"),
    "no subject": (lambda asked: asked.history(None, purpose=PURPOSE), "as text"),
    "claims": (lambda asked: asked.verify(NUMBER, ["hoVaTen"], purpose=PURPOSE), "mapping"),
    "fields": (lambda asked: asked.lookup(NUMBER, 7, purpose=PURPOSE), "names of the fields"),
    "names of fields": (lambda asked: asked.lookup(NUMBER, [7], purpose=PURPOSE), "names of the fields"),
    "day": (lambda asked: asked.verify(NUMBER, CLAIMS, purpose=PURPOSE, on="2026-11-20"), "datetime.date"),
    "moment": (lambda asked: asked.verify(NUMBER, CLAIMS, purpose=PURPOSE, known_at="2026"), "datetime.datetime"),
    "item": (lambda asked: asked.batch([NUMBER], purpose=PURPOSE), "LookupItem"),
    "subject of an item": (
        lambda asked: asked.batch([LookupItem(subject=7, fields=["hoVaTen"])], purpose=PURPOSE),  # type: ignore[arg-type]
        "as text",
    ),
    "event": (lambda asked: asked.record_event("person_died", purpose=PURPOSE), "mapping"),
    "form": (lambda asked: prefill(NUMBER, "population.hoVaTen", connectors=[asked], purpose=PURPOSE), "list"),
    "one connector": (lambda asked: prefill(NUMBER, [], connectors=asked, purpose=PURPOSE), "as a list"),
    "another's number": (lambda asked: prefill(7, ["population.hoVaTen"], connectors=[asked], purpose=PURPOSE), "text"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("misuse", "words"), MISUSES.values(), ids=[*MISUSES])
def test_what_is_asked_wrongly_is_refused_before_anything_is_sent(
    misuse: Callable[[Any], object], words: str, options: Options
) -> None:
    register = Register([says({})])
    with pytest.raises(InvalidRequest, match=words):
        misuse(PopulationConnector(register.client, wire="uniform", **options))
    assert register.asked == []


@pytest.mark.parametrize("told", [{"procedure": 5}, {"procedure": None}, {"procedure": "x", "officer": 5}])
def test_a_purpose_is_told_in_words(told: Any) -> None:
    with pytest.raises(InvalidRequest):
        Purpose(**told)


@pytest.mark.parametrize("http", [httpx.AsyncClient(base_url="http://register.test"), "http://register.test", None])
def test_a_blocking_connector_takes_a_blocking_client_alone(http: Any) -> None:
    with pytest.raises(InvalidRequest, match=r"needs an httpx\.Client\(base_url"):
        PopulationConnector(http)


def test_an_asynchronous_connector_takes_an_asynchronous_client_alone() -> None:
    http: Any = httpx.Client(base_url="http://register.test")
    with pytest.raises(InvalidRequest, match=r"needs an httpx\.AsyncClient\(base_url"):
        AsyncPopulationConnector(http)


async def test_a_form_is_not_filled_by_connectors_of_the_other_kind() -> None:
    given: Any = [connector_for("tax")(Register([says({})]).client)]
    with pytest.raises(InvalidRequest, match="asynchronous"):
        await prefill_async(NUMBER, ["tax.maSoThue"], connectors=given, purpose=PURPOSE)


@pytest.mark.parametrize("wire", [5, Soap])
def test_a_wire_is_a_name_or_configured(wire: Any) -> None:
    with pytest.raises(InvalidRequest, match="configured"):
        PopulationConnector(Register([says({})]).client, wire=wire)


@pytest.mark.parametrize("workspace", ["A b", "a/b", "-a", "a" * 65, "a\n", 5])
def test_a_workspace_that_the_sandbox_would_refuse_is_refused_at_once(workspace: Any) -> None:
    with pytest.raises(InvalidRequest) as raised:
        PopulationConnector(Register([says({})]).client, workspace=workspace)
    assert raised.value.problem == "bad_workspace"


def test_the_sandbox_names_its_workspaces_by_the_same_rule() -> None:
    assert WORKSPACE.pattern == _WORKSPACE_NAME.pattern


NOWHERE = ["", "127.0.0.1:8700", "localhost:8700", "register.test", "//register.test", "http://", "ftp://register.test"]


@pytest.mark.parametrize("base_url", NOWHERE)
def test_a_client_without_an_address_is_refused_at_once(base_url: str) -> None:
    with pytest.raises(InvalidRequest, match='base_url="http://'):
        PopulationConnector(httpx.Client(base_url=base_url))


@pytest.mark.parametrize("wire", [Uniform(), Uniform("http://register.test:no")])
def test_an_address_that_is_nowhere_is_not_asked_again(wire: Uniform) -> None:
    slept: list[float] = []
    asked = PopulationConnector(httpx.Client(), wire=wire, sleep=slept.append)
    with pytest.raises(InvalidRequest, match='base_url="http://'):
        asked.verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert slept == []


def test_the_paths_of_a_configured_wire_may_be_whole_addresses() -> None:
    register = Register([says({"outcome": "not_found", "verified": False, "matches": {}})])
    http = httpx.Client(transport=httpx.MockTransport(register))
    asked = PopulationConnector(http, wire=Uniform("http://gateway.test/dancu"))
    assert asked.verify(NUMBER, CLAIMS, purpose=PURPOSE).outcome == "not_found"
    assert str(register.asked[0].url).startswith("http://gateway.test/dancu/population/")
