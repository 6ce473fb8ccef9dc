"""`dancu registries`: what can be asked, whose it is, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
import dancu_contracts

from dancu_sandbox import catalogue, saying
from dancu_sandbox.options import Whereabouts, as_json, asking


@click.command("registries")
@asking
@as_json
def command(where: Whereabouts, *, as_json: bool) -> None:
    """Các cơ sở dữ liệu hỏi được, mỗi cái kèm số của một nhân vật để thử; không mở thư mục dữ liệu.

    The registries that can be asked, each with a persona's number to try; no folder is opened.

    dancu registries
    dancu registries --json
    """
    del where  # the same everywhere: no folder is opened, no server asked
    found = [catalogue.registry(name) for name in dancu_contracts.registries()]
    if as_json:
        saying.say_array(found)
        return
    titles = ("Tên", "Tiêu đề", "Chủ quản", "Đường truyền", "Nguồn gốc", "Nhạy cảm", "Ví dụ")
    saying.say_table("Cơ sở dữ liệu / registries", titles, map(_row, found))


def _row(one: Mapping[str, Any]) -> tuple[str | None, ...]:
    sensitive = ", ".join(one["sensitive"])
    return one["name"], one["titleVi"], one["owner"], _wire(one), one["provenance"], sensitive, one["example"]


def _wire(one: Mapping[str, Any]) -> str:
    """What `--wire` may name, and where to read of messages that the real system speaks."""
    own = [page for wire, page in one["pages"].items() if wire != "uniform"]
    wires = ", ".join(one["wires"])
    if one["dossiersOnly"]:
        return f"{wires}; hồ sơ / dossiers: {', '.join(own)}"
    return f"{wires} ({', '.join(own)})" if own else wires
