"""A Chromium for the journeys: the one this machine has, or one installed for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HINT = (
    "The journeys need a Chromium and none could be installed. Install Chromium or Chrome so that one of "
    f"{', '.join(NAMES)} is on PATH, or name it: BROWSER_PATH=… make test"
)


def find() -> Path | None:
    """The browser that BROWSER_PATH names, that is on PATH, or that playwright once downloaded; None without any."""
    on_path = (found for name in NAMES if (found := shutil.which(name)))
    path = os.environ.get("BROWSER_PATH") or next(on_path, None) or _downloaded()
    return Path(path) if Path(path).is_file() else None


def _downloaded() -> str:
    command = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    return subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False).stdout.strip()


def _is_debian_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """By Debian's package where that is possible, else by playwright's own download."""
    if _is_debian_root():
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        wanted = ["chromium", "fonts-dejavu-core"]
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], check=False, env=quiet)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if find() is None:
        install()
    if find() is None:
        sys.exit(HINT)
