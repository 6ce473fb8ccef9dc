"""What a purpose may not see: sensitive fields, and the events that tell of nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import dancu_contracts

if TYPE_CHECKING:
    from mock_national_db.registry import Event


@lru_cache(maxsize=4096)
def withheld(registry: str, purpose: str | None) -> frozenset[str]:
    """The registry's fields that do not exist for the purpose: the sensitive ones that its procedure does not list."""
    procedure = dancu_contracts.procedure(purpose) if purpose else None
    allowed = () if procedure is None else procedure.sensitive
    sensitive = dancu_contracts.registry(registry).sensitive
    return frozenset(field for field in sensitive if f"{registry}.{field}" not in allowed)


def is_told(event: Event, purpose: str | None) -> bool:
    """Whether the purpose may know that there was such an event at all."""
    about = dancu_contracts.registry(event.registry).tells_of(event.type)
    return about.isdisjoint(withheld(event.registry, purpose))
