"""`dancu reset`: a workspace begins anew."""

from __future__ import annotations

import click

from dancu_sandbox import saying
from dancu_sandbox.asking import ask
from dancu_sandbox.options import Whereabouts, as_json, asking


@click.command("reset")
@asking
@as_json
def command(where: Whereabouts, *, as_json: bool) -> None:
    """Xóa mọi sự kiện đã ghi vào không gian làm việc và đồng hồ của nó; dân cư còn nguyên. Con trỏ cũ hết dùng.

    Forget every event written to a workspace, and its clock; the nation stays. Cursors from before are gone.

    dancu reset
    dancu reset --workspace mine --url http://127.0.0.1:8700
    """
    told = ask(where, lambda nation: nation.call("POST", "/_sandbox/reset"))
    if as_json:
        saying.say_json(told)
    else:
        click.echo(f"{told['workspace']}: bắt đầu lại, lần {told['generation']} / begun anew, {told['generation']}")
