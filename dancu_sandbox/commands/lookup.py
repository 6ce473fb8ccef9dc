"""`dancu lookup`: the fields that a registry holds about a citizen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
import dancu_contracts
from dancu_connectors import Lookup, Purpose

from dancu_sandbox import saying
from dancu_sandbox.asked import claims_of, persona_of, procedure_of, subject_of
from dancu_sandbox.asking import UNIFORM, Nation, ask
from dancu_sandbox.citizens import national
from dancu_sandbox.held import hold, hold_registry, subject_as_sent
from dancu_sandbox.leaving import DONE, NO, WRONG_CALL, Leave
from dancu_sandbox.options import Whereabouts, as_json, asking, spoken
from dancu_sandbox.words import explained
from mock_national_db.withholding import is_secret, withheld

_COLUMNS = ("Trường", "Tên gọi", "Giá trị")
_NOBODY = ("chưa thủ tục nào được xem", "no procedure may yet")


@click.command("lookup")
@click.argument("citizen")
@click.option(
    "--fields",
    help="Dotted paths joined by commas: hoVaTen,thuongTru.tinhThanh (default: all it may see).",
)
@click.option("--name", help="Name, for wires that want it with a lookup (a persona's own unless given).")
@click.option("--birth", help="Birth date, likewise.")
@spoken
@asking
@as_json
@click.pass_context
def command(ctx: click.Context, /, where: Whereabouts, citizen: str, **told: Any) -> None:
    """Cơ sở dữ liệu có gì về CITIZEN: các trường được hỏi, vào ngày --on. Thoát 1 nếu không có gì.

    What a registry holds about CITIZEN: the fields asked, as of --on. Exit 1 if it holds nothing.

    dancu lookup P01
    dancu lookup P01 --fields hoVaTen,thuongTru.tinhThanh --on 2020-01-01
    dancu lookup P01 --fields maSoThue,trangThai --registry tax
    dancu lookup P01 --fields hoVaTen --wire soap
    """
    found = _found(where, citizen, **told)
    if told["as_json"]:
        saying.say_json(found.as_json())
    else:
        _say(found, told["registry"] or national())
    ctx.exit(DONE if found.records else NO)


def _found(where: Whereabouts, citizen: str, **told: Any) -> Lookup[Any]:
    wire, registry = told["wire"] or UNIFORM, told["registry"] or national()
    subject = subject_of(citizen)
    hold_registry(registry)
    named = _named(told["fields"])
    hold(registry, "lookup", subject=subject_as_sent(subject), fields=named or _fields(registry))
    purpose = Purpose(procedure=procedure_of(told["procedure"]))
    fields = named or [name for name in _fields(registry) if name not in withheld(registry, purpose.procedure)]
    _say_withheld(registry, purpose.procedure, named)

    async def asked(nation: Nation) -> Lookup[Any]:
        connector = nation.connector(registry, wire)
        claims = _needed(citizen, **told) if connector.lookup_needs else None
        paths = named or [name for name in fields if connector.carries(name)]
        return await connector.lookup(subject, paths, purpose=purpose, claims=claims, **nation.as_of(wire))

    return ask(where, asked)


def _say_withheld(registry: str, procedure: str, named: Sequence[str]) -> None:
    """What the purpose may not see, of what is asked or of all, and which purposes may see of it."""
    hidden, secret = withheld(registry, procedure), is_secret(registry, procedure)
    if named and not secret:
        hidden = hidden.intersection(path.partition(".")[0] for path in named)
    if not hidden:
        return
    slugs = " | ".join(slug for slug in dancu_contracts.procedures() if hidden - withheld(registry, slug))
    fields = registry if secret else ", ".join(sorted(hidden))
    vi, en = (f"chỉ với --procedure {slugs}", f"with --procedure {slugs}") if slugs else _NOBODY
    saying.note(f"Mục đích này không được xem {fields}: {vi}.", f"This purpose may not see {fields}: {en}.")


def _needed(citizen: str, *, name: str | None, birth: str | None, **_: Any) -> dict[str, object]:
    """The name and birth date that a wire wants with a lookup."""
    if not (name and birth) and persona_of(citizen) is None:
        vi = "Kênh này tra cứu theo cả họ tên và ngày sinh: thêm --name và --birth."
        raise Leave(WRONG_CALL, vi, "This wire looks up by name and birth date as well: add --name and --birth.")
    own = claims_of(citizen, (), None, None) if persona_of(citizen) else {}
    return {**own, **claims_of(citizen, (), name, birth)}


def _fields(registry: str) -> list[str]:
    return [*dancu_contracts.registry(registry).record_schema["properties"]]


def _named(given: str | None) -> list[str]:
    return [path.strip() for path in (given or "").split(",") if path.strip()]


def _say(found: Lookup[Any], registry: str) -> None:
    click.echo(explained("outcomes", found.outcome))
    from dancu_sandbox.showing_records import lines  # noqa: PLC0415 - programs, who want JSON, need not wait for it

    contract = dancu_contracts.registry(registry)
    for place, record in enumerate(found.records, 1):
        if place > 1:
            click.echo()
        title = f"{contract.title['vi']}{f' ({place}/{len(found.records)})' if len(found.records) > 1 else ''}"
        saying.say_table(title, _COLUMNS, lines(record.as_json(), contract.record_schema))
    if on := found.source.on:
        saying.note(f"Theo {found.source.registry}, ngày {on}.", f"From {found.source.registry}, as of {on}.")
