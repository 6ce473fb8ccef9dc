"""Named test citizens, each with a reason: one file each in `files/`, found by listing, beneath every workspace."""

from mock_national_db.personas.catalogue import FIRST, Persona, catalogue, persona, personas
from mock_national_db.personas.people import (
    by_birth,
    children,
    deviations,
    everybody,
    facts,
    household,
    index_of,
    stating,
)

__all__ = [
    "FIRST",
    "Persona",
    "by_birth",
    "catalogue",
    "children",
    "deviations",
    "everybody",
    "facts",
    "household",
    "index_of",
    "persona",
    "personas",
    "stating",
]
