"""Measures what each registry costs: the CPU of a verify, as a multiple of tax's, and its part of a start."""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import dancu_contracts
import msgspec

from bench.run import HERE, MILLION, said, say, server
from dancu_sandbox.folder import every_registry
from mock_national_db.service.uniform import call, decoded
from mock_national_db.store import Store

YARDSTICK, CLAIMS = "tax", ("hoVaTen", "ngaySinh")
PROMISE = 1.5  # times what the yardstick costs, at most
PEOPLE, TURNS, WORST = 400, 7, 3
FEW, STARTS = 4, 9
ROOMS = ("contracts", "connectors", "mock_national_db", "mock_sectoral_dbs", "dancu_sandbox")
PLACES = (  # where a registry lies
    "contracts/dancu_contracts/registries/{}",
    "connectors/dancu_connectors/{}.py",
    "mock_sectoral_dbs/{}.py",
)

Citizens = list[dict[str, str]]


class Start(NamedTuple):
    """What a start took: seconds to the first answer, and seconds of CPU."""

    seconds: float
    cpu: float


def verifying(folder: Path) -> None:
    """The CPU of a verify of name and birth date in every registry, the wire aside: the least of several turns."""
    citizens = said("citizens", "--data", str(folder), "--json", "--limit", "100000")
    assert isinstance(citizens, list)
    store = Store.open(folder, every_registry())
    asked = {name: bodies(name, citizens[:: len(citizens) // PEOPLE or 1]) for name in store.registries}
    turns = [{name: microseconds(store, name, each) for name, each in asked.items()} for _ in range(TURNS + 1)]
    store.close()
    least = {name: min(turn[name] for turn in turns[1:]) for name in asked}
    unit = least[YARDSTICK]
    say(f"verify in {YARDSTICK}", f"{unit:.0f} µs", "server CPU, name and birth date, 1,000,000 people")
    over = sum(cost > PROMISE * unit for cost in least.values())
    for name, cost in sorted(least.items(), key=lambda one: -one[1])[: max(WORST, over)]:
        say(f"verify in {name}", f"{cost / unit:.2f} x {YARDSTICK}", f"{cost:.0f} µs")
    say(f"registries over {PROMISE} x {YARDSTICK}", f"{over} of {len(least)}", "of the promise")


def bodies(registry: str, citizens: Citizens) -> list[bytes]:
    """One verify a citizen, of those claims that the registry can verify."""
    claims = [name for name in CLAIMS if name in dancu_contracts.registry(registry).claims_schema["properties"]]
    purpose = {"procedure": "dang-ky-thuong-tru"}
    return [
        msgspec.json.encode(
            {
                "subject": {"soDinhDanh": one["soDinhDanh"]},
                "claims": {name: one[name] for name in claims},
                "purpose": purpose,
            }
        )
        for one in citizens
    ]


def microseconds(store: Store, registry: str, asked: list[bytes]) -> float:
    """The CPU of one of these questions."""
    begun = time.process_time()
    for body in asked:
        msgspec.json.encode(call(store, "default", registry, "verify", decoded(body)))
    return (time.process_time() - begun) / len(asked) * 1e6


def starting(work: Path) -> None:
    """Starts of the whole and of a copy in which few registries lie, in turns, each a process of its own."""
    names = sorted(path.stem for path in (HERE.parent / "mock_sectoral_dbs").glob("[a-z]*.py"))
    whole, few = copied(work / "whole", ()), copied(work / "few", names[FEW:])
    starts: dict[Path, list[Start]] = {whole: [], few: []}
    for _ in range(STARTS + 1):
        for copy, measured in starts.items():
            measured.append(start(copy, work / "people"))
    slow, quick = (median(measured[1:]) for measured in starts.values())
    each = [(much - little) / len(names[FEW:]) * 1000 for much, little in zip(slow, quick, strict=True)]
    counted = f"{slow.seconds:.2f} s with {len(names) + 1} registries, {quick.seconds:.2f} s with {FEW + 1}"
    say("a registry more at start", f"{each[0]:.1f} ms", f"{each[1]:.1f} ms of CPU; {counted}")


def copied(place: Path, without: list[str] | tuple[str, ...]) -> Path:
    """The sources copied, without those registries: each lies in three places, and no list names it."""
    for room in ROOMS:
        shutil.copytree(HERE.parent / room, place / room, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (place / pattern.format(name) for name in without for pattern in PLACES):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return place


def start(copy: Path, folder: Path) -> Start:
    """From the command to the first answer, and the CPU of the whole short life."""
    paths = ":".join(str(copy / room) for room in ("contracts", "connectors", "."))
    up = [sys.executable, "-P", "-m", "dancu_sandbox", "up", "--data", str(folder), "--port", "8793"]
    begun, used = time.perf_counter(), cpu_of_children()
    with server(["env", f"PYTHONPATH={paths}", *up], "http://127.0.0.1:8793/health"):
        seconds = time.perf_counter() - begun
    return Start(seconds, cpu_of_children() - used)


def cpu_of_children() -> float:
    """Seconds that all ended processes of this one have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def median(starts: list[Start]) -> Start:
    """Of each figure."""
    return Start(*(statistics.median(figures) for figures in zip(*starts, strict=True)))


def main() -> None:
    """Run it all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, help="a folder of 1,000,000 people, made anew unless named")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        folder = chosen.data or work / "million"
        if chosen.data is None:
            said("citizens", "--data", str(folder), "--population", str(MILLION), "--limit", "1", "--json")
        verifying(folder)
        starting(work)


if __name__ == "__main__":
    main()
