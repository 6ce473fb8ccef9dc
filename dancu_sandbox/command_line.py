"""The command line: the commands are the modules of `dancu_sandbox.commands`, found by listing."""

from __future__ import annotations

from collections.abc import Iterator
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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What each does, in Vietnamese and below it in English: the two paragraphs with which its help begins."""
        names = self.list_commands(ctx)
        room = formatter.width - max(map(len, names)) - 6
        with formatter.section("Lệnh / Commands"):
            formatter.write_dl([row for name in names for row in self._told(ctx, name, room)])

    def _told(self, ctx: click.Context, name: str, room: int) -> Iterator[tuple[str, str]]:
        command = self.get_command(ctx, name)
        vi, en, *_ = ((command and command.help) or "").split("\n\n")
        yield name, click.Command(name, help=vi).get_short_help_str(room)
        yield "", click.Command(name, help=en).get_short_help_str(room)

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
    """Cơ sở dữ liệu quốc gia về dân cư và các cơ sở dữ liệu chuyên ngành, giả lập trên máy của bạn.

    Vietnam's population database and its sector registries, mocked on your machine.

    Bắt đầu từ đây / Start here:
      dancu up                       start everything on http://127.0.0.1:8700
      dancu personas                 named test citizens, each with a reason
      dancu verify P01               is this person who the persona says?
      dancu verify 099084048001 "hoVaTen=Lê Văn Đảo" ngaySinh=1984-12-03

    Đầu ra chuẩn chỉ có câu trả lời; --json cho một mảng hoặc đối tượng. Mã thoát: 0 xong hoặc có,
    1 không hoặc không thấy, 2 gọi sai, 3 nguồn không trả lời, 4 thư mục dữ liệu hoặc hết đĩa.

    Standard output is the answer alone; --json makes it one array or object.
    Exit codes: 0 done or yes, 1 no or not found, 2 wrong call, 3 source unreachable, 4 data folder or full disk.
    """


dancu.help = as_written(dancu.help)
