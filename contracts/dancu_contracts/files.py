"""Where the contracts stand: JSON beside this module, and what a folder lists."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from json import loads
from typing import Any

ROOT = files("dancu_contracts")


def document(*path: str) -> Any:
    """A JSON document of the contracts."""
    return loads(ROOT.joinpath(*path).read_text(encoding="utf-8"))


def folders(name: str) -> tuple[str, ...]:
    """The folders below one, sorted."""
    return tuple(sorted(f.name for f in ROOT.joinpath(name).iterdir() if f.is_dir() and not f.name.startswith("_")))


def stems(folder: Traversable, suffix: str = ".json") -> tuple[str, ...]:
    """The names, without their suffix, of the files in a folder, sorted; none if there is no such folder."""
    names = [f.name for f in folder.iterdir() if f.name.endswith(suffix)] if folder.is_dir() else []
    return tuple(sorted(name.removesuffix(suffix) for name in names))
