"""What is shipped: the compose file, the image, the wheel's contents and the pinned requirements hang together."""

import json
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from tests.tree import ROOMS, ROOT, name_of

ADDRESS = re.compile(r"\w+://\S+|--(?:index|extra-index|find-links|trusted)\S*|^\S+ @ .*", re.MULTILINE)
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@cache
def _compose() -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return read


SERVICES = sorted(_compose()["services"])


def test_the_compose_file_is_valid_by_the_compose_specification() -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text("utf-8"))
    faults = [f"{error.json_path}: {error.message}" for error in Draft7Validator(schema).iter_errors(_compose())]
    assert faults == []


def test_the_compose_file_serves_the_nation_the_sectors_and_one_gateway() -> None:
    assert SERVICES == ["gateway", "national-db", "sectoral-dbs"]
    assert [name for name in SERVICES if "ports" in _compose()["services"][name]] == ["gateway"]
    assert _compose()["services"]["gateway"]["ports"] == ["127.0.0.1:8700:8700"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_waits_only_for_services_that_report_their_health(service: str) -> None:
    waits = _compose()["services"][service].get("depends_on", {})
    assert {*waits} <= {*SERVICES}
    assert {wait["condition"] for wait in waits.values()} <= {"service_healthy"}
    assert _instructions("HEALTHCHECK"), "the image has no health check that the services could report"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_mounts_only_declared_volumes(service: str) -> None:
    mounted = {volume.partition(":")[0] for volume in _compose()["services"][service].get("volumes", [])}
    assert mounted <= {*_compose()["volumes"]}


@pytest.mark.parametrize("command", [*SERVICES, "Dockerfile"])
def test_a_container_starts_with_options_that_the_command_line_has(command: str) -> None:
    words = _default_command() if command == "Dockerfile" else _compose()["services"][command]["command"]
    options = [word for word in words if word.startswith("--")]
    told = _up_help()
    assert words[0] == "up"
    assert [option for option in options if not re.search(rf"{re.escape(option)}(?![\w-])", told)] == []


@cache
def _up_help() -> str:
    wide = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    asked = [sys.executable, "-m", "dancu_sandbox", "up", "--help"]
    return subprocess.run(asked, capture_output=True, text=True, check=True, env=wide, timeout=60).stdout


@cache
def _dockerfile() -> tuple[tuple[str, str], ...]:
    """The instructions of the Dockerfile in order, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple((word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines))


def _instructions(word: str) -> list[str]:
    return [rest for instruction, rest in _dockerfile() if instruction == word]


def _default_command() -> list[str]:
    words: list[str] = json.loads(_instructions("CMD")[-1])
    return words


def test_the_image_copies_only_what_is_there_and_not_ignored() -> None:
    own = [words.split() for words in _instructions("COPY") if not words.startswith("--from")]
    sources = [source for words in own for source in words[:-1]]
    let_in = [
        line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"
    ]
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if source.partition("/")[0] not in let_in] == []


def test_the_image_is_built_of_every_room() -> None:
    copied = {source for words in _instructions("COPY") for source in words.split()[:-1]}
    assert {room.relative_to(ROOT).parts[0] for room in ROOMS} <= copied


def test_the_image_runs_as_a_user_without_rights_and_can_be_asked_how_it_is() -> None:
    words = [instruction for instruction, _ in _dockerfile()]
    assert _instructions("USER")[-1] not in {"root", "0"}
    assert words.index("USER") > max(at for at, word in enumerate(words) if word == "RUN")
    assert json.loads(_instructions("ENTRYPOINT")[-1]) == ["dancu"]
    checked = json.loads(_instructions("HEALTHCHECK")[-1].partition("CMD ")[2])
    compile(checked[2], "HEALTHCHECK", "exec")
    assert f":{_instructions('EXPOSE')[-1]}/" in checked[2]


def test_the_wheel_holds_every_room_under_its_own_name() -> None:
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(packages) == sorted(name_of(room) for room in ROOMS)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_everything_by_hash_and_names_no_address(lock: Path) -> None:
    requirements = [block for block in re.split(r"\n(?=\S)", lock.read_text("utf-8")) if block[:1] not in {"#", ""}]
    assert [block.partition(" ")[0] for block in requirements if "--hash=sha256:" not in block] == []
    pinned = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^ ]+ ")
    assert [block.partition(" ")[0] for block in requirements if not pinned.match(block)] == []
    assert ADDRESS.findall(lock.read_text("utf-8")) == []


def test_the_smaller_locks_pin_what_the_larger_pins() -> None:
    whole = _pins("test")
    differing = {name: pins - whole for name in ("base", "build", "sandbox") if (pins := _pins(name)) - whole}
    assert not differing, f"run `make lock`: {differing}"


def _pins(lock: str) -> set[str]:
    return {*re.findall(r"^\S+==\S+", (ROOT / f"requirements/{lock}.txt").read_text("utf-8"), re.MULTILINE)}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("base", PROJECT["project"]["dependencies"]),
        ("sandbox", PROJECT["project"]["optional-dependencies"]["sandbox"]),
        ("test", PROJECT["project"]["optional-dependencies"]["test"]),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    names = {re.split(r"[<>=!; \[]", requirement)[0].lower() for requirement in wanted}
    missing = names - {pin.partition("==")[0] for pin in _pins(lock)}
    assert not missing, f"run `make lock`: {missing}"


def test_the_continuous_integration_script_is_a_script() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    checked = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True, check=False)
    assert checked.stderr == ""
