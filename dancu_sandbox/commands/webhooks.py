"""`dancu webhooks`: who is told of changes, what could not be told, and telling it once more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import click

from dancu_sandbox import saying
from dancu_sandbox.asking import Nation, ask, only_here
from dancu_sandbox.citizens import national
from dancu_sandbox.misused import Misused, Unusable
from dancu_sandbox.options import Whereabouts, as_json, asking

_PATH = "/_sandbox/webhooks"
_COLUMNS = (
    "",
    "Nơi nhận / URL",
    "CSDL / registries",
    "Loại / types",
    "Đang chờ / waiting",
    "Đã thôi / dead",
    "Đã ngừng / gone",
)
_DEAD = ("Sự kiện / event", "Loại / type", "Số lần / attempts", "Vì sao / why")
Given = Mapping[str, Any]
_WEEK = 604800


def seconds(text: str) -> tuple[float, ...]:
    """Numbers of seconds, joined by commas."""
    try:
        found = tuple(map(float, text.split(",")))
    except ValueError:
        found = (-1,)
    if not all(0 <= one <= _WEEK for one in found):
        raise Unusable(f"{text!r} không phải số giây, như 1,5,30", f"{text!r} are no seconds, such as 1,5,30")
    return found


@click.command("webhooks")
@click.argument("action", type=click.Choice(["list", "add", "dead", "replay", "rotate", "remove"]), default="list")
@click.argument("which", required=False, metavar="[URL|ID]")
@click.option(
    "--registry", "registries", multiple=True, help="add: follow this one (the national database); repeatable."
)
@click.option("--type", "types", multiple=True, help="add: only events of this type (all); repeatable.")
@click.option("--retries", type=seconds, metavar="1,5,30", help="add: seconds before each further attempt.")
@click.option("--secret", help="add, rotate: the shared secret, whsec_… (one is made).")
@click.option("--overlap", type=click.FloatRange(0, _WEEK), help="rotate: seconds the old secret signs on (a day).")
@click.option("--cursor", help="add, replay: what comes after this cursor of the feed; add: or now.")
@asking
@as_json
def command(where: Whereabouts, action: str, which: str | None, *, as_json: bool, **given: Any) -> None:
    """Ai được báo khi có thay đổi: máy chủ gửi từng thay đổi tới URL, ký theo Standard Webhooks.

    Who is told of changes: a running server posts each to the URL, signed as Standard Webhooks says.

    dancu webhooks add http://127.0.0.1:9000/changes --registry population --type death
    dancu webhooks list
    dancu webhooks dead 1
    dancu webhooks replay 1
    dancu webhooks rotate 1
    dancu webhooks remove 1
    """
    only_here(where, "webhooks")
    if (which is None) != (action == "list"):
        raise Misused("add cần URL; dead, replay, rotate, remove cần ID", "add takes a URL; all others but list an ID")
    if which and action != "add" and not (which.isascii() and which.isdigit()):
        raise Misused(f"ID là một số, không phải {which!r}", f"an ID is a number, not {which!r}")
    found = ask(where, lambda nation: _ACTIONS[action](nation, which or "", given))
    if as_json:
        saying.say_json(found)
    elif action == "dead":
        saying.say_table("Đã thôi gửi / given up", _DEAD, map(_given_up, found))
    else:
        saying.say_table("Webhooks", _COLUMNS, map(_told, found if action == "list" else [found]))
    if not as_json and "secret" in found:
        saying.note(f"Khóa ký, chỉ hiện lần này: {found['secret']}", f"The secret, shown this once: {found['secret']}")


async def _list(nation: Nation, _: str, __: Given) -> Any:
    return await nation.call("GET", _PATH)


async def _add(nation: Nation, url: str, given: Given) -> Any:
    wanted = {**given, "url": url, "registries": given["registries"] or [national()], "overlap": None}
    return await nation.call("POST", _PATH, _stated(wanted))


async def _dead(nation: Nation, number: str, _: Given) -> Any:
    found: list[Any] = []
    following: int | None = 0
    while following is not None:
        page = await nation.call("GET", f"{_PATH}/{number}/dead", **{"from": following})
        found, following = [*found, *page["items"]], page["next"]
    return found


async def _replay(nation: Nation, number: str, given: Given) -> Any:
    return await nation.call("POST", f"{_PATH}/{number}/replay", {"cursor": given["cursor"]} if given["cursor"] else {})


async def _rotate(nation: Nation, number: str, given: Given) -> Any:
    return await nation.call("POST", f"{_PATH}/{number}/rotate", _stated({n: given[n] for n in ("secret", "overlap")}))


async def _remove(nation: Nation, number: str, _: Given) -> Any:
    return await nation.call("DELETE", f"{_PATH}/{number}")


_ACTIONS: Mapping[str, Callable[[Nation, str, Given], Awaitable[Any]]] = {
    "list": _list,
    "add": _add,
    "dead": _dead,
    "replay": _replay,
    "rotate": _rotate,
    "remove": _remove,
}


def _stated(given: Given) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value or value == 0}


def _told(one: Given) -> tuple[object, ...]:
    registries, types = ", ".join(one["registries"]), ", ".join(one["types"]) or "*"
    return one["id"], one["url"], registries, types, one["waiting"], one["dead"], one["gone"]


def _given_up(one: Given) -> tuple[object, ...]:
    return one["event"]["id"], one["event"]["type"], one["attempts"], one["reason"]
