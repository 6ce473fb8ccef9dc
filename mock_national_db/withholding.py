"""What a purpose may not see: sensitive fields, the events and numbers that tell of them, registers of nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import dancu_contracts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from mock_national_db.registry import Event


@lru_cache(maxsize=4096)
def withheld(registry: str, purpose: str | None) -> frozenset[str]:
    """The registry's fields that do not exist for the purpose: the sensitive ones that its procedure does not list."""
    procedure = dancu_contracts.procedure(purpose) if purpose else None
    allowed = () if procedure is None else procedure.sensitive
    sensitive = dancu_contracts.registry(registry).sensitive
    return frozenset(field for field in sensitive if f"{registry}.{field}" not in allowed)


@lru_cache(maxsize=4096)
def is_secret(registry: str, purpose: str | None) -> bool:
    """Whether the purpose may see nothing of what the registry is the source of.

    What is left are data that the record copies: they would tell only that there is a record, so there is none.
    """
    hidden = withheld(registry, purpose)
    return bool(hidden) and hidden.issuperset(dancu_contracts.registry(registry).source_of)


def is_hidden(registry: str, record: Mapping[str, Any], purpose: str | None) -> bool:
    """Whether a record says only what is sensitive, which the purpose may not see: to it there is none."""
    telling = dancu_contracts.registry(registry).secret_without
    return telling is not None and telling not in record and bool(withheld(registry, purpose))


def leads(registry: str, key: Iterable[str], purpose: str | None) -> bool:
    """Whether a key of those fields leads the purpose to anybody: a sensitive number does not tell whose it is."""
    return withheld(registry, purpose).isdisjoint(key)


def is_told(event: Event, purpose: str | None) -> bool:
    """Whether the purpose may know that there was such an event at all."""
    about = dancu_contracts.registry(event.registry).tells_of(event.type)
    return not is_secret(event.registry, purpose) and about.isdisjoint(withheld(event.registry, purpose))
