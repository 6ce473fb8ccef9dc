"""What these wires carry: flat fields out of JSON or a form, and answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from mock_national_db.wires import Reply, Request

TYPE = "application/json; charset=utf-8"


class Unreadable(Exception):
    """A body that is neither a JSON object nor a form."""


def fields(request: Request) -> dict[str, str]:
    """The texts and numbers of a JSON object or of a form, trimmed, by key; raises Unreadable."""
    body = request.body.strip()
    is_json = body.startswith(b"{") or "json" in request.headers.get("content-type", "")
    sent = parsed(body) if is_json else form(body)
    if not isinstance(sent, dict):
        raise Unreadable
    texts = {name: str(value).strip() for name, value in sent.items() if isinstance(value, str | int | float)}
    return {name: text for name, text in texts.items() if text}


def parsed(body: bytes) -> Any:
    """Any JSON; raises Unreadable."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error


def json_object(body: bytes) -> Mapping[str, Any]:
    """A JSON object; an empty one for anything else."""
    try:
        sent = parsed(body)
    except Unreadable:
        return {}
    return sent if isinstance(sent, dict) else {}


def form(body: bytes) -> dict[str, str]:
    """The fields of a form; raises Unreadable."""
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise Unreadable from error


def said(content: object, *, status: int = 200, notes: tuple[str, ...] = ()) -> Reply:
    """The content as UTF-8 JSON; `notes` say what in it is a guess or a switch."""
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return Reply(status, body, TYPE, (("X-Sandbox-Note", "; ".join(notes)),) if notes else ())


def not_allowed(method: str, content: object) -> Reply:
    """405 for any other method than this one."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Reply(405, body, TYPE, (("Allow", method), ("X-Sandbox-Note", "synthetic: fault")))


def day_written(day: str | None) -> str | None:
    """`dd/MM/yyyy` of an ISO date; of a month `MM/yyyy`, of a year itself, of nothing nothing."""
    return "/".join(reversed(day.split("-"))) if day else None


def address_written(address: Mapping[str, Any] | None) -> str | None:
    """An address in one line, the smallest part first."""
    parts = ("chiTiet", "phuongXa", "quanHuyen", "tinhThanh")
    return ", ".join(address[part] for part in parts if address.get(part)) if address else None
