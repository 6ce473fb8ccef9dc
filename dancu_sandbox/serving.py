"""One server: which part of the whole it serves, with which wires, and who may use them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any

import msgspec

from dancu_sandbox.calling_back import CallingBack
from dancu_sandbox.delivery import Delivery
from dancu_sandbox.folder import NATIONAL, SECTORAL
from dancu_sandbox.web import web
from mock_national_db.registry import discover
from mock_national_db.service import Application
from mock_national_db.service.application import ASGI, Receive, Scope, Send
from mock_national_db.service.calls import Calls
from mock_national_db.service.speaking import Speaker
from mock_national_db.store import Store
from mock_national_db.wires import Options, Wire, wires
from mock_national_db.wires.access import AccessOptions, Client, check

ROOMS = {"national": (NATIONAL,), "sectoral": (SECTORAL,), "all": (NATIONAL, SECTORAL)}
_REGISTRY = re.compile(r"(?:/w/[^/]*)?(/([^/]+)/v1/.*)")


class Served(msgspec.Struct, frozen=True):
    """What a server was told: all that a worker process needs to make it again."""

    part: str = "all"
    folder: str = ""
    stated: dict[str, Any] = {}
    on: str | None = None
    switches: tuple[str, ...] = ()
    access: str = "none"
    user: str = "sandbox"
    secret: str = "sandbox"  # noqa: S105 - a sandbox's password that everybody may know
    urls: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    national: str = ""
    sectoral: str = ""
    callback_url: str = ""
    callback_code: str = ""
    webhooks: str = "here"


def registries_of(part: str) -> tuple[str, ...]:
    """The registries that a part answers for."""
    return tuple(name for room in ROOMS[part] for name in discover(room))


def wires_of(part: str) -> tuple[Wire, ...]:
    """The wires that a part speaks."""
    packages = (f"{room}.wires" for room in ROOMS[part])
    return tuple(wire for package in packages if find_spec(package) for wire in wires(package))


def application(store: Store, told: Served) -> ASGI:
    """The service over a store; ValueError for a switch or an access mode that there is not."""
    access = access_of(told)
    options = Options.read(told.switches, access)
    spoken = wires_of(told.part)
    speaker = Speaker(store, spoken, options, lambda asked, now: check(asked, access, now), _wall)
    served = registries_of(told.part)
    calls = Calls()
    others = web(store, served, Delivery(store, anywhere=told.webhooks == "anywhere"), calls)
    whole: ASGI = Application(store, speaker, others, calls)
    if told.callback_url:
        whole = CallingBack(whole, store, spoken, told.callback_url, told.callback_code)
    elsewhere = {*registries_of("all")}.difference(served)
    return without(elsewhere, whole, others) if elsewhere else whole


def access_of(told: Served) -> AccessOptions:
    """Who may use the wires; the registries' uniform service is open to everybody on this machine."""
    if told.access == "none":
        return AccessOptions()
    caller = Client(told.secret, frozenset(told.services) or None)
    return AccessOptions((told.access,), {told.user: caller}, dict(map(_url, told.urls)), secret=told.secret)


def _url(setting: str) -> tuple[str, str]:
    service, is_one, url = setting.partition("=")
    if not (service and is_one and url):
        raise ValueError(f"a service's URL is written 037=/csdldc/dichvu037, not {setting!r}")
    return service, url


def without(elsewhere: set[str], whole: ASGI, others: ASGI) -> ASGI:
    """The service without the registries that another part answers for."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        asked = _REGISTRY.match(scope.get("path", ""))
        if asked is None or asked.group(2) not in elsewhere:
            await whole(scope, receive, send)
        else:
            scope["path"] = asked.group(1)
            await others(scope, receive, send)

    return guarded


def _wall() -> datetime:
    return datetime.now(UTC)
