"""The data folder: what is in it wins, what is foreign stays, and every fault names the way out."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from dancu_sandbox.folder import default_folder
from tests.journeys.running import said


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("made")
    assert said("generate", "--data", found, "--population", "60", "--seed", "7").exit_code == 0
    return found


@pytest.fixture
def folder(_made: Path, tmp_path: Path) -> Path:
    """A folder of sixty people, to be harmed."""
    return Path(shutil.copytree(_made, tmp_path / "folder"))


def test_options_not_given_come_from_the_folder(folder: Path) -> None:
    told = said("generate", "--data", folder, "--json")
    assert '"people": 60' in told.stdout
    assert said("citizens", "--data", folder, "--population", "60", "--seed", "7").exit_code == 0


@pytest.mark.parametrize(
    ("option", "value", "held"),
    [("--seed", "8", "7"), ("--population", "61", "60"), ("--provinces", "92", "93"), ("--ids", "realistic", "safe")],
)
def test_an_option_that_differs_is_refused_with_both_values_and_the_way_out(
    folder: Path, option: str, value: str, held: str
) -> None:
    told = said("citizens", "--data", folder, option, value)
    assert (told.exit_code, told.stdout) == (4, "")
    assert f"{option}: {held} ≠ {value}" in told.stderr
    assert "--data" in told.stderr


def test_other_files_in_the_folder_are_left_alone(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "nation.sqlite3").unlink()
    assert said("citizens", "--data", folder, "--population", "30").exit_code == 0
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["nation.sqlite3", "log.sqlite3"])
def test_a_damaged_file_is_named_and_kept(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"this was a database once" * 400)
    told = said("citizens", "--data", folder)
    assert (told.exit_code, told.stdout) == (4, "")
    assert str(folder / name) in told.stderr
    assert (folder / name).read_bytes().startswith(b"this was")


def test_damage_that_only_an_answer_finds_ends_with_four(folder: Path) -> None:
    nation = folder / "nation.sqlite3"
    content = bytearray(nation.read_bytes())
    for page in range(16384, len(content), 4096):
        content[page : page + 300] = bytes(300)
    nation.write_bytes(content)
    told = said("citizens", "--data", folder)
    assert (told.exit_code, told.stdout) == (4, "")
    assert "nation.sqlite3" in told.stderr


@pytest.mark.parametrize("name", ["nation.sqlite3", "log.sqlite3"])
def test_somebody_elses_file_is_named_and_left_alone(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with sqlite3.connect(folder / name) as other:
        other.execute("CREATE TABLE recipe (title TEXT)")
    other.close()
    before = (folder / name).read_bytes()
    told = said("citizens", "--data", folder)
    assert (told.exit_code, told.stdout) == (4, "")
    assert str(folder / name) in told.stderr
    assert (folder / name).read_bytes() == before


def test_a_log_of_another_version_is_refused_by_name(folder: Path) -> None:
    with sqlite3.connect(folder / "log.sqlite3") as log:
        log.execute("PRAGMA user_version = 99")
    log.close()
    told = said("citizens", "--data", folder)
    assert told.exit_code == 4
    assert "log.sqlite3" in told.stderr


def test_a_nation_of_another_version_is_made_again_and_its_log_kept(folder: Path) -> None:
    people = said("citizens", "--data", folder, "--json").stdout
    said("clock", "set", "2027-03-01", "--data", folder)
    with sqlite3.connect(folder / "nation.sqlite3") as nation:
        nation.execute("UPDATE meta SET value = '0' WHERE name = 'version'")
    nation.close()
    assert said("clock", "--data", folder).stdout.startswith("2027-03-01")
    said("clock", "reset", "--data", folder)
    assert said("citizens", "--data", folder, "--json").stdout == people


def test_a_place_where_nothing_can_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    told = said("citizens", "--data", tmp_path / "file" / "below")
    assert (told.exit_code, told.stdout) == (4, "")
    assert "--data" in told.stderr


@pytest.mark.parametrize(
    ("platform", "variable", "wanted"),
    [
        ("linux", "XDG_DATA_HOME", "given/dancu"),
        ("win32", "LOCALAPPDATA", "given/dancu"),
        ("linux", None, "home/.local/share/dancu"),
        ("darwin", None, "home/Library/Application Support/dancu"),
    ],
)
def test_the_folder_nobody_named_is_the_platforms(
    platform: str, variable: str | None, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path / "home")
    if variable is not None:
        monkeypatch.setenv(variable, str(tmp_path / "given"))
    assert default_folder() == tmp_path / wanted


def test_realistic_numbers_come_with_a_warning(tmp_path: Path) -> None:
    told = said("citizens", "--data", tmp_path, "--population", "5", "--ids", "realistic", "--json")
    assert told.exit_code == 0
    assert "realistic" in told.stderr
