"""A dossier as people read it: what is known and from where, what is wanted, how its steps stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import click
from dancu_connectors.one_stop import Dossier, Field, Progress
from dancu_contracts import code_table, procedures, registries, registry

from dancu_sandbox import saying
from dancu_sandbox.leaving import UNREACHABLE, Leave
from dancu_sandbox.one_stop.reading import by_rows, text
from dancu_sandbox.words import explained

_HOW = {"answered": "khai / declared", "changed": "sửa / changed", "derived": "suy ra / derived"}


def say_known(dossier: Dossier) -> None:
    """What the registers told, with where it comes from; on standard error, before anything is asked."""
    title = procedures()[dossier.procedure].title
    click.secho(f"{title['vi']} / {title['en']}: {dossier.number}", bold=True, err=True)
    if dossier.is_identified is None:
        for reason in dossier.reasons:
            saying.note(reason["vi"], reason["en"])
    _say_fields(dossier, [field for field in dossier.shown if field.how != "derived"])


def say_found(dossier: Dossier, before: Dossier) -> None:
    """What registers tell since the last answer, such as whose number it was."""
    known = {field.pointer: field.value for field in before.shown}
    found = [field for field in dossier.shown if field.how == "known" and known.get(field.pointer) != field.value]
    _say_fields(dossier, found)


def _say_fields(dossier: Dossier, fields: Sequence[Field]) -> None:
    for field in by_rows(fields):
        if field.value is not None:
            click.echo(f"  ✓ {titled(dossier, field.pointer)}: {_text(field)}  ({_source(dossier, field)})", err=True)
        if field.conflict:
            told = "; ".join(f"{_register(each)}: {text(each['value'], field.leaf.schema)}" for each in field.conflict)
            saying.note(f"Các nguồn nói khác nhau: {told}", "These sources differ; the first one wins.")


@contextmanager
def telling(dossier: Dossier) -> Iterator[None]:
    """What is told of a dossier; one whose entries say what no engine writes ends the command."""
    try:
        yield
    except (LookupError, TypeError, AttributeError) as error:
        vi = f"Hồ sơ {dossier.number} không đọc được: có bản ghi không phải của một hồ sơ."
        en = f"The dossier {dossier.number} cannot be read: not all its entries are those of a dossier."
        raise Leave(UNREACHABLE, vi, en) from error


def say_dossier(dossier: Dossier) -> None:
    """The whole dossier; its steps only once it was accepted."""
    title = procedures()[dossier.procedure].title["vi"]
    click.echo(f"{title}, {day(dossier.opened_at.date())}")
    click.echo(f"{dossier.number}  {state_of(dossier.state)}")
    for reason in dossier.reasons:
        law = f" ({reason['legal']})" if "legal" in reason else ""
        click.echo(f"✗ {reason.get('vi', '')}{law}\n  {reason.get('en', '')}")
    shown = [field for field in by_rows(dossier.shown) if field.value is not None]
    rows = [(titled(dossier, field.pointer), _text(field), _source(dossier, field)) for field in shown]
    saying.say_table("Tờ khai / form", ("Trường", "Giá trị", "Nguồn"), rows)
    for pointer in dossier.later:
        click.echo(f"… {titled(dossier, pointer)}: bổ sung sau / to be added later")
    _say_consents(dossier)
    if dossier.received_at:
        _say_steps(dossier)
    if dossier.is_identified is None and not dossier.is_final:
        way = f"dancu dossier {dossier.number} submit"
        saying.note(f"Khi nguồn trả lời thì đi tiếp: {way}", f"Go on once the source answers: {way}")
    if dossier.state == "yeuCauBoSung":
        way = f"dancu dossier {dossier.number} answer, submit"
        saying.note(f"Bổ sung rồi nộp lại: {way}", f"Add what is wanted and hand it in again: {way}")
    for document in dossier.documents:
        click.echo(f"→ {document.title['vi']} / {document.title['en']}: {document.number}")


def _say_consents(dossier: Dossier) -> None:
    """Who was asked whether he consents, until when, and what he said."""
    for each in dossier.consents:
        if each.state != "open":
            until = f", {day(each.until)}" if each.until else ""
            click.echo(f"◇ {titled(dossier, each.pointer)}: {explained('consents', each.state)}{until}")


def _say_steps(dossier: Dossier) -> None:
    """Each step by the number of its own, below the group's; then what came, or is, too late."""
    columns = ("Mã", "Bước", "Cơ quan", "Trạng thái", "Hạn")
    rows = [_step_line(each, dossier) for each in dossier.steps.values()]
    saying.say_table(f"Các bước / steps: {dossier.number}", columns, rows)
    if dossier.promised:
        click.echo(f"Hạn của cả hồ sơ / the whole is due: {day(dossier.due)}")
    for each in dossier.steps.values():
        for moment in _waiting(each, dossier.now):
            click.echo(f"… {each.step.title['vi']}: {moment}")
        for late in each.late(dossier.now):
            click.echo(f"! {each.step.title['vi']}: {explained('late', late)}")


def _step_line(step: Progress, dossier: Dossier) -> tuple[str, ...]:
    """Its own number as what it adds to the group's."""
    number, about = step.number.removeprefix(dossier.number), step.step
    return number, about.title["vi"], about.agency["vi"], explained("steps", step.state), day(step.due)


def _waiting(step: Progress, now: datetime) -> list[str]:
    """What is still owed, and until when."""
    by = step.acknowledge_by
    if by is None or step.acknowledged_at or now > by:
        return []
    return [f"tiếp nhận trước / to be acknowledged by {by:%H:%M %d/%m/%Y}"]


def titled(dossier: Dossier, pointer: str) -> str:
    """A field's title, led by its groups'."""
    return dossier.sheet.form.label(pointer)


def _text(field: Field) -> str:
    return text(field.value, field.leaf.schema)


def _source(dossier: Dossier, field: Field) -> str:
    """Who told it, and when if that was not on the dossier's first day."""
    if field.how in _HOW:
        return _HOW[field.how]
    told = next((each for each in field.told if each.get("value") is not None), None)
    if told is None:
        return field.how
    later = told.get("on") != dossier.opened_at.date().isoformat()
    return ", ".join(filter(None, (_register(told), day(told.get("on")) if later else "")))


def _register(told: Mapping[str, Any]) -> str:
    """The register's title, as short as offices write it."""
    if told["registry"] not in registries():
        return "kho của công dân / own store"
    return registry(told["registry"]).title["vi"].replace("Cơ sở dữ liệu", "CSDL")


def day(when: date | str | None) -> str:
    """A day as offices write it; nothing for none."""
    return text(str(when), {"format": "date"}) if when else ""


def state_of(state: str) -> str:
    """A dossier's state in both languages; "unreadable" is none of the code table."""
    known = code_table("trangThaiHoSo")["values"] | {"unreadable": {"vi": "Không đọc được", "en": "Unreadable"}}
    return f"{known[state]['vi']} / {known[state]['en']}"
