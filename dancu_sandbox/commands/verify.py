"""`dancu verify`: whether claims about a citizen are true."""

from __future__ import annotations

from typing import Any

import click
import dancu_contracts
from dancu_connectors import Purpose, Verification

from dancu_sandbox import saying
from dancu_sandbox.asked import claims_of, dated, procedure_of, subject_of
from dancu_sandbox.asking import UNIFORM, Nation, ask
from dancu_sandbox.citizens import national
from dancu_sandbox.held import hold, hold_registry, subject_as_sent
from dancu_sandbox.leaving import DONE, NO
from dancu_sandbox.options import Whereabouts, as_json, asking, spoken
from dancu_sandbox.words import explained

SAYS_NOTHING_OF_DEATH = (
    "Kênh soap (037) không nói còn sống hay đã chết: người đã chết vẫn có thể được xác minh là đúng.",
    "The soap wire (037) says nothing of life or death: somebody dead may be verified all the same.",
)


@click.command("verify")
@click.argument("citizen")
@click.argument("claims", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--name", help="The name claimed (hoVaTen).")
@click.option("--birth", help="The birth date claimed (ngaySinh): 1990-03-02, 1990-03 or 1990.")
@click.option("--claim", "more", multiple=True, metavar="FIELD=VALUE", help="Another claim; may be repeated.")
@spoken
@asking
@as_json
@click.pass_context
def command(ctx: click.Context, /, where: Whereabouts, citizen: str, **told: Any) -> None:
    """Thông tin về CITIZEN có đúng không? Chỉ trả lời có hoặc không cho từng thông tin.

    Are the claims about CITIZEN true? Nothing is disclosed but yes or no for each.

    CITIZEN is a personal number, a persona (P01: its own name and birth date are claimed unless
    others are given), or another key of the registry (soGPLX=…). Exit 0 if verified, 1 if not.

    dancu verify P01
    dancu verify 099084048001 "hoVaTen=Lê Văn Đảo" ngaySinh=1984-12-03 gioiTinh=1
    dancu verify P01 --registry tax --procedure dang-ky-thue
    dancu verify P01 --wire soap --json
    """
    found = _verified(where, citizen, **told)
    if told["as_json"]:
        saying.say_json(found.as_json())
    else:
        _say(found)
    ctx.exit(DONE if found.verified else NO)


def _verified(where: Whereabouts, citizen: str, **told: Any) -> Verification:
    subject = subject_of(citizen)
    claims = claims_of(citizen, [*told["claims"], *told["more"]], told["name"], told["birth"])
    wire, registry = told["wire"] or UNIFORM, told["registry"] or national()
    hold_registry(registry)
    claims = dated(claims, dancu_contracts.registry(registry).claims_schema)
    hold(registry, "verify", subject=subject_as_sent(subject), claims=claims)
    purpose = Purpose(procedure=procedure_of(told["procedure"]))
    if wire == "soap":
        saying.note(*SAYS_NOTHING_OF_DEATH)

    async def asked(nation: Nation) -> Verification:
        return await nation.connector(registry, wire).verify(subject, claims, purpose=purpose, **nation.as_of(wire))

    return ask(where, asked)


def _say(found: Verification) -> None:
    click.secho("✓ Đúng / verified" if found.verified else "✗ Không / not verified", bold=True)
    click.echo(explained("outcomes", found.outcome))
    rows = ((claim, match, explained("matches", match)) for claim, match in found.matches.items())
    saying.say_table("", ("Thông tin", "Kết quả", "Nghĩa là"), rows)
