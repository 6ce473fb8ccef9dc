"""`dancu dossier`: the dossiers of a workspace, and going on with one."""

from __future__ import annotations

import sys
from typing import Any

import click
from dancu_connectors import ProviderBrokeContract
from dancu_connectors.one_stop import AsyncOneStop, Dossier
from dancu_contracts import form, procedures

from dancu_sandbox import saying
from dancu_sandbox.asking import Nation, ask, only_here
from dancu_sandbox.leaving import DONE, NO, WRONG_CALL, Leave
from dancu_sandbox.one_stop.asking_people import ask_people
from dancu_sandbox.one_stop.holding import hold_answers
from dancu_sandbox.one_stop.remote import RemoteDossiers
from dancu_sandbox.one_stop.saying import day, say_dossier, state_of, telling
from dancu_sandbox.one_stop.shop import answered, opened
from dancu_sandbox.options import Whereabouts, as_json, asking
from dancu_sandbox.written import object_in

_WITHDRAWN = "rutHoSo"
ENDED_BADLY = frozenset({"khongTiepNhan", "dungXuLy"})


@click.command("dossier")
@click.argument("number", required=False)
@click.argument("action", required=False, type=click.Choice(["answer", "submit", "resume", "withdraw"]))
@click.option("--answers", help="For answer: a JSON file (- for stdin).")
@asking
@as_json
@click.pass_context
def command(ctx: click.Context, /, where: Whereabouts, number: str | None, **told: Any) -> None:
    """Liệt kê hồ sơ, xem một hồ sơ, hoặc làm tiếp: trả lời phần thiếu, nộp, tiếp tục, rút.

    List the dossiers, show one, or go on with it: answer what was missing, submit, resume, withdraw.

    dancu dossier
    dancu dossier 000.00.00.H99-261123-0001
    dancu dossier 000.00.00.H99-261123-0001 resume
    dancu dossier 000.00.00.H99-261123-0001 answer --answers more.json
    """
    only_here(where, "dossier")
    if number is None:
        _say_list(ask(where, _all), as_json=told["as_json"])
        return
    found = ask(where, lambda nation: _one(nation, number, told["action"], told["answers"]))
    with telling(found):
        saying.say_json(found.as_json()) if told["as_json"] else say_dossier(found)
    ctx.exit(NO if found.state in ENDED_BADLY else DONE)


async def _all(nation: Nation) -> list[dict[str, Any]]:
    shop, _ = await opened(nation)
    return [await _line(shop, number) for number in await RemoteDossiers(nation).numbers()]


async def _line(shop: AsyncOneStop, number: str) -> dict[str, Any]:
    """A dossier in the list; one that cannot be read is named and hides none of the others."""
    try:
        found = await shop.dossier(number)
    except ProviderBrokeContract:
        return {"number": number, "procedure": None, "state": "unreadable", "due": None}
    due = found.due.isoformat() if found.due else None
    return {"number": number, "procedure": found.procedure, "state": found.state, "due": due}


def _say_list(lines: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        saying.say_array(lines)
    else:
        rows = [
            (each["number"], _title(each["procedure"]), state_of(each["state"]), day(each["due"])) for each in lines
        ]
        saying.say_table("Hồ sơ / dossiers", ("Số", "Thủ tục", "Trạng thái", "Hạn"), rows)


def _title(slug: str | None) -> str:
    return procedures()[slug].title["vi"] if slug else ""


async def _one(nation: Nation, number: str, action: str | None, answers: str | None) -> Dossier:
    shop, _ = await opened(nation)
    if number not in await RemoteDossiers(nation).numbers():
        raise Leave(WRONG_CALL, f"Không có hồ sơ {number!r}: xem dancu dossier.", "There is no dossier of that number.")
    before = await shop.dossier(number)
    if action is None:
        return before
    after = await (_answer(shop, before, answers) if action == "answer" else _act(shop, before, action))
    if len(after.entries) == len(before.entries):
        state = state_of(after.state)
        saying.note(f"Không có gì thay đổi, hồ sơ ở trạng thái: {state}.", f"Nothing changed, its state is: {state}.")
    return after


async def _answer(shop: AsyncOneStop, dossier: Dossier, file: str | None) -> Dossier:
    if dossier.is_final:
        raise _ended(dossier, "khai", "answered")
    if file is not None:
        given = object_in(file, "--answers")
        hold_answers(form(dossier.procedure), given, file)
        return await answered(shop, dossier, given, file)
    if not sys.stdin.isatty():
        vi = "answer: thêm --answers tệp.json, hoặc --answers - để đọc từ ống dẫn."
        raise Leave(WRONG_CALL, vi, "answer: add --answers FILE, or --answers - to read a pipe.")
    await ask_people(shop, dossier)
    return await shop.dossier(dossier.number)


async def _act(shop: AsyncOneStop, dossier: Dossier, action: str) -> Dossier:
    """Done as often as one likes; what ended otherwise is neither handed in nor taken back."""
    if action == "withdraw" and dossier.is_final and dossier.state != _WITHDRAWN:
        raise _ended(dossier, "rút", "withdrawn")
    if action == "submit" and dossier.state == _WITHDRAWN:
        raise _ended(dossier, "nộp", "handed in")
    match action:
        case "submit":
            return await shop.submit(dossier.number)
        case "withdraw":
            return await shop.withdraw(dossier.number)
        case _:
            return await shop.resume(dossier.number)


def _ended(dossier: Dossier, vi: str, en: str) -> Leave:
    state = state_of(dossier.state)
    return Leave(
        WRONG_CALL,
        f"Hồ sơ {dossier.number} đã kết thúc ({state}), không {vi} được nữa.",
        f"The dossier has ended ({state}); it cannot be {en} any more.",
    )
