"""The page about connectors cannot lie: its snippets run, and it names every wire and error."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import dancu_connectors
import httpx
import pytest
import respx
from dancu_connectors import DancuError

PAGE = (Path(__file__).parents[2] / "docs/connectors.md").read_text(encoding="utf-8")
SANDBOX = "http://127.0.0.1:8700"
SOAP = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
    '<ns1:CongdanCollection xmlns:ns1="http://www.mic.gov.vn/dancu/1.0"/></soapenv:Body></soapenv:Envelope>'
)


def _lookup(request: httpx.Request) -> httpx.Response:
    name = request.url.path.split("/")[1]
    known = {"hoVaTen": "Nguyễn Văn A", "soDinhDanh": "099090000018", "maSoThue": "099090000018"}
    asked = {"soDinhDanh", *json.loads(request.content)["fields"]}
    record = {field: value for field, value in known.items() if field in asked}
    source = {"registry": name, "version": "v1", "on": "2026-11-23", "knownAt": "2026-11-23T08:00:00+07:00"}
    return httpx.Response(200, json={"outcome": "found", "records": [record], "source": source})


@pytest.fixture
def _sandbox() -> Iterator[None]:
    with respx.mock(base_url=SANDBOX, assert_all_called=False) as sandbox:
        sandbox.post("/csdldc/037").respond(200, text=SOAP)
        sandbox.post(path__regex="/verify$").respond(200, json={"outcome": "found", "verified": False, "matches": {}})
        sandbox.post(path__regex="/lookup$").mock(side_effect=_lookup)
        yield


@pytest.mark.usefixtures("_sandbox")
def test_every_snippet_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for snippet in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(snippet, names)
    printed = capsys.readouterr().out
    assert "tax.maSoThue from tax as of 2026-11-23" in printed
    assert "ask the citizen for population.thuongTru because no_value" in printed


def test_every_error_is_on_the_page() -> None:
    kinds = [getattr(dancu_connectors, name) for name in dancu_connectors.__all__]
    errors = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, DancuError)]
    assert [error.__name__ for error in errors if f"`{error.__name__}`" not in PAGE] == []


def test_every_reason_to_ask_the_citizen_is_documented() -> None:
    words = dancu_connectors.Missing.__doc__ or ""
    reasons = {"source_down", "no_right", "contract_broken", "not_on_this_wire", "claims_needed", "no_connector"}
    assert all(f'"{reason}"' in words for reason in reasons | {"no_value", "several_values"})
