"""Whether a dossier may be accepted: what is still wanted of it, which rules fail, which wait for a register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dancu_contracts import Check, Form

from dancu_connectors.one_stop.consents import Consented
from dancu_connectors.one_stop.fields import NOT_CARRIED
from dancu_connectors.one_stop.rules import Unjudged, holds, judge, mentioned

if TYPE_CHECKING:
    from dancu_connectors.one_stop.dossier import Dossier

__all__ = [
    "Reason",
    "checked",
    "for_officer",
    "no_consent",
    "reads",
    "too_late",
    "waits",
    "wanted",
]

Reason = Mapping[str, Any]


def wanted(dossier: Dossier) -> list[Reason]:
    """The fields that must hold a value and do not."""
    return [
        {
            "field": each.pointer,
            "reason": each.how,
            "vi": f"Còn thiếu: {dossier.sheet.form.label(each.pointer)}",
            "en": f"Wanted: {dossier.sheet.form.label(each.pointer)}",
        }
        for each in dossier.to_ask
    ]


def checked(dossier: Dossier, checks: Sequence[Check]) -> tuple[list[Reason], list[str]]:
    """Why checks fail, and the ids of those that wait for a register that is down; those of the officer are neither."""
    failed, deferred = list[Reason](), list[str]()
    for check in checks:
        if waits(dossier, check.when) or waits(dossier, check.holds):
            deferred.append(check.id)
        elif not _is_the_officers(dossier, check) and not _holds(dossier, check):
            failed.append({"check": check.id, "legal": check.legal, **check.title})
    return failed, deferred


def for_officer(dossier: Dossier) -> list[Reason]:
    """The checks that read what no register could be asked for over its wire: an officer has to judge them."""
    checks = [check for check in dossier.handling.checks if _is_the_officers(dossier, check)]
    return [{"check": check.id, "legal": check.legal, **check.title} for check in checks]


def _is_the_officers(dossier: Dossier, check: Check) -> bool:
    return any(reads(dossier, each, dossier.unseen, NOT_CARRIED) for each in (check.when, check.holds))


def _holds(dossier: Dossier, check: Check) -> bool:
    """A rule that what is known does not let be judged does not hold."""
    try:
        return not holds(check.when, dossier.words) or judge(check.holds, dossier.words) is True
    except Unjudged:
        return False


def waits(dossier: Dossier, expression: str) -> bool:
    """Whether it reads, or reads what follows from, something that a register which is down would tell."""
    unanswered = [name for name, verified in dossier.sheet.verified.items() if verified is None]
    return reads(dossier, expression, dossier.later, "source_down", unanswered)


def reads(
    dossier: Dossier, expression: str, pointers: Sequence[str], outcome: str, verifying: Sequence[str] = ()
) -> bool:
    """Whether it reads one of these fields, what follows from them, a register's outcome, or a verification."""
    places = {tuple(each.split("/")[1:]) for each in pointers}
    for word, *path in mentioned(expression):
        if word == "form" and any(_overlap(tuple(path), each) for each in places):
            return True
        rules = _derived(dossier, tuple(path)) if word == "form" else []
        if any(reads(dossier, rule, pointers, outcome, verifying) for rule in rules):
            return True
        if word == "outcome" and outcome in _told(dossier.sheet.outcome, path):
            return True
        if word == "verified" and path[0] in verifying:
            return True
    return False


def _derived(dossier: Dossier, path: tuple[str, ...]) -> list[str]:
    """The rules by which fields at that path follow from others."""
    leaves = (leaf for leaf in dossier.sheet.form.leaves.values() if leaf.derived)
    return [leaf.derived for leaf in leaves if _overlap(path, tuple(leaf.pointer.split("/")[1:]))]


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(a == b for a, b in zip(one, other, strict=False))


def _told(outcome: Any, path: Sequence[str]) -> list[str]:
    for step in path:
        outcome = outcome.get(step, {}) if isinstance(outcome, Mapping) else outcome
    return [*outcome.values()] if isinstance(outcome, Mapping) else [outcome]


def no_consent(form: Form, each: Consented) -> Reason:
    """Somebody who must agree does not."""
    title = form.label(each.pointer)
    return {"field": each.pointer, "vi": f"Không đồng ý: {title}", "en": f"Consent refused: {title}"}


def too_late(form: Form, each: Consented) -> Reason:
    """Somebody who must agree did not answer in time."""
    title = form.label(each.pointer)
    vi = f"Quá hạn xác nhận {each.until:%d/%m/%Y}: {title}"
    return {"field": each.pointer, "vi": vi, "en": f"Not confirmed by {each.until}: {title}"}
