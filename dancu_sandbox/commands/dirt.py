"""`dancu dirt`: where registers disagree with the nation, and what each of them says."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping
from typing import Any

import click

from dancu_sandbox import saying
from dancu_sandbox.asking import Nation, ask, only_here
from dancu_sandbox.citizens import PAGE
from dancu_sandbox.held import hold_registry
from dancu_sandbox.leaving import NO
from dancu_sandbox.options import Whereabouts, as_json, asking

_COLUMNS = {
    "registry": "CSDL",
    "soDinhDanh": "Số định danh",
    "place": "Thứ tự",
    "key": "Khóa",
    "field": "Trường",
    "kind": "Loại",
    "nation": "Dân cư",
    "register": "CSDL ghi",
}


@click.command("dirt")
@asking
@click.option("--registry", multiple=True, help="Only this registry; repeatable (default: all of them).")
@click.option("--limit", type=click.IntRange(min=1), help="How many (default: all).")
@as_json
@click.pass_context
def command(
    ctx: click.Context, /, where: Whereabouts, registry: tuple[str, ...], limit: int | None, *, as_json: bool
) -> None:
    """Mọi trường mà một cơ sở dữ liệu khác với dân cư, trong thư mục tạo bằng --dirt.

    Every field in which a register disagrees with the nation, in a folder made with --dirt.

    dancu dirt --dirt 0.05 --population 1000 --data ./dirty
    dancu dirt --data ./dirty --json --registry tax --registry insurance
    dancu dirt --data ./dirty --limit 20
    """
    only_here(where, "dirt")
    for name in registry:
        hold_registry(name)
    said = ask(where, lambda nation: _say(_pages(nation, registry, limit), as_json=as_json))
    ctx.exit(0 if said else NO)


async def _say(pages: AsyncIterator[list[Mapping[str, Any]]], *, as_json: bool) -> int:
    if as_json:
        array = saying.Array()
        async for page in pages:
            array.say(page)
        return array.end()
    if sys.stdout.isatty():
        return _say_rows([one async for page in pages for one in page])
    return sum([_say_rows(page) async for page in pages])


def _say_rows(found: list[Mapping[str, Any]]) -> int:
    rows = ([one[name] for name in _COLUMNS] for one in found)
    saying.say_table("Sai lệch / dirt", tuple(_COLUMNS.values()), rows)
    return len(found)


async def _pages(
    nation: Nation, registries: tuple[str, ...], limit: int | None
) -> AsyncIterator[list[Mapping[str, Any]]]:
    first: int | None = 0
    while first is not None and limit != 0:
        query: dict[str, Any] = {"from": first, "limit": min(limit or PAGE, PAGE)}
        page = await nation.call("GET", "/_sandbox/dirt", **query, **({"registry": registries} if registries else {}))
        yield page["items"][:limit]
        first = page["next"]
        limit = limit if limit is None else max(limit - len(page["items"]), 0)
