"""How an agency shows who it is: the ways the national platform and the provinces really use, as httpx.Auth.

Give one to the client: `httpx.Client(auth=VdxpHash(...))`. Secrets are arguments and appear in no message or repr.
"""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Generator

import httpx

from dancu_connectors.errors import ProviderBrokeContract, SourceDown, Unauthorised

Flow = Generator[httpx.Request, httpx.Response, None]


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def vdxp_hash(sv_url: str, user: str, timestamp: str, secret: str) -> str:
    """Lower-case hex SHA-256 of the four joined without separator (wire.md A.2)."""
    return hashlib.sha256(f"{sv_url}{user}{timestamp}{secret}".encode()).hexdigest()


class VdxpHash(httpx.Auth):
    """Straight to C06 over VDXP: a Timestamp header, and its keyed hash as the Basic password (wire.md A.2).

    `sv_url` is the string agreed for the service, not the URL posted to; `timestamp` gives epoch milliseconds or
    seconds.
    """

    def __init__(
        self,
        *,
        sv_url: str,
        user: str,
        secret: str,
        timestamp: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        headers: dict[str, str] | None = None,
    ) -> None:
        self._sv_url, self._user, self._secret = sv_url, user, secret
        self._timestamp = timestamp
        self._headers = dict(headers or {})  # what a gateway also wants, e.g. X-Road-Client, ApiKey

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Sign anew for every request, a repeated one too."""
        now = str(self._timestamp())
        request.headers.update(self._headers)
        request.headers["Timestamp"] = now
        request.headers["Authorization"] = _basic(self._user, vdxp_hash(self._sv_url, self._user, now, self._secret))
        yield request


class Bearer(httpx.Auth):
    """A token that was handed out beforehand."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Add the token."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class _TokenFlow(httpx.Auth):
    """A token fetched with the client's credentials, kept until shortly before it ends, fetched anew after a 401."""

    requires_response_body = True

    def __init__(self, token_url: str, headers: dict[str, str], clock: Callable[[], float]) -> None:
        self._token_url, self._headers, self._clock = token_url, headers, clock
        self._token = ""
        self._ends = 0.0

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Fetch a token if there is none, send, and once more with a new token if the old one is refused."""
        if self._clock() >= self._ends:
            self._keep((yield self._token_request(request)))
        response = yield self._sign(request)
        if response.status_code == 401:
            self._keep((yield self._token_request(request)))
            yield self._sign(request)

    def _token_request(self, request: httpx.Request) -> httpx.Request:
        headers = {"Accept": "application/json", **self._headers}
        form = {"grant_type": "client_credentials"}
        return httpx.Request("POST", request.url.join(self._token_url), headers=headers, data=form)

    def _keep(self, response: httpx.Response) -> None:
        if response.status_code >= 500:
            raise SourceDown(
                "Cổng cấp token đang hỏng; hãy thử lại sau.",
                "The gateway that hands out tokens is out of order; try again later.",
            )
        if response.status_code >= 400:
            raise Unauthorised(
                "Cổng từ chối cấp token; kiểm tra thông tin xác thực.",
                "The gateway refused to hand out a token; check the credentials.",
            )
        try:
            told = response.json()
            self._token = str(told["access_token"])
            self._ends = self._clock() + float(told.get("expires_in", 3600)) - 30
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProviderBrokeContract(
                "Trả lời của cổng không có access_token.", "The gateway's answer holds no access_token."
            ) from error

    def _sign(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class LgspToken(_TokenFlow):
    """Through a provincial LGSP: a token, and `lgspaccesstoken` on every request (wire.md A.3).

    `token_url` may be relative to the URL asked; `clock` gives seconds that only grow.
    """

    def __init__(
        self,
        *,
        token_url: str,
        access_key: str,
        secret_key: str,
        app_name: str,
        partner_code: str,
        partner_code_cus: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        told = {
            "AccessKey": access_key,
            "SecretKey": secret_key,
            "AppName": app_name,
            "PartnerCode": partner_code,
            "PartnerCodeCus": partner_code_cus,
        }
        packed = base64.b64encode(json.dumps(told, separators=(",", ":")).encode()).decode()
        super().__init__(token_url, {"lgspaccesstoken": packed, "Charset": "utf-8"}, clock)

    def _sign(self, request: httpx.Request) -> httpx.Request:
        request.headers["lgspaccesstoken"] = self._headers["lgspaccesstoken"]
        return super()._sign(request)


class NgspToken(_TokenFlow):
    """Through the national NGSP: a token fetched with the consumer's key and secret (wire.md C.1)."""

    def __init__(
        self,
        *,
        token_url: str,
        consumer_key: str,
        consumer_secret: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(token_url, {"Authorization": _basic(consumer_key, consumer_secret)}, clock)
