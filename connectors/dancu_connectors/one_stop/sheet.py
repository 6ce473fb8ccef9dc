"""A form being filled: what registers told of each field, what the citizen answered, and what that comes to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from dancu_contracts import Form, Leaf, Rows, Subject, form

from dancu_connectors.agreement import agree
from dancu_connectors.one_stop.fields import NOT_CARRIED, Field, Told, answerable, why
from dancu_connectors.one_stop.rules import Unjudged, Words, holds, judge
from dancu_connectors.one_stop.values import put, value_at, without

__all__ = ["MOST_ROWS", "ROW", "Instance", "Sheet"]

ROW = re.compile(r"/\d+(?=/|$)")
MOST_ROWS = 200  # that a citizen writes into one list


class Instance(NamedTuple):
    """One subject to look up: which, in which row of a list (None outside), by which key."""

    subject: str
    row: int | None
    key: Mapping[str, Any]

    @property
    def mark(self) -> str:
        """Equal for the same key, whoever asks."""
        return json.dumps(self.key, sort_keys=True, ensure_ascii=False)


class Sheet:
    """The one place where a dossier's form is put together; made from its entries, in order."""

    def __init__(self, form: Form, vouched: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """`vouched` are the claims that a log-in vouches for, by the number of who logged in."""
        self.form, self._vouched = form, vouched or {}
        self.told: dict[str, list[dict[str, Any]]] = {}
        self.answers: dict[str, Any] = {}
        self.items: dict[str, list[Any]] = {}
        self.ticked: dict[str, list[Any]] = {}
        self.added: dict[str, int] = {}
        self.outcome: dict[str, dict[str, str]] = {}
        self.verified: dict[str, bool | None] = {}
        self.claimed: dict[str, str] = {}
        self._words: dict[str, dict[str, Any]] = {}  # by day, as long as nothing is written down
        self._fields: dict[str, list[Field]] = {}

    # What is written down.

    def learn(self, entry: Mapping[str, Any]) -> None:
        """Take in what registers told, as an entry of the dossier has it."""
        self._forget()
        for pointer, items in entry.get("items", {}).items():
            self._make_room(pointer, len(items) - len(self.items.get(pointer, ())))
        for pointer, found in entry.get("told", {}).items():
            kept = {each["source"]: each for each in self.told.get(pointer, ())}
            kept.update({each["source"]: each for each in found})
            self.told[pointer] = [kept[number] for number in sorted(kept)]
        self.items.update(entry.get("items", {}))
        for subject, outcomes in entry.get("outcome", {}).items():
            self.outcome.setdefault(subject, {}).update(outcomes)
        self.verified.update(entry.get("verified", {}))
        self.claimed.update(entry.get("claimed", {}))

    def _make_room(self, pointer: str, more: int) -> None:
        """Move the rows that the citizen wrote while the register was down behind those that it tells now."""
        first = len(self.items.get(pointer, ()))
        rows = range(first, first + self.added.get(pointer, 0)) if more else ()
        for kept in (self.answers, self.told):
            moved = {at: (row, kept.pop(at)) for row in rows for at in [*kept] if at.startswith(f"{pointer}/{row}/")}
            for at, (row, value) in moved.items():
                kept[at.replace(f"{pointer}/{row}/", f"{pointer}/{row + more}/", 1)] = value

    def answer(self, entry: Mapping[str, Any]) -> None:
        """Take in answers, as an entry of the dossier has them; ValueError for more rows than anybody writes."""
        if not all(0 <= count <= MOST_ROWS for count in entry.get("added", {}).values()):
            raise ValueError("added")
        self._forget()
        for pointer in {*entry.get("ticked", {}), *entry.get("added", {})}:
            self.answers = {at: value for at, value in self.answers.items() if not at.startswith(f"{pointer}/")}
        self.ticked.update(entry.get("ticked", {}))
        self.added.update(entry.get("added", {}))
        self.answers.update(entry.get("answers", {}))

    def consent(self, pointer: str, *, given: bool | None) -> None:
        """Take in what somebody else says of a field; None takes it out again."""
        self._forget()
        self.answers.pop(pointer, None)
        if given is not None:
            self.answers[pointer] = given

    # What it comes to.

    def rows(self, rows: Rows) -> Iterator[int]:
        """The rows of a list: those the register tells, only what was ticked where there is a choice; then others."""
        known = self.items.get(rows.pointer, [])
        ticked = self.ticked.get(rows.pointer, [])
        for row in range(len(known)):
            if not rows.choose or self._known(f"{rows.pointer}/{row}/{rows.key}") in ticked:
                yield row
        yield from range(len(known), len(known) + self.added.get(rows.pointer, 0))

    def pointers(self, leaf: Leaf) -> Iterator[str]:
        """Where a leaf stands: once, or in every row."""
        above, star, rest = leaf.pointer.partition("/*")
        if not star:
            yield leaf.pointer
            return
        for row in self.rows(self.form.rows[above]):
            yield f"{above}/{row}{rest}"

    def value(self, pointer: str) -> Any:
        """What was answered, else what the register that wins told; a register's own field is not to be answered."""
        known = self._known(pointer)
        return self.answers[pointer] if self._is_answered(pointer, known) else known

    def _is_answered(self, pointer: str, known: Any) -> bool:
        if pointer not in self.answers:
            return False
        leaf = self.form.leaves[ROW.sub("/*", pointer)]
        return known is None or answerable(leaf) or self.is_own_key(leaf)

    def is_own_key(self, leaf: Leaf) -> bool:
        """Whether it is by this very field, as answered, that a register is asked for it: it may be answered anew."""
        return leaf.may_ask and any(leaf.pointer in self.form.subjects[s.of].key.values() for s in leaf.sources)

    def may_add(self, rows: Rows) -> bool:
        """Whether the citizen may write rows: where no register tells them, or cannot be asked for them."""
        return rows.source is None or rows.may_add or self._is_uncarried(rows.pointer)

    def reason(self, leaf: Leaf, pointer: str) -> str:
        """Why no register told a value; empty if one did."""
        if self._known(pointer) is not None:
            return ""
        reasons = [str(each["reason"]) for each in self._told_of(leaf, pointer) if "reason" in each]
        return NOT_CARRIED if NOT_CARRIED in reasons else next(iter(reasons), "unanswered")

    def is_open(self, leaf: Leaf, pointer: str) -> bool:
        """Whether the citizen may write the field, or write it anew."""
        return answerable(leaf, self.reason(leaf, pointer)) or self.is_own_key(leaf)

    def _told_of(self, leaf: Leaf, pointer: str) -> Sequence[Told]:
        """What registers said of a field; of one in a row that they could not be asked for, that of the list."""
        above = leaf.pointer.partition("/*")[0]
        if pointer in self.told or not leaf.item or not self._is_uncarried(above):
            return self.told.get(pointer, ())
        return self.told[above]

    def _is_uncarried(self, pointer: str) -> bool:
        return any(each.get("reason") == NOT_CARRIED for each in self.told.get(pointer, ()))

    def _known(self, pointer: str) -> Any:
        return next((each["value"] for each in self.told.get(pointer, ()) if each.get("value") is not None), None)

    def instances(self, subject: Subject) -> Iterator[Instance]:
        """Whom to look up, as far as the keys are known."""
        for row in self._rows_of(subject):
            places = {name: at if row is None else at.replace("*", str(row)) for name, at in subject.key.items()}
            key = {name: self.value(place) for name, place in places.items()}
            if all(part is not None for part in key.values()):
                yield Instance(subject.name, row, key)

    def claims(self, instance: Instance) -> dict[str, Any]:
        """What is known of a subject, by registers' names of fields: as the log-in vouches, else as the form says."""
        row = "*" if instance.row is None else str(instance.row)
        told = {name: self.value(at.replace("*", row)) for name, at in _plain(self.form.slug, instance.subject)}
        vouched = self._vouched.get(str(instance.key.get("soDinhDanh")), {})
        return {name: value for name, value in (told | dict(vouched)).items() if value is not None}

    def _rows_of(self, subject: Subject) -> Iterator[int | None]:
        starred = next((at.partition("/*")[0] for at in subject.key.values() if "*" in at), None)
        if starred is None:
            yield None
        else:
            yield from self.rows(self.form.rows[starred])

    def fields(self, today: str) -> list[Field]:
        """Every field of the form, as it stands."""
        if today not in self._fields:
            words = self.words(today)
            there = [leaf for leaf in self.form.leaves.values() if holds(leaf.when, words)]
            told = [self._field(leaf, pointer, words["form"]) for leaf in there for pointer in self.pointers(leaf)]
            self._fields[today] = told
        return self._fields[today]

    def _forget(self) -> None:
        self._words, self._fields = {}, {}

    def _field(self, leaf: Leaf, pointer: str, document: Mapping[str, Any]) -> Field:
        told, known = self._told_of(leaf, pointer), self._known(pointer)
        if self._is_answered(pointer, known):
            answered = self.answers[pointer]
            how = "answered" if known is None else "confirmed" if agree(known, answered) else "changed"
            return Field(pointer, leaf, how, answered, told)
        if leaf.derived:
            value = value_at(document, leaf.pointer)
            return Field(pointer, leaf, "derived" if value is not None else "unjudged", value, told)
        if known is not None:
            return Field(pointer, leaf, "known", known, told)
        return Field(pointer, leaf, why(leaf, told), None, told)

    def words(self, today: str) -> dict[str, Any]:
        """What rules read: the form with every leaf, and what registers said of whom."""
        if today not in self._words:
            self._words[today] = self._made(today)
        return self._words[today]

    def _made(self, today: str) -> dict[str, Any]:
        document = self._blank(self.form.schema, "")
        outcome = {name: self.outcome.get(name, {}) for name in self.form.subjects}
        words = {"form": document, "today": today, "outcome": outcome, "verified": dict(self.verified)}
        for leaf in self.form.leaves.values():
            if leaf.derived and holds(leaf.when, words):
                put(document, leaf.pointer, _judged(leaf.derived, words))
        return words

    def _blank(self, schema: Mapping[str, Any], pointer: str) -> Any:
        if "x-field" in schema:
            return self.value(pointer)
        if "x-rows" in schema:
            return [self._blank(schema["items"], f"{pointer}/{row}") for row in self.rows(self.form.rows[pointer])]
        return {name: self._blank(part, f"{pointer}/{name}") for name, part in schema["properties"].items()}

    def filled(self, today: str, *, shown: bool = True) -> dict[str, Any]:
        """The form as a document of its schema: what holds no value is left out; `shown`: as the citizen may see it."""
        words = self.words(today)
        hidden = {leaf.pointer for leaf in self.form.leaves.values() if shown and leaf.is_hidden}
        hidden |= {leaf.pointer for leaf in self.form.leaves.values() if not holds(leaf.when, words)}
        found: dict[str, Any] = without(words["form"], self.form.schema, "", hidden)
        return found


@cache
def _plain(slug: str, subject: str) -> tuple[tuple[str, str], ...]:
    """Which leaves of a form are a field of a register about that subject, and nothing else."""
    return tuple(
        (source.fields[0], leaf.pointer)
        for leaf in reversed([*form(slug).leaves.values()])
        for source in leaf.sources
        if source.of == subject and len(source.fields) == 1 and not source.value
    )


def _judged(expression: str, words: Words) -> Any:
    try:
        return judge(expression, words)
    except Unjudged:
        return None
