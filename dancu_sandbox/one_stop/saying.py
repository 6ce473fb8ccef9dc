"""A dossier as people read it: what is known and from where, what is wanted, how its steps stand."""

from __future__ import annotations

from typing import Any

import click
from dancu_connectors.one_stop import Dossier, Field
from dancu_contracts import code_table, procedures

from dancu_sandbox import saying

_HOW = {"answered": "khai / declared", "changed": "sửa / changed", "derived": "suy ra / derived"}


def say_known(dossier: Dossier) -> None:
    """What the registers told, with where it comes from; on standard error, before anything is asked."""
    title = procedures()[dossier.procedure].title
    click.secho(f"{title['vi']} / {title['en']}", bold=True, err=True)
    for field in dossier.shown:
        if field.value is not None:
            click.echo(f"  ✓ {field.leaf.title}: {text(field.value)}  ({_source(field)})", err=True)
        if field.conflict:
            told = "; ".join(f"{each['registry']}: {text(each['value'])}" for each in field.conflict)
            saying.note(f"Các nguồn nói khác nhau: {told}", "These sources differ; the first one wins.")


def say_dossier(dossier: Dossier) -> None:
    """The whole dossier."""
    state = code_table("trangThaiHoSo")["values"].get(dossier.state, {})
    click.echo(f"{dossier.number}  {state.get('vi', dossier.state)} / {state.get('en', dossier.state)}")
    for reason in dossier.reasons:
        law = f" ({reason['legal']})" if "legal" in reason else ""
        click.echo(f"✗ {reason.get('vi', '')}{law}\n  {reason.get('en', '')}")
    shown = [field for field in dossier.shown if field.value is not None]
    rows = [(field.leaf.title, text(field.value), _source(field)) for field in shown]
    saying.say_table("Tờ khai / form", ("Trường", "Giá trị", "Nguồn"), rows)
    for pointer in dossier.later:
        click.echo(f"… {dossier_title(dossier, pointer)}: bổ sung sau / to be added later")
    steps = [(each.step.title["vi"], each.step.agency["vi"], each.state, each.due) for each in dossier.steps.values()]
    saying.say_table("Các bước / steps", ("Bước", "Cơ quan", "Trạng thái", "Hạn"), steps)
    for document in dossier.documents:
        click.echo(f"→ {document.title['vi']} / {document.title['en']}: {document.number}")


def dossier_title(dossier: Dossier, pointer: str) -> str:
    """A field's title by its pointer."""
    return next((field.leaf.title for field in dossier.fields if field.pointer == pointer), pointer)


def text(value: Any) -> str:
    """A value in a line; an address by its names."""
    if isinstance(value, dict):
        named = [value[name] for name in ("chiTiet", "phuongXa", "quanHuyen", "tinhThanh", "ten") if value.get(name)]
        return ", ".join(named) or ", ".join(f"{name}: {text(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(map(text, value))
    return {True: "có / yes", False: "không / no"}[value] if isinstance(value, bool) else str(value)


def _source(field: Field) -> str:
    if field.how in _HOW:
        return _HOW[field.how]
    told = next((each for each in field.told if each.get("value") is not None), None)
    return " ".join(filter(None, (told["registry"], told.get("on")))) if told else field.how
