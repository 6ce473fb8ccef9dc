"""The public surface: what an agency's developers may rely on."""

import ast
import inspect
from pathlib import Path

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

_SOURCES = Path(dancu_connectors.__file__).parent
_ERRORS = [name for name in PUBLIC if getattr(getattr(dancu_connectors, name), "code", None)]


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


def test_an_error_tells_the_fault_and_the_way_out_in_both_languages() -> None:
    error = dancu_connectors.TooManyRequests("Chậm lại.", "Slow down.", pointer="/a", retry_after=3)
    assert (error.vi, error.en, str(error)) == ("Chậm lại.", "Slow down.", "Chậm lại. / Slow down.")
    assert (error.code, error.pointer, error.problem, error.retry_after) == ("too_many_requests", "/a", None, 3)


@pytest.mark.parametrize("path", sorted(_SOURCES.rglob("*.py")), ids=lambda path: path.stem)
def test_no_refusal_is_written_in_one_language_alone(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    refusals = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in _ERRORS]
    assert [call.lineno for call in refusals if not (len(call.args) == 2 or _is_spread(call.args))] == []


def _is_spread(words: list[ast.expr]) -> bool:
    return len(words) == 1 and isinstance(words[0], ast.Starred)


def test_a_register_without_a_connector_is_named_with_those_that_have_one() -> None:
    with pytest.raises(UnknownRegistry, match="population"):
        connector_for("weather")
    with pytest.raises(UnknownRegistry):
        connector_for("errors")


def test_an_audit_without_a_key_would_let_its_subjects_be_guessed() -> None:
    import httpx

    with httpx.Client() as http, pytest.raises(ValueError, match="audit_key"):
        connector_for("population")(http, audit=print, audit_key=b"short")
