"""Writing to a register: an event is checked, sent with its purpose, and answered by its position in the log."""

from datetime import date
from typing import Any

import pytest
from dancu_connectors import EventConflict, InvalidRequest
from dancu_connectors.conduct import Options
from dancu_connectors.tax import AsyncTaxConnector, TaxConnector

from tests.connectors.conftest import NUMBER, PURPOSE, Register, says

EVENT: dict[str, Any] = {
    "id": "H99-1",
    "type": "record_corrected",
    "subject": {"soDinhDanh": NUMBER},
    "on": date(2026, 11, 20),
    "data": {"hoVaTen": "Nguyễn Văn B"},
}


def test_an_event_is_sent_with_its_purpose_and_answered_by_its_position(options: Options) -> None:
    register = Register([says({"outcome": "recorded", "position": 3, "soDinhDanh": NUMBER})])
    recorded = TaxConnector(register.client, **options).record_event(EVENT, purpose=PURPOSE)
    assert (recorded.outcome, recorded.position, recorded.told) == ("recorded", 3, {"soDinhDanh": NUMBER})
    assert register.asked[0].url.path == "/tax/v1/events"
    assert register.body() == {**EVENT, "on": "2026-11-20", "purpose": PURPOSE.as_json()}
    assert NUMBER not in repr(recorded)


async def test_the_asynchronous_connector_writes_alike(options: Options) -> None:
    register = Register([says({"outcome": "not_found"})])
    recorded = await AsyncTaxConnector(register.async_client, **options).record_event(EVENT, purpose=PURPOSE)
    assert (recorded.outcome, recorded.position) == ("not_found", None)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"type": "renamed"}, "/type"),
        ({"on": "hôm qua"}, "/on"),
        ({"data": {"hoVaTen": 7}}, "/data/hoVaTen"),
        ({"subject": {"soGPLX": "1"}}, "/subject"),
    ],
)
def test_an_event_against_the_contract_is_not_sent(options: Options, wrong: dict[str, Any], pointer: str) -> None:
    register = Register([says({})])
    with pytest.raises(InvalidRequest) as raised:
        TaxConnector(register.client, **options).record_event({**EVENT, **wrong}, purpose=PURPOSE)
    assert (raised.value.pointer, register.asked) == (pointer, [])


def test_what_contradicts_the_register_is_a_conflict_with_its_code(options: Options) -> None:
    register = Register([says({"code": "event_conflict", "pointer": "/id"}, 409)])
    with pytest.raises(EventConflict) as raised:
        TaxConnector(register.client, **options).record_event(EVENT, purpose=PURPOSE)
    assert (raised.value.problem, raised.value.pointer) == ("event_conflict", "/id")
