"""`dancu history`: what changed in a citizen's records."""

from __future__ import annotations

from typing import Any

import click
from dancu_connectors import History, Purpose
from dancu_connectors.calls import plain

from dancu_sandbox import saying
from dancu_sandbox.asked import procedure_of, subject_of
from dancu_sandbox.asking import UNIFORM, Nation, ask, only_here
from dancu_sandbox.citizens import national
from dancu_sandbox.held import hold, subject_as_sent
from dancu_sandbox.leaving import DONE, NO
from dancu_sandbox.options import Whereabouts, as_json, asking, spoken


@click.command("history")
@click.argument("citizen")
@spoken
@asking
@as_json
@click.pass_context
def command(ctx: click.Context, /, where: Whereabouts, citizen: str, **told: Any) -> None:
    """Điều đã thay đổi trong hồ sơ của CITIZEN, có hiệu lực khi nào và được biết khi nào. Thoát 1 nếu không có gì.

    What changed in CITIZEN's records, when it took effect and when it was known. Exit 1 if nothing did.

    dancu history P14
    dancu history P14 --registry tax --json
    """
    only_here(where, "history")
    subject, registry = subject_of(citizen), told["registry"] or national()
    hold(registry, "history", subject=subject_as_sent(subject))
    purpose = Purpose(procedure=procedure_of(told["procedure"]))

    async def asked(nation: Nation) -> History:
        connector = nation.connector(registry, told["wire"] or UNIFORM)
        return await connector.history(subject, purpose=purpose)

    found = ask(where, asked)
    if told["as_json"]:
        saying.say_json({"outcome": found.outcome, "entries": [_entry(entry) for entry in found.entries]})
    else:
        rows = (
            (e.on, e.known_at, e.type, c.field, plain(c.before), plain(c.after))
            for e in found.entries
            for c in e.changes
        )
        saying.say_table("Lịch sử / history", ("Từ ngày", "Biết lúc", "Sự kiện", "Trường", "Trước", "Sau"), rows)
    ctx.exit(DONE if found.entries else NO)


def _entry(entry: Any) -> dict[str, Any]:
    changes = [{"field": c.field, "from": plain(c.before), "to": plain(c.after)} for c in entry.changes]
    known = entry.known_at.isoformat() if entry.known_at else None
    whole = {"on": entry.on.isoformat(), "knownAt": known, "type": entry.type, "changes": changes}
    return {name: value for name, value in whole.items() if value is not None}
