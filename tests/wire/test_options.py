"""The switches: their defaults, how they are written, and what is refused."""

from __future__ import annotations

import pytest

from mock_national_db.wires import Options
from mock_national_db.wires.options import CHOICES


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
