"""A dossier as JSON, for a page or a program: what only the authority sees is not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dancu_connectors.one_stop.folding import Progress
from dancu_connectors.one_stop.sheet import Field

if TYPE_CHECKING:
    from dancu_connectors.one_stop.dossier import Dossier

__all__ = ["told"]


def told(dossier: Dossier) -> dict[str, Any]:
    """The form, where its values come from, what is left, how its steps stand."""
    return {
        "number": dossier.number,
        "procedure": dossier.procedure,
        "state": dossier.state,
        "reasons": [dict(each) for each in dossier.reasons],
        "form": dossier.form,
        "fields": [_field_json(each) for each in dossier.shown],
        "later": [each.pointer for each in dossier.shown if each.how == "later"],
        "steps": [_step_json(each) for each in dossier.steps.values()],
        "documents": [each.as_json() for each in dossier.documents],
        "due": dossier.due.isoformat() if dossier.due else None,
    }


def _field_json(field: Field) -> dict[str, Any]:
    told = next((each for each in field.told if each.get("value") is not None), {})
    source = {name: told[name] for name in ("registry", "on", "knownAt", "evidence") if name in told}
    found = {
        "pointer": field.pointer,
        "title": field.leaf.title,
        "mode": field.leaf.mode,
        "how": field.how,
        "value": field.value,
        "source": source,
        "conflict": [{"registry": each["registry"], "value": each["value"]} for each in field.conflict],
        "choices": list(field.choices),
        "required": field.leaf.required,
    }
    return {name: part for name, part in found.items() if part not in (None, {}, [])}


def _step_json(step: Progress) -> dict[str, Any]:
    found = {
        "id": step.step.id,
        "number": step.number,
        "title": dict(step.step.title),
        "agency": dict(step.step.agency),
        "state": step.state,
        "reasons": [dict(each) for each in step.reasons],
        "due": step.due.isoformat() if step.due else None,
    }
    return {name: part for name, part in found.items() if part not in (None, [])}
