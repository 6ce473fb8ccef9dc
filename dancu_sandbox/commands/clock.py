"""`dancu clock`: the day it is in a workspace."""

from __future__ import annotations

from datetime import date

import click

from dancu_sandbox import saying
from dancu_sandbox.asking import ask, only_here
from dancu_sandbox.misused import Misused
from dancu_sandbox.options import Whereabouts, as_json, asking, day

_METHODS = {None: "GET", "set": "PUT", "reset": "DELETE"}


@click.command("clock")
@click.argument("action", required=False, type=click.Choice(["set", "reset"]))
@click.argument("now", required=False, type=day, metavar="[DATE|today]")
@asking
@as_json
def command(where: Whereabouts, action: str | None, now: date | None, *, as_json: bool) -> None:
    """Đồng hồ của không gian làm việc: xem, đặt vào tám giờ sáng một ngày, hoặc trả về đồng hồ máy chủ.

    The clock of a workspace: show it, set it to eight in the morning of a day, or give it back to the server.

    It stands still at the seed day, 2026-11-23T08:00+07:00, until it is set.

    dancu clock
    dancu clock set 2027-01-15
    dancu clock set today --workspace mine
    dancu clock reset
    """
    if (action == "set") != (now is not None):
        example = "dancu clock set 2027-01-15"
        raise Misused(f"viết là {example}", f"write it as: {example}", click.get_current_context())
    only_here(where, "clock")
    body = {"now": now.isoformat()} if now else None
    told = ask(where, lambda nation: nation.call(_METHODS[action], "/_sandbox/clock", body))
    if as_json:
        saying.say_json(told)
    else:
        click.echo(told["now"])
