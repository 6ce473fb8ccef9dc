"""The page about the command line names every command and option; tests/test_pages.py runs its examples."""

from pathlib import Path

from dancu_sandbox.command_line import dancu

PAGE = (Path(__file__).parents[2] / "docs/cli.md").read_text(encoding="utf-8")


def test_every_command_and_option_is_on_the_page() -> None:
    names = dancu.list_commands(None)  # type: ignore[arg-type]  # it needs no context
    assert [name for name in names if f"dancu {name}" not in PAGE] == []
    up = dancu.get_command(None, "up")  # type: ignore[arg-type]  # neither does this
    assert up is not None
    options = {option for parameter in up.params for option in parameter.opts if option.startswith("--")}
    assert [option for option in sorted(options) if f"`{option}" not in PAGE and f"{option} " not in PAGE] == []
