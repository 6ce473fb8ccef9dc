"""A journey of a procedure, as its folder tells it: who applies, what is answered, what comes of it."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import dancu_contracts
import httpx
from dancu_connectors import InvalidRequest, async_connector_for
from dancu_connectors.linked_dossiers import AsyncLinkedDossiers
from dancu_connectors.one_stop import Applicant, AsyncOneStop, Decide, Decision, Dossier, Stub

from dancu_sandbox.one_stop import LogDossiers
from dancu_sandbox.serving import Served, application
from mock_national_db.service.uniform import OPERATIONS
from mock_national_db.store import Store

FOLDER = Path(dancu_contracts.__file__).parent / "procedures"
JOURNEYS = sorted(FOLDER.glob("*/journeys/*.json"))


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def named(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.stem}"


class Office(Stub):
    """Officers who decide as the journey says, once each, and then accept; people who consent unless it says no.

    A null is silence: of an officer that once, of somebody asked for his consent for good.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._decisions = {
            step: [each and Decision(**each) for each in made] for step, made in told.get("decisions", {}).items()
        }
        self._consents: Mapping[str, bool | None] = told.get("consents", {})

    def decide(self, asked: Decide) -> Decision | None:
        left = self._decisions.get(asked.step, [])
        return left.pop(0) if left else Decision(decision="accept")

    def consent(self, asked: Any) -> bool | None:
        return self._consents.get(asked.pointer, True)


class Down(httpx.AsyncBaseTransport):
    """The way to the service, on which some registries do not answer."""

    def __init__(self, app: Any, down: set[str]) -> None:
        self._inner, self.down = httpx.ASGITransport(app), down

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.split("/")[1] in self.down:
            return httpx.Response(503, request=request)
        return await self._inner.handle_async_request(request)


class Journey:
    """Walks one journey in a workspace of its own."""

    def __init__(self, store: Store, path: Path, workspace: str, app: Any = None) -> None:
        self._app = app or application(store, Served())
        self.store, self.told, self.slug, self.workspace = store, read(path), path.parent.parent.name, workspace
        self.number = f"000.00.00.H99-{path.stem}"

    def prepare(self) -> None:
        for event in self.told.get("before", ()):
            self._write(event)

    def walk(self) -> Dossier | InvalidRequest:
        self.prepare()
        return asyncio.run(self._walk())

    async def _walk(self) -> Dossier | InvalidRequest:
        way = Down(self._app, set(self.told.get("down", ())))
        headers = {"X-Sandbox-Workspace": self.workspace}
        async with httpx.AsyncClient(transport=way, base_url="http://sandbox.test", headers=headers) as http:
            shop = self.shop(http)
            try:
                dossier = await shop.apply(self.slug, self.applicant(), self.told.get("answers"), number=self.number)
            except InvalidRequest as error:
                return error
            for part in self.told.get("then", ()):
                dossier = await self._then(shop, way, part)
            return dossier

    async def _then(self, shop: AsyncOneStop, way: Down, part: Mapping[str, Any]) -> Dossier:
        """What comes after: time passes, registries answer again, the citizen adds something, events happen."""
        way.down = set(part.get("down", ()))
        if "clock" in part:
            self.store.log.set_clock(self.workspace, datetime.fromisoformat(part["clock"]))
        for event in part.get("events", ()):
            self._write(event)
        if "consent" in part:
            return await shop.consent(self.number, **part["consent"])
        if "answers" in part:
            await shop.answer(self.number, part["answers"])
            return await shop.submit(self.number)
        return await (shop.withdraw if part.get("withdraw") else shop.resume)(self.number)

    def shop(self, http: httpx.AsyncClient) -> AsyncOneStop:
        linked = AsyncLinkedDossiers(http, agency=100093, province="93") if self.told.get("overTheWire") else None
        return AsyncOneStop(
            connectors=lambda name: async_connector_for(name)(http, wire="uniform"),
            dossiers=LogDossiers(self.store, self.workspace),
            clock=lambda: self.store.workspace(self.workspace).clock,
            people=Office(self.told),
            agencies={"civil_status": linked} if linked else {},
        )

    def applicant(self) -> Applicant:
        number, claims = self.told["citizen"], self.told.get("claims")
        if claims is None:
            (record,) = self.lookup("population", {"soDinhDanh": number}, ["hoVaTen", "ngaySinh"])
            claims = {name: record[name] for name in ("hoVaTen", "ngaySinh")}
        return Applicant(number=number, claims=claims)

    def lookup(self, registry: str, subject: Mapping[str, Any], fields: list[str]) -> list[Any]:
        body = {"subject": dict(subject), "fields": fields, "purpose": {"procedure": self.slug}}
        found: list[Any] = list(OPERATIONS["lookup"](self.store, self.workspace, registry, body)["records"])
        return found

    def _write(self, event: Mapping[str, Any]) -> None:
        body = {name: part for name, part in event.items() if name != "registry"}
        told = OPERATIONS["events"](
            self.store, self.workspace, event["registry"], {**body, "purpose": {"procedure": self.slug}}
        )
        assert told["outcome"] == "recorded", told
