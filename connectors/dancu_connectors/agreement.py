"""Whether registers agree: the same fact asked of several, found by the contracts' `copies`."""

from collections.abc import Mapping

from dancu_contracts import registry

from dancu_connectors.addresses import is_address, same_place
from dancu_connectors.calls import plain
from dancu_connectors.names import exact
from dancu_connectors.prefilled import Conflict


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
    """Text by the rule `exact`, addresses by place, other objects in the fields that both have."""
    ours, theirs = _comparable(one), _comparable(other)
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return ours == theirs
    if is_address(ours) and is_address(theirs):
        return same_place(ours, theirs)
    return all(agree(ours[name], theirs[name]) for name in ours.keys() & theirs.keys())


def _comparable(value: object) -> object:
    value = plain(value)
    return exact(value) if isinstance(value, str) else value
