"""A citizen's answers, held against the form: what he may write, in the form of each field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from dancu_contracts import Form, Rows, Validator, form, validator

from dancu_connectors.errors import InvalidRequest
from dancu_connectors.one_stop.fields import answerable
from dancu_connectors.one_stop.rules import holds
from dancu_connectors.one_stop.sheet import MOST_ROWS, Sheet

__all__ = ["answers_entry"]

_WHY = {
    "prefilled": (
        "cơ sở dữ liệu cho biết, chỉ cơ quan quản lý sửa được",
        "a register tells it, and only its owner can correct it",
    ),
    "derived": ("suy ra từ các trường khác", "it follows from the other fields"),
    "none": ("chỉ cơ quan giải quyết thấy", "only the authority sees it"),
    "consent": ("người khác cho ý kiến, không phải người nộp", "others give it, not the applicant"),
    "pay": ("việc nộp phí quyết định", "paying settles it"),
    "prefilled_if_found": ("cơ sở dữ liệu cho biết", "a register tells it"),
}


def answers_entry(sheet: Sheet, answers: Mapping[str, Any], today: str) -> dict[str, Any]:
    """The entry of the dossier that holds the answers; InvalidRequest names the first that may not be given so."""
    return _Reader(sheet, today).read(answers)


class _Reader:
    def __init__(self, sheet: Sheet, today: str) -> None:
        self._sheet, self._today = sheet, today
        self._entry: dict[str, Any] = {"answers": {}, "ticked": {}, "added": {}}

    def read(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        self._walk(answers, self._sheet.form.schema, "", "")
        return {name: part for name, part in self._entry.items() if part}

    def _walk(self, value: Any, schema: Mapping[str, Any], leaf: str, pointer: str) -> None:
        if "x-field" in schema:
            self._answer(value, leaf, pointer)
        elif "x-rows" in schema:
            self._list(value, schema, pointer)
        else:
            self._group(value, schema, leaf, pointer)

    def _group(self, value: Any, schema: Mapping[str, Any], leaf: str, pointer: str) -> None:
        if not isinstance(value, Mapping):
            raise InvalidRequest(
                "Nhóm của biểu mẫu được trả lời bằng một đối tượng.",
                "A group of the form is answered by an object.",
                pointer=f"/answers{pointer}",
            )
        for name, part in value.items():
            if name not in schema["properties"]:
                known = ", ".join(schema["properties"])
                raise InvalidRequest(
                    f"Biểu mẫu không có trường này; ở đây có: {known}.",
                    f"The form has no such field; here it has: {known}.",
                    pointer=f"/answers{pointer}",
                )
            self._walk(part, schema["properties"][name], f"{leaf}/{name}", f"{pointer}/{name}")

    def _answer(self, value: Any, name: str, pointer: str) -> None:
        leaf, is_repeated = self._sheet.form.leaves[name], self._sheet.answers.get(pointer) == value
        title = self._sheet.form.label(pointer)
        if not (self._sheet.is_open(leaf, pointer) or is_repeated):
            vi, en = _WHY[leaf.mode]
            words = f"{title} không cần khai: {vi}.", f"{title} is not answered: {en}."
            raise InvalidRequest(*words, pointer=f"/answers{pointer}")
        may_come = "form." in leaf.when  # another answer given in the same go may make the condition true
        if not may_come and not holds(leaf.when, self._sheet.words(self._today)):
            raise InvalidRequest(
                f"{title} không áp dụng ở đây.", f"{title} does not apply here.", pointer=f"/answers{pointer}"
            )
        for problem in _leaf_validator(self._sheet.form.slug, name).problems(value):
            vi, _, en = (problem.form or problem.message).partition(" / ")
            at = f"/answers{pointer}{problem.pointer}"
            raise InvalidRequest(f"{title}: {vi}", f"{title}: {en or vi}", pointer=at)
        self._entry["answers"][pointer] = value

    def _list(self, value: Any, schema: Mapping[str, Any], pointer: str) -> None:
        rows = self._sheet.form.rows[pointer]
        if not self._is_answered(rows):
            raise InvalidRequest(
                f"{rows.title} không cần khai: cơ sở dữ liệu cho biết.",
                f"{rows.title} is not answered: a register tells it.",
                pointer=f"/answers{pointer}",
            )
        if not isinstance(value, list) or len(value) > MOST_ROWS:
            vi = f"{rows.title} được trả lời bằng danh sách tối đa {MOST_ROWS} mục."
            en = f"{rows.title} is answered by a list of at most {MOST_ROWS}."
            raise InvalidRequest(vi, en, pointer=f"/answers{pointer}")
        is_known = "applicant" in self._sheet.verified  # before that nothing is looked up, and his rows are not there
        known = {self._key(rows, row): row for row in range(len(self._sheet.items.get(pointer, [])))}
        self._entry["ticked"][pointer] = ticked = []
        added = 0
        for place, row in enumerate(value):
            key = row.get(rows.key) if isinstance(row, Mapping) and rows.key else None
            if isinstance(key, str) and key in known:
                ticked.append(key)
                rest = {name: part for name, part in row.items() if name != rows.key}
                self._walk(rest, schema["items"], f"{pointer}/*", f"{pointer}/{known[key]}")
            elif self._sheet.may_add(rows) and (is_known or not rows.source):
                self._walk(row, schema["items"], f"{pointer}/*", f"{pointer}/{len(known) + added}")
                added += 1
            else:
                raise InvalidRequest(*_no_row(rows, is_known=is_known), pointer=f"/answers{pointer}/{place}")
        self._entry["added"][pointer] = added

    def _is_answered(self, rows: Rows) -> bool:
        """Whether rows of it are the citizen's to choose or to write, or something in them."""
        within = [leaf for at, leaf in self._sheet.form.leaves.items() if at.startswith(f"{rows.pointer}/*/")]
        may_be = self._sheet.may_add(rows) or rows.choose
        return may_be or any(answerable(leaf, "unanswered") for leaf in within)

    def _key(self, rows: Rows, row: int) -> Any:
        return self._sheet.value(f"{rows.pointer}/{row}/{rows.key}")


def _no_row(rows: Rows, *, is_known: bool) -> tuple[str, str]:
    if is_known:
        return (
            f"{rows.title} không có dòng này; một dòng được nêu bằng {rows.key}.",
            f"{rows.title} has no such row; a row is named by its {rows.key}.",
        )
    return (
        f"{rows.title}: người nộp chưa được xác thực nên chưa biết các dòng; hãy trả lời sau khi xác thực.",
        f"{rows.title}: its rows are not known before the applicant is identified; answer it after that.",
    )


@lru_cache(maxsize=4096)
def _leaf_validator(slug: str, pointer: str) -> Validator:
    whole: Form = form(slug)
    schema = {name: part for name, part in whole.leaves[pointer].schema.items() if name not in {"x-field", "readOnly"}}
    return validator(schema)
