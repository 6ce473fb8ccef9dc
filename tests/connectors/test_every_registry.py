"""What holds for the connector of every register, over the uniform service."""

import inspect
import logging
import re
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from dancu_connectors import (
    AuditEntry,
    CursorExpired,
    DancuError,
    EventConflict,
    Forbidden,
    InvalidRequest,
    Lookup,
    LookupItem,
    NotOnThisWire,
    ProviderBrokeContract,
    Purpose,
    SourceDown,
    TooManyRequests,
    Unauthorised,
    UnknownRegistry,
    Verification,
    VerifyItem,
    async_connector_for,
    connector_for,
    connectors,
    record_type,
)
from dancu_connectors.conduct import Options
from dancu_connectors.naming import snake_case
from dancu_contracts import faults, registries, registry

from tests.connectors.conftest import NOON, NUMBER, PURPOSE, Register, says

pytestmark = pytest.mark.parametrize("name", registries())

YES = {"outcome": "found", "verified": True, "matches": {"hoVaTen": "match"}}
NO_RECORD = {"outcome": "no_record", "verified": False, "matches": {}}
CLAIMS = {"hoVaTen": "Nguyễn Văn A"}
KEY = b"sixteen bytes or more"
ASKED = {"subject": {"soDinhDanh": NUMBER}, "purpose": PURPOSE.as_json()}


def _source(name: str) -> dict[str, str]:
    return {"registry": name, "version": "v1", "on": "2026-11-23", "knownAt": "2026-11-23T08:00:00+07:00"}


def _examples(name: str) -> list[dict[str, Any]]:
    return list(registry(name).examples.values())


def _fields(name: str) -> list[str]:
    return sorted({field for example in _examples(name) for field in example})


def _connector(name: str, register: Register, options: Options, **more: Any) -> Any:
    return connector_for(name)(register.client, wire="uniform", **{**options, **more})


def test_it_is_found_by_its_name(name: str) -> None:
    assert name in connectors()
    assert connector_for(name).registry == async_connector_for(name).registry == name


def test_a_verification_says_yes_or_no_for_each_claim(name: str, options: Options) -> None:
    register = Register([says(YES)])
    answer = _connector(name, register, options).verify(NUMBER, CLAIMS, purpose=PURPOSE, on=date(2026, 3, 1))
    assert answer == Verification("found", verified=True, matches={"hoVaTen": "match"})
    assert register.asked[0].url.path == f"/{name}/v1/verify"
    assert register.body() == {**ASKED, "claims": CLAIMS, "on": "2026-03-01"}


def test_a_verification_itself_is_neither_true_nor_false(name: str, options: Options) -> None:
    answer = _connector(name, Register([says(NO_RECORD)]), options).verify(NUMBER, CLAIMS, purpose=PURPOSE)
    with pytest.raises(TypeError, match="verified"):
        bool(answer)


def test_a_lookup_gives_typed_records_and_their_source(name: str, options: Options) -> None:
    examples, version = _examples(name), registry(name).version
    answer = says({"outcome": "found", "records": examples, "source": _source(name)})
    known_at = datetime(2026, 11, 1, tzinfo=UTC)
    register = Register([answer])
    found: Lookup[Any] = _connector(name, register, options).lookup(
        NUMBER, _fields(name), purpose=PURPOSE, known_at=known_at
    )
    assert (found.outcome, [record.as_json() for record in found.records]) == ("found", examples)
    assert {type(record) for record in found.records} == {record_type(name)}
    assert (found.source.registry, found.source.version, found.source.on) == (name, version, date(2026, 11, 23))
    assert re.fullmatch("sha256:[0-9a-f]{64}", found.source.evidence)
    assert register.body()["knownAt"] == "2026-11-01T00:00:00+00:00"


def test_every_field_of_an_example_is_an_attribute(name: str, options: Options) -> None:
    answer = says({"outcome": "found", "records": _examples(name), "source": _source(name)})
    found = _connector(name, Register([answer]), options).lookup(NUMBER, _fields(name), purpose=PURPOSE)
    for example, record in zip(_examples(name), found.records, strict=True):
        assert all((getattr(record, snake_case(field)) is None) == (field not in example) for field in _fields(name))


def test_a_field_that_the_contract_does_not_know_yet_is_passed_over(name: str, options: Options) -> None:
    told = {"soDinhDanh": NUMBER, "truongMoi": "x"}
    answer = says({"outcome": "found", "records": [told], "source": _source(name)})
    (record,) = _connector(name, Register([answer]), options).lookup(NUMBER, ["soDinhDanh"], purpose=PURPOSE).records
    assert record.as_json() == {"soDinhDanh": NUMBER}


def test_a_batch_is_answered_item_by_item(name: str, options: Options) -> None:
    problem = {"status": 422, "code": next(iter(faults())), "pointer": "/items/2/claims"}
    looked_up = {"outcome": "no_record", "records": [], "source": _source(name)}
    register = Register([says({"items": [YES, looked_up, problem]})])
    verify = VerifyItem(subject=NUMBER, claims=CLAIMS)
    items = [verify, LookupItem(subject=NUMBER, fields=["soDinhDanh"]), verify]
    yes, none, error = _connector(name, register, options).batch(items, purpose=PURPOSE)
    assert (yes.verified, none.outcome) == (True, "no_record")
    assert isinstance(error, DancuError)
    assert error.pointer == "/items/2/claims"
    assert [item["op"] for item in register.body()["items"]] == ["verify", "lookup", "verify"]


def test_a_batch_larger_than_the_limit_is_asked_in_parts(name: str, options: Options) -> None:
    register = Register([says({"items": [YES] * 1000}), says({"items": [YES] * 5})])
    answers = _connector(name, register, options).batch(
        [VerifyItem(subject=NUMBER, claims=CLAIMS)] * 1005, purpose=PURPOSE
    )
    assert (len(answers), len(register.asked)) == (1005, 2)


def test_a_batch_answered_by_too_few_items_breaks_the_contract(name: str, options: Options) -> None:
    connector = _connector(name, Register([says({"items": []})]), options)
    with pytest.raises(ProviderBrokeContract):
        connector.batch([VerifyItem(subject=NUMBER, claims=CLAIMS)], purpose=PURPOSE)


def test_an_empty_batch_asks_nobody(name: str, options: Options) -> None:
    register = Register([says({})])
    assert _connector(name, register, options).batch([], purpose=PURPOSE) == []
    assert register.asked == []


def test_history_says_what_changed_when(name: str, options: Options) -> None:
    entry = {
        "on": "2020-05-03",
        "knownAt": "2020-05-04T08:00:00+07:00",
        "type": "renamed",
        "changes": [{"field": "soDinhDanh", "from": "099090000026", "to": NUMBER}],
    }
    answer = says({"outcome": "found", "entries": [entry], "source": _source(name)})
    (happened,) = _connector(name, Register([answer]), options).history(NUMBER, purpose=PURPOSE).entries
    (change,) = happened.changes
    assert (happened.on, happened.type) == (date(2020, 5, 3), "renamed")
    assert (change.field, change.before, change.after) == ("soDinhDanh", "099090000026", NUMBER)
    assert NUMBER not in repr(happened)


def test_the_change_feed_is_read_page_by_page(name: str, options: Options) -> None:
    item = {
        "position": 7,
        "type": "recordCorrected",
        "subject": {"soDinhDanh": NUMBER},
        "on": "2026-11-20",
        "knownAt": "2026-11-23T08:00:00+07:00",
        "data": {},
    }
    register = Register([says({"items": [item], "cursor": "MS43", "more": False})])
    page = _connector(name, register, options).changes("MS42", purpose=PURPOSE)
    assert (page.items[0].position, page.items[0].on, page.cursor, page.more) == (7, date(2026, 11, 20), "MS43", False)
    assert str(register.asked[0].url) == f"http://register.test/{name}/v1/changes?cursor=MS42"
    assert NUMBER not in repr(page)


def test_the_workspace_goes_with_every_request(name: str, options: Options) -> None:
    register = Register([says(YES)])
    _connector(name, register, options, workspace="trial").verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert register.asked[0].headers["X-Sandbox-Workspace"] == "trial"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, ProviderBrokeContract),
        (400, InvalidRequest),
        (401, Unauthorised),
        (403, Forbidden),
        (404, UnknownRegistry),
        (409, EventConflict),
        (410, CursorExpired),
        (413, InvalidRequest),
        (422, InvalidRequest),
        (429, TooManyRequests),
        (500, SourceDown),
        (503, SourceDown),
    ],
)
def test_a_refusal_is_named_by_what_to_do_and_repeats_nothing(
    name: str, options: Options, status: int, error: type[DancuError]
) -> None:
    said = {"code": NUMBER, "detail": f"{NUMBER} is wrong", "pointer": f"/subject/{NUMBER}"}
    with pytest.raises(error) as raised:
        _connector(name, Register([says(said, status)]), options).verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert NUMBER not in f"{raised.value} {raised.value.pointer} {raised.value.problem}"


def test_a_refusal_carries_the_stable_code_and_its_words(name: str, options: Options) -> None:
    code, fault = next((code, fault) for code, fault in faults().items() if fault.status == 422)
    answer = says({"code": code, "pointer": "/purpose/procedure"}, 422)
    with pytest.raises(InvalidRequest, match=re.escape(fault.title["en"])) as raised:
        _connector(name, Register([answer]), options).verify(NUMBER, CLAIMS, purpose=PURPOSE)
    assert (raised.value.problem, raised.value.pointer) == (code, "/purpose/procedure")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, text="[" * 100_000),
        says([]),
        says({}),
        says({"outcome": "found", "verified": "yes", "matches": {}}),
        says({"outcome": "found", "verified": True, "matches": {}}),
        says({"outcome": "found", "verified": True, "matches": {"hoVaTen": "mismatch"}}),
    ],
)
def test_a_verification_against_the_contract_is_not_believed(
    name: str, options: Options, answer: httpx.Response
) -> None:
    with pytest.raises(ProviderBrokeContract):
        _connector(name, Register([answer]), options).verify(NUMBER, CLAIMS, purpose=PURPOSE)


def test_a_record_against_the_contract_is_not_believed(name: str, options: Options) -> None:
    answer = says({"outcome": "found", "records": [{"soDinhDanh": 99}], "source": _source(name)})
    with pytest.raises(ProviderBrokeContract) as raised:
        _connector(name, Register([answer]), options).lookup(NUMBER, ["soDinhDanh"], purpose=PURPOSE)
    assert raised.value.pointer == "/records/0/soDinhDanh"


@pytest.mark.parametrize("subject", ["12345", "0990900000181", "09909000001x", {}, {"soDinhDanh": NUMBER, "ten": "A"}])
def test_a_subject_that_the_register_cannot_know_is_not_sent(name: str, options: Options, subject: Any) -> None:
    register = Register([says(YES)])
    with pytest.raises(InvalidRequest) as raised:
        _connector(name, register, options).verify(subject, CLAIMS, purpose=PURPOSE)
    assert (raised.value.pointer or "").startswith("/subject")
    assert register.asked == []


def test_a_question_against_the_contract_is_not_sent(name: str, options: Options) -> None:
    register = Register([says(YES)])
    connector, good = _connector(name, register, options), VerifyItem(subject=NUMBER, claims=CLAIMS)
    with pytest.raises(InvalidRequest) as raised:
        connector.verify(NUMBER, {"khongCo": NUMBER}, purpose=PURPOSE)
    assert (raised.value.pointer, NUMBER in str(raised.value)) == ("/claims", False)
    with pytest.raises(InvalidRequest):
        connector.record_event({"type": "birth", "subject": {}, "on": "hôm qua"}, purpose=PURPOSE)
    with pytest.raises(InvalidRequest) as raised:
        connector.batch([good, VerifyItem(subject="1", claims=CLAIMS)], purpose=PURPOSE)
    assert raised.value.pointer == "/items/1/subject/soDinhDanh"
    assert register.asked == []


def test_asking_for_nothing_is_refused(name: str, options: Options) -> None:
    connector = _connector(name, Register([says(YES)]), options)
    with pytest.raises(InvalidRequest, match="claim"):
        connector.verify(NUMBER, {}, purpose=PURPOSE)
    with pytest.raises(InvalidRequest, match="fields"):
        connector.lookup(NUMBER, [], purpose=PURPOSE)
    with pytest.raises(InvalidRequest, match="fields"):
        connector.lookup(NUMBER, "hoVaTen", purpose=PURPOSE)
    with pytest.raises(InvalidRequest, match="/fields/0"):
        connector.lookup(NUMBER, ["soKhongCo"], purpose=PURPOSE)


def test_the_uniform_service_takes_no_claims_with_a_lookup(name: str, options: Options) -> None:
    with pytest.raises(NotOnThisWire):
        _connector(name, Register([says({})]), options).lookup(NUMBER, ["soDinhDanh"], purpose=PURPOSE, claims=CLAIMS)


def test_a_purpose_is_required_by_every_question(name: str) -> None:
    for method in ("verify", "lookup", "batch", "history", "record_event", "changes"):
        parameter = inspect.signature(getattr(connector_for(name), method)).parameters["purpose"]
        assert parameter.default is inspect.Parameter.empty
    with pytest.raises(InvalidRequest):
        Purpose(procedure=" ")


def test_audit_and_log_tell_of_every_question_without_a_personal_number(
    name: str, options: Options, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    kept: list[AuditEntry] = []
    register = Register([says(YES), says({}, 503)])
    connector = _connector(name, register, options, audit=kept.append, audit_key=KEY)
    purpose = Purpose(procedure="1.004222", officer=NUMBER, dossier="H99-1")
    connector.verify(NUMBER, CLAIMS, purpose=purpose)
    with pytest.raises(SourceDown):
        connector.lookup({"soDinhDanh": NUMBER}, ["soDinhDanh"], purpose=purpose)
    verified, failed = kept
    assert (verified.when, verified.registry, verified.operation, verified.fields) == (
        NOON,
        name,
        "verify",
        ("hoVaTen",),
    )
    assert (verified.outcome, failed.outcome, failed.fields) == ("found", "error:source_down", ("soDinhDanh",))
    assert verified.subject == failed.subject != ""
    assert not re.search(r"(?<![0-9a-f])\d{9,}(?![0-9a-f])", repr(kept))
    assert NUMBER not in repr(kept) + caplog.text
    assert "Nguyễn" not in repr(kept) + caplog.text


def test_each_item_of_a_batch_is_accounted_for(name: str, options: Options) -> None:
    kept: list[AuditEntry] = []
    connector = _connector(name, Register([says({"items": [YES, YES]})]), options, audit=kept.append, audit_key=KEY)
    connector.batch([VerifyItem(subject=NUMBER, claims=CLAIMS)] * 2, purpose=PURPOSE)
    assert [(entry.operation, entry.outcome) for entry in kept] == [("verify", "found")] * 2


async def test_the_asynchronous_connector_asks_and_reads_alike(name: str, options: Options) -> None:
    examples = _examples(name)
    answers: list[httpx.Response | Exception] = [
        says(YES),
        says({"outcome": "found", "records": examples, "source": _source(name)}),
        says({"items": [YES]}),
        says({"outcome": "found", "entries": [], "source": _source(name)}),
        says({"items": [], "cursor": "c", "more": False}),
    ]
    register = Register(answers)
    connector = async_connector_for(name)(register.async_client, wire="uniform", **options)
    assert (await connector.verify(NUMBER, CLAIMS, purpose=PURPOSE)).verified
    looked_up = await connector.lookup(NUMBER, _fields(name), purpose=PURPOSE)
    assert [record.as_json() for record in looked_up.records] == examples
    assert len(await connector.batch([VerifyItem(subject=NUMBER, claims=CLAIMS)], purpose=PURPOSE)) == 1
    assert (await connector.history(NUMBER, purpose=PURPOSE)).entries == ()
    assert (await connector.changes(purpose=PURPOSE)).cursor == "c"
