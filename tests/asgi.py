"""The real service asked in process: the nation, the speaker of the wires, and a client that needs no port."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import dancu_contracts
import httpx

from dancu_sandbox.serving import Served, application
from mock_national_db.registry import discover
from mock_national_db.service.application import ASGI
from mock_national_db.service.uniform import OPERATIONS
from mock_national_db.store import Store

PROCEDURE = next(iter(dancu_contracts.procedures()))


_ONE_AT_A_TIME = Lock()  # a server answers on one thread, whoever asks from several


class InProcess(httpx.BaseTransport):
    """A blocking client's way to an ASGI application."""

    def __init__(self, app: ASGI) -> None:
        self._asgi = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with _ONE_AT_A_TIME:
            return asyncio.run(self._handle(request))

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        response = await self._asgi.handle_async_request(request)
        return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())


def opened(folder: Path, size: int) -> Store:
    return Store.open(folder, discover("mock_national_db", "mock_sectoral_dbs"), {"size": size})


def client(store: Store, told: Served | None = None, **more: Any) -> httpx.Client:
    app = application(store, told or Served())
    return httpx.Client(transport=InProcess(app), base_url="http://sandbox.test", **more)


def people(store: Store) -> list[Mapping[str, Any]]:
    """All that the register tells of each drawn person who lives, by the uniform service, in index order."""
    fields = list(dancu_contracts.registry("population").record_schema["properties"])
    found: list[Mapping[str, Any]] = []
    for index in range(store.nation.size):
        number = store.workspace("default").kin(index).so_dinh_danh
        if number:
            body = {"subject": {"soDinhDanh": number}, "fields": fields, "purpose": {"procedure": PROCEDURE}}
            told = OPERATIONS["lookup"](store, "default", "population", body)
            found += told["records"] if told["outcome"] == "found" else []
    return found
