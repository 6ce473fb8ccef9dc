"""A rule that stumbles over what it reads is one that cannot be judged, and says nothing of what it read."""

import subprocess
import sys

import pytest
from dancu_connectors.one_stop.rules import Unjudged, judge

WORDS = {"form": {"none": 0, "much": 1 << 62, "born": "1988-11-23", "last": "9999-12-31"}, "today": "2027-02-29"}
LOGGING = """
import logging, sys
logging.basicConfig(level=logging.DEBUG)
from dancu_connectors.one_stop.rules import holds
assert not holds("plusMonths(form.born, 999999) == today", {"form": {"born": "1988-11-23"}, "today": ""})
assert not holds("days(form.born, today) > 0", {"form": {"born": "099088006001"}, "today": "2026-11-23"})
"""


@pytest.mark.parametrize(
    "expression",
    [
        "1 / form.none",
        "1 % form.none",
        "form.much * form.much",
        "form.much + form.much",
        "plusDays(form.last, 1)",
        "plusMonths(form.last, 1)",
        "age(form.born, today)",
        "form.born.map(x, x)",
        "1 +",
    ],
)
def test_what_cannot_be_reckoned_is_not_judged(expression: str) -> None:
    with pytest.raises(Unjudged):
        judge(expression, WORDS)


def test_no_log_repeats_what_a_rule_read() -> None:
    told = subprocess.run([sys.executable, "-c", LOGGING], capture_output=True, text=True, check=True, timeout=60)
    assert (told.stdout, told.stderr) == ("", "")
