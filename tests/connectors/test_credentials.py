"""How an agency shows who it is."""

import base64
import json
from typing import Any

import httpx
import pytest
import respx
from dancu_connectors import Bearer, LgspToken, NgspToken, ProviderBrokeContract, SourceDown, Unauthorised, VdxpHash
from dancu_connectors.credentials import vdxp_hash
from dancu_contracts import vectors

URL = "https://lgsp.test/csdldc/037"
TOKEN = "https://lgsp.test/token"


@pytest.mark.parametrize("vector", vectors("vdxp_hash"), ids=str)
def test_the_hash_is_that_of_the_contract(vector: Any) -> None:
    assert vdxp_hash(vector["svUrl"], vector["user"], vector["timestamp"], vector["secret"]) == vector["hash"]


@respx.mock
def test_vdxp_signs_every_request_with_its_own_timestamp() -> None:
    route = respx.post(URL).respond(200)
    stamps = iter((1700000000000, 1700000001000))
    auth = VdxpHash(sv_url="/x", user="mock_user", secret="s", timestamp=lambda: next(stamps), headers={"ApiKey": "k"})
    with httpx.Client(auth=auth) as http:
        http.post(URL)
        http.post(URL)
    sent = [call.request.headers for call in route.calls]
    assert [headers["Timestamp"] for headers in sent] == ["1700000000000", "1700000001000"]
    user, _, digest = base64.b64decode(sent[1]["Authorization"].removeprefix("Basic ")).decode().partition(":")
    assert (user, digest, sent[0]["ApiKey"]) == ("mock_user", vdxp_hash("/x", "mock_user", "1700000001000", "s"), "k")


@respx.mock
def test_bearer_sends_the_token() -> None:
    route = respx.post(URL).respond(200)
    httpx.post(URL, auth=Bearer("t"))
    assert route.calls[0].request.headers["Authorization"] == "Bearer t"


def _lgsp(**more: Any) -> LgspToken:
    return LgspToken(token_url="/token", access_key="a", secret_key="s", app_name="n", partner_code="p", **more)


@respx.mock
def test_the_lgsp_token_is_fetched_once_and_goes_with_the_access_token_of_the_province() -> None:
    handed_out = respx.post(TOKEN).respond(200, json={"access_token": "t", "expires_in": 3600})
    asked = respx.post(URL).respond(200)
    with httpx.Client(auth=_lgsp(clock=lambda: 0.0)) as http:
        http.post(URL)
        http.post(URL)
    assert (handed_out.call_count, asked.call_count) == (1, 2)
    headers = asked.calls[1].request.headers
    assert headers["Authorization"] == "Bearer t"
    assert json.loads(base64.b64decode(headers["lgspaccesstoken"])) == {
        "AccessKey": "a",
        "SecretKey": "s",
        "AppName": "n",
        "PartnerCode": "p",
        "PartnerCodeCus": "",
    }
    assert handed_out.calls[0].request.content == b"grant_type=client_credentials"


@respx.mock
async def test_a_token_that_is_refused_is_fetched_anew_once() -> None:
    tokens = iter(("old", "new"))
    respx.post(TOKEN).mock(side_effect=lambda _: httpx.Response(200, json={"access_token": next(tokens)}))
    respx.post(URL, headers={"Authorization": "Bearer old"}).respond(401)
    respx.post(URL, headers={"Authorization": "Bearer new"}).respond(204)
    async with httpx.AsyncClient(auth=_lgsp()) as http:
        assert (await http.post(URL)).status_code == 204


@respx.mock
def test_a_token_about_to_end_is_fetched_anew() -> None:
    now = iter((0.0, 0.0, 80.0, 80.0))
    handed_out = respx.post(TOKEN).respond(200, json={"access_token": "t", "expires_in": 100})
    respx.post(URL).respond(200)
    with httpx.Client(auth=_lgsp(clock=lambda: next(now))) as http:
        http.post(URL)
        http.post(URL)
    assert handed_out.call_count == 2


@respx.mock
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(401), Unauthorised),
        (httpx.Response(503), SourceDown),
        (httpx.Response(200, text="ok"), ProviderBrokeContract),
        (httpx.Response(200, json={"token": "t"}), ProviderBrokeContract),
    ],
)
def test_a_gateway_that_hands_out_no_token_is_named(answer: httpx.Response, error: type[Exception]) -> None:
    respx.post("https://ngsp.test/token").mock(return_value=answer)
    auth = NgspToken(token_url="https://ngsp.test/token", consumer_key="key", consumer_secret="secret")
    with pytest.raises(error), httpx.Client(auth=auth) as http:
        http.post(URL)
