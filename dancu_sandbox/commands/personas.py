"""`dancu personas`: named test citizens, each with a reason."""

from __future__ import annotations

import click

from dancu_sandbox import catalogue, saying
from dancu_sandbox.options import as_json


@click.command("personas")
@as_json
def command(*, as_json: bool) -> None:
    """Named test citizens, each with a reason, and what to expect of them.

    They are the same in every nation; no folder is opened.

    dancu personas
    dancu personas --json
    dancu verify P26
    """
    found = catalogue.personas()
    if as_json:
        saying.say_array(found)
        return
    rows = ((p["id"], p.get("soDinhDanh"), p.get("hoVaTen"), p.get("ngaySinh"), p["title"]) for p in found)
    saying.say_table("Nhân vật / personas", ("", "Số định danh", "Họ và tên", "Ngày sinh", "Vì sao"), rows)
