"""The first page and its files, and what they may do: nothing from anywhere else."""

from __future__ import annotations

from importlib.resources import files
from mimetypes import guess_type

from fastapi import APIRouter
from starlette.responses import Response

from mock_national_db.service.faults import CallFault

router = APIRouter()
FILES = {
    found.name: found.read_bytes() for found in files("dancu_sandbox").joinpath("page").iterdir() if found.is_file()
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


@router.get("/")
async def first_page() -> Response:
    """Verify a persona, or anybody typed, and read what each answer means."""
    return _file("index.html")


@router.get("/_page/{name}")
async def file(name: str) -> Response:
    """A file of the page."""
    return _file(name)


def _file(name: str) -> Response:
    if name not in FILES:
        raise CallFault("not_found")
    kind = guess_type(name)[0] or "application/octet-stream"
    return Response(FILES[name], headers=HEADERS, media_type=kind)
