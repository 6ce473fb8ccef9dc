"""One row held against the nation: who is meant, what deviates, and what should stand there instead."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from dancu_sandbox.reconciling import spelling
from dancu_sandbox.reconciling.residing import Residing
from mock_national_db import names
from mock_national_db.compare import Setting, by_date, by_name

Cells = Mapping[str, str | None]
"""A row by field; a field is there if the file has its column."""
Person = Mapping[str, Any]
"""Somebody of the nation by the columns of its sheet."""
_NUMBER = ("soDinhDanh", "soCMND")


@cache
def findings() -> Mapping[str, Mapping[str, str]]:
    """What can be found of a row, the gravest first: its quality (dung, du, sach, song) and its words."""
    found: Mapping[str, Mapping[str, str]] = json.loads(
        files(__package__).joinpath("findings.json").read_text(encoding="utf-8")
    )
    return found


@cache
def _rank() -> Mapping[str, int]:
    return {name: place for place, name in enumerate(findings())}


@dataclass
class Verdict:
    """What was found of a row, and the cells that are right instead; `person` is who is meant, None if unknown."""

    person: Person | None = None
    found: list[str] = field(default_factory=list)
    fixed: dict[str, str | None] = field(default_factory=dict)

    @property
    def ordered(self) -> list[str]:
        """The findings, the gravest first."""
        return sorted({*self.found}, key=_rank().__getitem__)


@dataclass(frozen=True)
class Sought:
    """By what somebody is looked for whose number leads nowhere, or to somebody else."""

    number: str | None
    cmnd: str | None
    name: str | None
    birth: str | None

    @classmethod
    def of(cls, cells: Cells) -> Sought:
        """Read out of a row."""
        number, cmnd, name, birth = (cells.get(of) for of in (*_NUMBER, "hoVaTen", "ngaySinh"))
        read = spelling.digits(number, spelling.PERSONAL, spelling.CMND) if number else None
        return cls(
            read,
            spelling.digits(cmnd, spelling.CMND) if cmnd else None,
            names.folded(name) if name else None,
            spelling.day(birth) if birth else None,
        )


@dataclass(frozen=True)
class Judge:
    """What judging depends on besides the row: the day, and whether a row without a status counts as active."""

    setting: Setting
    is_register: bool = False

    def __call__(self, cells: Cells, held: Person | None, others: Sequence[Person] = ()) -> Verdict:
        """Judge a row; `held` has the number as it is written, `others` may be meant instead."""
        verdict = Verdict(held)
        self._identify(cells, verdict, others)
        if verdict.person is not None and "other_person" not in verdict.found:
            self._compare(cells, verdict, verdict.person)
        return verdict

    def _identify(self, cells: Cells, verdict: Verdict, others: Sequence[Person]) -> None:
        number = cells.get("soDinhDanh")
        if verdict.person is None:
            self._find(cells, number, verdict, others)
        elif self.doubts(cells, verdict.person):
            meant = self._named(cells, others)
            if len(meant) == 1 and spelling.one_digit_apart(str(number), _number(meant[0])):
                self._is(meant[0], "mistyped_number", verdict)
            else:
                verdict.found.append("other_person")

    def _find(self, cells: Cells, number: str | None, verdict: Verdict, others: Sequence[Person]) -> None:
        sought = Sought.of(cells)
        for kind, value in (("soDinhDanh", sought.number), ("soCMND", sought.cmnd)):
            known = {one["idx"]: one for one in others if value is not None and value in _numbers(one)}
            if len(known) == 1:
                (one,) = known.values()
                return self._found_by(kind, sought, one, cells, verdict)
        return self._find_by_name(cells, number, sought, verdict, others)

    def _found_by(self, kind: str, sought: Sought, one: Person, cells: Cells, verdict: Verdict) -> None:
        if self.doubts(cells, one):
            verdict.person = one
            verdict.found.append("other_person")
        elif kind == "soCMND" or "soDinhDanh" not in cells:
            self._is(one, self._lacking(cells, sought, one), verdict)
        else:
            old = "old_number" if one["soDinhDanh"] else None
            self._is(one, "repaired_number" if sought.number == one["soDinhDanh"] else old, verdict)

    @staticmethod
    def _lacking(cells: Cells, sought: Sought, one: Person) -> str | None:
        """What is wrong with the personal number of who was found otherwise."""
        if "soDinhDanh" not in cells:
            return None
        if cells["soDinhDanh"] is None:
            return "blank_number" if one["soDinhDanh"] else None
        if sought.number is None:
            return "malformed_number"
        return "mistyped_number" if spelling.one_digit_apart(sought.number, _number(one)) else "unknown_number"

    def _find_by_name(
        self, cells: Cells, number: str | None, sought: Sought, verdict: Verdict, others: Sequence[Person]
    ) -> None:
        meant = self._named(cells, others)
        if number is None and len(meant) == 1:
            return self._is(meant[0], self._lacking(cells, sought, meant[0]), verdict)
        if number is None:
            lacks = ["blank_number"] if "soDinhDanh" in cells else []
            verdict.found += ["several_people" if meant else "not_found", *lacks]
            return None
        close = [one for one in meant if sought.number and spelling.one_digit_apart(sought.number, _number(one))]
        if len(close) == 1:
            return self._is(close[0], "mistyped_number", verdict)
        verdict.found.append("unknown_number" if sought.number else "malformed_number")
        return None

    @staticmethod
    def _is(one: Person, finding: str | None, verdict: Verdict) -> None:
        verdict.person = one
        if finding is not None:
            verdict.found.append(finding)
            verdict.fixed["soDinhDanh"] = one["soDinhDanh"]

    def _named(self, cells: Cells, others: Sequence[Person]) -> list[Person]:
        """Those of exactly that name and birth date."""
        name, birth = cells.get("hoVaTen"), cells.get("ngaySinh")
        read = spelling.day(birth) if birth else None
        if not name or read is None:
            return []
        found = {one["idx"]: one for one in others if read == one["ngaySinh"]}
        return [one for one in found.values() if names.same(name, one["hoVaTen"], "exact")]

    def doubts(self, cells: Cells, one: Person) -> bool:
        """Whether somebody else is meant: neither name nor birth date agrees, not even nearly."""
        name, birth = cells.get("hoVaTen"), cells.get("ngaySinh")
        if name is None or birth is None or name == one["hoVaTen"] or birth == one["ngaySinh"]:
            return False
        read = spelling.day(birth)
        return (
            self._named_as(name, one) == "name_differs"
            and read is not None
            and by_date(read, one["ngaySinh"], self.setting).match == "mismatch"
        )

    def _compare(self, cells: Cells, verdict: Verdict, one: Person) -> None:
        for name, rule in self._rules.items():
            if name in cells:
                for found, fixed in rule(cells[name], one):
                    verdict.found.append(found)
                    if fixed is not None:
                        verdict.fixed[name] = fixed
        if "birth_differs" in verdict.found and cells.get("hoVaTen") is None:
            verdict.fixed.clear()  # nothing but the number says that it is this person
        self._living(cells, verdict, one)
        for found, fixes in Residing(cells, one, self.setting).findings():
            verdict.found.append(found)
            verdict.fixed.update(fixes)

    @cached_property
    def _rules(self) -> Mapping[str, Any]:
        return {"hoVaTen": self._name, "ngaySinh": self._birth, "gioiTinh": self._sex, "soCMND": self._cmnd}

    def _name(self, cell: str | None, one: Person) -> Iterator[tuple[str, str | None]]:
        if cell is None:
            yield "blank_name", one["hoVaTen"]
        elif (found := self._named_as(cell, one)) is not None:
            yield found, None if found == "name_differs" else spelling.name_like(one["hoVaTen"], cell)

    def _named_as(self, cell: str, one: Person) -> str | None:
        match = by_name(cell, one["hoVaTen"], self.setting).match
        if match == "match":
            return None
        if any(names.same(cell, former, "exact") for former in _lines(one, "hoVaTenCu")):
            return "former_name"
        return "name_near" if match == "near" else "name_differs"

    def _birth(self, cell: str | None, one: Person) -> Iterator[tuple[str, str | None]]:
        if cell is None:
            yield "blank_birth", one["ngaySinh"]
            return
        read = spelling.day(cell)
        finding = None if read is None else by_date(read, one["ngaySinh"], self.setting)
        if finding is None:
            yield "malformed_birth", one["ngaySinh"]
        elif finding.match == "partial" and not finding.agrees:
            yield "birth_partial", spelling.day_like(one["ngaySinh"], cell)
        elif finding.match in {"mismatch", "swapped"}:
            found = "birth_swapped" if finding.match == "swapped" else "birth_differs"
            yield found, spelling.day_like(one["ngaySinh"], cell)

    @staticmethod
    def _sex(cell: str | None, one: Person) -> Iterator[tuple[str, str | None]]:
        held, read = one["gioiTinh"], spelling.sex(cell) if cell else "0"
        if held in {None, "0", read}:
            return
        if read == "0":
            yield "blank_sex", held
        else:
            yield "malformed_sex" if read is None else "sex_differs", spelling.sex_like(held, cell or "")

    @staticmethod
    def _cmnd(cell: str | None, one: Person) -> Iterator[tuple[str, str | None]]:
        held, read = one["soCMND"], spelling.digits(cell, spelling.CMND, spelling.PERSONAL) if cell else None
        if cell is None:
            if held is not None:
                yield "blank_cmnd", held
        elif read in _lines(one, "soCMNDCu"):
            yield "old_cmnd", held
        elif read not in {held, one["soDinhDanh"]} or read is None:
            yield "cmnd_differs", held
        elif cell not in {held, one["soDinhDanh"]}:
            yield "repaired_number", read

    def _living(self, cells: Cells, verdict: Verdict, one: Person) -> None:
        status, died = cells.get("trangThai"), cells.get("ngayChet")
        active = spelling.says_active(status) if self.is_register else not spelling.says_ended(status)
        if one["trangThai"] == "conSong":
            if died or (spelling.says_dead(status) and not self.is_register):  # a card is lost in the same words
                verdict.found.append("alive_but_dead")
        elif died is None and active:
            verdict.found.append("dead_but_active" if one["trangThai"] == "daChet" else "missing_but_active")
            if "ngayChet" in cells and one["ngayChet"]:
                verdict.fixed["ngayChet"] = one["ngayChet"]
        elif died and one["ngayChet"] and spelling.day(died) != one["ngayChet"]:
            verdict.found.append("death_day_differs")
            verdict.fixed["ngayChet"] = spelling.day_like(one["ngayChet"], died)


def _lines(one: Person, name: str) -> list[str]:
    return one[name].split("\n") if one[name] else []


def _number(one: Person) -> str:
    return one["soDinhDanh"] or ""


def _numbers(one: Person) -> list[str | None]:
    """Every number somebody has or had."""
    return [one["soDinhDanh"], one["soCMND"], *_lines(one, "soDinhDanhCu"), *_lines(one, "soCMNDCu")]
