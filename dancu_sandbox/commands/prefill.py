"""`dancu prefill`: a form filled from the registers that know."""

from __future__ import annotations

import json
from typing import Any

import click
from dancu_connectors import Prefilled, Purpose, prefill_async
from dancu_contracts import registries

from dancu_sandbox import catalogue, saying
from dancu_sandbox.asked import claims_of, persona_of, procedure_of, subject_of
from dancu_sandbox.asking import UNIFORM, Nation, ask, only_here
from dancu_sandbox.citizens import national
from dancu_sandbox.held import hold
from dancu_sandbox.leaving import DONE, NO
from dancu_sandbox.options import Whereabouts, as_json, asking
from dancu_sandbox.words import explained


@click.command("prefill")
@click.argument("citizen")
@click.argument("fields", nargs=-1, required=True, metavar="REGISTRY.FIELD...")
@click.option("--procedure", help="What for: a slug of `dancu procedures`, or a TTHC code.")
@click.option("--name", help="Name, for wires that want it (a persona's own unless given).")
@click.option("--birth", help="Birth date, likewise.")
@click.option("--wire", default=UNIFORM, show_default=True, help="How the national database is asked: soap.")
@asking
@as_json
@click.pass_context
def command(ctx: click.Context, /, where: Whereabouts, citizen: str, fields: tuple[str, ...], **told: Any) -> None:
    """Điền biểu mẫu về CITIZEN từ những cơ sở dữ liệu biết: giá trị, nguồn, mâu thuẫn, phần còn phải hỏi.

    Fill a form about CITIZEN from the registries that know: values, sources, conflicts, what is left to ask.

    dancu prefill P01 population.hoVaTen population.thuongTru tax.maSoThue
    dancu prefill 099084048001 population.hoVaTen tax.hoVaTen --json
    """
    only_here(where, "prefill")
    _hold(citizen, fields, told["name"], told["birth"])
    found = ask(where, lambda nation: _filled(nation, citizen, fields, **told))
    if told["as_json"]:
        saying.say_json(found.as_json())
    else:
        _say(found)
    ctx.exit(DONE if found.values else NO)


def _hold(citizen: str, fields: tuple[str, ...], name: str | None, birth: str | None) -> None:
    """Every field by its own registry, and the name and birth date; the subject has keys that some do not know."""
    subject_of(citizen)
    anybody = {"soDinhDanh": catalogue.personas()[0]["soDinhDanh"]}
    for field in fields:
        registry, dot, path = field.partition(".")
        if dot and registry in registries():
            hold(registry, "lookup", subject=anybody, fields=[path])
    if name or birth:
        hold(national(), "verify", subject=anybody, claims=claims_of(citizen, (), name, birth))


async def _filled(nation: Nation, citizen: str, fields: tuple[str, ...], **told: Any) -> Prefilled:
    named = {field.partition(".")[0] for field in fields}
    known = [name for name in sorted(named) if name in registries()]
    asked = [nation.connector(name, told["wire"] if name == national() else UNIFORM) for name in known]
    told_of = persona_of(citizen) or told["name"] or told["birth"]
    claims = claims_of(citizen, (), told["name"], told["birth"]) if told_of else None
    purpose = Purpose(procedure=procedure_of(told["procedure"]))
    return await prefill_async(subject_of(citizen), fields, connectors=asked, purpose=purpose, claims=claims)


def _say(found: Prefilled) -> None:
    rows = ((field, _text(told.value), told.registry, told.on) for field, told in found.values.items())
    saying.say_table("Đã điền / filled", ("Trường", "Giá trị", "Nguồn", "Theo ngày"), rows)
    for clash in found.conflicts:
        told = "; ".join(f"{field}: {_text(value)}" for field, value in clash.values.items())
        saying.note(f"Các nguồn nói khác nhau: {told}", "These sources differ.")
    for gap in found.missing:
        click.echo(f"? {gap.field}: {explained('reasons', gap.reason)}", err=True)


def _text(value: Any) -> str:
    """A record of the connector as JSON, anything else as it reads."""
    as_json = getattr(value, "as_json", None)
    return json.dumps(as_json(), ensure_ascii=False) if as_json else str(value)
