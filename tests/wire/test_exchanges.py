"""What the sectors' wires say, byte for byte: every file below `exchanges/` is a request and the answer to it.

A file holds the request's line, headers, an empty line and the body; a line `===`; the answer's status and content
type, an empty line and the body; after another `===` the next request, and so on. `{account}` stands for the query of
an account of the insurer's portal, `{session}` for one of the national portal.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from mock_national_db.wires import wires

FOLDER = Path(__file__).parent / "exchanges"
FILES = sorted(FOLDER.rglob("*.http"))
SECTORS = "mock_sectoral_dbs.wires"
BOTH = (wires(), wires(SECTORS))


@pytest.fixture(scope="module")
def known(sandbox: httpx.Client) -> dict[str, str]:
    """What stands in a file for what is different at each login."""
    sent = {"username": "93001_BV", "password": "5f4dcc3b5aa765d61d8327deb882cf99"}

    def told(path: str) -> dict[str, Any]:
        found: dict[str, Any] = sandbox.post(path, json=sent).json()
        return found

    key = told("/api/token/take")["APIKey"]
    query = {"token": key["access_token"], "id_token": key["id_token"], **sent}
    return {
        "{account}": str(httpx.QueryParams(query)),
        "{session}": told("/dvcqg/mapi/login")["session"],
        "{dossiers}": told("/apiDVC-GPLX/tcdbdvcdata/mapi/login")["session"],
        "{police}": told("/dvcsv/auth/login")["token"],
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(FOLDER).with_suffix("").as_posix())
def test_the_answer_is_the_one_on_file(file: Path, sandbox: httpx.Client, known: dict[str, str]) -> None:
    text = file.read_text(encoding="utf-8").removesuffix("\n")
    for name, value in known.items():
        text = text.replace(name, value)
    parts = text.split("\n===\n")
    for request, answer in zip(parts[::2], parts[1::2], strict=True):
        head, _, body = request.partition("\n\n")
        line, *headers = head.splitlines()
        method, path = line.split(" ")
        sent = dict(header.split(": ", 1) for header in headers)

        told = sandbox.request(method, path, content=body.encode(), headers=sent)

        assert f"{told.status_code} {told.headers['content-type']}\n\n{told.text}" == answer


def test_every_wire_of_the_sectors_has_exchanges_on_file() -> None:
    assert {file.parent.name for file in FILES} >= {wire.name for wire in wires(SECTORS)} - {"portal_token"}


def test_a_gateway_tells_the_sectors_wires_from_the_nations_by_the_first_part_of_the_path() -> None:
    national, sectoral = ({route.split("/")[1] for wire in found for route in wire.routes} for found in BOTH)
    assert national.isdisjoint(sectoral)
