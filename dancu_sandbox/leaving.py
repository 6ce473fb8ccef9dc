"""How a command ends: an exit code for programs, and for people what went wrong and the way out, in two languages."""

from __future__ import annotations

from urllib.parse import urlsplit

import click
from dancu_contracts import faults

DONE, NO, WRONG_CALL, UNREACHABLE, FOLDER = range(5)


class Leave(click.ClickException):
    """Ends the command with an exit code, both languages on standard error."""

    def __init__(self, code: int, vi: str, en: str) -> None:
        super().__init__(en)
        self.code, self.vi, self.en = code, vi, en

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # click reads it as an attribute
        return self.code

    def show(self, file: object = None) -> None:
        del file
        click.secho(f"✗ {self.vi}", fg="red", err=True)
        click.echo(f"  {self.en}", err=True)


def check_address(option: str, address: str) -> None:
    """End the command with 2 for what is no http(s) address, naming the fix."""
    try:
        parts = urlsplit(address)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        bare = address if "://" not in address and address else "127.0.0.1:8700"
        vi = f"{option} {address!r} không phải địa chỉ http(s): viết là {option} http://{bare}"
        raise Leave(WRONG_CALL, vi, f"{option} {address!r} is no http(s) address: write it as {option} http://{bare}")


def fault(code: int, name: str, detail: str = "") -> Leave:
    """A fault of the contracts as the end of a command; `detail` names the values or the place."""
    known, more = faults()[name], f" ({detail})" if detail else ""
    vi, en = (f"{known.title[tongue]}{more}. {known.remedy[tongue]}" for tongue in ("vi", "en"))
    return Leave(code, vi, en)
