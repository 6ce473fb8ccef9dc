"""`dancu indicators`: what of each form need not be declared again, and how its dossiers fare."""

from __future__ import annotations

import csv
import sys
from typing import Any

import click
from dancu_connectors.one_stop.indicators import BY
from dancu_contracts import procedures

from dancu_sandbox import saying
from dancu_sandbox.asking import ask, only_here
from dancu_sandbox.misused import Misused
from dancu_sandbox.options import Whereabouts, as_json, asking


@click.command("indicators")
@click.option("--by", multiple=True, type=click.Choice(BY), default=("procedure",), show_default=True, help="Per what.")
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values on standard output.")
@asking
@as_json
def command(where: Whereabouts, by: tuple[str, ...], *, as_csv: bool, as_json: bool) -> None:
    """Theo thủ tục, cơ quan hoặc xã: số lần xác minh, phần không phải khai lại, hồ sơ đúng hạn, nguồn bị lỗi.

    Per procedure, agency or commune: verifications, the share not declared again, dossiers on time, failing sources.

    formShare is of the form itself, liveShare of the dossiers handed in (empty without one). calls are those that a
    running server answered apart from dossiers since it began.

    dancu indicators
    dancu indicators --by commune --by procedure --csv
    """
    if as_csv and as_json:
        raise Misused("chỉ một trong --csv và --json", "one of --csv and --json", click.get_current_context())
    only_here(where, "indicators")
    query = "&".join(f"by={each}" for each in by)
    found = ask(where, lambda nation: nation.call("GET", f"/_sandbox/indicators?{query}"))
    if as_json:
        saying.say_array(found)
    elif as_csv:
        _say_csv(found)
    else:
        _say_table(found, by)


def _say_csv(found: list[dict[str, Any]]) -> None:
    rows = [{name: _cell(value) for name, value in each.items()} for each in found]
    writer = csv.DictWriter(sys.stdout, [*rows[0]] if rows else BY)
    writer.writeheader()
    writer.writerows(rows)


def _cell(value: Any) -> Any:
    """A count by source as `tax=3 health=1`, a list by spaces."""
    if isinstance(value, dict):
        return " ".join(f"{name}={count}" for name, count in value.items())
    return " ".join(value) if isinstance(value, list) else value


def _say_table(found: list[dict[str, Any]], by: tuple[str, ...]) -> None:
    titles = {slug: each.title["vi"] for slug, each in procedures().items()}
    rows = [
        (
            *(titles.get(each[part], each[part]) or "chưa rõ / unknown" for part in by),
            _percent(each["formShare"]),
            _percent(each["liveShare"]),
            each["dossiers"],
            each["refused"],
            f"{each['onTime']}/{each['onTime'] + each['late']}",
            each["verifications"],
            sum(each["calls"].values()),
            _cell(each["failures"]),
        )
        for each in found
    ]
    names = {"procedure": "Thủ tục", "agency": "Cơ quan", "commune": "Xã"}
    columns = ("Mẫu", "Thực\ntế", "Hồ\nsơ", "Từ\nchối", "Đúng\nhạn", "Xác\nthực", "Lời\ngọi", "Nguồn lỗi")
    title = "Chỉ số / indicators – không khai lại / not declared again: Mẫu, Thực tế"
    saying.say_table(title, (*(names[part] for part in by), *columns), rows, tight=True)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
