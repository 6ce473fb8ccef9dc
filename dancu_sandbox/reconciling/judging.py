"""One row held against the nation: what deviates from who is meant, and what should stand there instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

from dancu_sandbox.reconciling import spelling
from dancu_sandbox.reconciling.findings import Cells, Person, Verdict
from dancu_sandbox.reconciling.identifying import Identifier, lines, name_finding
from dancu_sandbox.reconciling.recalling import Recalling
from dancu_sandbox.reconciling.residing import Fixes, Residing
from dancu_sandbox.reconciling.styles import Styles
from mock_national_db.compare import Setting, by_date

Fix = TypeVar("Fix")
Rule = Callable[[str | None, Person], Iterator[tuple[str, str | None]]]
"""What deviates in a cell, each with what the nation has instead, None where nobody can say."""
_UNSURE = frozenset({"name_differs"})
"""What a person has to look at: the cell stays."""


@dataclass(frozen=True)
class Judge:
    """What judging depends on besides the row: the day, and what else is known of people where a register is judged."""

    setting: Setting
    recalling: Recalling | None = None
    styles: Styles = field(default_factory=dict)

    def __call__(self, cells: Cells, held: Person | None, others: Sequence[Person] = ()) -> Verdict:
        """Judge a row; `held` has the number as it is written, `others` may be meant instead."""
        verdict = Verdict(held)
        Identifier(self.setting)(cells, verdict, others)
        if verdict.person is not None and "other_person" not in verdict.found:
            self._compare(cells, verdict, verdict.person)
        return verdict

    def _compare(self, cells: Cells, verdict: Verdict, one: Person) -> None:
        for name, rule in self._rules.items():
            if name in cells and cells[name] != one[name]:
                for found, fixed in self._found(name, cells, one, partial(rule, cells[name])):
                    verdict.found.append(found)
                    if fixed is not None:
                        (verdict.told if found in _UNSURE else verdict.fixed)[name] = fixed
        if "birth_differs" in verdict.found and cells.get("hoVaTen") is None:
            verdict.told.update(verdict.fixed)
            verdict.fixed.clear()  # nothing but the number says that it is this person
        self._living(cells, verdict, one)
        for found, fixes in self._residing(cells, one):
            verdict.found.append(found)
            verdict.fixed.update(fixes)

    def _residing(self, cells: Cells, one: Person) -> Iterator[tuple[str, Fixes]]:
        yield from self._found("thuongTru", cells, one, lambda who: Residing(cells, who, self.setting).findings())
        if self.recalling is not None:
            for column, parts, resident in self.recalling.addresses(cells, one):
                for found, fixes in Residing(parts, resident, self.setting).findings():
                    yield found, {column: fixes["thuongTru"]} if fixes else {}

    def _found(
        self, name: str, cells: Cells, one: Person, rule: Callable[[Person], Iterable[tuple[str, Fix]]]
    ) -> Sequence[tuple[str, Fix]]:
        """What a rule finds; of a register what was right on the day that its record bears is right."""
        found = list(rule(one))
        if self.recalling is None or not found:
            return found
        then = self.recalling.then(name, cells, one)
        told = found if then is None else rule(then)
        return [(finding, fixed) for finding, fixed in told if finding != "blank_address"]  # some kinds have no address

    @cached_property
    def _rules(self) -> Mapping[str, Rule]:
        return {"hoVaTen": self._name, "ngaySinh": self._birth, "gioiTinh": self._sex, "soCMND": self._cmnd}

    def _name(self, cell: str | None, one: Person) -> Iterator[tuple[str, str | None]]:
        held = spelling.name_like(one["hoVaTen"] or "", cell or self.styles.get("hoVaTen", ""))
        if cell is None:
            yield "blank_name", held
        elif (found := name_finding(cell, one, self.setting)) is not None:
            yield found, held

    def _birth(self, cell: str | None, one: Person) -> Iterator[tuple[str, str | None]]:
        held, read = self._day("ngaySinh", one["ngaySinh"], cell), spelling.day(cell) if cell else None
        finding = None if read is None else by_date(read, one["ngaySinh"], self.setting)
        if cell is None:
            yield "blank_birth", held
        elif finding is None:
            yield "short_year" if spelling.is_short_year_of(cell, one["ngaySinh"]) else "malformed_birth", held
        elif finding.match == "partial" and not finding.agrees:
            yield "birth_partial", held
        elif finding.match in {"mismatch", "swapped"}:
            yield "birth_swapped" if finding.match == "swapped" else "birth_differs", held

    def _day(self, name: str, held: str, cell: str | None) -> str:
        """A day as its cell spells it, or as its column does where the cell shows nothing."""
        shown = cell if cell and spelling.is_whole_day(cell) else self.styles.get(name, cell or "")
        return spelling.day_like(held, shown)

    def _sex(self, cell: str | None, one: Person) -> Iterator[tuple[str, str | None]]:
        held, read = one["gioiTinh"], spelling.sex(cell) if cell else "0"
        if held in {None, "0", read}:
            return
        style = self.styles.get("gioiTinh", cell or "") if read in {None, "0"} else cell
        finding = "blank_sex" if read == "0" else "malformed_sex" if read is None else "sex_differs"
        yield finding, spelling.sex_like(held, style or "")

    @staticmethod
    def _cmnd(cell: str | None, one: Person) -> Iterator[tuple[str, str | None]]:
        held, read = one["soCMND"], spelling.digits(cell, spelling.CMND, spelling.PERSONAL) if cell else None
        if cell is None:
            if held is not None:
                yield "blank_cmnd", held
        elif read in lines(one, "soCMNDCu"):
            yield "old_cmnd", held
        elif read not in {held, one["soDinhDanh"]} or read is None:
            yield "cmnd_differs", held
        elif cell not in {held, one["soDinhDanh"]}:
            yield "repaired_cmnd", read

    def _living(self, cells: Cells, verdict: Verdict, one: Person) -> None:
        status, died = cells.get("trangThai"), cells.get("ngayChet")
        if one["trangThai"] == "conSong":
            if died or (spelling.says_dead(status) and self.recalling is None):  # a card is lost in the same words
                verdict.found.append("alive_but_dead")
        elif died is None and self._is_active(status, one):
            verdict.found.append("dead_but_active" if one["trangThai"] == "daChet" else "missing_but_active")
            if one["ngayChet"]:
                day = self._day("ngayChet", one["ngayChet"], None)
                (verdict.fixed if "ngayChet" in cells else verdict.told)["ngayChet"] = day
        elif died and one["ngayChet"] and spelling.day(died) != one["ngayChet"]:
            verdict.found.append("death_day_differs")
            verdict.fixed["ngayChet"] = self._day("ngayChet", one["ngayChet"], died)

    def _is_active(self, status: str | None, one: Person) -> bool:
        """A row of a file unless it says that it ended; a register's if nobody who is dead can be in its state."""
        if self.recalling is None:
            return not spelling.says_ended(status)
        return one["trangThai"] == "daChet" and status in self.recalling.copies.active
