"""A register that answers as a test tells it to, and keeps what it was asked."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from dancu_connectors import Purpose, Retry
from dancu_connectors.conduct import Options

from mock_national_db.store import Store
from tests.asgi import PROCEDURE, opened

NUMBER = "099090000018"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PURPOSE = Purpose(procedure="1.004222", officer="H99-017", dossier="H99-241123-0001")
SENT = Purpose(procedure=PROCEDURE)


@dataclass
class Register:
    """Answers in the order given, the last one for ever; an answer may be an exception to raise."""

    answers: list[httpx.Response | Exception]
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)

    @property
    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self), base_url="http://register.test")

    @property
    def async_client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self), base_url="http://register.test")

    def body(self, place: int = -1) -> Any:
        return json.loads(self.asked[place].content)


def says(document: object, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(
        status, json=document, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A folder of three hundred people."""
    found = opened(tmp_path_factory.mktemp("data"), 300)
    yield found
    found.close()


@pytest.fixture
def register() -> Callable[..., Register]:
    return lambda *answers: Register(list(answers))


@pytest.fixture
def options() -> Options:
    return Options(retry=Retry(attempts=1), clock=lambda: NOON, timer=lambda: 0.0, chance=lambda: 0.0)
