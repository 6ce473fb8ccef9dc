"""`dancu citizens`: people of the drawn population to try."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import click

from dancu_sandbox import saying
from dancu_sandbox.asking import Nation, ask, only_here
from dancu_sandbox.citizens import PAGE
from dancu_sandbox.leaving import NO
from dancu_sandbox.options import Whereabouts, as_json, asking


@click.command("citizens")
@asking
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1), help="How many.")
@click.option("--all", "whole", is_flag=True, help="The whole record of each.")
@as_json
@click.pass_context
def command(ctx: click.Context, /, where: Whereabouts, limit: int, *, whole: bool, as_json: bool) -> None:
    """Người đang sống và có số định danh, theo thứ tự của dân cư được sinh.

    Living people with a number, in the order in which the nation drew them.

    The nation is made if the folder has none. Personas are listed by `dancu personas`.

    dancu citizens --limit 5
    dancu citizens --json --limit 1000 --all
    dancu citizens --population 1000 --data ./my-nation
    """
    only_here(where, "citizens")
    said = ask(where, lambda nation: _say(nation, limit, whole=whole, as_json=as_json))
    ctx.exit(0 if said else NO)


async def _say(nation: Nation, limit: int, *, whole: bool, as_json: bool) -> int:
    pages = _pages(nation, limit, whole=whole)
    if as_json:
        return await _say_array(pages)
    people = [person async for page in pages for person in page]
    columns = tuple(dict.fromkeys(name for person in people for name in person))
    saying.say_table("Công dân / citizens", columns, ([person.get(name) for name in columns] for person in people))
    return len(people)


async def _say_array(pages: AsyncIterator[list[Any]]) -> int:
    array = saying.Array()
    async for page in pages:
        array.say(page)
    return array.end()


async def _pages(nation: Nation, limit: int, *, whole: bool) -> AsyncIterator[list[Any]]:
    first: int | None = 0
    while limit > 0 and first is not None:
        query = {"limit": min(limit, PAGE), "from": first, **({"all": "1"} if whole else {})}
        page = await nation.call("GET", "/_sandbox/citizens", **query)
        yield page["items"]
        limit, first = limit - len(page["items"]), page["next"]
