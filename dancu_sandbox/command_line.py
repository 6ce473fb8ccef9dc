"""The command line: the commands are the modules of `dancu_sandbox.commands`, found by listing."""

from __future__ import annotations

from importlib import import_module
from inspect import cleandoc
from pkgutil import iter_modules
from typing import Any

import click

from dancu_sandbox import commands
from dancu_sandbox.misused import Misused, both_languages
from dancu_sandbox.near import nearest

ORDER = ("up", "personas", "citizens", "registries", "procedures", "verify", "lookup", "prefill")


def as_written(text: str | None) -> str:
    """Help whose examples keep their lines: paragraphs of commands, and indented ones (click's mark is a backspace)."""
    parts = cleandoc(text or "").replace("\b\n", "").split("\n\n")
    return "\n\n".join(f"\b\n{part}" if _is_listing(part) else part for part in parts)


def _is_listing(paragraph: str) -> bool:
    return any(line.startswith((" ", "dancu ")) for line in paragraph.splitlines())


class Listed(click.Group):
    """A group whose commands are modules, imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        found = {module.name.replace("_", "-") for module in iter_modules(commands.__path__)}
        return [*(name for name in ORDER if name in found), *sorted(found.difference(ORDER))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}").command
        found.help = as_written(found.help)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, known = args[0], self.list_commands(ctx)
        if name in known or name.startswith("-"):
            return super().resolve_command(ctx, args)
        near = nearest(name, known)
        vi, en = (f". Có phải {near}?", f". Did you mean {near}?") if near else ("", "")
        raise Misused(f"không có lệnh {name!r}{vi}", f"No such command {name!r}{en}", ctx)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with both_languages():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with both_languages():
            return super().invoke(ctx)


@click.group(cls=Listed, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="dancu-sandbox", prog_name="dancu")
def dancu() -> None:
    """Vietnam's population database and its sector registries, mocked on your machine.

    Start here:
      dancu up                       start everything on http://127.0.0.1:8700
      dancu personas                 named test citizens, each with a reason
      dancu verify P01               is this person who the persona says?
      dancu verify 099084048001 "hoVaTen=Lê Văn Đảo" ngaySinh=1984-12-03

    Standard output is the answer alone; --json makes it one array or object.
    Exit codes: 0 done or yes, 1 no or not found, 2 wrong call, 3 source unreachable, 4 data folder or full disk.
    """


dancu.help = as_written(dancu.help)
