"""A dossier as JSON, for a page or a program: what only the authority sees is not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dancu_connectors.one_stop.consents import Consented
from dancu_connectors.one_stop.fields import Field
from dancu_connectors.one_stop.folding import Progress

if TYPE_CHECKING:
    from dancu_connectors.one_stop.dossier import Dossier

__all__ = ["told"]


def told(dossier: Dossier) -> dict[str, Any]:
    """The form, where its values come from, what is left, who consents, how its steps stand.

    `number` is the group's; each step has a number of its own beside it.
    """
    return {
        "number": dossier.number,
        "procedure": dossier.procedure,
        "state": dossier.state,
        "reasons": [dict(each) for each in dossier.reasons],
        "form": dossier.form,
        "fields": [_field_json(each) for each in dossier.shown],
        "later": [each.pointer for each in dossier.shown if each.how == "later"],
        "forOfficer": [dict(each) for each in dossier.for_officer],
        "consents": [_consent_json(each) for each in dossier.consents],
        "steps": [_step_json(each, dossier) for each in dossier.steps.values()],
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


def _consent_json(consent: Consented) -> dict[str, Any]:
    """Who consents is told by the form, as far as the citizen may see it."""
    found = {"pointer": consent.pointer, "title": consent.leaf.title, "state": consent.state}
    return {**found, "until": consent.until.isoformat()} if consent.until else found


def _step_json(step: Progress, dossier: Dossier) -> dict[str, Any]:
    moments = {
        "acknowledgeBy": step.acknowledge_by,
        "acknowledgedAt": step.acknowledged_at,
        "syncBy": step.sync_by,
        "syncedAt": step.synced_at if step.sync_by else None,
    }
    found = {
        "id": step.step.id,
        "number": step.number,
        "group": dossier.number,
        "title": dict(step.step.title),
        "agency": dict(step.step.agency),
        "state": step.state,
        "reasons": [dict(each) for each in step.reasons],
        "due": step.due.isoformat() if step.due else None,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
        "late": [*step.late(dossier.now)],
    }
    return {name: part for name, part in found.items() if part not in (None, [])}
