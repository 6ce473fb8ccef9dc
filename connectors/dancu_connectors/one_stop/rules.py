"""The rules of procedures: expressions of CEL, the Common Expression Language, over what a dossier knows.

Words: `form` (every leaf, null where nothing is known), `today` (ISO), `verified` and `outcome` (what registers said of
whom), and where a step acts `told` (what earlier acts were told), `number` (the dossier's) and `citizen`.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from dancu_contracts import amount

from dancu_connectors.agreement import agree
from dancu_connectors.dates import PartialDate
from dancu_connectors.names import exact, folded
from dancu_connectors.one_stop.units import in_use
from dancu_connectors.one_stop.working_days import after

Words = Mapping[str, Any]
_MONTHS = 12
logging.getLogger("cel").setLevel(logging.CRITICAL)  # it repeats what a function was given, and rules read citizens
_MENTIONED = re.compile(r"\b(form|outcome|verified)((?:\.\w+)+)")


class Unjudged(Exception):
    """A rule that what is known does not let be judged."""


def judge(expression: str, words: Words) -> Any:
    """What the expression comes to; raises Unjudged where something that it needs is not known."""
    try:
        return _compiled(expression).execute({**FUNCTIONS, **words})
    except (LookupError, TypeError, ValueError, ArithmeticError, RuntimeError) as error:
        raise Unjudged(expression) from error


def holds(expression: str, words: Words) -> bool:
    """Whether a condition holds; an empty one does, one that cannot be judged does not."""
    try:
        return not expression or judge(expression, words) is True
    except Unjudged:
        return False


def built(template: Any, words: Words) -> Any:
    """A document of which every text is an expression; what comes to null, or to nothing but that, is left out."""
    if isinstance(template, str):
        return judge(template, words)
    if isinstance(template, Mapping):
        made = {name: built(part, words) for name, part in template.items()}
        return {name: part for name, part in made.items() if part is not None and part != {}}
    return [built(part, words) for part in template]


def mentioned(expression: str) -> frozenset[tuple[str, ...]]:
    """The paths that an expression reads, e.g. ("form", "me", "danToc")."""
    return frozenset((word, *path.strip(".").split(".")) for word, path in _MENTIONED.findall(expression))


@cache
def _compiled(expression: str) -> Any:
    import cel  # noqa: PLC0415 - it brings a terminal of its own along, which a start need not wait for

    return cel.compile(expression)


def _age(born: str, day: str) -> int:
    """Full years; of a date that is only a year or month, as if born on its last day."""
    last, on = _last_day(PartialDate.parse(born)), date.fromisoformat(day)
    return on.year - last.year - ((on.month, on.day) < (last.month, last.day))


def _last_day(born: PartialDate) -> date:
    first_after = date.fromisoformat(_plus_months(f"{born.year:04}-{born.month or 12:02}-01", 1))
    return born.whole() or first_after - timedelta(1)


def _plus_days(day: str, number: int) -> str:
    return (date.fromisoformat(day) + timedelta(number)).isoformat()


def _plus_months(day: str, number: int) -> str:
    """The same day so many months on; the last of the month where it has no such day."""
    start = date.fromisoformat(day)
    year, month = divmod(start.year * _MONTHS + start.month - 1 + number, _MONTHS)
    for last in range(start.day, 0, -1):
        try:
            return date(year, month + 1, last).isoformat()
        except ValueError:
            continue
    raise ValueError(day)


def _plus_working_days(day: str, number: int) -> str:
    return after(date.fromisoformat(day), number).isoformat()


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _latest(records: Sequence[Any], path: str) -> Any:
    """The item whose field is greatest, those without it aside; null of none."""
    dated = [(value, record) for record in records if (value := _at(record, path)) is not None]
    return max(dated, key=lambda pair: str(pair[0]))[1] if dated else None


def _at(record: Any, path: str) -> Any:
    for step in path.split("."):
        record = record.get(step) if isinstance(record, Mapping) else None
    return record


def _flat(records: Sequence[Any], path: str) -> list[Any]:
    """The values at a path of all records, through lists; those that have none aside."""
    found = [_at(record, path) for record in records]
    return [item for each in found for item in (each if isinstance(each, list) else [each]) if item is not None]


def _same(one: Any, other: Any) -> bool:
    """By the rules of comparing: names by spelling, addresses by place."""
    return one is not None and other is not None and agree(one, other)


def _alike(one: str, other: str) -> bool:
    """Whether names are one without marks and spaces, as banks write them."""
    return folded(one) == folded(other)


def _called(whole: str, family: str) -> bool:
    """Whether a name begins or ends with that family name."""
    ours, theirs = f" {exact(whole)} ", f" {exact(family)} "
    return ours.startswith(theirs) or ours.endswith(theirs)


def _pensionable(born: str, sex: str, day: str) -> bool:
    """Whether somebody is of the age of retirement, which rises each year to 62 and 60 (Nghị định 135/2020/NĐ-CP)."""
    first, step, most = (723, 3, 744) if sex == "1" else (664, 4, 720)
    return born <= _plus_months(day, -min(most, first + step * max(0, int(day[:4]) - 2021)))


def _year(day: str) -> str:
    return day[:4]


def _dmy(day: str) -> str:
    """As official messages write a day: 23/11/2026; a date that is only a year or month likewise."""
    return "/".join(reversed(day.split("-")))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "age": _age,
    "plusDays": _plus_days,
    "plusMonths": _plus_months,
    "plusWorkingDays": _plus_working_days,
    "days": _days,
    "latest": _latest,
    "at": _at,
    "flat": _flat,
    "same": _same,
    "unitInUse": in_use,
    "alike": _alike,
    "called": _called,
    "year": _year,
    "dmy": _dmy,
    "sum": sum,
    "amount": amount,
    "pensionable": _pensionable,
}
