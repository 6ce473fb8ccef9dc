"""`dancu procedures`: the purposes that a call may have."""

from __future__ import annotations

import click

from dancu_sandbox import catalogue, saying
from dancu_sandbox.options import Whereabouts, as_json, asking


@click.command("procedures")
@asking
@as_json
def command(where: Whereabouts, *, as_json: bool) -> None:
    """The administrative procedures (thủ tục hành chính) that a call may serve; no folder is opened.

    dancu procedures
    dancu verify P01 --procedure 1.004222
    """
    del where  # the same everywhere: no folder is opened, no server asked
    found = catalogue.procedures()
    if as_json:
        saying.say_array(found)
        return
    rows = ((p["number"], p["slug"], p["titleVi"], ", ".join(p["codes"])) for p in found)
    saying.say_table("Thủ tục / procedures", ("", "Định danh", "Tên", "Mã TTHC"), rows)
