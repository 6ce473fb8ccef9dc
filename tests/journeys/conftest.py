"""A real Chromium that sees nothing but this machine, and fails the test when a page complains."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tools.browser import HINT, find

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CHROMIUM = find()  # looked for before the tests' own home folder hides the developer's
HERE = {"127.0.0.1", "localhost", "::1"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module of journeys, all of them synchronous (playwright holds the thread's event loop)."""
    if CHROMIUM is None:
        pytest.fail(HINT)
    as_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *as_root])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh Vietnamese tab; complaints of the page and requests to other machines fail the test at its end."""
    context = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1280, "height": 900}
    )
    tab = context.new_page()
    tab.set_default_timeout(10_000)
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    tab.on("console", lambda said: complaints.append(f"console: {said.text}") if said.type == "error" else None)
    tab.on("request", lambda request: complaints.extend(_abroad(request.url)))
    yield tab
    context.close()
    assert complaints == []


def _abroad(url: str) -> list[str]:
    parts = urlsplit(url)
    return (
        [f"request to another machine: {url}"] if parts.scheme.startswith("http") and parts.hostname not in HERE else []
    )
