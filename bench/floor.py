"""The floor every server is measured against: a bare ASGI answer that reads the request and says hello."""

from typing import Any

_START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
_BODY = {"type": "http.response.body", "body": b'{"hello":"world"}'}


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer every HTTP request alike."""
    if scope["type"] != "http":
        return
    await receive()
    await send(_START)
    await send(_BODY)
