"""`dancu registries`: what can be asked, whose it is, and how sure we are of it."""

from __future__ import annotations

import click
import dancu_contracts

from dancu_sandbox import catalogue, saying
from dancu_sandbox.options import Whereabouts, as_json, asking


@click.command("registries")
@asking
@as_json
def command(where: Whereabouts, *, as_json: bool) -> None:
    """The registries that can be asked; no folder is opened.

    dancu registries
    dancu registries --json
    """
    del where  # the same everywhere: no folder is opened, no server asked
    found = [catalogue.registry(name) for name in dancu_contracts.registries()]
    if as_json:
        saying.say_array(found)
        return
    rows = ((r["name"], r["titleVi"], r["owner"], r["provenance"], ", ".join(map("+".join, r["keys"]))) for r in found)
    saying.say_table("Cơ sở dữ liệu / registries", ("Tên", "Tiêu đề", "Chủ quản", "Nguồn gốc", "Khóa"), rows)
