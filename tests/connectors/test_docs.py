"""The page about connectors names every error, and what is left to ask has its reasons told."""

from pathlib import Path

import dancu_connectors
from dancu_connectors import DancuError

PAGE = (Path(__file__).parents[2] / "docs/connectors.md").read_text(encoding="utf-8")


def test_every_error_is_on_the_page() -> None:
    kinds = [getattr(dancu_connectors, name) for name in dancu_connectors.__all__]
    errors = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, DancuError)]
    assert [error.__name__ for error in errors if f"`{error.__name__}`" not in PAGE] == []


def test_every_reason_to_ask_the_citizen_is_documented() -> None:
    words = dancu_connectors.Missing.__doc__ or ""
    reasons = {"source_down", "no_right", "contract_broken", "not_on_this_wire", "claims_needed", "no_connector"}
    assert all(f'"{reason}"' in words for reason in reasons | {"no_value", "several_values"})
