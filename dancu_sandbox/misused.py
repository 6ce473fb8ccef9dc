"""Calls that are wrong before any command runs, and answers that cannot be written, told in both languages."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from dancu_sandbox.leaving import FOLDER, WRONG_CALL, Leave


class Misused(click.UsageError):
    """A wrong call, told in both languages."""

    def __init__(self, vi: str, en: str, ctx: click.Context | None = None) -> None:
        super().__init__(en, ctx)
        self.vi = vi


class Unusable(click.BadParameter):
    """A value that an option cannot use, told in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi


@contextmanager
def both_languages() -> Iterator[None]:
    """What click and the system say in English, as the end of a command in both languages."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise _misused(error) from error
    except OSError as error:
        if error.errno == errno.EPIPE:  # the reader has enough, as `head` does: click ends quietly
            raise
        raise _unwritten(error) from error


def _misused(error: click.UsageError) -> Leave:
    command, usage = "dancu", "dancu [COMMAND]"
    if error.ctx is not None:
        command, usage = error.ctx.command_path, " ".join(error.ctx.get_usage().split()[1:])
    vi = f"{_in_vietnamese(error)}. Cách gọi: {usage} (xem {command} --help)"
    return Leave(WRONG_CALL, vi, f"{error.format_message().rstrip('.')}. Usage: {usage} (see {command} --help)")


def _in_vietnamese(error: click.UsageError) -> str:
    if isinstance(error, Misused):
        return f"Lời gọi sai: {error.vi}"
    if isinstance(error, click.NoSuchOption):
        return f"Không có tùy chọn {error.option_name}"
    if isinstance(error, click.MissingParameter):
        return f"Thiếu {_named(error)}"
    if isinstance(error, click.BadParameter):
        return f"Giá trị của {_named(error)} không dùng được: {_wanted(error)}"
    return f"Lời gọi sai ({error.message.rstrip('.')})"


def _wanted(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(error, Unusable):
        return error.vi
    if isinstance(kind, click.IntRange):
        bounds = ((word, bound) for word, bound in (("từ", kind.min), ("đến", kind.max)) if bound is not None)
        return " ".join(["cần một số nguyên", *(f"{word} {bound}" for word, bound in bounds)])
    if isinstance(kind, click.Choice):
        return f"cần một trong {', '.join(map(str, kind.choices))}"
    return "cần một số nguyên" if kind is click.INT else error.message.rstrip(".")


def _named(error: click.BadParameter) -> str:
    return error.param.get_error_hint(error.ctx) if error.param else ""


def _unwritten(error: OSError) -> Leave:
    with suppress(OSError, ValueError):  # what is left in the buffer would fail once more when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    place = f" {error.filename}" if error.filename else ""
    vi = f"Không đọc hoặc ghi được{place}: {error.strerror}. Kiểm tra chỗ trống và quyền ghi."
    return Leave(FOLDER, vi, f"Cannot read or write{place}: {error.strerror}. Check free space and permissions.")
