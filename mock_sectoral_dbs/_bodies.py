"""Public bodies: the authorities of communes in both eras, schools, hospitals, notary offices, and their heads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from mock_national_db import units
from mock_national_db.units import REFORM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_national_db.nation import Organisation, Organisations
    from mock_national_db.person import Person

COMMITTEE, POLICE, CLINIC = "ubnd_xa", "cong_an_xa", "tram_y_te"
SCHOOL, HOSPITAL, NOTARY = "school", "hospital", "notary_office"
_AUTHORITIES, _OTHERS = (COMMITTEE, POLICE, CLINIC), (SCHOOL, HOSPITAL, NOTARY)
_LEAST_AGE = 25


@dataclass(frozen=True, slots=True)
class Body:
    """A public body until before `until`; `place` is its place among all of the nation."""

    place: int
    organisation: Organisation
    until: date | None

    @property
    def number(self) -> str:
        """Seven digits, of which the first is 0."""
        return f"{self.place:07}"

    def since(self, head: Person) -> date:
        """The day from which its head heads it: founded, and he is of age."""
        return max(self.organisation.founded, head.birthday(_LEAST_AGE))


def of_nation(organisations: Organisations) -> Sequence[Body]:
    """Every public body of the nation, always in the same order; worked out once."""
    return _listed(organisations)[0]


def headed_by(person: Person) -> Sequence[Body]:
    """The bodies that the citizen heads or headed."""
    found = _listed(person.nation.organisations)[1].get(person.index, ())
    return [body for body in found if body.until is None or body.since(person) < body.until]


def numbered(organisations: Organisations, number: str) -> Body | None:
    """The body of that number."""
    bodies, place = of_nation(organisations), int(number)
    return bodies[place] if place < len(bodies) else None


@lru_cache(maxsize=4)
def _listed(organisations: Organisations) -> tuple[Sequence[Body], Mapping[int, list[Body]]]:
    bodies = [Body(place, one, until) for place, (one, until) in enumerate(_all(organisations))]
    heads: dict[int, list[Body]] = {}
    for body in bodies:
        if (head := body.organisation.head) is not None:
            heads.setdefault(head, []).append(body)
    return bodies, heads


def _all(organisations: Organisations) -> Iterator[tuple[Organisation, date | None]]:
    old = [code for code, unit in units.legacy().items() if unit.province_code in organisations.provinces]
    new = sorted({target for code in old for target in units.targets().get(code, ())})
    for kind in _AUTHORITIES:
        for code in old:
            yield organisations.authority(kind, code, REFORM - timedelta(1)), REFORM
        for code in new:
            yield organisations.authority(kind, code, REFORM), None
    for kind in _OTHERS:
        for province in organisations.provinces:
            yield from ((one, None) for one in organisations.of_kind(kind, province))
