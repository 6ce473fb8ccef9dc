"""The switches: defaults, how they are written, what is refused; and the page that tells of them and of the wires."""

from __future__ import annotations

import pytest

from mock_national_db.wires import Options, wires
from mock_national_db.wires.options import CHOICES
from tests.tree import ROOT

PAGE = (ROOT / "docs/wires.md").read_text(encoding="utf-8")


def test_the_default_of_every_switch_is_its_first_choice() -> None:
    assert {name: getattr(Options(), name) for name in CHOICES} == {name: held[0] for name, held in CHOICES.items()}
    assert Options().deviations == ()


def test_a_switch_may_hold_for_one_service_alone() -> None:
    options = Options.read(["not-found=empty-body", "003.not_found=empty-collection", "003.order = strict"])
    assert (options.not_found, options.order) == ("empty-body", "any")
    assert (options.of("003").not_found, options.of("003").order) == ("empty-collection", "strict")
    assert options.of("037") is options
    assert options.deviations == ("not_found=empty-body",)


@pytest.mark.parametrize("setting", ["nothing=1", "profile=other", "order", "037.x=1", "access=none"])
def test_an_unknown_switch_or_value_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match=r"no switch|is one of"):
        Options.read([setting])


def test_every_switch_and_its_values_are_on_the_page() -> None:
    rows = [f"| `{name}` | {' '.join(f'`{choice}`' for choice in held)} |" for name, held in CHOICES.items()]
    assert [row for row in rows if row not in PAGE] == []


def test_every_place_where_a_wire_is_spoken_is_on_the_page() -> None:
    """Below a gateway's prefix any name will do, so the prefix is enough."""
    spoken = (*wires(), *wires("mock_sectoral_dbs.wires"))
    routes = {route.removesuffix("/*") for wire in spoken for route in wire.routes}
    below = tuple(f"{route}/" for route in routes if f"`{route}`" in PAGE)
    assert [route for route in sorted(routes) if route not in PAGE and not route.startswith(below)] == []
