"""Whether a dossier may be accepted: what is still wanted of it, which rules fail, which wait for a register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dancu_contracts import Check, Form

from dancu_connectors.one_stop.consents import Consented
from dancu_connectors.one_stop.dossier import Dossier
from dancu_connectors.one_stop.rules import Unjudged, holds, judge, mentioned

__all__ = ["Reason", "checked", "no_consent", "too_late", "waits", "wanted"]

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
    """Why checks fail, and the ids of those that wait for a register that is down."""
    failed, deferred = list[Reason](), list[str]()
    for check in checks:
        if waits(dossier, check.when) or waits(dossier, check.holds):
            deferred.append(check.id)
        elif not _holds(dossier, check):
            failed.append({"check": check.id, "legal": check.legal, **check.title})
    return failed, deferred


def _holds(dossier: Dossier, check: Check) -> bool:
    """A rule that what is known does not let be judged does not hold."""
    try:
        return not holds(check.when, dossier.words) or judge(check.holds, dossier.words) is True
    except Unjudged:
        return False


def waits(dossier: Dossier, expression: str) -> bool:
    """Whether it reads, or reads what follows from, something that a register which is down would tell."""
    later = {tuple(each.split("/")[1:]) for each in dossier.later}
    for word, *path in mentioned(expression):
        if word == "form" and any(_overlap(tuple(path), each) for each in later):
            return True
        if word == "form" and any(waits(dossier, rule) for rule in _derived(dossier, tuple(path))):
            return True
        if word == "outcome" and "source_down" in _told(dossier.sheet.outcome, path):
            return True
        if word == "verified" and dossier.sheet.verified.get(path[0], False) is None:
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
