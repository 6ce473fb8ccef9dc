"""The page about the command line cannot lie: its examples run in order, and it names every command and option."""

import re
import shlex
from pathlib import Path

import pytest

from dancu_sandbox.command_line import dancu
from tests.journeys.running import said

PAGE = (Path(__file__).parents[2] / "docs/cli.md").read_text(encoding="utf-8")
EXAMPLES = [
    line for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines() if line
]


def test_every_example_ends_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    ended = {}
    for line in EXAMPLES:
        command, _, promise = line.partition("# exit ")
        words = shlex.split(command)
        assert words[0] == "dancu"
        ended[line] = (str(said(*words[1:]).exit_code), (promise or "0").split(" or "))
    assert {line: code for line, (code, promised) in ended.items() if code not in promised} == {}


def test_every_command_and_option_is_on_the_page() -> None:
    names = dancu.list_commands(None)  # type: ignore[arg-type]  # it needs no context
    assert [name for name in names if f"dancu {name}" not in PAGE] == []
    up = dancu.get_command(None, "up")  # type: ignore[arg-type]  # neither does this
    assert up is not None
    options = {option for parameter in up.params for option in parameter.opts if option.startswith("--")}
    assert [option for option in sorted(options) if f"`{option}" not in PAGE and f"{option} " not in PAGE] == []
