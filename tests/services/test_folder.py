"""The data folder under a store: what is foreign, damaged or of another version, kills, and several processes."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mock_national_db.folder import FolderFault
from mock_national_db.nation import Arguments, Nation
from mock_national_db.store import Store
from tests.services.conftest import REGISTRIES, Office

TODAY = "2026-11-23"
OWN = "099090000001"
DATA = {"hoVaTen": "Nguyễn Văn Mẫu", "ngaySinh": "1990-05-20", "gioiTinh": "1"}
ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from pathlib import Path
from mock_national_db.store import Store
from tests.services.conftest import REGISTRIES, Office
office = Office(Store.open(Path(sys.argv[1]), REGISTRIES), "kill")
for name in range(int(sys.argv[2])):
    letters = "".join(chr(97 + int(digit)) for digit in str(name))
    told = office.record("population", sys.argv[3], "rename", "2026-11-23", data={"hoVaTen": f"Lê {letters}"})
    print(told["position"], flush=True)
"""
MAKER = """
import sys
from pathlib import Path
from mock_national_db.nation import Arguments, Nation
Nation.create(Path(sys.argv[1]) / "nation.sqlite3", Arguments(size=200_000), lambda made, _: print(made, flush=True))
"""


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    store = Store.open(folder, REGISTRIES, {"size": 60, "seed": 7})
    Office(store, "kept").record("population", OWN, "person_registered", TODAY, data=DATA)
    store.close()
    return folder


@pytest.fixture
def folder(_made: Path, tmp_path: Path) -> Path:
    """A folder of sixty people and one event, to be harmed."""
    return Path(shutil.copytree(_made, tmp_path / "folder"))


@pytest.fixture
def opened(folder: Path) -> Iterator[Callable[..., Store]]:
    """Opens the folder as a process of its own would."""
    stores: list[Store] = []

    def reopen(**stated: Any) -> Store:
        stores.append(Store.open(folder, REGISTRIES, stated))
        return stores[-1]

    yield reopen
    for store in stores:
        store.close()


def fault(reopen: Callable[..., Store], **stated: Any) -> tuple[str, dict[str, object]]:
    with pytest.raises(FolderFault) as found:
        reopen(**stated)
    return found.value.code, found.value.details


def started(program: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, words)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def killed_after(process: subprocess.Popen[str], count: int) -> list[str]:
    """What the process said until it was killed, at least `count` lines."""
    assert process.stdout is not None
    said = [process.stdout.readline().strip() for _ in range(count)]
    process.kill()
    said += process.stdout.read().split("\n")
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    return [line for line in said if line.isdigit()]


# -- what is found in the folder ---------------------------------------------------------------------------------------


def test_a_folder_reopened_holds_the_same_people_and_events(folder: Path, opened: Callable[..., Store]) -> None:
    one, other = opened(), opened(size=60, seed=7)
    assert one.nation.arguments == other.nation.arguments == Arguments(size=60, seed=7)
    for store in (one, other):
        assert Office(store, "kept").lookup("population", OWN, "hoVaTen")[0]["hoVaTen"] == "Nguyễn Văn Mẫu"
    assert {path.name for path in folder.iterdir()} <= {
        "nation.sqlite3",
        "log.sqlite3",
        "log.sqlite3-wal",
        "log.sqlite3-shm",
    }


@pytest.mark.parametrize(
    ("stated", "held"),
    [({"seed": 8}, 7), ({"size": 61}, 60), ({"provinces": ("92",)}, ("93",)), ({"ids": "realistic"}, "safe")],
)
def test_an_argument_that_differs_is_refused_with_both_values(
    folder: Path, opened: Callable[..., Store], stated: dict[str, Any], held: Any
) -> None:
    ((option, wanted),) = stated.items()
    told = {"option": option, "held": held, "wanted": wanted, "folder": folder}
    assert fault(opened, **stated) == ("folder_differs", told)


@pytest.mark.parametrize("name", ["nation.sqlite3", "log.sqlite3"])
@pytest.mark.parametrize("content", [b"this was a database once" * 400, b"SQLite format 3\x00" + b"\xff" * 8192])
def test_a_damaged_file_is_named_and_kept(
    folder: Path, opened: Callable[..., Store], name: str, content: bytes
) -> None:
    (folder / name).write_bytes(content)
    code, details = fault(opened)
    assert (code, details["file"]) == ("folder_corrupt", folder / name)
    assert (folder / name).read_bytes() == content


@pytest.mark.parametrize("name", ["nation.sqlite3", "log.sqlite3"])
def test_somebody_elses_database_is_named_and_left_alone(folder: Path, opened: Callable[..., Store], name: str) -> None:
    (folder / name).unlink()
    with closing(sqlite3.connect(folder / name)) as other, other:
        other.execute("CREATE TABLE recipe (title TEXT)")
    before = (folder / name).read_bytes()
    code, details = fault(opened)
    assert (code, details["file"]) == ("folder_foreign", folder / name)
    assert (folder / name).read_bytes() == before


@pytest.mark.parametrize("rows", [(), (("version", "0"),), (("version", "0"), ("arguments", '{"pages": 3}'))])
def test_somebody_elses_table_of_the_same_name_is_left_alone_too(
    folder: Path, opened: Callable[..., Store], rows: tuple[tuple[str, str], ...]
) -> None:
    (folder / "nation.sqlite3").unlink()
    with closing(sqlite3.connect(folder / "nation.sqlite3")) as other, other:
        other.execute("CREATE TABLE meta (name TEXT, value TEXT)")
        other.executemany("INSERT INTO meta VALUES (?, ?)", rows)
    before = (folder / "nation.sqlite3").read_bytes()
    assert fault(opened) == ("folder_foreign", {"file": folder / "nation.sqlite3"})
    assert (folder / "nation.sqlite3").read_bytes() == before


@pytest.mark.parametrize("name", ["nation.sqlite3", "log.sqlite3"])
def test_a_folder_in_the_place_of_a_file_cannot_be_used(folder: Path, opened: Callable[..., Store], name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()
    code, details = fault(opened)
    assert (code, details["file"]) == ("folder_unusable", folder / name)


def test_a_log_of_another_version_is_refused_by_name(folder: Path, opened: Callable[..., Store]) -> None:
    with closing(sqlite3.connect(folder / "log.sqlite3")) as log, log:
        log.execute("PRAGMA user_version = 99")
    told = {"file": folder / "log.sqlite3", "version": 99, "known": 1}
    assert fault(opened) == ("folder_version", told)


def test_a_nation_of_another_version_is_made_again_and_its_log_kept(folder: Path, opened: Callable[..., Store]) -> None:
    before = opened()
    people = [before.nation.row(index) for index in range(60)]
    with closing(sqlite3.connect(folder / "nation.sqlite3")) as nation, nation:
        nation.execute("UPDATE meta SET value = '0' WHERE name = 'version'")
        nation.execute("DELETE FROM person")
    after = opened()
    assert [after.nation.row(index) for index in range(60)] == people
    assert Office(after, "kept").outcome("population", OWN) == "found"


def test_a_lost_nation_is_made_again_under_the_log_it_had(folder: Path, opened: Callable[..., Store]) -> None:
    (folder / "nation.sqlite3").unlink()
    store = opened(size=60, seed=7)
    assert Office(store, "kept").outcome("population", OWN) == "found"


# -- kills -------------------------------------------------------------------------------------------------------------


def test_a_kill_while_events_are_written_loses_nothing_that_was_told(
    folder: Path, opened: Callable[..., Store]
) -> None:
    Office(opened(), "kill").record("population", OWN, "person_registered", TODAY, data=DATA)
    told = killed_after(started(WRITER, folder, 100_000, OWN), 40)
    office = Office(opened(), "kill")
    items = office.changes("population")["items"]
    positions = [item["position"] for item in items]
    assert positions == list(range(1, len(items) + 1))
    assert len(told) >= 40
    assert int(told[-1]) <= positions[-1] <= int(told[-1]) + 1
    name = office.lookup("population", OWN, "hoVaTen")[0]["hoVaTen"]
    assert name == items[-1]["data"]["hoVaTen"]
    assert office.record("population", OWN, "death", TODAY)["position"] == positions[-1] + 1
    assert office.store.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_kill_while_the_nation_is_made_leaves_a_usable_folder(tmp_path: Path) -> None:
    killed_after(started(MAKER, tmp_path), 1)
    left = [path.name for path in tmp_path.iterdir()]
    assert "nation.sqlite3" not in left
    store = Store.open(tmp_path, REGISTRIES, {"size": 60})
    assert store.nation.row(59) is not None
    store.close()


def test_what_a_killed_maker_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    old, new = (tmp_path / f"nation.sqlite3.{name}.unfinished" for name in ("old", "new"))
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (0, 0))
    Nation.create(tmp_path / "nation.sqlite3", Arguments(size=5))
    assert {path.name for path in tmp_path.iterdir()} == {"nation.sqlite3", new.name}


def test_a_maker_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def stop(_made: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Nation.create(tmp_path / "nation.sqlite3", Arguments(size=5), stop)
    assert list(tmp_path.iterdir()) == []


# -- several processes -------------------------------------------------------------------------------------------------


def test_processes_read_what_the_other_wrote(folder: Path, opened: Callable[..., Store]) -> None:
    office = Office(opened(), "kill")
    office.record("population", OWN, "person_registered", TODAY, data=DATA)
    process = started(WRITER, folder, 3, OWN)
    assert process.stdout is not None
    said = process.stdout.read().split()
    process.stdout.close()
    assert (process.wait(), said) == (0, ["2", "3", "4"])
    assert office.lookup("population", OWN, "hoVaTen")[0]["hoVaTen"] == "Lê c"
    assert office.record("population", OWN, "death", TODAY)["position"] == 5


def test_two_processes_writing_at_once_number_every_event_once(folder: Path, opened: Callable[..., Store]) -> None:
    office = Office(opened(), "kill")
    office.record("population", OWN, "person_registered", TODAY, data=DATA)
    processes = [started(WRITER, folder, 60, OWN) for _ in range(2)]
    said = []
    for process in processes:
        assert process.stdout is not None
        said += process.stdout.read().split()
        process.stdout.close()
        assert process.wait() == 0
    assert sorted(map(int, said)) == list(range(2, 122))
    assert [item["position"] for item in office.changes("population")["items"]] == list(range(1, 122))
