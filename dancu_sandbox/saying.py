"""What a command says: the answer alone on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

_NOUGHT = (0, "", "0/0", None)


def say_json(answer: Any) -> None:
    """One object or array, readable."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def say_array(items: Iterable[Any]) -> None:
    """An array, an item a line."""
    array = Array()
    array.say(items)
    array.end()


class Array:
    """A JSON array of any length, an item a line, said as its items come."""

    def __init__(self) -> None:
        self.count = 0

    def say(self, items: Iterable[Any]) -> None:
        """More items."""
        for item in items:
            click.echo(f"{',' if self.count else '['}\n  {json.dumps(item, ensure_ascii=False)}", nl=False)
            self.count += 1

    def end(self) -> int:
        """Close the array; how many items it has."""
        click.echo("\n]" if self.count else "[]")
        return self.count


def note(vi: str, en: str) -> None:
    """Something worth knowing, beside the answer."""
    click.secho(f"· {vi}", fg="cyan", err=True)
    click.echo(f"  {en}", err=True)


def say_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, tight: bool = False) -> None:
    """A table for people; as tab-separated lines where standard output is no terminal.

    A `tight` one has many columns of numbers after its first: it has no lines between them, and none that is empty.
    """
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(map(_cell, row)))
        return
    from rich.box import HEAVY_HEAD, HORIZONTALS  # noqa: PLC0415 - only people pay for it
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415 - what a register holds is never markup

    if tight:
        columns, rows = _filled(columns, [*rows])
    table = Table(title=title, title_justify="left", header_style="bold", box=HORIZONTALS if tight else HEAVY_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")  # a number cut short is no number
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    Console().print(table)


def _filled(columns: Sequence[str], rows: list[Sequence[object]]) -> tuple[list[str], list[list[object]]]:
    """The columns in which some row has something, and the first; nought of anything is nothing."""
    kept = [place for place, _ in enumerate(columns) if place == 0 or any(row[place] not in _NOUGHT for row in rows)]
    shown = [["" if row[place] in _NOUGHT else row[place] for place in kept] for row in rows]
    return [columns[place] for place in kept], shown


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False)
    return {True: "✓", False: "✗"}[value] if isinstance(value, bool) else str(value)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error for work that takes long; there is none before the first report."""
    bar: list[Any] = []

    def report(done: int, total: int) -> None:
        if not bar:
            bar.append(_bar(what, total))
        bar[0].update(0, completed=done)

    try:
        yield report
    finally:
        for started in bar:
            started.stop()


def _bar(what: str, total: int) -> Any:
    from rich.console import Console  # noqa: PLC0415 - only long work pays for it
    from rich.progress import Progress  # noqa: PLC0415

    console = Console(stderr=True)
    bar = Progress(console=console, transient=True, disable=not console.is_terminal)
    bar.add_task(what, total=total)
    bar.start()
    return bar
