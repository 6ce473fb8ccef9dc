"""The administrative procedures (thủ tục hành chính) that a call may serve, found by slug or by TTHC code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dancu_contracts.files import document, folders
from dancu_contracts.tables import Texts


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure: our slug, its number in the plan, its TTHC codes, and the sensitive fields it may see.

    `level` is the plan's level of online service, 3 or 4; `sensitive` holds fields as
    `registry.field`. `stands_on` is the procedure whose form and checks it has with its own ("" if none).
    """

    slug: str
    number: int
    title: Texts
    codes: tuple[str, ...]
    sensitive: tuple[str, ...]
    forms: tuple[str, ...]
    legal_basis: tuple[str, ...]
    level: int
    stands_on: str
    document: Mapping[str, Any]


@cache
def procedures() -> Mapping[str, Procedure]:
    """All procedures by slug, in the order of the plan."""
    found = [_procedure(document("procedures", slug, "procedure.json")) for slug in folders("procedures")]
    return {procedure.slug: procedure for procedure in sorted(found, key=lambda procedure: procedure.number)}


def _procedure(about: Mapping[str, Any]) -> Procedure:
    return Procedure(
        slug=about["slug"],
        number=about["number"],
        title=about["title"],
        codes=tuple(about["codes"]),
        sensitive=tuple(about["sensitive"]),
        forms=tuple(about["forms"]),
        legal_basis=tuple(about["legalBasis"]),
        level=about["level"],
        stands_on=about.get("standsOn", ""),
        document=about,
    )


@cache
def _by_any_key() -> Mapping[str, Procedure]:
    return {key: procedure for procedure in procedures().values() for key in (procedure.slug, *procedure.codes)}


def procedure(key: str) -> Procedure | None:
    """The procedure of that slug or TTHC code."""
    return _by_any_key().get(key)
