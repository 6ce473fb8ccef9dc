"""Listening: a socket of our own, and uvicorn on it until it is told to stop."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
import uvicorn

from dancu_sandbox.folder import clock_of, every_registry
from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.serving import Served, application
from mock_national_db.service.application import ASGI
from mock_national_db.store import Store

SERVED = "DANCU_SERVED"


@dataclass(frozen=True)
class Listening:
    """Where a server listens, with how many processes, and its certificate for https."""

    sock: socket.socket
    workers: int = 1
    certificate: Path | None = None

    @property
    def url(self) -> str:
        """The address to call."""
        host, port = self.sock.getsockname()[:2]
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        return f"{'https' if self.certificate else 'http'}://{shown}:{port}"


def bound(host: str, port: int) -> socket.socket:
    """A socket bound to the address; a port in use ends the command, naming one that is free."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise Leave(WRONG_CALL, f"Không có địa chỉ {host}", f"There is no address {host}: use 127.0.0.1") from error
    sock = socket.socket(family)
    if os.name != "nt":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(address)
        sock.listen(2048)
    except OSError as error:
        sock.close()
        raise _not_bound(host, port, error) from error
    sock.set_inheritable(True)
    return sock


def _not_bound(host: str, port: int, error: OSError) -> Leave:
    if error.errno == errno.EADDRINUSE:
        other = _free(host)
        vi = f"Cổng {port} đang được dùng. Hãy thử: dancu up --port {other}"
        return Leave(WRONG_CALL, vi, f"Port {port} is in use. Try: dancu up --port {other}")
    vi = f"Không mở được {host}:{port} ({error.strerror}). Hãy thử --host 127.0.0.1 --port 8700"
    return Leave(WRONG_CALL, vi, f"Cannot listen on {host}:{port} ({error.strerror}). Try --host 127.0.0.1 --port 8700")


def _free(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
    return port


def serve(app: ASGI, listening: Listening) -> None:
    """Serve in this process until Ctrl-C or SIGTERM."""
    _stop_quietly()
    server = uvicorn.Server(uvicorn.Config(app, **_manner(listening)))
    server.run(sockets=[listening.sock])
    if not server.started:
        raise Leave(WRONG_CALL, "Máy chủ không khởi động được.", "The server could not start.")


def serve_by_many(told: Served, listening: Listening) -> None:
    """Serve by several processes, each of which makes the service again from what was told."""
    os.environ[SERVED] = msgspec.json.encode(told).decode()
    uvicorn.run(
        f"{__name__}:worker", factory=True, workers=listening.workers, **_place(listening), **_manner(listening)
    )


def _place(listening: Listening) -> dict[str, Any]:
    """The socket itself where it can be handed on, so that calls wait for the first worker instead of failing."""
    if os.name != "nt":
        return {"fd": listening.sock.fileno()}
    host, port = listening.sock.getsockname()[:2]
    listening.sock.close()
    return {"host": host, "port": port}


def _manner(listening: Listening) -> dict[str, Any]:
    return {
        "loop": "uvloop" if find_spec("uvloop") else "asyncio",
        "http": "httptools" if find_spec("httptools") else "h11",
        "ws": "none",
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": 5,
        "ssl_certfile": listening.certificate,
        "ssl_keyfile": listening.certificate,
    }


def _stop_quietly() -> None:
    """The server ends its work and then raises the signal again: by then there is nothing left to do."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def worker() -> ASGI:
    """What one worker process serves."""
    return application_of(msgspec.json.decode(os.environ[SERVED], type=Served))


def application_of(told: Served, store: Store | None = None) -> ASGI:
    """The gateway, or the service over a store: the one given, else the folder opened once more."""
    if told.part == "gateway":
        from dancu_sandbox.gateway import gateway  # noqa: PLC0415 - only a gateway calls others

        return gateway(told)
    clock = clock_of(date.fromisoformat(told.on) if told.on else None)
    made = application(store or Store.open(Path(told.folder), every_registry(), clock=clock), told)
    gc.freeze()  # what is loaded now stays: the collector need not walk it again while somebody waits
    return made
