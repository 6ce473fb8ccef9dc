"""The project's own files, as git would have them, and what the architecture is read from."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTRACTS = ROOT / "contracts/dancu_contracts"
CONNECTORS = ROOT / "connectors/dancu_connectors"
NATION = ROOT / "mock_national_db"
SECTORS = ROOT / "mock_sectoral_dbs"
WAYS_IN = ROOT / "dancu_sandbox"
ROOMS = (CONTRACTS, CONNECTORS, NATION, SECTORS, WAYS_IN)


@cache
def files() -> tuple[Path, ...]:
    """Every file that is tracked, or would be if it were added now."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(path for name in sorted({*listed.split("\0")} - {""}) if (path := ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    """The text of every such file that is text, by its path in the project."""
    read = ((path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in files())
    return {name: content.decode() for name, content in read if b"\0" not in content}


def modules(*rooms: Path) -> Iterator[Path]:
    """The Python modules of these rooms."""
    return (path for path in files() if path.suffix == ".py" and any(path.is_relative_to(room) for room in rooms))


def name_of(path: Path) -> str:
    """How a fault names a file: its path in the project."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=name_of(path))


@cache
def registries() -> tuple[str, ...]:
    """The registries that have a contract, by listing."""
    return tuple(sorted(path.parent.name for path in CONTRACTS.glob("registries/*/registry.json")))
