"""What a request to the sandbox itself asks: where, how much, and with what body."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request

from mock_national_db.service.application import BODY_LIMIT
from mock_national_db.service.faults import CallFault
from mock_national_db.store import Store


def place_of(request: Request) -> tuple[Store, str]:
    """The store and the workspace."""
    return request.app.state.store, request.scope["workspace"]


def count_of(request: Request, name: str, default: int) -> int:
    """A number of the query, from 0 on."""
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise CallFault("invalid", f"/{name}", reason="0…")
    return int(text)


async def body_of(request: Request) -> Any:
    """The body, which is JSON."""
    read = bytearray()
    async for part in request.stream():
        read += part[: BODY_LIMIT + 1 - len(read)]
    if len(read) > BODY_LIMIT:
        raise CallFault("too_large", limit=BODY_LIMIT)
    try:
        return msgspec.json.decode(bytes(read))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CallFault("not_json") from error
