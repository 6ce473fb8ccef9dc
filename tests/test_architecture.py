"""The house rules: one name in three places, no list to edit, modules that say what they are."""

import ast
import importlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tree import (
    CONNECTORS,
    CONTRACTS,
    NATION,
    ROOMS,
    ROOT,
    SECTORS,
    WAYS_IN,
    modules,
    name_of,
    parsed,
    registries,
)

EMPTY_WORDS = {
    "common",
    "entity",
    "handler",
    "handlers",
    "helper",
    "helpers",
    "manager",
    "misc",
    "processor",
    "util",
    "utils",
}
VERSION_FILES = ("record.schema.json", "claims.schema.json", "events.schema.json")


def _contract(registry: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CONTRACTS / "registries" / registry / "registry.json").read_text("utf-8"))
    return found


def _module(room: Path, name: str) -> Path | None:
    """A module or a package of that name in a room."""
    return next((path for path in (room / f"{name}.py", room / name / "__init__.py") if path.is_file()), None)


def _defines_a_registry(path: Path) -> bool:
    """Whether a module says `REGISTRY = …` at its top level."""
    targets = (t for node in parsed(path).body if isinstance(node, ast.Assign) for t in node.targets)
    return any(isinstance(target, ast.Name) and target.id == "REGISTRY" for target in targets)


def test_there_are_registries() -> None:
    assert registries(), (
        f"no registry.json below {name_of(CONTRACTS)}/registries: nothing else in this file would test anything"
    )


@pytest.mark.parametrize("registry", registries())
def test_a_registry_has_a_contract_a_mock_and_a_connector(registry: str) -> None:
    version = CONTRACTS / "registries" / registry / str(_contract(registry)["version"])
    wanted = {
        **{f"{name_of(version)}/{name}": (version / name).is_file() for name in VERSION_FILES},
        f"{name_of(version)}/examples/*.json": any(version.glob("examples/*.json")),
        f"{name_of(NATION)}/{registry}.py or {name_of(SECTORS)}/{registry}.py": bool(
            _module(NATION, registry) or _module(SECTORS, registry)
        ),
        f"{name_of(CONNECTORS)}/{registry}.py": bool(_module(CONNECTORS, registry)),
    }
    missing = [place for place, is_there in wanted.items() if not is_there]
    assert not missing, f"the registry {registry} lacks: {', '.join(missing)}"


@pytest.mark.parametrize("registry", registries())
def test_a_contract_is_named_as_its_folder(registry: str) -> None:
    assert _contract(registry)["name"] == registry


def test_every_mock_of_a_registry_has_a_contract() -> None:
    orphans = [
        name_of(path)
        for path in modules(NATION, SECTORS)
        if _defines_a_registry(path) and {path.stem, path.parent.name}.isdisjoint(registries())
    ]
    assert not orphans, (
        f"these define a REGISTRY that no folder of contracts/dancu_contracts/registries promises: {orphans}"
    )


def test_every_public_module_beside_the_sectors_is_a_sector() -> None:
    strays = [
        name_of(path)
        for path in modules(SECTORS)
        if path.parent == SECTORS and not path.stem.startswith("_") and path.stem not in registries()
    ]
    assert not strays, (
        f"mock_sectoral_dbs holds one module per registry; what several share begins with an underscore: {strays}"
    )


@pytest.mark.parametrize("registry", registries())
def test_a_field_is_either_answered_for_or_copied(registry: str) -> None:
    contract = _contract(registry)
    assert set(contract["sourceOf"]).isdisjoint(contract["copies"]), (
        f"{registry} claims as its own what it says it copies"
    )


@pytest.mark.parametrize("registry", registries())
def test_what_is_copied_has_a_source(registry: str) -> None:
    unanswered = [
        f"{registry}.{field} copies {source}"
        for field, source in _contract(registry)["copies"].items()
        if not _is_answered_for(source)
    ]
    assert not unanswered, f"no registry answers for: {unanswered}"


def _is_answered_for(source: str) -> bool:
    registry, _, field = source.partition(".")
    return registry in registries() and field.partition(".")[0] in _contract(registry)["sourceOf"]


def test_no_two_registries_are_the_source_of_one_number() -> None:
    """A number that leads to records (a key) is issued by one registry; what else bears its name is a copy."""
    issued = Counter(
        field
        for registry in registries()
        for field in {f for key in _contract(registry)["keys"] for f in key["fields"]}
        & {*_contract(registry)["sourceOf"]}
    )
    claimed = {field: _claimants(field) for field, times in issued.items() if times > 1}
    assert not claimed, f"more than one registry claims to be the source: {claimed}"


def _claimants(field: str) -> list[str]:
    return [registry for registry in registries() if field in _contract(registry)["sourceOf"]]


def _is_shared(path: Path) -> bool:
    """Whatever is not a registry's own module or folder, a wire (it speaks for one system) or a persona."""
    parts = {*path.relative_to(ROOT).with_suffix("").parts}
    return parts.isdisjoint({*registries(), "wires", "personas", "registries"})


def _docstrings(tree: ast.Module) -> set[int]:
    """Where the docstrings are: prose may name a registry as an example."""
    bodies = (
        node.body
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    )
    firsts = (body[0].value for body in bodies if body and isinstance(body[0], ast.Expr))
    return {id(first) for first in firsts if isinstance(first, ast.Constant)}


def _words(path: Path) -> Iterator[tuple[int, str]]:
    """What the code of a module says: its string constants, and the names that it imports."""
    tree = parsed(path)
    prose = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, " ".join([node.module or "", *(alias.name for alias in node.names)])
        elif isinstance(node, ast.Import):
            yield node.lineno, " ".join(alias.name for alias in node.names)


# `GET /health` and `GET /{registry}/health` ask whether a service is ready; a registry bears the same word.
READINESS = re.compile(r"(^|/)health$")


def test_shared_code_names_no_registry() -> None:
    """A registry is found by listing, so that adding or removing one edits nothing that stands."""
    name = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, registries()))})(?![\w-])")
    named = [
        f"{name_of(path)}:{line} names {found.group()!r}"
        for path in modules(*ROOMS)
        if _is_shared(path)
        for line, text in _words(path)
        if (found := name.search(READINESS.sub("", text)))
    ]
    assert not named, "shared code names a registry (pass it in, or find it by listing):\n" + "\n".join(named)


def test_modules_have_names_that_say_something() -> None:
    empty = [name_of(path) for path in modules(ROOT) if EMPTY_WORDS & {*path.stem.split("_"), path.parent.name}]
    assert not empty, f"name them by what they hold: {empty}"


def test_every_module_says_what_it_is_in_its_first_line() -> None:
    silent = [name_of(path) for path in modules(ROOT) if not _first_line(path)]
    assert not silent, f"no first line that says what the module is: {silent}"


def _first_line(path: Path) -> str:
    return (ast.get_docstring(parsed(path)) or "").partition("\n")[0]


def test_no_module_begins_by_calling_itself_a_module() -> None:
    empty = [
        name_of(path) for path in modules(ROOT) if re.match(r"(This|A|The) (module|file|package)\b", _first_line(path))
    ]
    assert not empty, f"the first line says what it is in the domain's words: {empty}"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_is_typed(room: Path) -> None:
    assert (room / "py.typed").is_file()


@pytest.mark.parametrize("room", [CONTRACTS, CONNECTORS, NATION], ids=lambda room: room.name)
def test_a_room_that_others_import_from_has_a_public_list(room: Path) -> None:
    """`__all__` is what may be imported: sorted, without doubles, each name there."""
    public = importlib.import_module(room.name)
    names = list(getattr(public, "__all__", ()))
    assert names, f"{room.name} has no __all__"
    assert len({*names}) == len(names)
    assert [name for name in names if not hasattr(public, name)] == []
    assert [name for name in names if name.startswith("_") and name != "__version__"] == []


def test_no_room_reaches_into_another_rooms_private_modules() -> None:
    private = [
        f"{name_of(path)} imports {node.module}"
        for path in modules(*ROOMS)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and _is_private_elsewhere(node.module or "", path)
    ]
    assert not private, f"underscored modules stay in their room: {private}"


def _is_private_elsewhere(module: str, path: Path) -> bool:
    room, _, inner = module.partition(".")
    return any(part.startswith("_") for part in inner.split(".")) and room not in path.parts


def test_the_ways_in_import_nothing_when_asked_for_nothing() -> None:
    """`dancu` without the extra must be able to say what to install, so its entry point imports no third party."""
    imported = {name.partition(".")[0] for node in parsed(WAYS_IN / "__main__.py").body for name in _imported(node)}
    assert imported <= {*sys.stdlib_module_names, "dancu_sandbox"}, (
        "dancu_sandbox/__main__.py imports third parties at its top"
    )


def _imported(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
