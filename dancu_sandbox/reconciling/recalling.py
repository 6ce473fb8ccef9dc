"""What the sheet of people has no column for: somebody's other addresses, and what was true on a paper's own day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dancu_sandbox.reconciling.copies import beside
from dancu_sandbox.reconciling.people import residing
from mock_national_db.timeline import Timeline, current

if TYPE_CHECKING:
    from dancu_sandbox.reconciling.copies import Copies
    from dancu_sandbox.reconciling.findings import Cells, Person
    from mock_national_db.workspace import Workspace


@dataclass(frozen=True)
class Recalling:
    """The nation as the workspace sees it, asked about what a register's records repeat."""

    seen: Workspace
    copies: Copies

    def addresses(self, cells: Cells, one: Person) -> Iterator[tuple[str, dict[str, Any], Person]]:
        """Each other address of a row: its column, its parts, and the person as one who resides there."""
        for name, source in self.copies.addresses.items():
            if (cell := cells.get(beside(name))) is not None:
                value = self._fact(one, source)
                former = value.former(self.seen.as_of) if isinstance(value, Timeline) else []
                home = residing(current(value, self.seen.as_of), former, self.seen.as_of.on)
                yield beside(name), {**json.loads(cell), "thuongTru": cell}, {**one, **home}

    def then(self, field: str, cells: Cells, one: Person) -> Person | None:
        """The person as on the day that the row bears, None where it tells of today."""
        day = cells.get(beside(self.copies.days[field])) if field in self.copies.days else None
        if day is None:
            return None
        person, on = self.seen.person(one["idx"]), date.fromisoformat(day)
        found = residing(person.residence(on), [], self.seen.as_of.on)
        name = person.at("hoVaTen", on)
        self.seen.forget()
        return {**one, **found, "hoVaTen": name or one["hoVaTen"]}

    def _fact(self, one: Person, name: str) -> Any:
        value = self.seen.person(one["idx"]).fact(name)
        self.seen.forget()
        return value
