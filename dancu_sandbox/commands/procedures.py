"""`dancu procedures`: the purposes that a call may have, and what a form asks of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import click
from dancu_connectors.one_stop.fields import answerable
from dancu_connectors.one_stop.limits import longest
from dancu_contracts import UNCOUNTED, Fee, Handling, Leaf, amount, form, handling, procedures

from dancu_sandbox import catalogue, saying
from dancu_sandbox.one_stop.asking_people import ASKED
from dancu_sandbox.one_stop.shop import slug_of
from dancu_sandbox.one_stop.wanting import wanted
from dancu_sandbox.options import Whereabouts, as_json, asking
from dancu_sandbox.words import explained
from mock_national_db.timeline import SEED_DAY

_AMOUNT = re.compile(r"\{(\w+)\}")


@click.command("procedures")
@click.argument("procedure", required=False)
@asking
@as_json
def command(where: Whereabouts, procedure: str | None, *, as_json: bool) -> None:
    """Các thủ tục hành chính mà lời gọi phục vụ; nêu một thủ tục thì thấy biểu mẫu: ai cho biết trường nào.

    The administrative procedures (thủ tục hành chính) that a call may serve; with one, its form: who tells what.

    PROCEDURE is a slug, a TTHC code or the number in the plan. No folder is opened, no server asked.
    Fees are those of the day --on.

    dancu procedures
    dancu procedures dang-ky-ket-hon
    dancu verify P01 --procedure 1.004222
    """
    if procedure is not None:
        _say_one(slug_of(procedure), (where.on or SEED_DAY).isoformat(), as_json=as_json)
        return
    found = catalogue.procedures()
    if as_json:
        saying.say_array(found)
        return
    rows = ((p["number"], p["slug"], p["titleVi"], ", ".join(p["codes"])) for p in found)
    saying.say_table("Thủ tục / procedures", ("", "Định danh", "Tên", "Mã TTHC"), rows)


def _say_one(slug: str, today: str, *, as_json: bool) -> None:
    about = _described(slug, today)
    if as_json:
        saying.say_json(about)
        return
    leaves = form(slug).leaves.values()
    rows = [(form(slug).label(each.pointer), _mode(each), ", ".join(_sources(each))) for each in leaves]
    saying.say_table(procedures()[slug].title["vi"], ("Trường", "Cách khai", "Nguồn"), rows)
    answers = [(each.pointer, _mark(each), _takes(slug, each)) for each in leaves if answerable(each, "unanswered")]
    saying.say_table("Trả lời trong --answers / answers", ("Chỗ", "Bắt buộc", "Viết"), answers)
    checks = [(check["id"], check["vi"], check["legal"]) for check in about["checks"]]
    saying.say_table("Điều kiện / checks", ("", "Từ chối vì", "Căn cứ"), checks)
    steps = [(step["title"]["vi"], step["agency"]["vi"], _limit(step)) for step in about["steps"]]
    saying.say_table("Các bước / steps", ("Bước", "Cơ quan", "Thời hạn"), steps)
    saying.say_table("Phí và thời hạn / fee and time limits", ("", "", "Căn cứ"), _owed(about))
    saying.note(f"Không phải khai lại: {about['share']:.1%}", f"Not declared again: {about['share']:.1%}")


def _described(slug: str, today: str) -> dict[str, Any]:
    whole, handled = form(slug), handling(slug)
    return {
        "slug": slug,
        "title": dict(procedures()[slug].title),
        "share": round(whole.share, 4),
        "rights": {name: sorted(fields) for name, fields in whole.rights().items()},
        "fields": [_field(leaf) for leaf in whole.leaves.values()],
        "checks": [{"id": check.id, "legal": check.legal, **check.title} for check in handled.checks],
        "steps": [
            {
                "id": each.id,
                "title": dict(each.title),
                "agency": dict(each.agency),
                "workingDays": each.working_days,
                "ofWhole": each.of_whole,
                "isConditional": bool(each.when),
            }
            for each in handled.steps
        ],
        "fee": _fee(handled.fee, today) if handled.fee else None,
        "limits": [*_limits(handled)],
        "schema": dict(whole.schema),
    }


def _fee(fee: Fee, today: str) -> dict[str, str]:
    """The rule in words, with what the State fixes for that day."""
    vi, en = (_AMOUNT.sub(lambda found: _dong(found[1], today), fee.title[name]) for name in ("vi", "en"))
    return {"vi": re.sub(r"(?<=\d),(?=\d{3})", ".", vi), "en": en, "legal": fee.legal}


def _dong(name: str, day: str) -> str:
    """What the State fixed for that day; a question mark before it first did."""
    try:
        return f"{amount(name, day):,}"
    except KeyError:
        return "?"


def _limits(handled: Handling) -> Iterator[dict[str, Any]]:
    """How long the whole may take: by what is chosen, or the longest way through the steps."""
    for each in handled.limits:
        yield {**each.title, "workingDays": each.working_days}
    if not handled.limits:
        yield {"vi": "Cả hồ sơ, tối đa", "en": "The whole, at most", "workingDays": longest(handled.steps)}


def _owed(about: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    fee = about["fee"] or {"vi": "không thu", "en": "none", "legal": ""}
    yield "Phí, lệ phí / Fee", f"{fee['vi']} / {fee['en']}", fee["legal"]
    for each in about["limits"]:
        yield f"{each['vi']} / {each['en']}", _days(each["workingDays"]), ""


def _days(number: int, vi: str = "", en: str = "") -> str:
    told = (f"{number} ngày làm việc", f"{number} working days") if number else ("trong ngày", "the same day")
    return f"{told[0]}{vi} / {told[1]}{en}"


def _limit(step: Mapping[str, Any]) -> str:
    if step["ofWhole"]:
        return _days(step["workingDays"], " kể từ khi nộp", " since the receipt")
    return (
        _days(step["workingDays"], ", nếu cần", ", if needed") if step["isConditional"] else _days(step["workingDays"])
    )


def _mode(leaf: Leaf) -> str:
    return explained("modes", leaf.mode).partition(" / ")[0]


def _mark(leaf: Leaf) -> str:
    """Whether the citizen must answer it, or may."""
    return "✓" if leaf.required and leaf.mode in ASKED - {"prefilled_if_found"} and not leaf.when else ""


def _takes(slug: str, leaf: Leaf) -> str:
    """How an answer is written in JSON, by an example of the procedure's journeys."""
    return wanted(leaf.schema, slug, leaf.pointer)[0]


def _sources(leaf: Leaf) -> list[str]:
    return [f"{source.registry}.{field}" for source in leaf.sources for field in source.fields]


def _field(leaf: Leaf) -> dict[str, Any]:
    return {
        "pointer": leaf.pointer,
        "title": leaf.title,
        "mode": leaf.mode,
        "required": leaf.required,
        "counted": leaf.mode not in UNCOUNTED,
        "sources": _sources(leaf),
    }
