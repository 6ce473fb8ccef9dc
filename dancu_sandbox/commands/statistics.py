"""`dancu statistics`: how many people there are, as aggregates that reveal nobody."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from typing import Any

import click
import dancu_contracts

from dancu_sandbox import saying
from dancu_sandbox.asked import fields_of, procedure_of
from dancu_sandbox.asking import UNIFORM, Nation, ask
from dancu_sandbox.leaving import DONE, NO, WRONG_CALL, Leave
from dancu_sandbox.one_stop.placing import named
from dancu_sandbox.one_stop.reading import text
from dancu_sandbox.one_stop.wanting import wanted
from dancu_sandbox.options import Whereabouts, as_json, asking

_ASKED = dancu_contracts.service_schema("statistics")["properties"]
_DIMENSIONS = _ASKED["where"]["properties"]
_COUNT = "count"


@click.command("statistics")
@click.option("--by", multiple=True, required=True, type=click.Choice([*_DIMENSIONS]), help="A dimension; up to three.")
@click.option("--where", "codes", multiple=True, metavar="DIMENSION=CODE", help="Of whom alone; repeatable.")
@click.option("--units", type=click.Choice(_ASKED["units"]["enum"]), help="Of which era (default: the day's).")
@click.option("--procedure", help="What for: a slug of `dancu procedures`, or a TTHC code.")
@asking
@as_json
@click.option("--csv", "as_csv", is_flag=True, help="CSV with a heading on standard output.")
@click.pass_context
def command(ctx: click.Context, /, where: Whereabouts, *, as_json: bool, as_csv: bool, **told: Any) -> None:
    """Có bao nhiêu người, theo tối đa ba chiều; mọi số đếm có nhiễu và làm tròn đến 5.

    How many people live, by up to three dimensions; every count has noise and is rounded to 5.

    A cell that is not shown is 0. Cells do not add up: ask for a total by fewer dimensions. Exit 1 if there is none.

    dancu statistics --by tinh --by gioiTinh
    dancu statistics --by phuongXa --by nhomTuoi --where gioiTinh=2 --csv
    dancu statistics --by danToc --where tinh=93 --units legacy --json
    """
    asked = {"by": told["by"], "where": fields_of(told["codes"]), "units": told["units"]}
    _hold(asked["where"])
    body = {name: value for name, value in asked.items() if value}
    body["purpose"] = {"procedure": procedure_of(told["procedure"])}
    answer = ask(where, lambda nation: _asked(nation, body))
    if as_json:
        saying.say_json(answer)
    else:
        _say_cells(told["by"], answer["cells"], as_csv=as_csv, era=answer["source"]["units"])
    ctx.exit(DONE if answer["cells"] else NO)


def _hold(where: Mapping[str, Any]) -> None:
    """End the command with 2 for a dimension that there is not, or a code that it does not have."""
    for name, code in where.items():
        if name not in _DIMENSIONS:
            every = ", ".join(_DIMENSIONS)
            raise Leave(WRONG_CALL, f"--where {name}: chỉ có {every}.", f"--where {name}: there are {every}.")
        if not dancu_contracts.validator(_DIMENSIONS[name]).accepts(code):
            about = dancu_contracts.resolved(_DIMENSIONS[name])
            vi, en = _codes(about)
            place = f"--where {name}={code}"
            raise Leave(WRONG_CALL, f"{place} ({about['title']}): cần {vi}.", f"{place}: it takes {en}.")


def _codes(dimension: Mapping[str, Any]) -> tuple[str, str]:
    """Which codes it takes, as they are typed."""
    if "enum" in dimension or "x-codes" in dimension:
        vi, en = wanted(dimension)
        return vi.replace('"', ""), en.replace('"', "")
    vi, _, en = dimension["description"].partition(" / ")
    return vi, en


async def _asked(nation: Nation, body: Mapping[str, Any]) -> Any:
    as_of = nation.as_of(UNIFORM)
    moment = {"on": as_of["on"].isoformat(), "knownAt": as_of["known_at"].isoformat()} if as_of else {}
    return await nation.call("POST", "/statistics/v1/tables", {**body, **moment})


def _say_cells(by: tuple[str, ...], cells: list[Mapping[str, Any]], *, as_csv: bool, era: str) -> None:
    rows = [[cell[name] for name in (*by, _COUNT)] for cell in cells]
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([[*by, _COUNT], *rows])
        return
    titles = [dancu_contracts.resolved(_DIMENSIONS[name])["title"] for name in by]
    if sys.stdout.isatty():
        rows = [[*(_worded(name, cell[name], era) for name in by), cell[_COUNT]] for cell in cells]
    if not cells:
        saying.note("Không có ai, hoặc ít đến mức không hiện.", "Nobody, or so few that no count is shown.")
    saying.say_table("Dân cư / people", (*titles, "Số người"), rows)


def _worded(name: str, code: str | None, era: str) -> str:
    """What a code means, after it; for people, programs read the codes alone."""
    if code is None:
        return "không rõ / unknown"
    words = named(code, era) if "pattern" in _DIMENSIONS[name] else text(code, _DIMENSIONS[name])
    return words if words == code else f"{code} {words}".strip()
