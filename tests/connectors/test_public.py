"""The public surface: what an agency's developers may rely on."""

import inspect

import dancu_connectors
import pytest
from dancu_connectors import UnknownRegistry, connector_for

PUBLIC = [
    "AskForTheRight",
    "AsyncConnector",
    "AuditEntry",
    "Bearer",
    "Change",
    "Changes",
    "Conflict",
    "Connector",
    "CursorExpired",
    "DancuError",
    "DossierConflict",
    "EventConflict",
    "FieldNotAsked",
    "FixTheRequest",
    "Forbidden",
    "History",
    "HistoryEntry",
    "InvalidRequest",
    "LgspToken",
    "Lookup",
    "LookupItem",
    "Missing",
    "NgspToken",
    "NotOnThisWire",
    "PartialDate",
    "Prefilled",
    "ProviderBrokeContract",
    "Purpose",
    "Pushed",
    "Record",
    "Recorded",
    "Retry",
    "RetryLater",
    "Soap",
    "Source",
    "SourceDown",
    "SourceUnreachable",
    "Timeout",
    "TooManyRequests",
    "Unauthorised",
    "Uniform",
    "UnknownRegistry",
    "Value",
    "VdxpHash",
    "Verification",
    "VerifyItem",
    "Written",
    "async_connector_for",
    "connector_for",
    "connectors",
    "prefill",
    "prefill_async",
    "read_webhook",
    "record_type",
]


def test_the_public_names_are_these() -> None:
    assert sorted(dancu_connectors.__all__) == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_everything_public_says_what_it_is(name: str) -> None:
    thing = getattr(dancu_connectors, name)
    assert thing.__doc__
    methods = inspect.getmembers(thing, inspect.isfunction) if inspect.isclass(thing) else []
    own = [member for label, member in methods if not label.startswith("_") and label in vars(thing)]
    assert all(member.__doc__ for member in own)


def test_every_error_has_a_code_of_its_own() -> None:
    kinds = [thing for name in PUBLIC if isinstance(thing := getattr(dancu_connectors, name), type)]
    errors = [kind for kind in kinds if issubclass(kind, dancu_connectors.DancuError)]
    assert len({error.code for error in errors}) == len(errors)


def test_a_register_without_a_connector_is_named_with_those_that_have_one() -> None:
    with pytest.raises(UnknownRegistry, match="population"):
        connector_for("weather")
    with pytest.raises(UnknownRegistry):
        connector_for("errors")


def test_an_audit_without_a_key_would_let_its_subjects_be_guessed() -> None:
    import httpx

    with httpx.Client() as http, pytest.raises(ValueError, match="audit_key"):
        connector_for("population")(http, audit=print, audit_key=b"short")
