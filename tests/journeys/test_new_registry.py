"""A registry begun with one command: green at once by the standard suites, and nothing that stands is touched."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import dancu_contracts
import pytest

from dancu_sandbox import copying
from dancu_sandbox.commands import new_registry
from tests.journeys.running import said
from tests.tree import ROOT, files, name_of

NAME = "apiary"
SUITES = (
    "tests/services/test_registries.py",
    f"tests/services/test_{NAME}.py",
    "tests/contracts",
    "tests/connectors/test_every_registry.py",
    "tests/connectors/test_records.py",
    "tests/test_architecture.py",
)
TITLES = ("--title-vi", "Cơ sở dữ liệu trại ong", "--title-en", "Apiary database")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a new registry in it."""
    checkout = tmp_path_factory.mktemp("checkout")
    for path in files():
        place = checkout / name_of(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    subprocess.run(["git", "init", "--quiet"], cwd=checkout, check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(new_registry, "SOURCES", checkout)
        assert said("new-registry", NAME, *TITLES, "--owner", "Hội nuôi ong").exit_code == 0
    return checkout


@pytest.fixture
def sources(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same copy as where the command works."""
    monkeypatch.setattr(new_registry, "SOURCES", made)
    return made


def _files_of(folder: Path) -> dict[str, bytes]:
    places = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in places}
    return {name: path.read_bytes() for name, path in named.items() if not name.startswith(".git/")}


def test_it_only_adds_files_and_each_bears_the_name(made: Path) -> None:
    before, after = {name_of(path): path.read_bytes() for path in files()}, _files_of(made)
    assert {name: after[name] for name in before} == before
    added = sorted({*after} - {*before})
    assert [path for path in added if NAME not in path] == []
    assert {
        f"contracts/dancu_contracts/registries/{NAME}/registry.json",
        f"mock_sectoral_dbs/{NAME}.py",
        f"connectors/dancu_connectors/{NAME}.py",
        f"connectors/dancu_connectors/{NAME}.pyi",
        f"tests/services/test_{NAME}.py",
    } <= {*added}


def test_it_passes_the_standard_suites_at_once(made: Path) -> None:
    rooms = (made / "contracts", made / "connectors", made)
    here = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COVERAGE_", "COV_"))}
    chosen = ("-k", f"{NAME} or test_architecture or contracts")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *SUITES, *chosen],
        cwd=made,
        env={**here, "PYTHONPATH": os.pathsep.join(map(str, rooms)), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert ran.returncode == 0, ran.stdout[-5000:]
    assert "skipped" not in ran.stdout


def test_it_is_introduced_as_told_and_else_as_what_it_is_a_copy_of(made: Path) -> None:
    contracts = made / "contracts/dancu_contracts/registries"
    model = json.loads((contracts / copying.plainest(ROOT) / "registry.json").read_text("utf-8"))
    about = json.loads((contracts / NAME / "registry.json").read_text("utf-8"))
    assert (about["name"], about["title"]) == (NAME, {"vi": TITLES[1], "en": TITLES[3]})
    since = model["owners"][-1]["validFrom"]
    assert about["owners"] == [{"name": {"vi": "Hội nuôi ong", "en": "Hội nuôi ong"}, "validFrom": since}]
    for part in ("legalBasis", "subjectKind", "sensitive", "copies", "provenance", "wire"):
        assert about[part] == model[part], part


def test_it_tells_each_file_and_what_to_edit_in_it(sources: Path) -> None:
    before = _files_of(sources)
    told = said("new-registry", "beehive", "--json")
    answer = json.loads(told.stdout)
    assert (answer["name"], answer["copiedFrom"]) == ("beehive", copying.plainest(ROOT))
    assert {one["path"] for one in answer["files"]} == {*_files_of(sources)} - {*before}
    assert all(one["vi"] and one["en"] for one in answer["files"])
    assert "python tools/pages.py" in told.stderr
    about = json.loads((sources / "contracts/dancu_contracts/registries/beehive/registry.json").read_text("utf-8"))
    assert about["title"] == {"vi": "Cơ sở dữ liệu beehive", "en": "Beehive database"}
    for path in (sources / one["path"] for one in answer["files"]):
        path.unlink()


@pytest.mark.parametrize(
    ("name", "vietnamese", "english"),
    [
        (NAME, "đã có", "is taken"),
        (dancu_contracts.registries()[0], "đã có", "is taken"),
        ("connector", "dancu_connectors/connector.py", "is taken: connectors/dancu_connectors/connector.py"),
        ("passport", "numbers/passport.json", "is taken: contracts/dancu_contracts/numbers/passport.json"),
        ("LandUse", "snake_case", "snake_case"),
        ("land-use", "snake_case", "snake_case"),
        ("land__use", "snake_case", "snake_case"),
        ("w", "snake_case", "snake_case"),
        ("class", "từ khóa Python", "no Python keyword"),
        ("../land", "snake_case", "snake_case"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(
    sources: Path, name: str, vietnamese: str, english: str
) -> None:
    before = _files_of(sources)
    told = said("new-registry", name)
    assert (told.exit_code, told.stdout) == (2, "")
    assert vietnamese in told.stderr
    assert english in told.stderr
    assert _files_of(sources) == before


def test_an_installed_package_has_nothing_to_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mock_sectoral_dbs").mkdir()
    monkeypatch.setattr(new_registry, "SOURCES", tmp_path)
    told = said("new-registry", NAME)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "cài từ gói" in told.stderr
    assert "an installed package" in told.stderr


def test_the_plainest_leans_least_on_others_then_is_shortest(tmp_path: Path) -> None:
    alone, shared = "import re\n", "from mock_sectoral_dbs._life import office\n"
    _living(tmp_path, "alone_and_long", alone * 3)
    _living(tmp_path, "alone", alone * 2)
    _living(tmp_path, "leaning", shared)
    _living(tmp_path, "reading", 'x = person.known("alone.so")\n')
    _living(tmp_path, "on_a_wire", alone, wire="A")
    _living(tmp_path, "withheld", alone, sensitive=["benh"])
    _living(tmp_path, "unfinished", "", asked=False)
    assert copying.plainest(tmp_path) == "alone"


def _living(root: Path, name: str, module: str, *, asked: bool = True, **about: object) -> None:
    about = {"wire": None, "sensitive": [], **about}
    places = {
        f"mock_national_db/personas/files/{name}.json": json.dumps({"asks": [{"registry": name}] if asked else []}),
        f"contracts/dancu_contracts/registries/{name}/registry.json": json.dumps(about),
        f"mock_sectoral_dbs/{name}.py": module,
        f"tests/services/test_{name}.py": "",
    }
    for place, text in places.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text, encoding="utf-8")
