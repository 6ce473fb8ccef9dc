"""Answers held against their form before a dossier is begun: the first that cannot be, where, and what can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dancu_connectors import InvalidRequest
from dancu_connectors.one_stop import Dossier
from dancu_connectors.one_stop.fields import answerable
from dancu_contracts import Form, Leaf, resolved, validator

from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.near import nearest
from dancu_sandbox.one_stop.wanting import Both, wanted

_WHO = {
    "prefilled": ("sổ đã có, chỉ cơ quan giữ sổ sửa được", "a register tells it, and only its owner corrects it"),
    "prefilled_if_found": ("sổ đã có", "a register tells it"),
    "derived": ("suy ra từ các trường khác", "it follows from the other fields"),
    "consent": ("do người khác đồng ý, không phải người nộp", "others consent, not the applicant"),
    "pay": ("có khi đã nộp tiền", "paying settles it"),
    "none": ("chỉ cơ quan xem", "only the authority sees it"),
}
_NOT_HERE = ("không áp dụng cho hồ sơ này", "it does not apply to this dossier")


def hold_answers(form: Form, answers: Mapping[str, Any], file: str) -> None:
    """End the command with 2 if the answers do not have the form's shape, or a field is not written as it takes."""
    for pointer, words in _wrong(form, answers, form.schema, "", ""):
        raise Leave(WRONG_CALL, *_told(form, file, pointer, words))


def refused(error: InvalidRequest, dossier: Dossier, file: str) -> Leave:
    """What the registers' answers rule out, told with the way on: the dossier stays as it was."""
    form, pointer = dossier.sheet.form, (error.pointer or "").removeprefix("/answers")
    vi, en = _told(form, file, pointer, _why(dossier, pointer, error))
    on = f"dancu apply {dossier.procedure} {dossier.citizen} --number {dossier.number} --answers {file}"
    return Leave(
        WRONG_CALL,
        f"{vi} Hồ sơ {dossier.number} còn đó, chưa nhận câu nào. Sửa rồi nộp tiếp, với cùng tùy chọn: {on}",
        f"{en} Dossier {dossier.number} stays, without these answers. Go on, with the same options: {on}",
    )


def _told(form: Form, file: str, pointer: str, words: Both) -> Both:
    title = f" ({form.label(pointer)})" if pointer else ""
    place = f"--answers {file}, {pointer or '/'}{title}"
    vi, en = words
    see = f"dancu procedures {form.slug}"
    return f"{place}: {vi}. Xem {see}.", f"{place}: {en}. See {see}."


def _wrong(form: Form, value: Any, schema: Mapping[str, Any], leaf: str, pointer: str) -> Iterator[tuple[str, Both]]:
    if "x-field" in schema:
        yield from _wrong_value(form, form.leaves[leaf], value, pointer)
    elif "x-rows" in schema and not isinstance(value, list):
        yield pointer, ("cần một danh sách, viết là [{…}, {…}]", "it takes a list, written as [{…}, {…}]")
    elif "x-rows" in schema:
        for row, each in enumerate(value):
            yield from _wrong(form, each, schema["items"], f"{leaf}/*", f"{pointer}/{row}")
    elif not isinstance(value, Mapping):
        parts = ", ".join(schema["properties"])
        yield pointer, (f"cần một đối tượng trong {{ }} có {parts}", f"it takes an object in {{ }} with {parts}")
    else:
        yield from _wrong_group(form, value, schema, leaf, pointer)


def _wrong_group(
    form: Form, value: Mapping[str, Any], schema: Mapping[str, Any], leaf: str, pointer: str
) -> Iterator[tuple[str, Both]]:
    known = schema["properties"]
    for name, part in value.items():
        if name in known:
            yield from _wrong(form, part, known[name], f"{leaf}/{name}", f"{pointer}/{name}")
            continue
        near = nearest(name, known)
        vi, en = (f" Có phải {near}?", f" Did you mean {near}?") if near else ("", "")
        every = ", ".join(known)
        yield pointer, (f"không có trường {name!r}.{vi} Có: {every}", f"no field {name!r}.{en} There are: {every}")


def _wrong_value(form: Form, leaf: Leaf, value: Any, pointer: str) -> Iterator[tuple[str, Both]]:
    if not leaf.sources and not answerable(leaf, "unanswered"):
        yield pointer, _not_answered(_WHO[leaf.mode])
        return
    schema = {name: part for name, part in leaf.schema.items() if name not in {"x-field", "readOnly"}}
    for problem in validator(schema).problems(value):
        vi, en = wanted(_at(schema, problem.pointer), form.slug, f"{pointer}{problem.pointer}")
        yield pointer + problem.pointer, (f"cần {vi}", f"it takes {en}")


def _at(schema: Mapping[str, Any], pointer: str) -> Mapping[str, Any]:
    for step in pointer.split("/")[1:]:
        whole = resolved(schema)
        schema = whole["items"] if step.isdigit() else whole["properties"][step]
    return schema


def _not_answered(why: Both) -> Both:
    return f"không khai ở đây: {why[0]}", f"it is not answered: {why[1]}"


def _why(dossier: Dossier, pointer: str, error: InvalidRequest) -> Both:
    """Why what has the form's shape cannot be answered in this dossier."""
    rows = dossier.sheet.form.rows.get(pointer.rstrip("/0123456789"))
    if rows and dossier.is_identified is None:
        return error.vi.rstrip("."), error.en.rstrip(".")
    if rows:
        return f"sổ có sẵn các dòng; mỗi dòng gọi bằng {rows.key} của nó", str(error).rstrip(".")
    there = next((field for field in dossier.fields if field.pointer == pointer), None)
    return _not_answered(_WHO.get(there.leaf.mode, _NOT_HERE) if there else _NOT_HERE)
