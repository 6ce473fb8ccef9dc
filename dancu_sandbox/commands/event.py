"""`dancu event`: something happened; the registry writes it to its log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click
from dancu_connectors import Purpose

from dancu_sandbox import saying
from dancu_sandbox.asked import fields_of, procedure_of, subject_of
from dancu_sandbox.asking import UNIFORM, Nation, ask
from dancu_sandbox.citizens import national
from dancu_sandbox.held import hold, subject_as_sent
from dancu_sandbox.leaving import DONE, NO, WRONG_CALL, Leave
from dancu_sandbox.options import Whereabouts, as_json, asking, spoken
from dancu_sandbox.words import explained
from dancu_sandbox.written import object_of


@click.command("event")
@click.argument("kind", metavar="TYPE")
@click.argument("citizen")
@click.argument("pairs", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--with", "content", default="{}", help="What the event says, as one JSON object.")
@click.option("--id", "client_id", help="Your own id: the same id and content are written once only.")
@spoken
@asking
@as_json
@click.pass_context
def command(ctx: click.Context, /, where: Whereabouts, **told: Any) -> None:
    """Ghi sự kiện TYPE của CITIZEN vào ngày --on (không ghi thì ngày của đồng hồ); các lần hỏi sau đều biết.

    Record that TYPE happened to CITIZEN on --on (the clock's day unless given); later answers know it.

    The types, and what each says, are in the registry's contract (/{registry}/openapi.json). Exit 1 if
    the registry knows no such subject.

    dancu event death P01 --on 2026-11-20
    dancu event rename P01 "hoVaTen=Nguyễn Văn Mới"
    dancu event move P01 --with '{"thuongTru": {"maPhuongXa": "31411"}}' --url http://127.0.0.1:8700
    """
    if str(where.folder).startswith("{"):
        vi = "--data là thư mục dữ liệu; nội dung sự kiện viết là TRƯỜNG=GIÁ TRỊ hoặc --with."
        raise Leave(WRONG_CALL, vi, "--data is the data folder; what the event says is FIELD=VALUE or --with.")
    found = ask(replace(where, on=None), lambda nation: _recorded(nation, where, **told))
    if told["as_json"]:
        saying.say_json(found)
    else:
        click.echo(explained("outcomes", found["outcome"]))
        saying.say_table("", ("", ""), found.items())
    ctx.exit(DONE if found["outcome"] == "recorded" else NO)


async def _recorded(nation: Nation, where: Whereabouts, **told: Any) -> dict[str, Any]:
    subject = subject_of(told["citizen"])
    event = {
        "type": told["kind"],
        "subject": subject_as_sent(subject),
        "on": where.on.isoformat() if where.on else await _today(nation),
        "data": {**object_of(told["content"], "--with"), **fields_of(told["pairs"])},
        "id": told["client_id"],
    }
    written = {name: value for name, value in event.items() if value not in (None, {})}
    registry = told["registry"] or national()
    hold(registry, "events", **written)
    purpose = Purpose(procedure=procedure_of(told["procedure"]))
    connector = nation.connector(registry, told["wire"] or UNIFORM)
    recorded = await connector.record_event(written, purpose=purpose)
    position = {} if recorded.position is None else {"position": recorded.position}
    return {"outcome": recorded.outcome, **position, **recorded.told}


async def _today(nation: Nation) -> str:
    clock = await nation.call("GET", "/_sandbox/clock")
    return str(clock["now"])[: len("2026-11-23")]
