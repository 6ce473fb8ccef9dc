"""The options that mean the same in every command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from dancu_sandbox.folder import YEARS, default_folder, today
from dancu_sandbox.misused import Unusable

F = TypeVar("F", bound=Callable[..., Any])
STATED = ("seed", "size", "provinces", "ids", "dirt")


def day(text: str) -> date:
    """A day as 2026-11-23, or `today` for the machine's own."""
    try:
        found = today() if text == "today" else date.fromisoformat(text)
    except ValueError:
        found = date.min
    if found.year not in YEARS:
        vi = f"{text!r} không phải một ngày, viết là 2026-11-23 hoặc today"
        raise Unusable(vi, f"{text!r} is no day: write it as 2026-11-23, or say today")
    return found


def codes(text: str) -> tuple[str, ...]:
    """Codes of provinces before 1 July 2025, or `92@2025` for a new one, joined by commas."""
    return tuple(part.strip() for part in text.split(","))


def share(text: str) -> float:
    """A share from 0 to 1, such as 0.05."""
    try:
        found = float(text)
    except ValueError:
        found = -1
    if not 0 <= found <= 1:
        raise Unusable(f"{text!r} không phải một tỷ lệ từ 0 đến 1, như 0.05", f"{text!r} is no share of 0 to 1: 0.05")
    return found


@dataclass(frozen=True)
class Whereabouts:
    """Which nation is asked: a folder with what the caller insists on, or a running server; and in which workspace."""

    folder: Path
    stated: dict[str, Any] = field(default_factory=dict)
    on: date | None = None
    url: str | None = None
    workspace: str | None = None
    credentials: Path | None = None


_DATA = click.option("--data", type=click.Path(path_type=Path), help="Data folder (default: the platform's own place).")
_SEED = click.option("--seed", type=int, help="Seed of the nation, on first start (453).")
_DRAWN = (
    click.option("--population", "size", type=click.IntRange(min=1), help="How many people, on first start (10000)."),
    click.option("--provinces", type=codes, metavar="93,92@2025", help="Where they live (93, the old Hậu Giang)."),
    click.option("--ids", type=click.Choice(["safe", "realistic"]), help="Numbers that are nobody's, or real-looking."),
    click.option("--dirt", type=share, metavar="RATE", help="Share of sector records that are wrong (0; 0.05)."),
    click.option("--on", type=day, metavar="DATE|today", help="The clock: ask as of this day (2026-11-23)."),
)
_NATION = (_DATA, _SEED, *_DRAWN)
_SERVER = (
    click.option("--url", help="Ask this running server instead of working on the folder."),
    click.option("--workspace", help="The workspace whose log is read and written."),
    click.option(
        "--credentials",
        type=click.Path(path_type=Path),
        envvar="DANCU_CREDENTIALS",
        help="File that says who asks the server at --url (dancu up --access); else $DANCU_CREDENTIALS.",
    ),
)
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON array or object on standard output.")


def nation(command: F) -> F:
    """`--data`, `--seed`, `--population`, `--provinces`, `--ids`, `--dirt`, `--on`, given as `where`."""
    return _gathered(command, _NATION)


def asking(command: F) -> F:
    """The same with `--url`, `--workspace` and `--credentials`."""
    return _gathered(command, (*_NATION, *_SERVER))


def asking_with_a_seed_of_its_own(command: F) -> F:
    """The same without the nation's `--seed`, for a command that draws by another."""
    return _gathered(command, (_DATA, *_DRAWN, *_SERVER))


def _gathered(command: F, options: tuple[Callable[[Any], Any], ...]) -> F:
    @wraps(command)
    def gathering(**given: Any) -> Any:
        stated = {name: value for name in STATED if (value := given.pop(name, None)) is not None}
        folder = given.pop("data") or default_folder()
        url, workspace, shown = (given.pop(name, None) for name in ("url", "workspace", "credentials"))
        if stated.get("ids") == "realistic":
            _warn_of_realistic_numbers()
        where = Whereabouts(folder, stated, given.pop("on"), url.rstrip("/") if url else None, workspace, shown)
        return command(where=where, **given)

    decorated: Any = gathering
    for option in reversed(options):
        decorated = option(decorated)
    found: F = decorated
    return found


def _warn_of_realistic_numbers() -> None:
    click.secho(
        "! --ids realistic: số có thể trùng với người thật; không dùng ngoài máy của bạn.\n"
        "  --ids realistic: a number may be a living person's; keep it on your own machine.",
        fg="yellow",
        err=True,
    )


def spoken(command: F) -> F:
    """`--registry`, `--wire` and `--procedure`."""
    for option in (
        click.option("--procedure", help="What for: a slug of `dancu procedures`, or a TTHC code."),
        click.option("--wire", help="How it is asked: uniform (default), or soap where the registry speaks it."),
        click.option("--registry", help="Which registry (default: the national database); see `dancu registries`."),
    ):
        command = option(command)
    return command
