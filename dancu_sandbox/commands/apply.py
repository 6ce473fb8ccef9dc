"""`dancu apply`: a dossier of a procedure, from log-in to its result; only what no register knows is asked."""

from __future__ import annotations

import sys
from typing import Any

import click
from dancu_connectors.one_stop import AsyncOneStop, Dossier
from dancu_contracts import form

from dancu_sandbox import saying
from dancu_sandbox.asked import claims_of, subject_of
from dancu_sandbox.asking import Nation, ask, only_here
from dancu_sandbox.leaving import DONE, NO, WRONG_CALL, Leave
from dancu_sandbox.one_stop.asking_people import ask_people
from dancu_sandbox.one_stop.holding import hold_answers
from dancu_sandbox.one_stop.saying import say_dossier
from dancu_sandbox.one_stop.shop import (
    AGENCY,
    agency_of,
    answered,
    begun,
    checked_number,
    logged_in,
    next_number,
    opened,
    slug_of,
)
from dancu_sandbox.options import Whereabouts, as_json, asking
from dancu_sandbox.written import object_in

GOOD = frozenset({"dangXuLy", "daTraKetQua"})


@click.command("apply")
@click.argument("procedure")
@click.argument("citizen")
@click.option("--answers", help="The citizen's answers, a JSON file (- for stdin).")
@click.option("--number", help="The dossier's number; the same again is the same dossier (default: the next free).")
@click.option("--name", help="Name that the log-in vouches for (default: the national database's).")
@click.option("--birth", help="Birth date, likewise.")
@click.option("--agency", help=f"Code of the agency that takes it in (default: {AGENCY}, which is nobody's).")
@click.option("--commune", help="Code of the commune where that agency sits, by the units of the day.")
@asking
@as_json
@click.pass_context
def command(ctx: click.Context, /, where: Whereabouts, **told: Any) -> None:
    """Nộp hồ sơ PROCEDURE (định danh, mã TTHC hoặc số trong kế hoạch) cho CITIZEN: chỉ hỏi điều chưa biết.

    Apply for PROCEDURE (slug, TTHC code or number in the plan) as CITIZEN: shows what is known, asks only the rest.

    Log-in, consent of others, payment and the officers' decisions are stubs: everybody agrees.
    Exit 0 if the dossier was accepted, 1 if it was refused, waits for a source or wants something still.

    dancu apply doi-cap-lai-giay-phep-lai-xe P06
    dancu apply 20 P06 --answers answers.json --json
    dancu apply 20 P06 --agency H99.1 --commune 31333
    """
    only_here(where, "apply")
    dossier = ask(where, lambda nation: _applied(nation, **told))
    if told["as_json"]:
        saying.say_json(dossier.as_json())
    else:
        say_dossier(dossier)
    ctx.exit(DONE if dossier.state in GOOD else NO)


async def _applied(nation: Nation, /, procedure: str, citizen: str, number: str | None, **told: Any) -> Dossier:
    slug, subject = slug_of(procedure), subject_of(citizen)
    if not isinstance(subject, str):
        raise Leave(WRONG_CALL, "Người nộp là một số định danh hoặc nhân vật.", "Who applies is a number or a persona.")
    number, given = checked_number(number) if number else None, _given(slug, told["answers"])
    shop, now = await opened(nation)
    before = await begun(nation, shop, number)
    claims = claims_of(citizen, (), told["name"], told["birth"]) if told["name"] or told["birth"] else {}
    applicant = await logged_in(nation, slug, subject, dict(claims), before)
    agency = agency_of(told["agency"], told["commune"], before)
    number = number or await next_number(nation, now, told["agency"] or AGENCY)
    dossier = await shop.begin(slug, applicant, number=number, agency=agency)
    if dossier.state in {"moiDangKy", "yeuCauBoSung"}:
        await _answered(shop, dossier, given, told["answers"], as_json=told["as_json"])
    return await shop.submit(number)


def _given(slug: str, file: str | None) -> dict[str, Any] | None:
    """The file's answers, which have the form's shape; None without a file."""
    if file is None:
        return None
    found = object_in(file, "--answers")
    hold_answers(form(slug), found, file)
    return found


async def _answered(
    shop: AsyncOneStop, dossier: Dossier, given: dict[str, Any] | None, file: str | None, *, as_json: bool
) -> None:
    """Answers of the file; else of the person at the terminal."""
    if given is not None and file is not None:
        await answered(shop, dossier, given, file)
    elif as_json or not sys.stdin.isatty():
        vi = "Không hỏi ai: nộp với những gì các sổ biết. Câu trả lời: --answers tệp.json, hoặc --answers - từ ống dẫn."
        en = "Nobody is asked: handed in with what the registers know. Answers: --answers FILE, or - for a pipe."
        saying.note(vi, en)
    elif not dossier.foreseen:
        await ask_people(shop, dossier)
