"""Who asks a running server: read from a file, so that no secret stands on a command line or in its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dancu_connectors import Bearer, LgspToken, NgspToken, VdxpHash

from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.written import object_in

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

_KINDS: Mapping[str, tuple[Callable[..., httpx.Auth], frozenset[str]]] = {
    "vdxp-hash": (VdxpHash, frozenset({"sv_url", "user", "secret"})),
    "lgsp-token": (LgspToken, frozenset({"token_url", "access_key", "secret_key", "app_name", "partner_code"})),
    "ngsp-token": (NgspToken, frozenset({"token_url", "consumer_key", "consumer_secret"})),
    "bearer": (Bearer, frozenset({"token"})),
}


def credentials(file: Path) -> httpx.Auth:
    """What the file states: a JSON object of texts, its `kind` and that kind's fields. No message repeats a value."""
    stated = _read(file)
    kind = stated.pop("kind", None)
    if kind not in _KINDS:
        raise _wrong(file, f"kind: {', '.join(_KINDS)}")
    made, fields = _KINDS[kind]
    if stated.keys() != fields:
        raise _wrong(file, f"{kind}: {', '.join(sorted(fields))}")
    return made(**stated)


def _read(file: Path) -> dict[str, Any]:
    stated = object_in(file, "--credentials")
    if not all(isinstance(value, str) for value in stated.values()):
        raise _wrong(file, "JSON: {text: text}")
    if unsayable := [name for name, value in stated.items() if not value or not value.isprintable()]:
        raise _wrong(file, f"{', '.join(unsayable)}: chữ in được / printable text")
    return stated


def _wrong(file: Path, wanted: str) -> Leave:
    vi = f"--credentials {file}: không đọc được thông tin xác thực, cần {wanted}; xem docs/cli.md."
    return Leave(WRONG_CALL, vi, f"--credentials {file} cannot be used, it wants {wanted}; see docs/cli.md.")
