"""Who a row means: by its number, an older one or the CMND, or by name and birth date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dancu_sandbox.reconciling import spelling
from dancu_sandbox.reconciling.findings import Cells, Person, Verdict
from mock_national_db import names
from mock_national_db.compare import Setting, by_date, by_name


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
        number, cmnd, name, birth = (cells.get(of) for of in ("soDinhDanh", "soCMND", "hoVaTen", "ngaySinh"))
        read = spelling.digits(number, spelling.PERSONAL, spelling.CMND) if number else None
        return cls(
            read,
            spelling.digits(cmnd, spelling.CMND) if cmnd else None,
            names.folded(name) if name else None,
            spelling.day(birth) if birth else None,
        )


@dataclass(frozen=True)
class Identifier:
    """Who is meant, by the day and the rule for names."""

    setting: Setting

    def __call__(self, cells: Cells, verdict: Verdict, others: Sequence[Person]) -> None:
        """Settle whether the verdict's person, who has the number as written, is meant, or one of the others."""
        number = cells.get("soDinhDanh")
        if verdict.person is None:
            self._find(cells, number, verdict, others)
        elif self._doubts(cells, verdict.person):
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
        if self._doubts(cells, one):
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

    def _doubts(self, cells: Cells, one: Person) -> bool:
        """Whether somebody else is meant: neither name nor birth date agrees, not even nearly."""
        name, birth = cells.get("hoVaTen"), cells.get("ngaySinh")
        if name is None or birth is None or name == one["hoVaTen"] or birth == one["ngaySinh"]:
            return False
        read = spelling.day(birth)
        return (
            name_finding(name, one, self.setting) == "name_differs"
            and read is not None
            and by_date(read, one["ngaySinh"], self.setting).match == "mismatch"
        )


def name_finding(cell: str, one: Person, setting: Setting) -> str | None:
    """What deviates in a name, None for what is the same by the rule."""
    match = by_name(cell, one["hoVaTen"], setting).match
    if match == "match":
        return None
    if any(names.same(cell, former, "exact") for former in lines(one, "hoVaTenCu")):
        return "former_name"
    return "name_near" if match == "near" else "name_differs"


def lines(one: Person, name: str) -> list[str]:
    """What was true of somebody before, the latest first."""
    return one[name].split("\n") if one[name] else []


def _number(one: Person) -> str:
    return one["soDinhDanh"] or ""


def _numbers(one: Person) -> list[str | None]:
    """Every number somebody has or had."""
    return [one["soDinhDanh"], one["soCMND"], *lines(one, "soDinhDanhCu"), *lines(one, "soCMNDCu")]
