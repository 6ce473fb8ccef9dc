"""`dancu events`: days pass, and bring what days bring; the registries write it to their logs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import click

from dancu_sandbox import saying
from dancu_sandbox.asking import Nation, ask, only_here
from dancu_sandbox.misused import Misused
from dancu_sandbox.options import Whereabouts, as_json, asking_with_a_seed_of_its_own

_PATH = "/_sandbox/simulation"
_COLUMNS = ("Sự kiện / event", "Đã ghi / written", "Bị từ chối / refused")


@click.command("events")
@click.argument("action", type=click.Choice(["simulate"]))
@click.option("--days", default=365, show_default=True, type=click.IntRange(min=1), help="How many days pass.")
@click.option("--seed", "chance", default=453, show_default=True, type=int, help="What happens in them.")
@click.option("--rate", type=click.FloatRange(min=0, max=1000), help="How often: 2 is twice as often (1).")
@click.option("--events", "count", type=click.IntRange(min=1), help="About how many in all, instead of --rate.")
@asking_with_a_seed_of_its_own
@as_json
def command(where: Whereabouts, action: str, rate: float | None, count: int | None, **told: Any) -> None:
    """Cho ngày trôi từ đồng hồ của không gian làm việc, với việc sinh, tử, di chuyển, mua bán … mà chúng mang tới.

    Let days pass from the workspace's clock on, with the births, deaths, moves, sales … that they bring.

    The same seed, nation and log bring the same events. Each is known on its day; the clock ends on the
    last one. What a registry refuses is counted by the fault's code.

    dancu events simulate
    dancu events simulate --days 30 --seed 7 --rate 2 --workspace mine
    dancu events simulate --events 1000 --json
    """
    del action
    if rate is not None and count is not None:
        raise Misused("chọn --rate hoặc --events", "--rate or --events, not both", click.get_current_context())
    only_here(where, "events")
    found = ask(where, lambda nation: _simulated(nation, told["days"], told["chance"], rate, count))
    if told["as_json"]:
        saying.say_json(found)
        return
    saying.say_table(f"Đến / until {found['now']}", _COLUMNS, _rows(found["written"], found["refused"]))
    total, days = sum(found["written"].values()), told["days"]
    saying.note(f"{days} ngày, {total} sự kiện; đến {found['now']}", f"{days} days, {total} events; now {found['now']}")


async def _simulated(nation: Nation, days: int, seed: int, rate: float | None, count: int | None) -> dict[str, Any]:
    """Day by day, so that a running server answers others between them."""
    if count is not None:
        rate = count / (days * (await nation.call("GET", _PATH))["day"])
    written: Counter[str] = Counter()
    refused: dict[str, Counter[str]] = {}
    with saying.progress("Ngày / days") as report:
        for passed in range(1, days + 1):
            day = await nation.call("POST", _PATH, {"seed": seed, "rate": 1.0 if rate is None else rate})
            written.update(day["written"])
            for kind, codes in day["refused"].items():
                refused.setdefault(kind, Counter()).update(codes)
            report(passed, days)
    return {"now": day["now"], "days": days, "written": _sorted(written), "refused": _sorted(refused)}


def _sorted(counted: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(counted.items()))


def _rows(written: Mapping[str, int], refused: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, int, str]]:
    for kind in sorted({*written, *refused}):
        codes = ", ".join(f"{code} {times}" for code, times in sorted(refused.get(kind, {}).items()))
        yield kind, written.get(kind, 0), codes
