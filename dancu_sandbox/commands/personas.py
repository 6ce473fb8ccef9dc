"""`dancu personas`: named test citizens, each with a reason."""

from __future__ import annotations

import click

from dancu_sandbox import catalogue, saying
from dancu_sandbox.options import Whereabouts, as_json, asking


@click.command("personas")
@asking
@as_json
def command(where: Whereabouts, *, as_json: bool) -> None:
    """Công dân mẫu có tên, mỗi người một lý do; --json nói đầy đủ, kèm câu trả lời cần đợi.

    Named test citizens, each with a reason; --json tells it at length, with what to expect.

    They are the same in every nation; no folder is opened.

    dancu personas
    dancu personas --json
    dancu verify P26
    """
    del where  # the same everywhere: no folder is opened, no server asked
    found = catalogue.personas()
    if as_json:
        saying.say_array(found)
        return
    columns = ("id", "soDinhDanh", "hoVaTen", "ngaySinh", "title")
    titles = ("", "Số định danh", "Họ và tên", "Ngày sinh", "Vì sao")
    saying.say_table("Nhân vật / personas", titles, ([one.get(name) for name in columns] for one in found))
