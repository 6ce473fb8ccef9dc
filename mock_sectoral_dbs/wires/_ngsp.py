"""Addresses and answers on the national platform: a version in the path or none, a wrapping at one province (C.2)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

import msgspec

from mock_national_db.wires import Options, Reply, Request
from mock_national_db.wires.access import service_of
from mock_sectoral_dbs.wires._body import said

_VERSION = re.compile(r"[0-9]+\.[0-9]+/")
_WRAPPING = "/ngsp/"
_NO_CORRELATION = "00000000-0000-0000-0000-000000000000"
_HEADERS = ("correlationid", "x-correlation-id", "activityid")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Envelope(NamedTuple):
    """Whether the answer is wrapped, and the mark by which caller and platform find it again."""

    is_wrapped: bool = False
    correlation: str = _NO_CORRELATION


def routes(*bases: str) -> tuple[str, ...]:
    """Every path below each of them, with a version or without."""
    return tuple(f"{base}/*" for base in bases)


def operation(path: str, *bases: str) -> str:
    """What is asked for: `chiTiet` of `/apiX/1.0/chiTiet` and of `/apiX/chiTiet`."""
    below = next(path.removeprefix(f"{base}/") for base in bases if path.startswith(f"{base}/"))
    return _VERSION.sub("", below, count=1) if _VERSION.match(below) else below


def envelope(request: Request, options: Options) -> Envelope:
    """As switched, else wrapped below `/ngsp/`; the caller's mark is kept if it is one."""
    sent = next((request.headers[name] for name in _HEADERS if name in request.headers), "")
    switch = options.of(service_of(request.path)).ngsp_envelope
    is_wrapped = switch == "wrapped" or (switch == "by-path" and request.path.startswith(_WRAPPING))
    return Envelope(is_wrapped, sent if _UUID.fullmatch(sent) else _NO_CORRELATION)


def answered(content: object, about: Envelope, *, status: int = 200, notes: tuple[str, ...] = ()) -> Reply:
    """The content, in `response` of the wrapping where there is one."""
    if not about.is_wrapped:
        return said(content, status=status, notes=notes)
    outcome = "success" if status < 400 else "error"
    wrapped = {"code": status, "status": outcome, "correlationId": about.correlation, "response": content}
    return said(wrapped, status=status, notes=(*notes, "synthetic: values of code and status"))


def misdirected(request: Request, name: str, offered: Collection[str], method: str, about: Envelope) -> Reply | None:
    """The gateway's answer to a call of no operation of the service, or by another method than its own."""
    if name not in offered:
        return unknown(offered, about)
    return not_allowed(method, about) if request.method != method else None


def unknown(offered: Iterable[str], about: Envelope) -> Reply:
    """404 as the gateway says it: no such operation; those that there are."""
    return _fault(404, "Not Found", ", ".join(offered), about)


def not_allowed(method: str, about: Envelope) -> Reply:
    """405 as the gateway says it: the only method."""
    reply = _fault(405, "Method Not Allowed", method, about)
    return msgspec.structs.replace(reply, headers=(("Allow", method), *reply.headers))


def _fault(status: int, title: str, words: str, about: Envelope) -> Reply:
    fault = {"code": status, "type": "Status report", "message": title, "description": words}
    return answered({"fault": fault}, about, status=status, notes=("synthetic: fault",))
