"""Whether registers agree: the same fact asked of several, found by the contracts' `copies`."""

from collections.abc import Mapping
from datetime import date

from dancu_contracts import registry

from dancu_connectors.dates import PartialDate
from dancu_connectors.names import exact
from dancu_connectors.prefilled import Conflict
from dancu_connectors.records import Record


def conflicts(values: Mapping[str, object]) -> tuple[Conflict, ...]:
    """The facts that several of the fields repeat, and of which they tell different things."""
    facts: dict[str, dict[str, object]] = {}
    for asked, value in values.items():
        facts.setdefault(canonical(asked), {})[asked] = value
    return tuple(Conflict(fact, told) for fact, told in facts.items() if not _all_agree(list(told.values())))


def canonical(asked: str) -> str:
    """The field that a field repeats, e.g. `tax.hoVaTen` → `population.hoVaTen`; itself where it has its source."""
    seen: set[str] = set()
    while asked not in seen:
        seen.add(asked)
        asked = _copied(asked)
    return asked


def _copied(asked: str) -> str:
    name, _, path = asked.partition(".")
    copies, above, below = registry(name).copies, path, ""
    while above:
        if above in copies:
            return copies[above] + below
        above, _, last = above.rpartition(".")
        below = f".{last}{below}"
    return asked


def _all_agree(values: list[object]) -> bool:
    return all(agree(values[0], other) for other in values[1:])


def agree(one: object, other: object) -> bool:
    """Text by the rule `exact`, dates to the day, objects in the fields that both have."""
    if isinstance(one, Record) and isinstance(other, Record):
        ours, theirs = one.as_json(), other.as_json()
        return all(agree(ours[name], theirs[name]) for name in ours.keys() & theirs.keys())
    return _comparable(one) == _comparable(other)


def _comparable(value: object) -> object:
    if isinstance(value, str):
        return exact(value)
    if isinstance(value, date):
        return PartialDate.of(value)
    return value
