"""Every persona: each question its file asks is answered as the file says, and its records keep the contracts."""

from typing import Any

import dancu_contracts
import pytest

from mock_national_db.personas import Persona, personas
from tests.services.conftest import REGISTRIES, Office

ASKED = [
    pytest.param(ask, id=f"{one.id}-{place}-{ask['registry']}-{ask['op']}")
    for one in personas()
    for place, ask in enumerate(one.asks)
    if ask["registry"] in REGISTRIES
]
PEOPLE = [pytest.param(one, place, id=f"{one.id}-{place}") for one in personas() for place in range(len(one.people))]


@pytest.mark.parametrize("ask", ASKED)
def test_it_is_answered_as_expected(office: Office, ask: dict[str, Any]) -> None:
    body = {name: value for name, value in ask.items() if name not in {"registry", "op", "answer"}}
    answer = office.call(ask["op"], ask["registry"], **body)
    answer.pop("source", None)
    assert answer == ask["answer"]


@pytest.mark.parametrize(("one", "place"), PEOPLE)
@pytest.mark.parametrize("registry", dancu_contracts.registries())
def test_every_record_keeps_the_contract(registry: str, one: Persona, place: int, office: Office) -> None:
    contract = dancu_contracts.validator(dancu_contracts.registry(registry).record_schema)
    records = office.lookup(registry, office.number(one.index(place)))
    assert [problem for record in records for problem in contract.problems(record)] == []


@pytest.mark.parametrize("one", personas(), ids=lambda one: one.id)
def test_it_says_why_it_exists_and_what_to_expect(one: Persona) -> None:
    assert one.asks
    assert {*one.title} == {*one.reason} == {"vi", "en"}
