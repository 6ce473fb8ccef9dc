"""`dancu changes`: what was written to a registry since."""

from __future__ import annotations

from typing import Any

import click

from dancu_sandbox import saying
from dancu_sandbox.asking import Nation, ask, only_here
from dancu_sandbox.citizens import national
from dancu_sandbox.options import Whereabouts, as_json, asking


@click.command("changes")
@click.option("--registry", help="Which registry (default: the national database).")
@click.option("--cursor", help="Go on from here (a cursor as received).")
@asking
@as_json
def command(where: Whereabouts, registry: str | None, cursor: str | None, *, as_json: bool) -> None:
    """Trang thay đổi tiếp theo của một cơ sở dữ liệu; không có con trỏ thì từ đầu nhật ký.

    The next page of what was written to a registry, from the log's start without a cursor.

    dancu changes
    dancu changes --registry tax --json
    """
    only_here(where, "changes")
    query = {"cursor": cursor} if cursor else {}

    async def asked(nation: Nation) -> Any:
        return await nation.call("GET", f"/{registry or national()}/v1/changes", **query)

    found = ask(where, asked)
    if as_json:
        saying.say_json(found)
        return
    rows = ((i["position"], i["on"], i["type"], i["subject"]["soDinhDanh"], i["data"]) for i in found["items"])
    saying.say_table("Thay đổi / changes", ("", "Ngày", "Sự kiện", "Số định danh", "Nội dung"), rows)
    saying.note(f"Con trỏ tiếp theo: {found['cursor']}", f"Next cursor: {found['cursor']}")
