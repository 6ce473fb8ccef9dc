"""What `dancu up` says when it is ready: what runs, and what to try first."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from shlex import quote
from shutil import which

from dancu_sandbox import catalogue
from dancu_sandbox.asked import DEFAULT_PROCEDURE
from dancu_sandbox.certificate import authority
from dancu_sandbox.citizens import national
from dancu_sandbox.folder import default_folder
from dancu_sandbox.serving import Served, registries_of
from mock_national_db.store import Store
from mock_national_db.units import legacy, modern


def welcome(store: Store, served: Served, url: str) -> str:
    """A persona, a curl and a page, ready to be copied."""
    arguments = store.nation.arguments
    places = ", ".join(f"{code} {_province(code)}" for code in arguments.provinces)
    people = f"{arguments.size:,} người / people · {places} · seed {arguments.seed}"
    people += f" · dirt {arguments.dirt}" if arguments.dirt else ""
    lines = [
        f"dancu  {url}  ({served.part})",
        f"  {people} · {store.folder}",
        f"  {', '.join(registries_of(served.part))}",
    ]
    return "\n".join([*lines, *(_to_try(url, store.folder) if served.part == "all" else ()), "", "Ctrl-C: dừng / stop"])


def _province(code: str) -> str:
    """The name of the province of a code of `--provinces`, `93` or `92@2025`."""
    bare, _, era = code.partition("@")
    units = (modern() if era else legacy()).values()
    return next((unit.province for unit in units if unit.province_code == bare), "")


def _to_try(url: str, folder: Path) -> list[str]:
    persona = catalogue.personas()[0]
    trusting = f"--cacert {authority(folder)} " if url.startswith("https:") else ""
    body = {
        "subject": {"soDinhDanh": persona["soDinhDanh"]},
        "claims": {"hoVaTen": persona["hoVaTen"], "ngaySinh": persona["ngaySinh"]},
        "purpose": {"procedure": DEFAULT_PROCEDURE},
    }
    return [
        "",
        "Thử ngay / try",
        f"  {url}/",
        f"  {_program()} verify {persona['id']} --url {url}{_elsewhere(folder) if trusting else ''}",
        f"  curl -s {trusting}{url}/{national()}/v1/verify -H 'Content-Type: application/json' -d \\",
        f"    {_quoted(json.dumps(body, ensure_ascii=False))}",
        "",
        f"  {persona['id']} {persona['hoVaTen']}: {persona['title']}",
    ]


def _elsewhere(folder: Path) -> str:
    """Which folder, where it is not the platform's own: a server with a certificate of its own is trusted by it."""
    return "" if folder == default_folder() else f" --data {folder}"


def _program() -> str:
    """The program as it was called, unless its name alone finds it."""
    called = sys.argv[0]
    if Path(called).stem != "dancu" or which("dancu") == str(Path(called).absolute()):
        return "dancu"
    return quote(called)


def _quoted(text: str) -> str:
    """For a POSIX shell."""
    return "'" + text.replace("'", "'\\''") + "'"
